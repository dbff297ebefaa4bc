"""New company folders, made from a template."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kit.company.model import Company
from kit.company.reading import load
from kit.company.saving import begin
from kit.company.shipped import shipped
from kit.company.writing import written
from kit.errors import KitError
from kit.language import LANGUAGES, say

TEMPLATES = ("chapter", "blank", "demo")


def new(folder: str | Path, template: str = "chapter", language: str = "en") -> Company:
    """Make a company folder.

    Parameters
    ----------
    folder : str or Path
        Where; made if it is not there. A folder that holds a company already is refused.
    template : str
        `chapter`, the sales conveyor and the two lists of functions that the workshop starts from;
        `blank`; or `demo`, the simulated company with its data files.
    language : str
        `en` or `ru`: what the labels are written in.

    Returns
    -------
    Company
        Opened from its new folder.

    Raises
    ------
    KitError
        No such template or language, a company is there already, or the folder cannot be written
        to. No file that is there is ever replaced.
    """
    folder = Path(folder)
    company = from_template(template, language)
    sources = [
        shipped("datasets/demo") / stated.partition("=")[2] for stated in company.data.inputs
    ]
    try:
        data = {source.name: source.read_bytes() for source in sources}
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KitError(
            say(
                "The folder {folder} cannot be written to ({reason}). Name another one.",
                folder=str(folder),
                reason=error.strerror or str(error),
            )
        ) from None
    begin(folder, written(company).encode(), data)
    return load(folder)


def from_template(template: str, language: str = "en") -> Company:
    """The company of a template, in no folder yet.

    Raises
    ------
    KitError
        There is no such template or language.
    """
    if template not in TEMPLATES:
        raise KitError(
            say(
                "There is no template {template}. Choose one of {templates}.",
                template=template,
                templates=list(TEMPLATES),
            )
        )
    if language not in LANGUAGES:
        raise KitError(
            say(
                "There is no template in {language}. Choose one of {languages}.",
                language=language,
                languages=list(LANGUAGES),
            )
        )
    values = _in_language(_entries(template), language)
    values["settings"] = {"language": language, **values.get("settings", {})}
    return Company.model_validate(values)


def _entries(template: str) -> dict[str, Any]:
    source = files("kit").joinpath("company", "templates", f"{template}.yaml")
    entries: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    base = entries.pop("extends", None)
    return {**_entries(base), **entries} if base else entries


def _in_language(value: Any, language: str) -> Any:
    """`{en: Hunter, ru: Активный менеджер}` becomes the one of the language."""
    if isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {name: _in_language(inner, language) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_language(item, language) for item in value]
    return value


def is_demo(company: Company) -> bool:
    """Whether the company's sales are those of the demo: one of its files is, byte by byte."""
    for entry in company.data.inputs:
        name = entry.partition("=")[2] or entry
        ours, theirs = shipped("datasets/demo") / Path(name).name, company.folder / name
        if ours.is_file() and theirs.is_file() and ours.read_bytes() == theirs.read_bytes():
            return True
    return False
