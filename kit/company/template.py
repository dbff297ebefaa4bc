"""New company folders, made from a template."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kit.company.model import Company, DataSource, Handoff, Settings
from kit.company.reading import Fast, load
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
    values = _in_language(entries(template), language)
    values["settings"] = {"language": language, **values.get("settings", {})}
    return Company.model_validate(values)


def entries(template: str) -> dict[str, Any]:
    """What a template says, in all languages."""
    source = files("kit").joinpath("company", "templates", f"{template}.yaml")
    own: dict[str, Any] = yaml.load(source.read_text(encoding="utf-8"), Fast)
    base = own.pop("extends", None)
    return {**entries(base), **own} if base else own


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


def without_demo(company: Company) -> Company:
    """The company of the chapter with all that a person changed or added in that of the demo.

    What stands as the demo has it, in whatever language, is the demo's and gives way to what the
    chapter has in its place, if anything: a figure of the demo is never a company's own. What a
    person took away stays away.
    """
    demos = [from_template("demo", language) for language in LANGUAGES]
    chapter = from_template("chapter", company.settings.language)
    settings = company.settings.model_dump()
    for entry in ("triggers", "hours_per_order"):
        if settings[entry] == getattr(demos[0].settings, entry):
            settings[entry] = getattr(chapter.settings, entry)
    roles = _left(company, demos, chapter, "roles", ("id",))
    functions = _left(company, demos, chapter, "functions", ("id",))
    known, named = {role.id for role in roles}, {function.id for function in functions}
    return company.model_copy(
        update={
            "name": "" if company.name in {demo.name for demo in demos} else company.name,
            "settings": Settings.model_validate(settings),
            "data": DataSource(),
            "roles": roles,
            "functions": functions,
            "people": _left(company, demos, chapter, "people", ("id",)),
            "holdings": tuple(
                holding
                for holding in _left(company, demos, chapter, "holdings", ("role", "function"))
                if holding.role in known and holding.function in named
            ),
            "handoffs": tuple(
                handoff
                for handoff in _left(company, demos, chapter, "handoffs", ("from_role", "to_role"))
                if {handoff.from_role, handoff.to_role} <= known
            ),
            "assumptions": _left(company, demos, chapter, "assumptions", ("id",)),
            "criteria": _left(company, demos, chapter, "criteria", ("id",)),
            "calibration": (),  # guesses at the records that are left behind
            "stories": (),  # of other clients
            "lent": (),
            "qualification": company.qualification.model_copy(update={"judged": ()}),
            "expectations": company.expectations.model_copy(update={"figures": {}}),
        }
    )


def _left(
    company: Company, demos: list[Company], chapter: Company, section: str, key: tuple[str, ...]
) -> tuple[Any, ...]:
    """One section of the company, entry by entry, when it leaves the demo."""

    def by_key(of: Company) -> dict[tuple[str, ...], Any]:
        return {
            tuple(getattr(entry, name) for name in key): entry for entry in getattr(of, section)
        }

    stock, base = [by_key(demo) for demo in demos], by_key(chapter)
    kept = []
    for place, entry in by_key(company).items():
        theirs = [entries[place] for entries in stock if place in entries]
        if entry not in theirs:
            kept.append(_touched(entry, theirs, base.get(place)))
        elif place in base:
            kept.append(base[place])
    here = by_key(company)
    kept += [entry for place, entry in base.items() if place not in here and place not in stock[0]]
    order = list(base)  # the chapter's own come in its order, and what else there is behind them

    def position(entry: Any) -> int:
        place = tuple(getattr(entry, name) for name in key)
        return order.index(place) if place in order else len(order)

    return tuple(sorted(kept, key=position))


def _touched(entry: Any, theirs: list[Any], base: Any | None) -> Any:
    """An entry that a person changed: what is still the demo's in it is the chapter's instead."""
    if base is None or not theirs:
        return entry
    changes: dict[str, Any] = {
        field: getattr(base, field)
        for field in type(entry).model_fields
        if any(getattr(entry, field) == getattr(demo, field) for demo in theirs)
    }
    if isinstance(entry, Handoff):
        own = [rule for rule in entry.triggers if rule not in theirs[0].triggers]
        gone = [rule for rule in theirs[0].triggers if rule not in entry.triggers]
        rules = [*(rule for rule in base.triggers if rule not in gone), *own]
        if entry.chosen and entry.chosen not in rules:
            rules.append(entry.chosen)
        changes["triggers"] = tuple(rules)
    return entry.model_copy(update=changes)
