"""Names of columns: which are known, which are the same, and which one a person means."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow.compute as pc
import yaml

from kit.errors import KitError
from kit.language import Quoted, Text, say, say_n
from kit.sales.files.raw import Raw
from kit.sales.headings.units import unit_at_end
from kit.sales.options import map_option
from kit.sales.tables import TABLES

TITLE = "order_title"  # names an order where an export has no order number
LONGEST = 40  # characters of a heading or cell in a sentence
SHOWN = 10  # headings in a sentence
_ZONE = re.compile(
    r"(?i)\s*[(\[](utc|gmt|utc[+-]\d\d?(:\d\d)?|мск|msk|[ce]e?s?t|[ecmp][sd]t)[)\]]$"
)


_BESIDE = re.compile(r"[^\w%]|_")


@cache
def plain(heading: str) -> str:
    """A heading as names are compared: letters, digits and %; `OrderID` is `order id`.

    A unit or time zone at the end ("Amount, k EUR", "Date (UTC)") is cut off, № and # read as
    "number".
    """
    text = heading.strip()
    text = (_ZONE.sub("", text) if text.endswith((")", "]")) else text) or heading
    unit = unit_at_end(text)
    text = unit.rest if unit.certain else text
    if "№" in text or "#" in text:
        number = "номер" if re.search("[а-яё]", text.lower()) or "№" in text else "no"
        text = re.sub("[№#]", f" {number} ", text)
    if not text.isascii():  # Turkish has an I without a dot
        text = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("ı", "i")
    return _BESIDE.sub("", text.casefold())


def shortened(text: str) -> str:
    """A heading or cell that fits into a sentence."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def some(names: Sequence[str], most: int = SHOWN) -> list[Quoted | Text]:
    """The first of many headings or words, for a sentence, and how many more there are."""
    first: list[Quoted | Text] = [Quoted(shortened(name)) for name in names[:most]]
    more = len(names) - len(first)
    return first + ([say_n("{n} more", "{n} more", more)] if more else [])


def addresses(header: Sequence[str]) -> tuple[str, ...]:
    """One distinct name per column: a heading met again gets "#2", a blank one "column 5"."""
    times: Counter[str] = Counter()
    taken = {heading.casefold() for heading in header}
    names = []
    for place, heading in enumerate(header, start=1):
        name = heading or f"column {place}"
        times[name.casefold()] += 1
        n = times[name.casefold()]
        unique = name if n == 1 else f"{name}#{n}"
        while n > 1 and unique.casefold() in taken:
            unique += "#"
        taken.add(unique.casefold())
        names.append(unique)
    return tuple(names)


def explicit_names(header: Sequence[str]) -> tuple[str, ...]:
    """One name per column that a map can mean; the first of a repeated heading gets "#1"."""
    names = addresses(header)
    repeated = {name.casefold() for name in names}
    return tuple(f"{name}#1" if f"{name}#2".casefold() in repeated else name for name in names)


@dataclass(frozen=True)
class Layout:
    """One form of a known export: the headings that identify it and the columns it is read from.

    A system has several: languages, reports, the names of its interface for programs. `columns`
    lists each canonical column's headings in order of preference; an empty list leaves the column
    out although a heading would match by name.
    """

    name: str
    table: str
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@cache
def load(name: str) -> dict[str, Any]:
    """One of the package's own YAML lists, read once."""
    text = files("kit").joinpath("sales", *name.split("/")).read_text(encoding="utf-8")
    # libyaml, which wheels of PyYAML bring, reads eight times as fast
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(text, loader)
    return content


@cache
def known_layouts(table: str | None = None) -> tuple[Layout, ...]:
    """Every form of every known export, by file name; `table`: of this one only."""
    folder = files("kit").joinpath("sales", "headings", "layouts")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    layouts = []
    for name in names:
        content = load(f"headings/layouts/{name}")
        for form in content["forms"]:
            if table not in (None, form["table"]):
                continue
            columns = {
                canonical: tuple(plain(heading) for heading in headings)
                for canonical, headings in form["columns"].items()
            }
            signature = tuple(plain(heading) for heading in form["signature"])
            layouts.append(Layout(content["name"], form["table"], signature, columns))
    return tuple(layouts)


def layout_of(table: str, header: Sequence[str]) -> Layout | None:
    """The layout whose whole signature stands in the header; None if there is none or no best one.

    The longest signature decides, then how many of its columns are there; forms of one system that
    are equal in both read the same.
    """
    present = {plain(heading) for heading in header}

    def fit(layout: Layout) -> tuple[int, int]:
        found = sum(not present.isdisjoint(headings) for headings in layout.columns.values())
        return len(layout.signature), found

    fitting = [layout for layout in known_layouts(table) if present.issuperset(layout.signature)]
    fitting.sort(key=fit, reverse=True)
    if any(fit(other) == fit(fitting[0]) and other.name != fitting[0].name for other in fitting):
        return None
    return fitting[0] if fitting else None


@cache
def synonyms(table: str) -> Mapping[str, tuple[str, ...]]:
    """Canonical column (and `order_title`) to its names in order of preference, comparable."""
    listed = load("headings/synonyms.yaml")[table]
    names = [column.name for column in TABLES[table]]
    names += [name for name in listed if name not in names]
    return {
        name: tuple(dict.fromkeys(plain(str(text)) for text in (name, *listed.get(name, ()))))
        for name in names
    }


def header_score(table: str, mapped: Sequence[str] = ()) -> Callable[[Sequence[str]], int]:
    """How many cells of a row are known headings of the table; `mapped`: named by the person."""
    headings = {name for names in synonyms(table).values() for name in names}
    for layout in known_layouts(table):
        headings.update(layout.signature, *layout.columns.values())
    headings.update(plain(name.rpartition("#")[0] or name) for name in mapped)

    def score(cells: Sequence[str]) -> int:
        return sum(1 for cell in cells if cell and plain(cell) in headings)

    return score


# ---- columns that a person names -----------------------------------------------------------------


def column_position(raw: Raw, wanted: str, canonical: str) -> int:
    """Where the column that a person named stands; a repeated heading's second is "Name#2".

    Raises
    ------
    KitError
        No such column; or a repeated heading whose columns differ.
    """
    names = addresses(raw.header)
    places = _places(raw, wanted)
    if not places:
        raise KitError(
            say(
                "{file}: --map {canonical}: there is no column “{wanted}”. "
                "The columns are: {columns}.",
                file=raw.file,
                canonical=canonical,
                wanted=wanted,
                columns=some(names),
            )
        )
    place = places[0]
    twins = [
        other
        for other, heading in enumerate(raw.header)
        if other == place or (heading and heading.casefold() == raw.header[place].casefold())
    ]
    open_choice = twins[0] == place and not wanted.endswith("#1")
    if open_choice and any(
        not raw.cells.column(other).equals(raw.cells.column(place)) for other in twins[1:]
    ):
        options = [
            say(
                "{option} for the column such as {sample}",
                option=map_option(canonical, f"{raw.header[place]}#{n}"),
                sample=_sample(raw, other),
            )
            for n, other in enumerate(twins, start=1)
        ]
        raise KitError(
            say(
                "{file}: “{wanted}” is the heading of {n} columns that differ. Say which: "
                "{options}.",
                file=raw.file,
                wanted=wanted,
                n=len(twins),
                options=options,
            )
        )
    return place


def has_column(raw: Raw, wanted: str) -> bool:
    """Whether the file has the column that a person named."""
    return bool(_places(raw, wanted))


def _places(raw: Raw, wanted: str) -> list[int]:
    """Columns of that name: as written, else without regard to case, blanks and punctuation."""
    names = addresses(raw.header)
    name = wanted if wanted in names else wanted.removesuffix("#1")
    exact = [place for place, heading in enumerate(names) if heading == name]
    near = [place for place, heading in enumerate(names) if plain(heading) == plain(name)]
    return exact or (near if len(near) == 1 else [])


def _sample(raw: Raw, place: int) -> str:
    filled = pc.drop_null(raw.cells.column(place))
    return str(filled[0]) if len(filled) else "–"
