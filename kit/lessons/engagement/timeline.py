"""The functions of one client over time: as recorded, and as they are planned to pass."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kit.company.model import Company, Lent
from kit.company.names import function_name
from kit.language import Language, Text, say
from kit.lessons.widgets.page import listed, paragraph
from kit.owners.functions import Line, function_lines
from kit.sales.tables import Sales

EPOCH = date(1970, 1, 1)
BEFORE = 60  # days shown before the first of a function's passings
AHEAD = 60  # days shown after the last planned day
NARROWEST, LETTER = 460, 8.5  # pixels of a bar on the narrowest page, and of a letter


@dataclass(frozen=True)
class Stretch:
    """So many people have a function from one day to another, both included.

    kind: `owner`, `lent`, `planned`, `nobody` or `several`.
    """

    first: int
    last: int
    who: tuple[str, ...]
    kind: str


def clients_with_functions(sales: Sales | None) -> list[str]:
    """The clients of whom a function passed by itself; the longest without a clear owner first."""
    lines = list(() if sales is None else function_lines(sales))
    lines.sort(key=lambda line: -(line.orphan_days + line.double_days))
    return list(dict.fromkeys(line.client for line in lines))


def client_name(sales: Sales | None, client: str) -> str:
    """A client's name with its id, where the list of clients has a name."""
    if sales is None or "name" not in sales.clients:
        return client
    named = sales.clients.loc[sales.clients["client_id"] == client, "name"].dropna()
    return f"{named.iloc[0]} ({client})" if len(named) else client


def timeline(company: Company, sales: Sales | None, client: str) -> dict[str, list[Stretch]]:
    """Each function of a client, from shortly before its first passing on.

    What is planned takes the place of what is recorded; without an end it goes on to the last day
    shown.
    """
    recorded = [
        line
        for line in (function_lines(sales) if sales is not None else ())
        if line.client == client
    ]
    planned = [it for it in company.lent if it.client == client]
    days = [_number(day) for it in planned for day in (it.from_on, it.back_on) if day]
    last = max([*(line.last for line in recorded), *(day + AHEAD for day in days)], default=0)
    functions: dict[str, list[Stretch]] = {}
    for line in recorded:
        functions[function_name(company, line.function)] = _recorded(line, last)
    for it in planned:
        name = function_name(company, it.function)
        functions[name] = _with_plan(functions.get(name, []), it, last)
    begin = min((line.counted_from for line in recorded), default=None)
    begin = min([*days, *([] if begin is None else [begin])], default=0) - BEFORE
    names = {person.id: person.name or person.id for person in company.people}
    return {name: _from(stretches, begin, names) for name, stretches in functions.items()}


def _recorded(line: Line, last: int) -> list[Stretch]:
    lent = {stint.employee for stint in line.stints if stint.lent}
    stretches = []
    for first, until, who in line.stretches():
        kind = "nobody" if not who else "several" if len(who) > 1 else "owner"
        if kind == "owner" and who <= lent:
            kind = "lent"
        stretches.append(Stretch(first, until, tuple(sorted(who)), kind))
    if stretches and stretches[-1].last < last:  # up to the last day of what is planned
        end = stretches.pop()
        stretches.append(Stretch(end.first, last, end.who, end.kind))
    return stretches


def _with_plan(stretches: Sequence[Stretch], it: Lent, last: int) -> list[Stretch]:
    """The stretches with a planned one in the place of what was there."""
    first = _number(it.from_on)
    until = last if it.back_on is None else _number(it.back_on)
    kept: list[Stretch] = []
    for part in stretches:
        if part.first < first:
            kept.append(Stretch(part.first, min(part.last, first - 1), part.who, part.kind))
        if part.last > until:
            kept.append(Stretch(max(part.first, until + 1), part.last, part.who, part.kind))
    if not stretches:  # nothing is recorded: before and after the client's owner has it
        kept += [Stretch(first - BEFORE, first - 1, (), "owner")]
        kept += [Stretch(until + 1, last, (), "owner")] if until < last else []
    kept.append(Stretch(first, until, (it.who,), "planned"))
    return sorted(kept, key=lambda part: part.first)


def _from(stretches: Sequence[Stretch], begin: int, names: Mapping[str, str]) -> list[Stretch]:
    """From a day on, with the names of people in the place of their ids."""
    return [
        Stretch(
            max(part.first, begin),
            part.last,
            tuple(names.get(who, who) for who in part.who),
            part.kind,
        )
        for part in stretches
        if part.last >= begin
    ]


def _number(day: date) -> int:
    return (day - EPOCH).days


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def drawn(functions: dict[str, list[Stretch]], language: Language) -> str:
    """The bars and, in words, who has each function when; '' where there are none."""
    if not functions:
        return ""
    rows = []
    for name, stretches in functions.items():
        whole = stretches[-1].last - stretches[0].first + 1
        parts = "".join(_part(part, whole, language) for part in stretches)
        ends = "".join(
            f"<span>{html.escape(language.write(_day(day)))}</span>"
            for day in (stretches[0].first, stretches[-1].last)
        )
        rows.append(
            f'<div class="kit-time-row"><p class="kit-time-name">{html.escape(name)}</p>'
            f'<div class="kit-time-bar" aria-hidden="true">{parts}</div>'
            f'<div class="kit-time-ends" aria-hidden="true">{ends}</div>'
            f"{listed([told(part) for part in stretches], language)}</div>"
        )
    legend = say(
        "Gray: the client's owner. Blue with a line below: somebody else, dashed where it is "
        "planned. Red stripes: nobody, or several at once."
    )
    return f'<div class="kit-time">{"".join(rows)}{paragraph(legend, language)}</div>'


def _part(part: Stretch, whole: int, language: Language) -> str:
    width = 100 * (part.last - part.first + 1) / whole
    words = language(who(part))
    if len(words) * LETTER + 10 > width / 100 * NARROWEST:  # it is told in the list
        words = ""
    words = html.escape(words)
    return f'<span class="kit-time-part {_look(part)}" style="width:{width:.3f}%">{words}</span>'


def _look(part: Stretch) -> str:
    return "lent planned" if part.kind == "planned" else part.kind


def who(part: Stretch) -> Text:
    """Who has the function in this stretch."""
    if part.kind == "nobody":
        return say("nobody")
    if not part.who:
        return say("the client's owner")
    return say("{people}", people=list(part.who))


def told(part: Stretch) -> Text:
    """One stretch in words."""
    values = {"who": who(part), "first": _day(part.first), "last": _day(part.last)}
    if part.kind == "planned":
        return say("{who}, planned: {first} to {last}", **values)
    if part.kind == "several":
        return say("{who} at once: {first} to {last}", **values)
    return say("{who}: {first} to {last}", **values)
