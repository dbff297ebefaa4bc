"""The figures that a decision needs and the orders do not hold: what they are, and how to get them.

This is the one list of them. A company states one by an entry of the same id under `assumptions` in
company.yaml; what it does not state comes from its data, from a publication, or is a placeholder of
the kit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kit.language import Language, Money, Text, say

Unit = Literal["hours", "share", "money", "clients"]
Range = tuple[float, float, float]  # low, likely, high

SHI = "Shi, Sridhar, Grewal, Lilien 2017, Journal of Marketing 81(2), 25–44"


@dataclass(frozen=True)
class Input:
    """A figure that the value of a rule depends on.

    Attributes
    ----------
    id, label, unit
        Its id in company.yaml; what it is; hours, a share (0.05 is 5 %), money in whole units of
        the currency, or clients.
    placeholder
        What the kit puts in its place. None: it follows from the data.
    measure, turn, turn_below_zero
        How to find it out; how it is said that two rules change places at `{value}`, and at a
        value below zero, which is then written without its sign.
    told_as
        What is added to a value in `turn`: a change of −10 % is told as 90 % of what was.
    least, most
        What it cannot go below or above.
    published
        The placeholder is a published figure of other companies, and this is its source.
    """

    id: str
    label: Text
    unit: Unit
    placeholder: Range | None
    measure: Text
    turn: Text
    least: float = 0.0
    most: float = float("inf")
    published: str = ""
    turn_below_zero: Text | None = None
    told_as: float = 0.0

    def written(self, value: float, language: Language, currency: str | None, per_unit: int) -> str:
        """One value as a person reads it."""
        if self.unit == "share":
            return language(say("{points}%", points=round(100 * value, 1)))
        if self.unit == "money":
            return language.money(Money(round(value * per_unit), currency, per_unit))
        if self.unit == "hours":
            return language(say("{hours} h", hours=round(value, 2)))
        return language.number(round(value, 2))

    def turning(
        self, value: float, written: Callable[[float], str], below: str, above: str
    ) -> Text:
        """In words: above which value one rule beats another."""
        turn, value = self.turn, value + self.told_as
        if value < 0 and self.turn_below_zero is not None:
            turn, value = self.turn_below_zero, -value
        return replace(turn, values={"value": written(value), "below": below, "above": above})


# the placeholders of hours are the same for hunters and account managers: they favour nobody
KNOWN: tuple[Input, ...] = (
    Input(
        "net_effect",
        say("What a handoff does to a client's margin"),
        "share",
        None,
        say(
            "Delay some handoffs by lot and compare: lesson 05 designs this experiment for your "
            "clients."
        ),
        say(
            "«{above}» beats «{below}» as long as a client who was handed over brings more than "
            "{value} of the margin that it would have brought."
        ),
        least=-1.0,
        told_as=1.0,
    ),
    Input(
        "uplift",
        say("Margin won by the account manager's care"),
        "share",
        # as much as the published loss below, so that together they favour neither side
        (0.0, 0.154, 0.308),
        say(
            "Hand over half of the clients that are due, chosen by lot, three to six months later, "
            "and compare the margin of both halves; repeat and additional sales apart."
        ),
        say(
            "«{above}» beats «{below}» as long as the account manager's care wins more than "
            "{value} of a client's margin."
        ),
        least=-1.0,
        turn_below_zero=say(
            "«{above}» beats «{below}» as long as the account manager's care loses less than "
            "{value} of a client's margin."
        ),
    ),
    Input(
        "disruption",
        say("Margin lost by the change of person"),
        "share",
        (0.132, 0.154, 0.176),
        say(
            "Look at clients whose hunter left or was moved for reasons of his own, and at their "
            "margin in the year before and after, beside clients who kept theirs."
        ),
        say(
            "«{above}» beats «{below}» as long as the change of person costs more than {value} of "
            "a client's margin."
        ),
        most=1.0,
        published=SHI,
    ),
    Input(
        "early_loss",
        say("Additional loss where a client passes before the third deal"),
        "share",
        (-0.05, 0.0, 0.05),
        say(
            "Let a lot decide which of the next clients pass before their third deal and which "
            "after it, and compare what both halves go on to buy."
        ),
        say(
            "«{above}» beats «{below}» as long as passing before the third deal costs more than "
            "{value} of a client's margin in addition."
        ),
        least=-1.0,
        most=1.0,
        turn_below_zero=say(
            "«{above}» beats «{below}» as long as passing before the third deal wins less than "
            "{value} of a client's margin in addition."
        ),
    ),
    Input(
        "later_change",
        say("Change of the effect after the first year"),
        "share",
        (-0.10, 0.0, 0.10),
        say(
            "Go on comparing: the margin of clients handed over in the second year after it, "
            "beside clients who were not handed over."
        ),
        say(
            "«{above}» beats «{below}» as long as, after the first year, the effect of a handoff "
            "gets better by more than {value} of a client's margin."
        ),
        least=-1.0,
        turn_below_zero=say(
            "«{above}» beats «{below}» as long as, after the first year, the effect of a handoff "
            "gets worse by less than {value} of a client's margin."
        ),
    ),
    Input(
        "hours_per_order",
        say("Hunter's hours per repeat order"),
        "hours",
        (0.5, 1.5, 4.0),
        say("Let every hunter note the hours spent on repeat orders for two weeks."),
        say(
            "«{above}» beats «{below}» as long as an order costs the hunter more than {value}.",
        ),
    ),
    Input(
        "hours_per_month",
        say("Hunter's hours a month for a client, orders aside"),
        "hours",
        (0.2, 1.0, 3.0),
        say("Let every hunter note the hours spent on existing clients for two weeks."),
        say(
            "«{above}» beats «{below}» as long as an existing client costs the hunter more than "
            "{value} a month."
        ),
    ),
    Input(
        "handoff_hours",
        say("Hunter's hours for one handoff"),
        "hours",
        (1.0, 3.0, 8.0),
        say("Note the hours that the next ten handoffs take: meetings, notes, introductions."),
        say("«{above}» beats «{below}» as long as a handoff costs the hunter more than {value}."),
    ),
    Input(
        "hunting_share",
        say("Share of the freed hours really spent on hunting"),
        "share",
        (0.2, 0.5, 0.8),
        say("Let every hunter note for two weeks what the hours of the day go into."),
        say(
            "«{above}» beats «{below}» as long as hunters spend more than {value} of the freed "
            "hours on hunting."
        ),
        most=1.0,
    ),
    Input(
        "clients_per_100_hours",
        say("New clients from 100 hours of hunting"),
        "clients",
        (0.5, 2.0, 6.0),
        say(
            "Divide the new clients of the last year by the hours that hunters spent on winning "
            "them."
        ),
        say(
            "«{above}» beats «{below}» as long as 100 hours of hunting bring more than {value} new "
            "clients."
        ),
    ),
    Input(
        "new_client_margin",
        say("Margin of a new client in the first year"),
        "money",
        None,
        say("It follows from your orders; a longer history makes it firmer."),
        say(
            "«{above}» beats «{below}» as long as a new client brings more than {value} of margin "
            "in the first year."
        ),
        least=-float("inf"),
    ),
    Input(
        "manager_hours_per_order",
        say("Account manager's hours per order"),
        "hours",
        (0.5, 1.5, 4.0),
        say("Let every account manager note the hours spent on orders for two weeks."),
        say(
            "«{above}» beats «{below}» as long as an order costs the account manager more than "
            "{value}."
        ),
    ),
    Input(
        "manager_hours_per_month",
        say("Account manager's hours a month for a client, orders aside"),
        "hours",
        (0.2, 1.0, 3.0),
        say(
            "Let every account manager note the hours spent on clients, orders aside, for two "
            "weeks."
        ),
        say(
            "«{above}» beats «{below}» as long as a client costs the account manager more than "
            "{value} a month."
        ),
    ),
    Input(
        "manager_handoff_hours",
        say("Account manager's hours for one handoff"),
        "hours",
        (1.0, 3.0, 8.0),
        say("Note the hours that the next ten handoffs take: meetings, notes, introductions."),
        say(
            "«{above}» beats «{below}» as long as a handoff costs the account manager more than "
            "{value}."
        ),
    ),
    Input(
        "manager_cost",
        say("Cost of an account manager's hour"),
        "money",
        None,
        say("Ask whoever pays the salaries: a year's cost with taxes, over the hours worked."),
        say(
            "«{above}» beats «{below}» as long as an account manager's hour costs more than "
            "{value}."
        ),
    ),
    Input(
        "margin_share",
        say("Margin as a share of revenue, where the orders do not say"),
        "share",
        (0.10, 0.25, 0.45),
        say("Add a column `margin` or `cost` to the orders."),
        say("«{above}» beats «{below}» as long as more than {value} of the revenue is margin."),
        least=-1.0,
        most=1.0,
    ),
)
BY_ID: Mapping[str, Input] = {one.id: one for one in KNOWN}
# where nobody says what an hour costs: a share of the margin of an average deal
COST_OF_DEAL: Range = (0.02, 0.05, 0.15)
# what a company may state; the others follow from the records
STATED = tuple(one.id for one in KNOWN if one.id != "net_effect")
