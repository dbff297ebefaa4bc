"""What was given back: a column of refunds beside the amounts, taken off them or asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.amounts import read_amounts, shown_sign
from kit.sales.cells.distinct import Codes, Source
from kit.sales.cells.exact import Exact
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import addresses
from kit.sales.headings.units import unit_at_end
from kit.sales.minor_units import in_units
from kit.sales.options import answer_option
from kit.sales.rows import Rows
from kit.sales.weight import LITTLE, money_of

NAME = "given_back"  # of the figures among those of the rows
KEY = "refunds"  # of the doubt, behind its table
BEFORE_REFUNDS = ("Stripe",)  # exports whose makers say that their amount is before refunds

_BACK = re.compile(
    r"(?i)refund\w*|\w*erstatt\w*|gutschrift\w*|gutgeschrieben\w*|rembours\w*|reembols\w*|rimbors\w*|"
    r"возвра\w*|credited|credit[ _-]?(?:notes?|memos?)|кредит[- ]?нот\w*|avoirs?\b|zwrot\w*"
)
_SUM = re.compile(
    r"(?i)amount|total|\bsum\b|value|сумм|betrag|summe|import|montant|valor|bedrag|kwota"
)
# Of a refund, but not what it comes to; or what is left when it is taken off.
_NOT_THE_SUM = re.compile(
    r"(?i)\b(?:id|no|nr|number|date|day|time|on|at|qty|quantity|count|reason|status|tax|vat|fee|"
    r"shipping|net|after|less|minus|without|before|excl\w*|дата|номер|причина|статус|колич\w*|ндс|"
    r"налог|доставк\w*|комисси\w*|без|минус|после|за вычетом|datum|nummer|menge|grund|steuer|"
    r"abzüglich|ohne|nach)\b|№|[-−–]\s*(?:refund|возврат|erstatt)"
)


def given_back(columns: Columns) -> Exact | None:
    """What a file says was given back of each row's amount, as sizes; None where it does not.

    Of several such columns the one that is called most like the amount.
    """
    if "amount" not in columns or _BACK.search(columns.heading("amount")):
        return None
    raw = columns.account.raw
    words = _words(columns.heading("amount"))
    taken = set(columns.match.positions.values())
    places = [
        place
        for place, heading in enumerate(raw.header)
        if place not in taken
        and _of_refunds(heading)
        and raw.cells.column(place).null_count < len(raw.rows)
    ]
    places.sort(key=lambda place: len(words ^ _words(_BACK.sub("", raw.header[place]))))
    for place in places:
        cells = pc.utf8_trim_whitespace(raw.cells.column(place))
        power = unit_at_end(raw.header[place]).power
        try:
            amounts = read_amounts(
                cells,
                Source(raw.file, raw.header[place], raw.rows),
                decimals=columns.conventions.decimals,
                name=f"{columns.account.table}.amount",
                typed=place in raw.number_cells,
                elsewhere=lambda: shown_sign(columns.cells("amount"), columns.source("amount")),
                power=_constant(power) if power > 0 else None,
                doubts=columns.doubts,
            )
        except KitError:
            continue
        figures = in_units(columns, "amount", amounts.figures)
        flags = not _SUM.search(raw.header[place]) and _are_flags(figures)
        if flags or amounts.not_understood.any():
            continue
        columns.account.about[KEY] = addresses(raw.header)[place]
        size = np.abs(figures.mantissa)
        return replace(figures, mantissa=size, missing=np.zeros(len(size), dtype=np.bool_))
    return None


def _constant(power: int) -> Callable[[Sequence[Decimal]], int]:
    return lambda _: power


def _of_refunds(heading: str) -> bool:
    """Whether a heading names a sum that was given back."""
    if not _BACK.search(heading) or _NOT_THE_SUM.search(heading):
        return False
    return bool(_SUM.search(heading)) or not _words(_BACK.sub("", heading))


def _words(heading: str) -> set[str]:
    return set(re.findall(r"\w+", heading.casefold().replace("_", " ")))


def _are_flags(figures: Exact) -> bool:
    """Whether a column holds no figures but 0 and 1."""
    return bool(np.isin(figures.numbers()[~figures.missing], (0, 1)).all())


def less_refunds(rows: Rows, doubts: Doubts) -> tuple[Rows, list[Text]]:
    """Take off the amounts what was given back of them; orders that gave all back do not count.

    It is asked whether that is in the amounts already, unless it is at most 1% of the money. What
    an order gave back is told once, where every row of it repeats the sum.

    Returns
    -------
    rows, notes
        The rows that count, without the figures of what was given back; what was done.
    """
    amounts, back = rows.figures.get("amount"), rows.figures.get(NAME)
    rows = replace(rows, figures={name: of for name, of in rows.figures.items() if name != NAME})
    if back is None or amounts is None or not back.mantissa.any():
        return rows, []
    # in a file without such a column nothing was given back
    back = replace(back, missing=np.zeros(len(back), dtype=np.bool_))
    codes = rows.codes("client_id", "order_id", "ordered_on")
    back = _once_each(back, codes)
    received = np.bincount(codes, np.nan_to_num(amounts.numbers()))
    returned = np.bincount(codes, back.numbers())
    wholly = (received > 0) & (returned >= received * (1 - 1e-9))
    partly = (received > 0) & (returned > 0) & ~wholly
    mask = partly[codes]
    notes: list[Text] = []
    if mask.any():
        amounts, notes = _less_part(rows, amounts, back, mask, int(partly.sum()), doubts)
        rows = replace(rows, figures={**rows.figures, "amount": amounts})
    return rows.without(wholly[codes], say("refunded in full")), notes


def _once_each(back: Exact, codes: Codes) -> Exact:
    """Sums of refunds, in the first row alone where all rows of the orders repeat them."""
    size = np.bincount(codes)
    largest = np.zeros(len(size), dtype=back.mantissa.dtype)
    np.maximum.at(largest, codes, back.mantissa)
    smallest = largest.copy()
    np.minimum.at(smallest, codes, back.mantissa)
    several = (size > 1) & (largest > 0)
    if not several.any() or (largest != smallest)[several].any():
        return back
    first = np.zeros(len(codes), dtype=np.bool_)
    first[np.unique(codes, return_index=True)[1]] = True
    return replace(back, mantissa=np.where(first, back.mantissa, 0))


def _less_part(
    rows: Rows,
    amounts: Exact,
    back: Exact,
    mask: npt.NDArray[np.bool_],
    orders: int,
    doubts: Doubts,
) -> tuple[Exact, list[Text]]:
    """The amounts of orders that gave a part back, as a person says, or less that part."""
    stating = mask & (back.mantissa > 0)
    accounts = [rows.accounts[int(file)] for file in np.unique(rows.frame["file"][stating])]
    table, column = accounts[0].table, accounts[0].about[KEY]
    part = replace(back, mantissa=np.where(mask, back.mantissa, 0))
    given = money_of(part.take(mask))
    first = int(np.flatnonzero(stating)[0])
    text = say_n(
        "“{column}”: {n} order gave back a part of its amount, {given} in all, such as {part} of"
        " {whole} (row {row:plain}). Is that part still in the amount?",
        "“{column}”: {n} orders gave back a part of their amounts, {given} in all, such as {part}"
        " of {whole} (row {row:plain}). Is that part still in the amounts?",
        orders,
        column=column,
        given=given,
        part=float(back.numbers()[first]),
        whole=float(amounts.numbers()[first]),
        row=rows.number(first),
    )
    rows_in_part = int(mask.sum())
    doubt = Doubt(
        f"{table}.{KEY}",
        text,
        (
            Choice("less", say("it is still in the amount: it is taken off"), rows_in_part, given),
            Choice(
                "not",
                say("the amount is without it, or what was given back has rows of its own"),
                rows_in_part,
                given,
            ),
        ),
    )
    less = amounts.minus(part)
    margin = []
    if "margin" in rows.figures:
        margin.append(say("The margin of orders that gave a part back is what the file states."))
    stated = doubts.answers.get(doubt.key) is not None
    if not stated and all(account.match.layout in BEFORE_REFUNDS for account in accounts):
        return (less, margin) if doubts.offer(doubt) == "less" else (amounts, [])
    if not stated and part.numbers().sum() <= LITTLE * np.nansum(np.abs(amounts.numbers())):
        note = say_n(
            "“{column}”: what {n} order gave back ({given}) is taken off its amount. If the amount"
            " is without it already, add {option}.",
            "“{column}”: what {n} orders gave back ({given}) is taken off their amounts. If the"
            " amounts are without it already, add {option}.",
            orders,
            column=column,
            given=given,
            option=answer_option(doubt.key, "not"),
        )
        return less, [note, *margin]
    return (less, margin) if doubts.ask(doubt) == "less" else (amounts, [])
