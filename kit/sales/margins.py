"""The margin of each row in money: stated so, or a share or a percentage of the amount."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from kit.language import Text, say
from kit.sales.cells.exact import Exact
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import plain, synonyms
from kit.sales.rows import Mask, Rows

SHARE, PERCENT, MONEY = "share", "percent", "money"
KEY = "orders.margin.unit"
NAME = "margin_share"  # among the synonyms: names of a column that holds shares
LARGE = 100  # amounts beside which margins of at most 1 are shares
LARGER = 1000  # amounts beside which margins of at most 100 may be percentages
_PERCENT = re.compile(
    r"(?i)%|\b(pct|percent\w*|процент\w*|prozent|porcentaje|pourcentage|procent)\b"
)


def margin_figures(columns: Columns) -> Exact | None:
    """The figures of the margin, in money or as shares, which the account then notes.

    Shares are what a heading calls so, and figures with a per cent sign.
    """
    if "margin" not in columns:
        return None
    heading = columns.heading("margin")
    signs = pc.match_substring(columns.cells("margin"), "%")
    signed = bool(pc.any(signs).as_py())
    called = bool(_PERCENT.search(heading)) or plain(heading) in synonyms("orders")[NAME]
    if not signed and not called:
        return columns.optional_figures("margin")
    figures = columns.optional_figures("margin", money=False)
    if figures is None:
        return None
    columns.account.about[NAME] = heading
    if signed or np.nanmax(np.abs(figures.numbers()), initial=0.0) <= 1:
        return figures
    return replace(figures, scale=figures.scale + 2)


def in_money(rows: Rows, doubts: Doubts) -> tuple[Rows, list[Text]]:
    """The rows with every margin in money; asks where figures may be percentages.

    A share is one of the amount. Of a file that says nothing, margins of at most 1 beside large
    amounts are shares; such as 25 beside still larger ones may be percentages.

    Returns
    -------
    rows, notes
        The rows; how the margin was worked out.
    """
    margin, amount = rows.figures.get("margin"), rows.figures.get("amount")
    if margin is None or amount is None:
        return rows, []
    files = rows.frame["file"].to_numpy(np.int64)
    called = [place for place, account in rows.accounts.items() if NAME in account.about]
    share: Mask = np.isin(files, called)
    heading = next((rows.accounts[place].about[NAME] for place in called), "")
    scale = 0
    if not share.any():
        unit = _unit(rows, margin, amount, doubts)
        if unit == MONEY:
            return rows, []
        heading = next(
            account.raw.header[account.match.positions["margin"]]
            for account in rows.accounts.values()
            if "margin" in account.match.positions
        )
        share[:] = True
        scale = 2 if unit == PERCENT else 0
    worked = replace(margin, scale=margin.scale + scale).times(amount)
    others = replace(margin, missing=margin.missing | share)
    money = others.filled(replace(worked, missing=worked.missing | ~share))
    note = say(
        "“{column}” holds shares of the amount: the margin is worked out from both.",
        column=heading,
    )
    return replace(rows, figures={**rows.figures, "margin": money}), [note]


def _unit(rows: Rows, margin: Exact, amount: Exact, doubts: Doubts) -> str:
    """What margins are that a file says nothing about."""
    known = ~margin.missing & ~amount.missing
    margins, amounts = np.abs(margin.numbers()[known]), np.abs(amount.numbers()[known])
    largest = float(margins.max(initial=0.0))
    if not largest or np.median(amounts) < LARGE:
        return MONEY
    if largest <= 1:
        return SHARE
    if largest > 100 or np.median(amounts) < LARGER or _goes_with(margins, amounts):
        return MONEY
    first = int(np.flatnonzero(known)[0])
    account = rows.accounts[int(rows.frame["file"].iloc[first])]
    text = say(
        "{file}: “{column}” holds figures such as {example} beside amounts such as {amount}. Are"
        " they money, or per cent of the amount?",
        file=account.raw.file,
        column=account.raw.header[account.match.positions["margin"]],
        example=float(margins[0]),
        amount=float(amounts[0]),
    )
    choices = (
        Choice(PERCENT, say("per cent: the margin is worked out from both")),
        Choice(MONEY, say("money: the margin is as small as that")),
    )
    return doubts.ask(Doubt(KEY, text, choices))


def _goes_with(margins: npt.NDArray[np.float64], amounts: npt.NDArray[np.float64]) -> bool:
    """Whether margins are large where amounts are, as money is."""
    kept = (amounts > 0) & (margins > 0)
    if kept.sum() < 3:
        return False
    ratio = np.log(margins[kept] / amounts[kept])
    return bool(ratio.std() < np.log(margins[kept]).std() / 2)
