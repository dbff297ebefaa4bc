"""From a company.yaml, or from options, to a Company; what is wrong is said with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kit.company.expected import TRUTHS, Place, at, entry_name, missing, unknown, unusable
from kit.company.model import Company, Inconsistent
from kit.company.notation import Entries, parse
from kit.errors import KitError
from kit.language import Text, say

FILE_NAME = "company.yaml"
PREVIOUS_NAME = "company.previous.yaml"
FORMAT = 1


def version_of(content: bytes) -> str:
    """What tells one text of company.yaml from another."""
    return hashlib.sha256(content).hexdigest()


def load(folder: Path) -> Company:
    """The company that a folder holds.

    Raises
    ------
    KitError
        There is no company.yaml, or it is broken or from a newer handoff. It stays as it is.
    """
    file = folder / FILE_NAME
    if not file.is_file():
        raise KitError(
            say(
                "The folder {folder} has no {file}, so it is not a company folder. Give the data "
                "file itself, or a folder with a {file}. “handoff new” makes one.",
                folder=str(folder),
                file=FILE_NAME,
            )
        )
    try:
        content = file.read_bytes()
    except OSError as error:
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or "?")
        ) from None
    return company_in(content, folder)


def company_in(content: bytes, folder: Path, file: Path | None = None) -> Company:
    """The company that the content of a company.yaml of this folder describes."""
    entries = parse(content, file or folder / FILE_NAME)
    number = entries.values.get("kit", FORMAT)
    if isinstance(number, int) and number > FORMAT:
        raise KitError(
            say(
                "{file} was written by a newer handoff (format {number:plain}; this one reads up "
                "to {known:plain}). Install the newer handoff.",
                file=str(entries.file),
                number=number,
                known=FORMAT,
            )
        )
    company = validated(entries.values, entries)
    company._folder = folder
    company._version = version_of(content)
    return company


def validated(values: Mapping[str, Any], entries: Entries | None) -> Company:
    """The values as a Company; whatever is wrong with them as one message.

    `entries` say where they were written; None where they are options.
    """

    def where(place: Place) -> Text | None:
        return at(entries.file, entries.line(place)) if entries else None

    # a heading with nothing under it yet
    values = {name: value for name, value in values.items() if value is not None}
    for place, value in _walk(values):
        # YAML takes yes, no, on and off for truth values, and pydantic those for 1 and 0
        if isinstance(value, bool) != (entry_name(place) in TRUTHS):
            raise KitError(unusable(where(place), place, value))
    try:
        return Company.model_validate(values)
    except ValidationError as error:
        # a misspelt name first: it is why another entry is missing
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        place = first["loc"]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, Inconsistent):
            text = say(
                "{place}: {problem}", place=where((*place, *cause.place)) or "", problem=cause.text
            )
        elif first["type"] == "extra_forbidden":
            text = unknown(where(place), place)
        elif first["type"] == "missing":
            text = missing(where(place), place)
        else:
            text = unusable(where(place), place, first["input"])
        raise KitError(text) from None


def _walk(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that holds no others, with its place."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*place, str(key)))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*place, number))
    else:
        yield place, value
