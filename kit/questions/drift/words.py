"""What a growing base does to hunting, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.gates import HUNTERS
from kit.language import Text, say, say_n

MORE_CLIENTS = 10  # for so many more in the base a change is told


def paragraphs(numbers: Mapping[str, Any]) -> list[Text]:
    """The answer in paragraphs."""
    if not numbers["hunters"]:
        return [say("Nobody is known to own clients, so it cannot be counted who won them.")]
    texts = [_won(numbers)]
    if numbers["hunters"] < HUNTERS:
        texts.append(
            say(
                "With fewer than {least} hunters one person's habits cannot be told from what a "
                "base does. So you see each hunter's months, and no estimate.",
                least=HUNTERS,
            )
        )
        return texts
    if numbers["verdict"] is None and "change" not in numbers:
        texts.append(say("Bases hardly change here, so there is nothing to compare."))
        return texts
    texts.append(
        say(
            "With {more} more active clients, a hunter's new clients change by anything from "
            "{low:percent} to {high:percent}. Each hunter is compared with itself, and with the "
            "others in the same month.",
            more=MORE_CLIENTS,
            low=numbers["change_low"],
            high=numbers["change_high"],
        )
    )
    texts.append(_halving(numbers))
    return texts


def _won(numbers: Mapping[str, Any]) -> Text:
    values = {
        "won": numbers["won"],
        "months": numbers["months"],
        "rate": numbers["won_a_month"],
        "largest": numbers["largest_base"],
    }
    if numbers["roles_known"]:
        return say_n(
            "{n} hunter won {won} new clients in {months} months, {rate} a month. The largest base "
            "at the start of a month had {largest} active clients.",
            "{n} hunters won {won} new clients in {months} months, {rate} a month each. The "
            "largest base at the start of a month had {largest} active clients.",
            numbers["hunters"],
            **values,
        )
    return say_n(
        "{n} person won {won} new clients in {months} months, {rate} a month. The largest base at "
        "the start of a month had {largest} active clients.",
        "{n} people won {won} new clients in {months} months, {rate} a month each. The largest "
        "base at the start of a month had {largest} active clients.",
        numbers["hunters"],
        **values,
    )


def _halving(numbers: Mapping[str, Any]) -> Text:
    low, high = numbers["halves_at_low"], numbers["halves_at_high"]
    if low is None:
        return say("So there is no base at which hunting would halve.")
    if high is None:
        return say(
            "Hunting may halve at a base of {low} active clients, or of any larger size, or at "
            "none.",
            low=low,
        )
    return say(
        "Hunting halves at a base of {low} to {high} active clients, most likely {at}.",
        low=low,
        high=high,
        at=numbers["halves_at"],
    )


def assumptions(numbers: Mapping[str, Any]) -> tuple[Text, ...]:
    """What it takes for granted."""
    if not numbers["hunters"]:
        return ()
    texts = [
        say("A new client was won by the person who owned it on the day of its first deal."),
        say(
            "A client is in the base up to {days} days after a deal, also one that has left "
            "without a word.",
            days=numbers["silence"],
        ),
        say(
            "What makes one hunter better than another, and one month better than another for "
            "everybody, does not depend on the base."
        ),
    ]
    if not numbers["roles_known"]:
        texts.append(say("Nobody is known as a hunter: everybody who wins clients counts as one."))
    return tuple(texts)


def caveats(numbers: Mapping[str, Any]) -> list[Text]:
    """What would mislead."""
    if not numbers["hunters"]:
        return []
    texts = [
        say(
            "A base grows because somebody hunts well. That alone makes later months look worse, "
            "so a line in the picture may fall although nothing is wrong."
        )
    ]
    if "uncleared_change" in numbers:
        texts.append(
            say(
                "The estimate is cleared of this. Without that it would say {change:percent} for "
                "{more} more clients.",
                change=numbers["uncleared_change"],
                more=MORE_CLIENTS,
            )
        )
        texts.append(
            say(
                "A hunter's good spell that lasts for months raises both hunting and the base. "
                "That would hide a fall."
            )
        )
    return texts


def needs(numbers: Mapping[str, Any]) -> list[Text]:
    """What would answer it, or answer it better."""
    if not numbers["hunters"]:
        return [say("Orders that name the employee, or who looked after each client from when on.")]
    texts = []
    if numbers["hunters"] < HUNTERS:
        texts.append(say("The months of at least {least} people who win clients.", least=HUNTERS))
    if not numbers["roles_known"]:
        texts.append(say("A list of employees with their roles: who hunts."))
    return texts
