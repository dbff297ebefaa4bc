"""The demo in a company folder: whether its data are the demo's, and how they come and go."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kit.company.model import Company, DataSource, Handoff, Settings
from kit.company.store import shipped
from kit.company.template import from_template
from kit.errors import KitError
from kit.language import LANGUAGES, say


def is_demo(company: Company) -> bool:
    """Whether the company's sales are those of the demo: one of its files is, byte by byte."""
    for one in company.data.inputs:
        name = one.partition("=")[2] or one
        ours, theirs = shipped("datasets/demo") / Path(name).name, company.folder / name
        if ours.is_file() and theirs.is_file() and ours.read_bytes() == theirs.read_bytes():
            return True
    return False


def without_demo(company: Company) -> Company:
    """The company without what is true of the demo only: files, people, hours, rules, name.

    Roles, functions and arrows stay; what the participants changed or added stays as well.
    """
    demos = [from_template("demo", language) for language in LANGUAGES]
    chapter = from_template("chapter", company.settings.language)
    settings = company.settings.model_dump()
    for entry in ("triggers", "hours_per_order"):
        if settings[entry] == getattr(demos[0].settings, entry):
            settings[entry] = getattr(chapter.settings, entry)
    return company.model_copy(
        update={
            "name": "" if company.name in {one.name for one in demos} else company.name,
            "settings": Settings.model_validate(settings),
            "data": DataSource(),
            "people": tuple(
                one for one in company.people if not any(one in demo.people for demo in demos)
            ),
            "holdings": tuple(
                one.model_copy(update={"hours": None}) if one in demos[0].holdings else one
                for one in company.holdings
            ),
            "handoffs": _exchanged(company, demos, chapter),
        }
    )


def with_demo(company: Company) -> Company:
    """The company on the demo's files; facts of the demo fill only what nobody has filled.

    Raises
    ------
    KitError
        The demo's files cannot be laid into the company folder.
    """
    demo = from_template("demo", company.settings.language)
    settings = company.settings.model_dump()
    for entry in ("triggers", "hours_per_order"):
        settings[entry] = settings[entry] or getattr(demo.settings, entry)
    roles = {one.id for one in company.roles}
    people = tuple(one for one in demo.people if roles.issuperset(one.roles))
    hours = {one.model_copy(update={"hours": None}): one for one in demo.holdings}
    chapters = [from_template("chapter", language) for language in LANGUAGES]
    inputs = [one.partition("=") for one in demo.data.inputs]
    return company.model_copy(
        update={
            "name": company.name or demo.name,
            "settings": Settings.model_validate(settings),
            "data": DataSource(
                inputs=tuple(f"{table}={_laid(company, name)}" for table, _, name in inputs)
            ),
            "people": company.people or people,
            "holdings": tuple(hours.get(one, one) for one in company.holdings),
            "handoffs": _exchanged(company, chapters, demo),
        }
    )


def _exchanged(company: Company, stock: Iterable[Company], other: Company) -> tuple[Handoff, ...]:
    """The company's arrows; those that are still as in `stock` as `other` has them."""
    known = [one for template in stock for one in template.handoffs]
    ends = {(one.from_role, one.to_role): one for one in other.handoffs}
    return tuple(
        ends.get((one.from_role, one.to_role), one) if one in known else one
        for one in company.handoffs
    )


def _laid(company: Company, name: str) -> str:
    """The name of a demo file in the company folder, where it is laid if it is not there yet."""
    content = (shipped("datasets/demo") / name).read_bytes()
    for place in (name, f"demo/{name}"):
        target = company.folder / place
        if target.is_file() and target.read_bytes() == content:
            return place
    try:
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as stream:  # never over a file that is there
            stream.write(content)
    except OSError as error:
        raise KitError(
            say(
                "The demo's {file} cannot be laid there ({reason}). Rename or move what lies "
                "there, and choose the demo again.",
                file=str(target),
                reason=error.strerror or str(error),
            )
        ) from None
    return f"demo/{name}"
