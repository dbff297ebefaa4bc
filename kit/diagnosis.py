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
    from kit.sales.doubts import Doubt
    from kit.sales.headings.preview import Preview
    from kit.sales.kept import Kept
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

    @property
    def head(self) -> tuple[Text, ...]:
        """What to know before any answer."""
        from kit.questions.sense import head

        return head(self.sales, self.findings)

    @property
    def answered(self) -> tuple[Text, ...]:
        """The headlines of what was answered."""
        return tuple(
            finding.headline.text for finding in self.findings if finding.status == "answered"
        )

    @property
    def verdict(self) -> tuple[Text, ...]:
        """What it comes to, in one or two sentences."""
        from kit.report.verdict import verdict

        return verdict(self.findings)

    @property
    def due(self) -> tuple[Text, ...]:
        """What of the company's plan has come due; empty where nothing has."""
        return tuple(
            finding.headline.text
            for finding in self.findings
            if finding.numbers.get("lines_passed")
        )

    @property
    def report(self) -> Path:
        """Where the report lies."""
        from kit.report.outputs import REPORT

        return self.files[REPORT]


def previews(company: Company) -> Mapping[str, Preview]:
    """Each of the company's files before it is read, by its name.

    Raises
    ------
    KitError
        A file cannot be read at all.
    """
    from kit.sales.copies.reading import preview_or_reopen
    from kit.sales.inputs import amounts_from_lines, parse_inputs

    files = parse_inputs(company.data.inputs, company.folder)
    lines = amounts_from_lines({file.table for file in files}, company.data.map)
    return {
        file.name: preview_or_reopen(
            file.path,
            company.copies_folder,
            table=file.table,
            name=file.name,
            map=company.data.map,
            lines=lines,
            answers=answers_for(company),
        )
        for file in files
    }


def answers_for(company: Company) -> Mapping[str, str]:
    """What was answered about the company's files: kept from earlier exports, or said now.

    Raises
    ------
    KitError
        The file in which answers are kept cannot be read.
    """
    return {**_kept_for(company).answers, **company.data.answers}


def read(company: Company) -> Sales:
    """The company's sales, read and cleaned as its settings say.

    In a company folder the cleaned tables are kept: files that were read before are not read again.

    Parameters
    ----------
    company : Company
        From `kit.open`; its `data` say where the files lie and what their columns mean.

    Raises
    ------
    KitError
        A file or a setting cannot be used as it is.
    """
    from kit.sales.copies.reading import read_or_reopen
    from kit.triggers.rules import written

    # a slip in a rule should not cost the time of reading a large file
    for text in company.settings.triggers or ():
        written(text)
    data = company.data
    if not data.inputs:
        raise KitError(
            say(
                "{company} names no data files. Add them under data: inputs: in company.yaml, or "
                "name them in the command.",
                company=company.name or str(company.folder),
            )
        )
    kept = _kept_for(company)
    sales, not_kept = read_or_reopen(
        data.inputs,
        company.copies_folder,
        folder=company.folder,
        map=data.map,
        where=data.where or kept.answers.get("where"),
        as_of=company.settings.as_of,
        dates=data.dates,
        decimals=data.decimals,
        time_zone=data.time_zone or kept.answers.get("time_zone"),
        answers={**kept.answers, **data.answers},
        former=kept.seen.columns if kept.seen else {},
        seen=kept.seen.files if kept.seen else (),
    )
    file = _reading_file(company)
    if file is not None:
        sales = _keeping(company, sales, file, kept)
    if not_kept is not None:
        sales = sales.changed_to(changed=(*sales.changed, not_kept))
    return sales


def _reading_file(company: Company) -> Path | None:
    """Where answers about the company's files are kept; None: nowhere."""
    from kit.company.template import is_demo

    return None if is_demo(company) else company.reading_file


def _kept_for(company: Company) -> Kept:
    from kit.sales.kept import Kept, kept_in

    file = _reading_file(company)
    return Kept() if file is None else kept_in(file)


def _keeping(company: Company, sales: Sales, file: Path, kept: Kept) -> Sales:
    """Keep the answers and the look of the files; the sales, with what has changed since.

    What company.yaml itself says is kept there.
    """
    from kit.sales.kept import Seen, keep
    from kit.sales.same_clients import merges

    stated = set(company.stated_before("data.answers"))
    for key in company.stated_before("data.map"):
        stated |= {key, *(name for name in sales.answers if name.endswith(f".{key}"))}
    own = ("dates", "decimals", "where", "time_zone")
    stated |= {name for name in own if company.stated_before(f"data.{name}") is not None}
    answers = dict(sales.answers)
    answers |= {
        name: value
        for name in ("where", "time_zone")
        if (value := getattr(company.data, name)) is not None
    }
    if merges.KEY in set(answers) - stated and sales.same_clients is not None:
        name = merges.kept_as_file(company.folder, answers[merges.KEY], sales.same_clients)
        answers[merges.KEY] = name
    seen = Seen.of(sales)
    before = kept.compared(seen.files)
    changes = [] if before is None else seen.changes_since(before)
    doubt = None if before is None else seen.doubt_since(before)
    if doubt is not None:
        sales = _answered(sales, doubt, {**kept.answers, **company.data.answers})
        answers |= sales.answers
    kept = kept.with_reading(
        {name: answer for name, answer in answers.items() if name not in stated}, seen
    )
    try:
        keep(file, kept)
    except KitError as error:  # the sales are read all the same
        changes.append(error.text)
    return sales.changed_to(changed=tuple(changes)) if changes else sales


def _answered(sales: Sales, doubt: Doubt, answers: Mapping[str, str]) -> Sales:
    """The sales with the answer to a doubt that came up when they were read.

    Raises
    ------
    Unanswered
        There is none.
    """
    from kit.sales.doubts import Doubts

    doubts = Doubts(answers)
    doubts.ask(doubt)
    doubts.answered = {**sales.answered, **doubts.answered}
    doubts.close()
    return sales.changed_to(answers={**sales.answers, **doubts.settled}, answered=doubts.answered)


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
