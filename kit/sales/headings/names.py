"""Headings: what counts as the same name, and which names are known."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kit.sales.tables import TABLES

TITLE = "order_title"  # names an order where an export has no order number
_UNIT = re.compile(
    r"(?i)[,(\[\s]+(руб(лей|\.)?|р\.|тг|грн|₽|€|£|\$|₸|₴|rub|rur|eur|usd|gbp|chf|uah|kzt|byn)[)\]\s.]*$"
)


def plain(heading: str) -> str:
    """A heading as names are compared: letters, digits and %; `OrderID` is `order id`.

    A unit at the end ("Amount, EUR") is cut off, № and # read as "number".
    """
    text = _UNIT.sub("", heading.strip()) or heading
    number = "номер" if re.search("[а-яё]", text.lower()) or "№" in text else "no"
    text = unicodedata.normalize("NFKC", re.sub("[№#]", f" {number} ", text)).casefold()
    return "".join(c for c in text.replace("ё", "е") if c.isalnum() or c == "%")


def unit_of(heading: str) -> str | None:
    """The currency sign or word that a heading ends with: `EUR` of "Amount, EUR"."""
    found = _UNIT.search(heading.strip())
    return found.group(1) if found else None


def addresses(header: Sequence[str]) -> tuple[str, ...]:
    """One distinct name per column: a heading met again gets "#2", a blank one "column 5"."""
    seen: Counter[str] = Counter()
    taken = {heading.casefold() for heading in header}
    names = []
    for place, heading in enumerate(header, start=1):
        name = heading or f"column {place}"
        seen[name.casefold()] += 1
        n = seen[name.casefold()]
        unique = name if n == 1 else f"{name}#{n}"
        while n > 1 and unique.casefold() in taken:
            unique += "#"
        taken.add(unique.casefold())
        names.append(unique)
    return tuple(names)


@dataclass(frozen=True)
class Layout:
    """A known export: the headings that identify it and the columns it is read from.

    `columns` lists each canonical column's headings in order of preference; an empty list leaves
    the column out although a heading would match by name.
    """

    name: str
    table: str
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


def load(name: str) -> dict[str, Any]:
    """One of the package's own YAML lists."""
    text = files("kit").joinpath("sales", *name.split("/")).read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


@cache
def layouts() -> tuple[Layout, ...]:
    """Every known export, by file name."""
    folder = files("kit").joinpath("sales", "headings", "layouts")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    found = []
    for name in names:
        content = load(f"headings/layouts/{name}")
        columns = {key: tuple(plain(h) for h in value) for key, value in content["columns"].items()}
        signature = tuple(plain(heading) for heading in content["signature"])
        found.append(Layout(content["name"], content["table"], signature, columns))
    return tuple(found)


def layout_of(table: str, header: Sequence[str]) -> Layout | None:
    """The layout whose whole signature stands in the header; the longest one, None if none does."""
    present = {plain(heading) for heading in header}
    fitting = [one for one in layouts() if one.table == table and present.issuperset(one.signature)]
    fitting.sort(key=lambda one: len(one.signature), reverse=True)
    if len(fitting) > 1 and len(fitting[0].signature) == len(fitting[1].signature):
        return None
    return fitting[0] if fitting else None


@cache
def synonyms(table: str) -> Mapping[str, tuple[str, ...]]:
    """Canonical column (and `order_title`) to its names in order of preference, comparable."""
    listed = load("headings/synonyms.yaml")[table]
    names = [column.name for column in TABLES[table]]
    names += [name for name in listed if name not in names]
    return {
        name: tuple(dict.fromkeys(plain(str(one)) for one in (name, *listed.get(name, ()))))
        for name in names
    }


def header_score(table: str, mapped: Sequence[str] = ()) -> Callable[[Sequence[str]], int]:
    """How many cells of a row are known headings of the table; `mapped`: named by the person."""
    known = {name for names in synonyms(table).values() for name in names}
    for layout in layouts():
        if layout.table == table:
            known.update(layout.signature, *layout.columns.values())
    known.update(plain(name.rpartition("#")[0] or name) for name in mapped)

    def score(cells: Sequence[str]) -> int:
        return sum(1 for cell in cells if cell and plain(cell) in known)

    return score
