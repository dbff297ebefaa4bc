"""Amounts that a file does not state: quantity times unit price, less the discount."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kit.errors import KitError
from kit.language import say
from kit.sales.cells.columns import Columns
from kit.sales.cells.exact import Exact, filled, ones_like


def derived_amount(columns: Columns) -> Exact:
    """quantity * unit_price * (1 - discount), exact, row by row; sets unusable rows aside.

    A discount column whose figures never exceed 1 holds fractions (0.1 = 10 %), else percent; a
    blank discount is none.

    Raises
    ------
    KitError
        No row's quantity or price is understood, or a discount exceeds 100 %.
    """
    quantity = required_figures(columns, "quantity", money=False)
    price = required_figures(columns, "unit_price", money=True)
    amount = quantity.times(price)
    if "discount" not in columns:
        return amount
    discount, wrong = columns.figures("discount", money=False)
    reason = say("“{column}” is not understood as a figure", column=columns.heading("discount"))
    columns.account.set_aside(wrong, reason, unread=True)
    return amount.times(_kept_share(columns, discount))


def required_figures(columns: Columns, name: str, *, money: bool) -> Exact:
    """A column of figures that every row needs; rows without one are set aside."""
    account = columns.account
    figures, wrong = columns.figures(name, money=money)
    columns.check_understood(name, ~figures.missing, wrong)
    blank: npt.NDArray[np.bool_] = figures.missing & ~wrong
    column = columns.heading(name)
    no_figure = say("no figure: “{column}” is blank", column=column)
    account.set_aside(blank, no_figure, unread=True)
    not_understood = say("“{column}” is not understood as a figure", column=column)
    account.set_aside(wrong, not_understood, unread=True)
    return figures


def _kept_share(columns: Columns, discount: Exact) -> Exact:
    used = columns.account.used & ~discount.missing
    unit = 10**discount.scale
    largest = max(discount.mantissa[used].tolist(), default=0)
    column = columns.heading("discount")
    if largest > 100 * unit:
        raise KitError(
            say(
                "{file}: discounts in “{column}” go up to {largest}: neither a share of 1 nor "
                "percent. If they are sums of money, name another column for the amount: {option}.",
                file=columns.account.raw.file,
                column=column,
                largest=largest / unit,
                option="--map amount=COLUMN",
            )
        )
    fraction = largest <= unit
    columns.account.note(
        [
            say("“{column}” is read as a share (0.1 is 10 %).", column=column)
            if fraction
            else say("“{column}” is read as percent (10 is 10 %).", column=column)
        ]
    )
    share = filled(discount)
    if not fraction:
        share = Exact(share.mantissa, share.scale + 2, share.missing)
    return ones_like(share).minus(share)
