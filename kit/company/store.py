"""Where companies lie: the shipped demo, company folders, or nothing but a data file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kit.company.model import Company, DataSource
from kit.company.reading import (
    FILE_NAME,
    known_entries,
    load,
    validated,
    version_of,
)
from kit.company.saving import Conflict, can_undo, save, undo
from kit.company.shipped import shipped
from kit.company.template import TEMPLATES, from_template, is_demo, new, without_demo
from kit.company.writing import written
from kit.errors import KitError
from kit.language import LANGUAGES, say

__all__ = [
    "FILE_NAME",
    "TEMPLATES",
    "Conflict",
    "can_undo",
    "my_company",
    "new",
    "open",
    "save",
    "shipped",
    "undo",
    "with_answers",
]

# what can be overridden for one run, and the entry it overrides
OPTIONS = {
    entry.partition(".")[2]: entry
    for entry in known_entries()
    if entry.startswith(("settings.", "data."))
} | {"name": "name"}


def open(
    source: str | Path | Sequence[str | Path] = "demo",
    *,
    reading: str | Path | None = None,
    **options: Any,
) -> Company:
    """The company that everything else is asked about.

    Parameters
    ----------
    source : str, Path or several of them
        `"demo"`, the simulated company that comes with the kit; a folder with a `company.yaml`;
        or data files, each `FILE` or `TABLE=FILE` (a folder called demo is opened as `"./demo"`).
    reading : str or Path, optional
        The file in which answers about the data files are kept, made if it does not exist; for a
        company folder it is its `reading.yaml`.
    **options
        Override what the company says, for this run: `language`, `as_of`, `lookback`, `triggers`,
        `seed`, `hours_per_order`, `horizon_months`, `inputs`, `where`, `dates`, `decimals`,
        `time_zone`, `answers`, `name`.
        `map` and `answers` add to those of the company. None leaves the company's own choice.
        `inputs` replaces all its files, and is relative to the current folder.

    Returns
    -------
    Company
        Nothing is read from the data yet; `kit.read` does that.

    Raises
    ------
    KitError
        The folder or file does not exist, or something in it or in the options cannot be used.

    Examples
    --------
    >>> import kit
    >>> kit.open("demo", triggers=["deal 2", "contract"]).settings.triggers
    ('deal 2', 'contract')
    """
    stated = {name: value for name, value in options.items() if value is not None}
    for option in stated:
        if option not in OPTIONS:
            raise KitError(
                say(
                    "There is no option {option}. The options are {options}.",
                    option=option,
                    options=sorted(OPTIONS),
                )
            )
    language = stated.get("language")
    found = _find(source, language if language in LANGUAGES else "en")
    company = _override(found, stated)
    if "inputs" in stated and is_demo(found) and not is_demo(company):
        company = _override(without_demo(found), stated)
    if reading is not None:
        company._reading = Path(reading)
    return company


def with_answers(company: Company, answers: Mapping[str, str]) -> Company:
    """The company with more answers to what reading asks, for this run."""
    return _override(company, {"answers": answers})


def my_company() -> Company:
    """The company that the lessons work on: made at the first use, in a folder beside the lessons.

    It is the folder `my-company` beside the folder of the lesson's language, so that lessons in
    both languages share it; the environment variable `HANDOFF_COMPANY` names another one. At first
    it holds the demo company. The lesson's language is that of its folder, `ru` or else `en`.

    Raises
    ------
    KitError
        The folder cannot be made, or what it holds cannot be used.
    """
    here = Path.cwd()
    language = "ru" if here.name == "ru" else "en"
    KitError.reader = language
    beside = here.parent if here.name in LANGUAGES else here
    folder = Path(os.environ.get("HANDOFF_COMPANY") or beside / "my-company")
    if not (folder / FILE_NAME).exists():
        try:
            new(folder, "demo", language)
        except KitError:
            if not (folder / FILE_NAME).exists():  # another lesson may have been quicker
                raise
    return open(folder, language=language)


def _find(source: str | Path | Sequence[str | Path], language: str) -> Company:
    if not isinstance(source, (str, Path)):
        return _of_files([str(file) for file in source])
    if source == "demo":
        demo = from_template("demo", language)
        demo._folder = shipped("datasets/demo")
        demo._version = version_of(written(demo).encode())
        return demo
    path = Path(source)
    if path.is_dir():
        return load(path)
    if path.name == FILE_NAME and path.is_file():
        return load(path.parent)
    return _of_files([str(source)])


def _of_files(inputs: Sequence[str]) -> Company:
    """A company of which nothing is known but its data files; they are read later."""
    for stated in inputs:
        file = stated if Path(stated).exists() else re.sub(r"^\w+=", "", stated)
        if not Path(file).exists():
            raise KitError(
                say(
                    "There is no file or folder {file}. Check the name; a relative name starts "
                    "from {here}.",
                    file=file,
                    here=str(Path.cwd()),
                )
            )
        if Path(file).is_dir():
            raise KitError(say("{file} is a folder, and a data file is needed here.", file=file))
    return Company(data=DataSource(inputs=tuple(inputs)))


def _override(company: Company, stated: Mapping[str, Any]) -> Company:
    """The company with options for this run; what they change is not what gets saved."""
    if not stated:
        return company
    before = company.model_dump()
    values = company.model_dump()
    for option, value in stated.items():
        section, _, entry = OPTIONS[option].rpartition(".")
        target = values[section] if section else values
        target[entry] = {**target[entry], **value} if isinstance(value, Mapping) else value
    overridden = validated(values, None)
    after = overridden.model_dump()
    for option in stated:
        section, _, entry = OPTIONS[option].rpartition(".")
        was, now = (((values[section] if section else values)[entry]) for values in (before, after))
        overridden._overridden[OPTIONS[option]] = (was, now)
    overridden._reading, overridden._copies = company._reading, company._copies
    if "inputs" not in stated:
        overridden._folder, overridden._version = company.folder, company.version
    # else: files given for this run are named from where the person is, not from the company folder
    return overridden
