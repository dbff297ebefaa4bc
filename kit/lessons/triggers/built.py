"""Rules put together by clicking: one with figures of its own, or two joined."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.sheet import typed_number
from kit.triggers.rules import AllOf, AnyOf, Deal, Share, Tenure, Trigger, Volume, parse

JOINED = ("all", "any")
KINDS: Mapping[str, Text] = {
    "deal": say("a number of deals"),
    "volume": say("a volume of regular orders"),
    "share": say("a share of the client's budget"),
    "tenure": say("a time with the client"),
    "all": say("two rules: the later day"),
    "any": say("two rules: the earlier day"),
}
FIGURES: Mapping[str, tuple[Text, ...]] = {
    "deal": (say("Which deal"),),
    "volume": (say("Sum of the orders"), say("Within how many days")),
    "share": (say("Percent of the budget"),),
    "tenure": (say("Days since the first deal"), say("With a deal in the last … days")),
    "all": (say("One rule"), say("The other rule")),
    "any": (say("One rule"), say("The other rule")),
}


def built(kind: str, figures: Sequence[str]) -> Trigger:
    """The rule of a kind with these figures as typed, or of these two rules.

    Raises
    ------
    KitError
        A figure is missing or no number, or the rule cannot be with it.
    """
    if kind in JOINED:
        first, second = (parse(rule) for rule in figures)
        if first == second:
            raise KitError(say("Choose two different rules."))
        return AllOf((first, second)) if kind == "all" else AnyOf((first, second))
    return _SINGLE[kind](
        [_figure(typed, name) for typed, name in zip(figures, FIGURES[kind], strict=True)]
    )


def _figure(typed: str, name: Text) -> Decimal:
    figure = typed_number(typed)
    if not math.isfinite(figure):
        raise KitError(say("“{typed}” for “{field}”: write a number.", typed=typed, field=name))
    return Decimal(str(figure))


def _whole(figure: Decimal) -> int:
    if figure % 1:
        raise KitError(
            say("Deals and days are whole numbers, and {figure} is none.", figure=float(figure))
        )
    return int(figure)


_SINGLE: Mapping[str, Callable[[list[Decimal]], Trigger]] = {
    "deal": lambda of: Deal(_whole(of[0])),
    "volume": lambda of: Volume(of[0].normalize(), _whole(of[1])),
    "share": lambda of: Share(of[0].normalize()),
    "tenure": lambda of: Tenure(_whole(of[0]), _whole(of[1])),
}
