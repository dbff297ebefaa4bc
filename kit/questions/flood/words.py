"""What `flood` says: when the limit is reached, who waits, what each way out costs, who differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kit.choice.carrying import LATE, SURE, Carry
from kit.choice.flooding import HANDING, LEAST_MONTHS, WINNING, Flood, Way
from kit.choice.inputs import BY_ID
from kit.language import Money, Text, say, say_n
from kit.policies.own_history import MANAGER_HOURS
from kit.questions.claims import Basis, Claim, Paragraph
from kit.questions.finding import Finding
from kit.sales.tables import Sales
from kit.triggers.rules import label

Figures = Mapping[str, Any]


def unknown(carry: Carry, *, months_known: bool) -> Text:
    """Why nothing is worked out."""
    if carry.managers is None:
        return say("Nobody is known to receive clients, so no limit can be worked out.")
    if not months_known:
        return say(
            "Too little is seen of new clients: it takes {months} months in which they are told "
            "from old ones.",
            months=LEAST_MONTHS,
        )
    return say(
        "How many hours orders and clients take nobody has stated or noted. Without them the "
        "limit cannot be worked out."
    )


def basis_of(finding: Finding) -> Basis:
    """What the months rest on."""
    claims = [claim for part in finding.text if not isinstance(part, Text) for claim in part]
    return "assumed" if any(claim.basis == "assumed" for claim in claims) else "inferred"


def paragraphs(
    asked: Flood,
    numbers: Figures,
    surges: Sequence[Figures],
    ways: Sequence[Figures],
    segments: Sequence[Figures],
    sales: Sales,
) -> tuple[Paragraph, ...]:
    """When and who waits; the ways out; who does not fit; all figures placed."""
    basis: Basis = "assumed" if asked.carry.believed["manager_week"].ours else "inferred"
    (row,) = [each for each in surges if each["surge"] == asked.surge]
    (now,) = [each for each in surges if each["surge"] == 1.0]
    first = [_counted(asked, numbers), _as_now(now, numbers, basis)]
    if row is not now:
        first.append(Claim(_more(row, numbers), basis))
    if _month(row["month_low"]) is not None:
        first += [Claim(of(row, numbers), basis) for of in (_waits, _who, _people)]
    parts: list[Paragraph] = [tuple(first)]
    if ways:
        parts.append(tuple(_ways(ways, numbers, basis, sales)))
    parts.append(tuple(_segments(segments, numbers)))
    if numbers["leaving"] is not None:
        parts.append((Claim(_risk(numbers, sales), "assumed"),))
    return tuple(parts)


def _counted(asked: Flood, numbers: Figures) -> Claim:
    text = say_n(
        "{n} new client came in the last {months} months; they are replayed under the rule "
        "“{rule}”.",
        "{n} new clients came in the last {months} months; they are replayed under the rule "
        "“{rule}”.",
        numbers["new_clients"],
        months=numbers["months"],
        rule=label(asked.carry.rule),
    )
    return Claim(text, "known")


def _as_now(row: Figures, numbers: Figures, basis: Basis) -> Claim:
    low, high = _month(row["month_low"]), _month(row["month_high"])
    limit, months = numbers["load_limit"], numbers["months"]
    if low is None:
        text = say(
            "If as many come as did, the limit of {limit:percent} is not reached within {months} "
            "months.",
            limit=limit,
            months=months,
        )
    elif high is None and low == 0:
        text = say(
            "If as many come as did, the limit of {limit:percent} may be reached today already, "
            "or not within {months} months.",
            limit=limit,
            months=months,
        )
    elif high is None:
        text = say(
            "If as many come as did, the limit of {limit:percent} is reached after {low} months at "
            "the earliest, or not within {months}.",
            limit=limit,
            low=low,
            months=months,
        )
    else:
        text = say(
            "If as many come as did, the limit of {limit:percent} is reached after {low} to {high} "
            "months.",
            limit=limit,
            low=low,
            high=high,
        )
    return Claim(text, basis)


def _more(row: Figures, numbers: Figures) -> Text:
    low, high = _month(row["month_low"]), _month(row["month_high"])
    more, months = numbers["more"], numbers["months"]
    if low is None:
        return say(
            "With {more:percent} more it is not reached within {months} months either.",
            more=more,
            months=months,
        )
    if high is None and low == 0:
        return say("With {more:percent} more that is open as well.", more=more)
    if high is None:
        return say(
            "With {more:percent} more it is reached after {low} months at the earliest, or not "
            "within {months}.",
            more=more,
            low=low,
            months=months,
        )
    return say(
        "With {more:percent} more it is reached after {low} to {high} months.",
        more=more,
        low=low,
        high=high,
    )


def _month(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value


def _waits(row: Figures, numbers: Figures) -> Text:
    return say(
        "In month {months}, {low:percent} to {high:percent} of all requests would wait longer than "
        "{days} working days.",
        months=numbers["months"],
        low=row["late_low"],
        high=row["late_high"],
        days=numbers["wait_days"],
    )


def _who(row: Figures, numbers: Figures) -> Text:
    return say_n(
        "Who waits: not only the new ones, but {n} client of today as well. Undone by then: {low} "
        "to {high} days of work.",
        "Who waits: not only the new ones, but {n} clients of today as well. Undone by then: "
        "{low} to {high} days of work.",
        numbers["clients_asked_for"],
        low=row["undone_low"],
        high=row["undone_high"],
    )


def _people(row: Figures, numbers: Figures) -> Text:
    return say_n(
        "That takes {low} to {high} account managers; you have {n}.",
        "That takes {low} to {high} account managers; you have {n}.",
        numbers["account_managers"],
        low=row["people_low"],
        high=row["people_high"],
    )


def _ways(ways: Sequence[Figures], numbers: Figures, basis: Basis, sales: Sales) -> list[Claim]:
    of = {row["remedy"]: row for row in ways}
    texts = []
    later, people, no = of["later"], of["people"], of["no"]
    texts.append(
        say(
            "Passing clients only after {deals} deals suffices in {often:percent} of the cases "
            "beyond the limit.",
            deals=later["deals"],
            often=later["often"],
        )
    )
    texts.append(_hired(people, sales))
    texts.append(
        say(
            "Saying no alone suffices in {often:percent} of these cases and means refusing "
            "{low:percent} to {high:percent} of the new clients.",
            often=no["often"],
            low=no["refused_low"],
            high=no["refused_high"],
        )
    )
    claims = [Claim(text, basis) for text in texts]
    best = of.get(numbers["cheapest"])
    if best is not None and numbers["cheapest_share"] >= SURE:
        text = say(
            "Of the three, “{way}” costs least in {share:percent} of these cases.",
            way=best["label"],
            share=numbers["cheapest_share"],
        )
        claims.append(Claim(text, basis))
    elif best is not None:
        claims.append(Claim(say("Which of the three costs least cannot be told."), basis))
    return claims


def _hired(row: Figures, sales: Sales) -> Text:
    values = {"low": row["people_low"], "high": row["people_high"]}
    if _month(row["cost"]) is not None:
        return say(
            "Hiring takes {low} to {high} more people and costs {cost} to {most}.",
            **values,
            cost=Money(row["cost_low"], sales.currency, sales.per_unit),
            most=Money(row["cost_high"], sales.currency, sales.per_unit),
        )
    if _month(row["at_most"]) is not None:
        return say(
            "Hiring takes {low} to {high} more people; it is cheaper than the others if an hour "
            "costs less than {cost} to {most}.",
            **values,
            cost=Money(row["at_most_low"], sales.currency, sales.per_unit),
            most=Money(row["at_most_high"], sales.currency, sales.per_unit),
        )
    return say(
        "Hiring takes {low} to {high} more people; what it costs is not known.",
        **values,
    )


def _segments(rows: Sequence[Figures], numbers: Figures) -> list[Claim]:
    """Who does not fit, as far as anybody recorded it."""
    if not rows:
        text = say(
            "Which clients do not fit is unknown: neither returns nor noted hours are known by "
            "segment."
        )
        return [Claim(text, "known")]
    off = [row for row in rows if row["factor_low"] is not None and row["factor_low"] > 1]
    claims = [Claim(_is_off(row), "inferred") for row in off]
    if not off:
        text = say_n(
            "No segment of {n} clearly takes more hours or gives more back than the others.",
            "Of {n} segments none clearly takes more hours or gives more back than the others.",
            numbers["segments_compared"],
        )
        claims.append(Claim(text, "inferred"))
    if not numbers["hours_compared"]:
        text = say("Their hours are unknown: no time log names the clients.")
        claims.append(Claim(text, "known"))
    if not numbers["returns_compared"]:
        claims.append(Claim(say("Returns are unknown: no order is one."), "known"))
    return claims


def _is_off(row: Figures) -> Text:
    values = {
        "segment": row["segment"],
        "low": row["factor_low"],
        "high": row["factor_high"],
        "n": row["clients"],
    }
    if row["kind"] == "hours":
        return say(
            "“{segment}” takes {low:number} to {high:number} times the hours of other clients; "
            "{n} of its clients were compared.",
            **values,
        )
    return say(
        "“{segment}” gives {low:number} to {high:number} times as many orders back as other "
        "clients; {n} of its clients were compared.",
        **values,
    )


def _risk(numbers: Figures, sales: Sales) -> Text:
    return say(
        "If {share:percent} of those who wait too long leave within a year, {low} to {high} a year "
        "is at risk. That share is your own assumption: nothing in the records shows it.",
        share=numbers["leaving"],
        low=Money(numbers["at_risk_low"], sales.currency, sales.per_unit),
        high=Money(numbers["at_risk_high"], sales.currency, sales.per_unit),
    )


def assumptions(asked: Flood, numbers: Figures) -> tuple[Text, ...]:
    """What the answer takes for granted."""
    lines = [
        say(
            "Further new clients ask, month by month, what the {n} of the last {months} months "
            "came to ask. Today's clients go on growing as they did.",
            n=numbers["new_clients"],
            months=numbers["months"],
        ),
        say(
            "At a load of {limit:percent}, {late:percent} of the requests wait longer than the "
            "agreed {days} working days. Work is done in the order in which it comes.",
            limit=numbers["load_limit"],
            late=LATE,
            days=numbers["wait_days"],
        ),
        say(
            "Costs are those of these {months} months: pay from the limit on, and the margin of "
            "clients who are refused or not won.",
            months=numbers["months"],
        ),
    ]
    if numbers["off_profile"]:
        lines.append(
            say(
                "Of the additional clients {share:percent} do not fit, and each takes {factor} "
                "times as many hours: that was put in, not measured.",
                share=numbers["off_profile"],
                factor=numbers["factor"],
            )
        )
    if numbers["leaving"] is None:
        lines.append(
            say("Nothing is said of clients who leave because they wait: nobody has measured it.")
        )
    return tuple(lines)


def needs(
    asked: Flood | None, ways: Sequence[Way], numbers: Figures, carry: Carry | None = None
) -> tuple[Text, ...]:
    """What would answer more."""
    of = carry if asked is None else asked.carry
    assert of is not None
    wanted: list[Text] = []
    if of.managers is None:
        wanted.append(
            say("A list of employees with their roles: then it is known who receives clients.")
        )
    names: list[str] = [name for name in MANAGER_HOURS if of.believed[name].ours]
    for way in ways:
        if way.cost is None:
            inputs = ("manager_cost",) if way.remedy == "people" else (*HANDING, *WINNING)
            inputs = ("margin_share",) if way.remedy == "no" else inputs
            names += [name for name in inputs if name in of.believed and of.believed[name].ours]
    wanted += [BY_ID[name].measure for name in dict.fromkeys(names)]
    if asked is not None and not numbers["hours_compared"]:
        wanted.append(
            say(
                "A time log whose lines name the client, and clients with a segment: then it is "
                "known which clients take more hours."
            )
        )
    return tuple(wanted)
