"""Columns that a person names: where they stand, and how to name one in an option."""

from __future__ import annotations

import re

import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Quoted, say
from kit.sales.files.raw import Raw
from kit.sales.headings.names import addresses, plain


def map_option(canonical: str, column: str) -> str:
    """The option to add, quoted where the shell needs it: `--map "amount=Net total"`."""
    pair = f"{canonical}={column}"
    return f"--map {pair}" if re.fullmatch(r"[\w.=-]+", pair) else f'--map "{pair}"'


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
                columns=[Quoted(name) for name in names],
            )
        )
    place = places[0]
    twins = [
        other
        for other, heading in enumerate(raw.header)
        if heading.casefold() == raw.header[place].casefold()
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
                "{file}: “{wanted}” stands over {n} columns that differ. Say which: {options}.",
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
    exact = [place for place, one in enumerate(names) if one == name]
    near = [place for place, one in enumerate(names) if plain(one) == plain(name)]
    return exact or (near if len(near) == 1 else [])


def _sample(raw: Raw, place: int) -> str:
    filled = pc.drop_null(raw.cells.column(place))
    return str(filled[0]) if len(filled) else "–"
