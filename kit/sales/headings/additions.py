"""A column of money that is another one with something on top: a tax, freight, fees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from kit.sales.cells.written_figures import DecimalSign, Figure, parse_figure
from kit.sales.files.raw import Raw

SEARCHED = 1000  # rows whose cells are looked at
SAMPLE = 200  # of them
MOST = 20  # columns of figures
FEWEST = 4  # rows: fewer add up by accident
AGREEING = 0.95  # of the rows
LEAST, LARGEST = 0.01, 0.5  # of the larger column: what is added
ADDED = 0.2  # of the rows: to so many something is added
HIGHEST = 0.28  # rate of a tax
RATES = 4  # of one tax, at most
CENT = 0.01

# What taxes on sales are called; it is no rate and no number of a taxpayer.
_TAX = re.compile(
    r"(?i)(?<![^\W\d_])(?:vat|tax(?:es)?|gst|hst|ндс|налог\w*|пдв|ққс|mwst\.?|ust\.?|\w*steuer|btw|iva|tva|"
    r"t\.v\.a\.|kdv|dph|pdv|ddv|áfa|moms|mva|alv|pvn|pvm|icms|ppn|imposta|impuesto|impôt|podatek|"
    r"ضريبة|الضريبة|消費税|税額|税额|부가세)(?![^\W\d_])(?!\s*(?:id|no|nr|number|rate|%|code|номер))"
)

# What a marketplace or a bank keeps of what a client pays.
_FEE = re.compile(
    r"(?i)(?<![^\W\d_])(?:fees?|commissions?|provision(?:en)?|\w*gebühr(?:en)?|\w*entgelte?|frais|comisi[oó]n(?:es)?|"
    r"comiss(?:ão|ões)|taxas?|tarifas?|commissioni?e?|trattenut\w*|provisie|commissie|prowizj\w*|opłat\w*|proviz\w*|"
    r"poplatk\w*|jutalék\w*|provisjon|avgift\w*|palkkio\w*|komisyon\w*|kesinti\w*|комисси\w*|комісі\w*|"
    r"вознаграждени\w*|удержан\w*|эквайринг\w*|手数料|手续费|佣金|수수료|عمولة)(?![^\W\d_])"
)
# What makes the larger column no sale: the client never paid it, or gets it back.
_NOT_PAID = re.compile(
    r"(?i)discount|rebate|reduction|allowance|coupon|voucher|promo|markdown|return|refund|credit|скидк|бонус|купон|"
    r"промо|возврат|rabatt|nachlass|skonto|gutsch|rückgabe|remise|rabais|ristourne|retour|avoir|descuento|bonific|"
    r"devolu|desconto|abatimento|sconto|abbuono|reso|korting|rabat|zniżk|upust|zwrot|slev|kedvezmény|alennus|iskonto|"
    r"indirim|iade|знижк|повернен|割引|値引|折扣|할인|خصم"
)
# What is rightly left out of the smaller column, or part of it that is paid apart.
_APART = re.compile(
    r"(?i)freight|shipping|delivery|postage|carriage|transport|handling|packag|insurance|\btips?\b|rounding|paid|"
    r"balance|\bdue\b|deposit|доставк|фрахт|логист|упаков|оплачен|долг|аванс|versand|fracht|liefer|porto|verpackung|"
    r"livraison|\bport\b|env[ií]o|flete|frete|spedizione|trasporto|verzend|wysyłk|dostaw|doprav|kargo|nakliye|送料|운송"
)

Figures = npt.NDArray[np.float64]


class Addition(NamedTuple):
    """A column that is another one with something on top.

    Attributes
    ----------
    total, base
        Their places.
    added
        The places of what is added: none where it is one of a few rates of the base.
    taxed
        Whether what is added shows to be a tax: it is called so, or it is one of a few rates.
    row
        The place of a row that shows it.
    parts
        What the base and what is added are in that row.
    kept
        Whether what is added is called a fee: the base is then what is left of a sale.
    """

    total: int
    base: int
    added: tuple[int, ...]
    taxed: bool
    row: int
    parts: tuple[float, ...]
    kept: bool = False

    @property
    def whole(self) -> float:
        """What the larger column is in the row that shows it."""
        return round(sum(self.parts), 4)


def additions(
    raw: Raw, totals: Iterable[int] | None = None, without: Collection[int] = ()
) -> list[Addition]:
    """The columns that are others with something on top, one addition for each, the surest first.

    In nearly every row the larger one has to be the other and one or two further columns together,
    or the other and a constant rate of it, of which there may be a few. What is paid and what is
    still owed make no such pair: there the other one is blank wherever nothing was paid.

    Parameters
    ----------
    totals
        Where the larger column may stand; None: anywhere.
    without
        Columns that are known to be something else.
    """
    wanted = None if totals is None else set(totals)
    places = [
        place
        for place in range(len(raw.header))
        if place not in without or (wanted is not None and place in wanted)
    ]
    found: dict[int, Addition] = {}
    for sign in ("point", "comma"):
        columns, rows = _figures(raw, places, sign)
        for total in columns if wanted is None else wanted & columns.keys():
            addition = _addition(total, columns, rows, without)
            if addition is not None and any(_TAX.search(raw.header[p]) for p in addition.added):
                addition = addition._replace(taxed=True)
            if addition is not None:
                addition = addition._replace(kept=_are_fees(raw, addition.added))
            if addition is not None and (total not in found or addition.taxed):
                found[total] = addition
    return sorted(found.values(), key=lambda addition: not addition.taxed)


def tax_within(raw: Raw, place: int, without: Collection[int] = ()) -> Addition | None:
    """The tax that a column of money holds, where only the tax has a column of its own.

    Its heading has to call it a tax, and it is one of a few rates of what is left without it. The
    places of both are `total` and `base`.
    """
    called = [
        other
        for other, heading in enumerate(raw.header)
        if other not in without and other != place and _TAX.search(heading)
    ]
    for sign in ("point", "comma") if called else ():
        columns, rows = _figures(raw, [place, *called], sign)
        for other in called:
            if place in columns and other in columns:
                tax = np.nan_to_num(columns[other])
                net = columns[place] - tax
                if _few_rates(net, tax):
                    return _shown(place, other, (), True, [net, tax], rows)
    return None


def before_fees(raw: Raw, place: int, without: Collection[int] = ()) -> Addition | None:
    """What a column of money was before something was taken off, if that is no discount.

    It may be what a marketplace has paid out: its fees are in columns of their own, with either
    sign, and the sale is the larger column. What is a tax or freight by its name or by its rates,
    what the client did not pay, or what is paid apart, is none.
    """
    places = [other for other in range(len(raw.header)) if other not in without or other == place]
    for sign in ("point", "comma"):
        columns, rows = _figures(raw, places, sign)
        if place not in columns:
            continue
        left = columns[place]
        for total in (other for other in columns if other != place):
            rest = _on_top(columns[total], left)
            if rest is None:
                continue
            others = [other for other in columns if other not in (total, place)]
            taken = {other: _sized(columns[other]) for other in others}
            every = tuple(other for other in others if _are_fees(raw, [other]))
            found = _summands(rest, place, others, taken)
            if not found and every and _equal(rest, [taken[other] for other in every]):
                found = [every]
            for added in found:
                fees = _are_fees(raw, added)
                known = any(
                    pattern.search(raw.header[other])
                    for other in added
                    for pattern in (_TAX, _NOT_PAID, _APART)
                )
                if fees or not (known or _few_rates(left, rest)):
                    parts = [left, *(taken[other] for other in added)]
                    return _shown(total, place, added, False, parts, rows)._replace(kept=fees)
    return None


def _sized(column: Figures) -> Figures:
    """A column of what is taken off, whichever sign it is written with; refunds turn it round."""
    return -column if np.nansum(column) < 0 else column


def _are_fees(raw: Raw, places: Sequence[int]) -> bool:
    """Whether any of some columns is called a fee, and none a discount."""
    headings = [raw.header[place] for place in places]
    return any(map(_FEE.search, headings)) and not any(map(_NOT_PAID.search, headings))


def _figures(
    raw: Raw, places: Sequence[int], sign: DecimalSign
) -> tuple[dict[int, Figures], npt.NDArray[np.int64]]:
    """The figures of columns in some rows, blank ones as NaN, and these rows' places."""
    length = min(len(raw.rows), SEARCHED)
    rows = np.unique(np.linspace(0, max(length - 1, 0), SAMPLE).astype(np.int64)[:length])
    columns: dict[int, Figures] = {}
    for place in places:
        if place in raw.date_cells or len(columns) == MOST:
            continue
        cells = pc.utf8_trim_whitespace(raw.cells.column(place).slice(0, length)).to_pylist()
        read = [_value(cells[row], sign) if cells[row] else None for row in rows]
        filled = sum(bool(cells[row]) for row in rows)
        known = sum(value is not None for value in read)
        if known >= FEWEST and known >= AGREEING * filled:
            columns[place] = np.array([np.nan if value is None else value for value in read])
    return columns, rows


def _value(text: str, sign: DecimalSign) -> float | None:
    figure: Figure | None = parse_figure(text)
    if figure is None or figure.percent:
        return None
    value = figure.value(sign)
    return None if value is None else float(value)


def _addition(
    total: int,
    columns: dict[int, Figures],
    rows: npt.NDArray[np.int64],
    without: Collection[int],
) -> Addition | None:
    """What one column is made of, if it is another one with something on top."""
    whole = columns[total]
    others = [place for place in columns if place != total and place not in without]
    found: list[Addition] = []
    for base in others:
        rest = _on_top(whole, columns[base])
        if rest is None:
            continue
        lower = columns[base]
        of_base = _few_rates(lower, rest)
        for added in _summands(rest, base, others, columns):
            extras = [np.nan_to_num(columns[place]) for place in added]
            taxed = of_base or any(
                _few_rates(lower, extra) or _few_rates(lower + rest - extra, extra)
                for extra in extras
            )
            if taxed or _may_be_on_top(lower, rest):
                found.append(_shown(total, base, added, taxed, [lower, *extras], rows))
        if of_base:
            found.append(_shown(total, base, (), True, [lower, rest], rows))
    found.sort(key=lambda one: (not one.taxed, not one.added, len(one.added)))
    return found[0] if found else None


def _on_top(whole: Figures, base: Figures) -> Figures | None:
    """What a column has more than another, where the other is its greater part throughout."""
    both = ~np.isnan(whole) & (whole != 0)
    if both.sum() < FEWEST:
        return None
    lower = np.nan_to_num(base)[both]
    upper = whole[both]
    fits = (lower * upper > 0) & (np.abs(lower) <= np.abs(upper) + CENT / 2)
    more = np.abs(upper - lower) > CENT / 2
    share = 1 - np.abs(lower).sum() / np.abs(upper).sum()
    if fits.mean() < AGREEING or more.mean() < ADDED or not LEAST < share < LARGEST:
        return None
    return np.where(both, whole - np.nan_to_num(base), np.nan)


def _summands(
    rest: Figures, base: int, others: Sequence[int], columns: dict[int, Figures]
) -> list[tuple[int, ...]]:
    """The one or two columns that what is on top consists of."""
    extras = [place for place in others if place != base and np.nansum(np.abs(columns[place])) > 0]
    single: list[tuple[int, ...]] = [(place,) for place in extras if _equal(rest, [columns[place]])]
    if single:
        return single
    return [pair for pair in combinations(extras, 2) if _equal(rest, [columns[p] for p in pair])]


def _equal(rest: Figures, parts: Sequence[Figures]) -> bool:
    known = ~np.isnan(rest)
    together = np.sum([np.nan_to_num(part) for part in parts], axis=0)
    return bool((np.abs(rest - together)[known] < CENT * 0.6).mean() >= AGREEING)


def _may_be_on_top(base: Figures, rest: Figures) -> bool:
    """Whether what is added is never more than a tax of several rates is, or a few fixed sums."""
    known = ~np.isnan(rest) & ~np.isnan(base)
    low = np.abs(rest[known]) <= HIGHEST * np.abs(base[known])
    fixed = len(np.unique(np.round(rest[known], 2))) <= min(RATES, len(rest[known]) // FEWEST)
    return bool(low.mean() >= AGREEING or fixed)


def _few_rates(base: Figures, extra: Figures) -> bool:
    """Whether what is added is one of a few rates of the base, such as 21% and 9%."""
    known = ~np.isnan(base) & ~np.isnan(extra) & (base != 0)
    lower, more = np.abs(base[known]), np.abs(extra[known])
    fits = more < CENT / 2
    if not len(lower) or (~fits).mean() < ADDED:
        return False
    whole = (lower % 1 == 0).all() and (more % 1 == 0).all()
    rounding = 0.51 if whole else 1.01 * CENT  # of the tax alone, or of the base as well
    rates = 0
    while rates < RATES and not fits.all():
        largest = int(np.argmax(np.where(fits, 0, lower)))
        rate = round(more[largest] / lower[largest], 3)
        if not 0 < rate <= HIGHEST:
            return False
        now = fits | (np.abs(more - rate * lower) <= rounding)
        if now.sum() == fits.sum():
            break
        fits, rates = now, rates + 1
    return bool(fits.mean() >= AGREEING and len(lower) >= FEWEST * rates)


def _shown(
    total: int,
    base: int,
    added: tuple[int, ...],
    taxed: bool,
    parts: Sequence[Figures],
    rows: npt.NDArray[np.int64],
) -> Addition:
    """An addition with the first row in which every part is something, else the fullest one."""
    filled = np.sum([np.nan_to_num(part) != 0 for part in parts], axis=0)
    at = int(np.argmax(filled))
    values = tuple(round(float(np.nan_to_num(part[at])), 4) for part in parts)
    return Addition(total, base, added, taxed, int(rows[at]), values)
