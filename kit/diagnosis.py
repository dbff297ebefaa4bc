"""The whole way: read a company's sales, answer every question there is, write it down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text, say

if TYPE_CHECKING:
    from kit.questions.finding import Finding
    from kit.sales.tables import Sales

Step = Callable[[Text], AbstractContextManager[object]]


@dataclass(frozen=True)
class Diagnosis:
    """What a diagnosis read, found and wrote; `files` are the paths written, by their names.

    `sales` is None where the company has no data files yet.
    """

    sales: Sales | None
    findings: tuple[Finding, ...]
    files: Mapping[str, Path]


def read(company: Company) -> Sales:
    """The company's sales, read and cleaned as its settings say.

    Parameters
    ----------
    company : Company
        From `kit.open`; its `data` say where the files lie and what their columns mean.

    Raises
    ------
    KitError
        A file or a setting cannot be used as it is.
    """
    from kit.sales.clean import read_sales
    from kit.triggers.rules import parse

    # a slip in a rule should not cost the time of reading a large file
    for text in company.settings.triggers or ():
        parse(text)
    data = company.data
    if not data.inputs:
        raise KitError(
            say(
                "{company} names no data files. Add them under data: inputs: in company.yaml, or "
                "name them in the command.",
                company=company.name or str(company.folder),
            )
        )
    return read_sales(
        data.inputs,
        folder=company.folder,
        map=data.map,
        where=data.where,
        as_of=company.settings.as_of,
        dates=data.dates,
        decimals=data.decimals,
        time_zone=data.time_zone,
        answers=data.answers,
    )


def findings(company: Company, sales: Sales | None) -> tuple[Finding, ...]:
    """The answers to all questions, in the order of the report, whether or not data were given."""
    from kit.questions.catalogue import in_diagnosis

    return tuple(question(company, sales) for question in in_diagnosis())


def diagnose(
    company: Company,
    out: str | Path = "handoff-report",
    step: Step = nullcontext,
    shown: Callable[[Sales], None] = lambda sales: None,
) -> Diagnosis:
    """Read, answer and write: what `handoff diagnose` does.

    Parameters
    ----------
    company : Company
        From `kit.open`.
    out : str or Path
        The folder for `report.html`, `results.json`, `firings.csv` and `set_aside.csv`; made where
        it does not exist. Files of these names in it are replaced as one set, others stay. Without
        data files the last two are not written, and those of an earlier run go.
    step : callable
        Given a Text, a context in which that step runs: how a caller shows progress.
    shown : callable
        Given the sales as soon as they are read: how a caller shows how the files were understood.

    Returns
    -------
    Diagnosis
        The sales, the findings and the paths written.

    Raises
    ------
    KitError
        The input cannot be used as it is, or the folder cannot be written to.
    """
    from kit.report.outputs import write_diagnosis

    with step(say("Reading the sales data")):
        sales = read(company) if company.data.inputs else None
    if sales is not None:
        shown(sales)
    with step(say("Trying the rules on every client")):
        answers = findings(company, sales)
    with step(say("Writing the report")):
        files = write_diagnosis(Path(out), company, sales, answers)
    return Diagnosis(sales, answers, files)
