"""The figure of each lesson that is guessed before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.choice.career import BOOK_HIGH, BOOK_LOW, DECATHLON, JUMP
from kit.company.model import Company
from kit.language import Text, say, say_n
from kit.lessons.widgets.answer import Asked
from kit.questions.backtest.question import backtest
from kit.questions.career.question import career
from kit.questions.effect.question import effect
from kit.questions.finding import Finding
from kit.questions.first_handoff.question import first_handoff
from kit.questions.flood.question import flood
from kit.questions.functions.question import functions
from kit.questions.money.question import money
from kit.questions.plan.question import plan
from kit.questions.roles.question import roles
from kit.questions.third_handoff.question import third_handoff
from kit.sales.tables import Sales

Range = tuple[float, float]
MEANING = say("Inside the range: which meaning of the word did you think of?")


@dataclass(frozen=True)
class Figure:
    """What is asked, which question or account answers it, and the shares it answers with.

    `shares` gives the lowest and the highest that the records allow, None where they give none;
    `means` says what the figure is, `how` how it is known: counted in the records, or stated;
    `inside` what to think of a guess between the two. `change`: a change, not a part of a whole.
    """

    ask: Text
    question: Asked
    shares: Callable[[Any], Range | None]
    means: Callable[[Any], Text]
    how: Text
    inside: Text = MEANING
    change: bool = False


def _single(name: str) -> Callable[[Finding], Range | None]:
    """One of the numbers of a Finding."""

    def shares(finding: Finding) -> Range | None:
        share = finding.numbers.get(name)
        return None if share is None else (share, share)

    return shares


def _spread(finding: Finding) -> Range | None:
    low, high = finding.numbers.get("lowest"), finding.numbers.get("highest")
    return None if low is None or high is None else (low, high)


def _brought(finding: Finding) -> Text:
    if finding.numbers["basis"] == "margin":
        return say("Share of the margin, by the narrowest and the widest meaning of “existing”.")
    return say("Share of the revenue, by the narrowest and the widest meaning of “existing”.")


def _second_deal(finding: Finding) -> Range | None:
    """The share of new clients whose second deal comes within a year of the first."""
    settings = finding.rows("grid")
    if settings.empty:
        return None
    shares = settings.loc[settings["trigger"] == "deal 2", "reached_12m"].dropna()
    return None if shares.empty else (float(shares.iloc[0]), float(shares.iloc[0]))


def order_rows(company: Company, sales: Sales | None) -> tuple[int, int] | None:
    """How many rows of the order files were set aside, and how many there are; None: no files."""
    files = [file for file in sales.inputs if file.table == "orders"] if sales else []
    rows = sum(file.rows_read for file in files)
    return (sum(file.rows_set_aside for file in files), rows) if rows else None


def once(company: Company, sales: Sales | None) -> tuple[int, int] | None:
    """How many clients have made one deal so far, and how many have made any; None: no files."""
    if sales is None:
        return None
    deals = np.diff(sales.book.orders.deals_to[sales.book.start_of])
    return (int((deals == 1).sum()), int((deals > 0).sum())) if (deals > 0).any() else None


def _part(counted: tuple[int, int] | None) -> Range | None:
    return None if counted is None else (counted[0] / counted[1], counted[0] / counted[1])


def _more_work(finding: Finding) -> Range | None:
    low, high = finding.numbers.get("more_work_low"), finding.numbers.get("more_work_high")
    return None if low is None or high is None else (low, high)


def _conforming(finding: Finding) -> Range | None:
    """The share of leads with both conditions: of those that are known, and with the others."""
    low, high = finding.numbers.get("share_low"), finding.numbers.get("share_high")
    return None if low is None or high is None else (low, high)


def _begun(finding: Finding) -> Range | None:
    """The share of needs that somebody began within a month of the record."""
    if finding.table.empty:
        return None
    share = finding.table["begun_30d"].iloc[-1]
    return None if pd.isna(share) else (float(share), float(share))


def _change(finding: Finding) -> Range | None:
    low, high = finding.numbers.get("low"), finding.numbers.get("high")
    return None if low is None or high is None else (low, high)


def longest_jumps(company: Company, sales: Sales | None) -> tuple[float, float]:
    """The long jump's record and the best in a decathlon, in metres; the book's own example."""
    return JUMP, DECATHLON


def _hunting_left(finding: Finding) -> Range | None:
    """What five years of an own base leave of hunting."""
    low, high = finding.numbers.get("left_low"), finding.numbers.get("left_high")
    return None if low is None or high is None or not finding.numbers["own_hours"] else (low, high)


FIGURES: Mapping[str, Figure] = {
    "00": Figure(
        say("What share of your clients have bought exactly once so far, in %?"),
        once,
        _part,
        lambda clients: say_n(
            "{n} client of {all} in the orders has bought once so far.",
            "{n} clients of {all} in the orders have bought once so far.",
            clients[0],
            all=clients[1],
        ),
        say("known"),
    ),
    "01": Figure(
        say("A client orders again. In how many of 100 cases does the same employee take it?"),
        roles,
        _single("same_owner_rate"),
        lambda finding: say(
            "Cases with the same name on the next order. With names dealt out at random: "
            "{chance:percent}.",
            chance=finding.numbers["chance_rate"],
        ),
        say("known"),
    ),
    "02": Figure(
        say("Of 100 hours of both roles, how many go into functions that both carry?"),
        functions,
        _single("hours_shared_share"),
        lambda _: say(
            "Share of the hours in your table that both roles spend on shared functions."
        ),
        say("assumed"),
    ),
    "03": Figure(
        say(
            "By how many percent does the record in the long jump beat the best long jump in a "
            "decathlon?"
        ),
        longest_jumps,
        lambda jumps: (jumps[0] / jumps[1] - 1, jumps[0] / jumps[1] - 1),
        lambda jumps: say(
            "{jump} m (Powell, 1991) against {decathlon} m (Ehammer, 2022). The book's “7 to 8 m” "
            "would make it {low:percent} to {high:percent}.",
            jump=jumps[0],
            decathlon=jumps[1],
            low=jumps[0] / BOOK_HIGH - 1,
            high=jumps[0] / BOOK_LOW - 1,
        ),
        say("known"),
    ),
    "04": Figure(
        say(
            "Somebody wins clients and keeps them all. Of 100 new clients a year at first, how "
            "many are still won in the fifth year?"
        ),
        career,
        _hunting_left,
        lambda _: say(
            "Share of hunting that is left after five years, by your rates. It is calculated, and "
            "nobody has measured it."
        ),
        say("assumed"),
        inside=say("Inside the range. Which of your rates makes it so wide?"),
    ),
    "05": Figure(
        say("Of 100 rows in a list of orders, how many cannot be used?"),
        order_rows,
        _part,
        lambda rows: say_n(
            "{n} row of {all} in your order files was set aside, with its reason.",
            "{n} rows of {all} in your order files were set aside, each with its reason.",
            rows[0],
            all=rows[1],
        ),
        say("known"),
    ),
    "06": Figure(
        say("How much of your margin comes from existing clients, in %?"),
        money,
        _spread,
        _brought,
        say("known"),
    ),
    "07": Figure(
        say(
            "Twice as many new clients come. How much more work than today is that for account "
            "managers in the end, in %?"
        ),
        flood,
        _more_work,
        lambda finding: say(
            "Work of the additional clients after {months} months, against the work of today. "
            "{n} new clients of your own were replayed.",
            months=finding.numbers["months"],
            n=finding.numbers["new_clients"],
        ),
        say("inferred"),
        inside=say("Inside the range. A wide range confirms no guess."),
        change=True,
    ),
    "08": Figure(
        say("Of 100 leads that were passed on, how many met both conditions on that day?"),
        first_handoff,
        _conforming,
        lambda finding: say_n(
            "Of {n} lead that was passed on. A missing date widens the range.",
            "Of {n} leads that were passed on. Missing dates widen the range.",
            finding.numbers["passed"],
        ),
        say("known"),
        inside=say("Inside the range. Which leads were you thinking of?"),
    ),
    "09": Figure(
        say("Of 100 new clients, how many make a second deal within a year of the first?"),
        backtest,
        _second_deal,
        lambda finding: say(
            "Share of the new clients since {day}. Those watched for less than a year count as "
            "long as they are seen.",
            day=finding.numbers["first_deal_from"],
        ),
        say("inferred"),
    ),
    "10": Figure(
        say("A handoff changes what a client brings. By how much, in %? Less is below zero."),
        effect,
        _change,
        lambda _: say(
            "Change of a client's margin or revenue after a handoff. Every figure of this range "
            "fits your records."
        ),
        say("inferred"),
        inside=say("Inside the range. A wide range confirms no guess."),
        change=True,
    ),
    "12": Figure(
        say("Of 100 needs for a project or advice, how many are begun within a month?"),
        third_handoff,
        _begun,
        lambda finding: say_n(
            "Of {n} need that was recorded; one without a start counts as waiting.",
            "Of {n} needs that were recorded; those without a start count as waiting.",
            finding.numbers["needs"],
        ),
        say("inferred"),
    ),
    "13": Figure(
        say("Of 100 lines of your plan, how many have a name and a day by now?"),
        plan,
        _single("named_share"),
        lambda finding: say_n(
            "{n} line is in your plan so far.",
            "{n} lines are in your plan so far.",
            finding.numbers["lines"],
        ),
        say("known"),
    ),
}
