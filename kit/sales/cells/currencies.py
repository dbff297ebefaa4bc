"""One currency per analysis: which one it is, and how many minor units it has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd
from babel.numbers import get_currency_precision, is_currency

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.words import word
from kit.sales.headings.names import load

_DOLLARS = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BRL"
_SHARED = {  # signs that several currencies share
    "$": frozenset(_DOLLARS.split()),
    "¥": frozenset({"JPY", "CNY"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
}


@cache
def _codes_by_name() -> Mapping[str, str]:
    listed = load("cells/words.yaml")["currency"]
    return {word(str(name)): code for code, names in listed.items() for name in names}


def currency_code(cell: str) -> str:
    """ISO code of a currency's name or sign; a shared sign or an unknown word stays as written."""
    cell = cell.strip()
    return cell if cell in _SHARED else _codes_by_name().get(word(cell)) or cell.upper()


def has_thousandths(sign: str | None) -> bool:
    """Whether a figure with this sign may have three decimals: not where coins end before that.

    Of currencies with cents a price may (1.234 a litre); none of yen, and none of yuan, which
    share their sign.
    """
    codes = _SHARED.get(sign or "", {currency_code(sign or "")}) - {"CNY"}
    return not all(is_currency(code) and get_currency_precision(code) == 0 for code in codes)


def currency_codes(cells: pd.Series) -> pd.Series:
    """Currency cells as ISO codes where they are known, else as written."""
    codes = {cell: currency_code(cell) for cell in cells.dropna().unique()}
    return cells.map(codes).astype("category")


def one_currency(
    stated: pd.Series, signs: Mapping[str, str], condition: str | None
) -> tuple[str | None, int, tuple[Text, ...]]:
    """The currency of all rows, its minor units per unit, and caveats.

    Parameters
    ----------
    stated
        The currency column's code for each row in use; missing where blank or not there.
    signs
        Currencies seen in amounts or headings, each with the column where it was seen.
    condition
        The `--where` to suggest, where the data have a currency column.

    Raises
    ------
    KitError
        More than one currency.
    """
    counts = stated.dropna().astype("str").value_counts().sort_index()
    currencies: dict[str, Text] = {
        str(code): say_n("{code} ({n} row)", "{code} ({n} rows)", int(n), code=str(code))
        for code, n in counts.items()
    }
    for sign, column in sorted(signs.items()):
        shared = _SHARED.get(sign, frozenset())
        if not shared.intersection((*currencies, *signs)):
            currencies.setdefault(sign, say("{code} (in “{column}”)", code=sign, column=column))
    if len(currencies) > 1:
        raise KitError(
            say(
                "There are several currencies: {currencies}. One analysis needs one currency: "
                "choose its rows with a condition on your own columns, for example {option}.",
                currencies=list(currencies.values()),
                option=condition or "--where \"Amount LIKE '%€%'\"",
            )
        )
    currency = next(iter(currencies), None)
    blank = int(stated.isna().sum()) if len(counts) else 0
    notes = (
        say_n(
            "{n} row names no currency and counts as {currency}.",
            "{n} rows name no currency and count as {currency}.",
            blank,
            currency=currency,
        ),
    )
    digits = get_currency_precision(currency) if currency and is_currency(currency) else 2
    return currency, 10**digits, notes if blank else ()
