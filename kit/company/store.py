"""Where companies lie: the shipped demo, company folders, or nothing but a data file."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from kit.company.model import Company, DataSource, Settings
from kit.errors import KitError
from kit.language import Text, say

FILE_NAME = "company.yaml"
FORMAT = 1

# What each entry takes, in words: a message that says what is wrong also says what is right.
EXPECTED: Mapping[str, Text] = {
    "kit": say("a whole number, 1"),
    "name": say("a text"),
    "settings.language": say("en or ru"),
    "settings.as_of": say("a date such as 2026-03-31"),
    "settings.lookback": say("a whole number of days, 0 or more"),
    "settings.triggers": say('a list of rules, such as "deal 2" or "contract"'),
    "settings.seed": say("a whole number"),
    "settings.hours_per_order": say("a number of hours above 0"),
    "data.inputs": say('a list of files, such as "orders.csv" or "contracts=signed.xlsx"'),
    "data.map": say("pairs such as amount: SubTotal (put a name that is a number in quotes)"),
    "data.where": say("an SQL condition as text"),
    "data.dates": say("day-first or month-first"),
    "data.decimals": say("point or comma"),
    "data.time_zone": say("the name of a time zone, such as Europe/Moscow"),
}
OPTIONS = {entry.partition(".")[2]: entry for entry in EXPECTED if "." in entry} | {"name": "name"}


def shipped(name: str) -> Path:
    """Where something that comes with the kit lies: `datasets/demo`, `notebooks`.

    An installed kit carries it inside the package; in a checkout it lies beside the package.

    Raises
    ------
    KitError
        It is in neither place: the installation is incomplete.
    """
    package = Path(__file__).resolve().parents[1]
    places = (package / "shipped" / name, package.parent / name)
    for place in places:
        if place.exists():
            return place
    raise KitError(
        say(
            "{name}, which comes with handoff, is missing from this installation. "
            "Install handoff again.",
            name=name,
        )
    )


def open(source: str | Path | Sequence[str | Path] = "demo", **options: Any) -> Company:
    """The company that everything else is asked about.

    Parameters
    ----------
    source : str, Path or several of them
        `"demo"`, the simulated company that comes with the kit; a folder with a `company.yaml`;
        or data files, each `FILE` or `TABLE=FILE` (a folder called demo is opened as `"./demo"`).
    **options
        Override what the company says, for this run: `language`, `as_of`, `lookback`, `triggers`,
        `seed`, `hours_per_order`, `inputs`, `where`, `dates`, `decimals`, `time_zone`, `name`.
        `map` adds to the company's column names. None leaves the company's own choice.
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
    return _override(_find(source), options)


def _find(source: str | Path | Sequence[str | Path]) -> Company:
    if not isinstance(source, (str, Path)):
        return _of_files([str(one) for one in source])
    if source == "demo":
        return _load(shipped("datasets/demo"))
    path = Path(source)
    if path.is_dir():
        return _load(path)
    if path.name == FILE_NAME and path.is_file():
        return _load(path.parent)
    return _of_files([str(source)])


def _of_files(inputs: Sequence[str]) -> Company:
    """A company of which nothing is known but its data files; they are read later."""
    for one in inputs:
        file = one if Path(one).exists() else re.sub(r"^\w+=", "", one)
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


def _load(folder: Path) -> Company:
    """The company that a folder holds."""
    file = folder / FILE_NAME
    if not file.is_file():
        raise KitError(
            say(
                "The folder {folder} has no {file}, so it is not a company folder. Give the data "
                "file itself, or a folder with a {file}.",
                folder=str(folder),
                file=FILE_NAME,
            )
        )
    entries = _entries(file)
    number = entries.get("kit", FORMAT)
    if isinstance(number, int) and number > FORMAT:
        raise KitError(
            say(
                "{file} was written by a newer handoff (format {number:plain}; this one reads up "
                "to {known:plain}). Install the newer handoff.",
                file=str(file),
                number=number,
                known=FORMAT,
            )
        )
    return _validated(entries, folder, file)


class _Loader(yaml.SafeLoader):
    """YAML in which an entry that is written twice is an error, not a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} twice", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _entries(file: Path) -> dict[str, Any]:
    """The file as nested dictionaries; what YAML cannot read is said with its line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        entries = yaml.load(text, _Loader)
    except OSError as error:
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or "?")
        ) from None
    except UnicodeDecodeError:
        raise KitError(
            say("{file} is not UTF-8 text. Save it again as UTF-8.", file=str(file))
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise KitError(
            say(
                "{file}, line {line:plain}: this is not valid YAML ({problem}). Check indentation, "
                "colons and quotes there.",
                file=str(file),
                line=mark.line + 1 if mark else 1,
                problem=str(getattr(error, "problem", None) or error),
            )
        ) from None
    except ValueError as error:  # such as 2026-02-30, which YAML takes for a date
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=str(error))
        ) from None
    if entries is None:
        return {}
    if not isinstance(entries, dict):
        raise KitError(
            say(
                "{file} should consist of entries such as “name: Our company”; it holds none.",
                file=str(file),
            )
        )
    return entries


def _override(company: Company, options: Mapping[str, Any]) -> Company:
    for option in options:
        if option not in OPTIONS:
            raise KitError(
                say(
                    "There is no option {option}. The options are {options}.",
                    option=option,
                    options=sorted(OPTIONS),
                )
            )
    stated = {name: value for name, value in options.items() if value is not None}
    if not stated:
        return company
    entries: dict[str, Any] = company.model_dump()
    for name, value in stated.items():
        section, _, entry = OPTIONS[name].rpartition(".")
        target = entries[section] if section else entries
        target[entry] = {**target[entry], **value} if isinstance(value, Mapping) else value
    # files given for this run are named from where the person is, not from the company folder
    folder = Path() if "inputs" in stated else company.folder
    return _validated(entries, folder, None)


def _validated(entries: dict[str, Any], folder: Path, file: Path | None) -> Company:
    """The entries as a Company; whatever is wrong with them as one message.

    `file` is where they were written, None where they are options.
    """
    # a heading with nothing under it yet
    entries = {name: value for name, value in entries.items() if value is not None}
    for name, value in _walk(entries):
        # YAML takes yes, no, on and off for truth values, and pydantic those for 1 and 0
        if isinstance(value, bool):
            raise KitError(_unusable(file, name, value))
    try:
        company = Company.model_validate(entries)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise KitError(_unknown(file, name)) from None
        raise KitError(_unusable(file, name, first["input"])) from None
    company._folder = folder
    return company


def _walk(entries: Mapping[Any, Any], above: str = "") -> list[tuple[str, Any]]:
    """Every value that is not itself a mapping, with its dotted name."""
    found: list[tuple[str, Any]] = []
    for key, value in entries.items():
        name = f"{above}{key}"
        found += _walk(value, f"{name}.") if isinstance(value, Mapping) else [(name, value)]
    return found


def _unknown(file: Path | None, name: str) -> Text:
    section = name.rpartition(".")[0]
    models: Mapping[str, type[BaseModel]] = {"": Company, "settings": Settings, "data": DataSource}
    return say(
        "{file}: there is no entry {entry}. In its place one can write {choices}.",
        file=str(file or ""),
        entry=name,
        choices=sorted(models[section].model_fields),
    )


def _unusable(file: Path | None, name: str, value: Any) -> Text:
    known = next((one for one in EXPECTED if name == one or name.startswith(f"{one}.")), None)
    expected = EXPECTED[known] if known else say("entries of its own, one a line")
    if file is None:
        return say(
            "The option {option} cannot be {value}; it takes {expected}.",
            option=name.partition(".")[2] or name,
            value=repr(value),
            expected=expected,
        )
    return say(
        "{file}: {entry} cannot be {value}; it takes {expected}.",
        file=str(file),
        entry=name,
        value=repr(value),
        expected=expected,
    )
