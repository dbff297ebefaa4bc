"""Reads the sentences of a Finding back: which of their figures stand in none of its tables?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.language import LANGUAGES, NO_BREAK_SPACE, Language, Money, Quoted, Text
from kit.questions.claims import Paragraph
from kit.questions.figures import NUMBERS, Place
from kit.questions.finding import Finding
from kit.triggers.cohort import in_months

RATIO = re.compile(r"\d+ : \d+")
SHORTEST_MONTH = 28  # days
# where the settings of the methods stand that sentences name
ROOMS = (
    "kit.gates", "kit.triggers.cohort", "kit.choice.carrying", "kit.choice.flooding",
    "kit.choice.futures")  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A figure of a sentence: the innermost Text that has it, its name there, and the value."""

    sentence: Text
    name: str
    value: Any


def sentences(finding: Finding) -> list[Text]:
    """All that a Finding says, but for what a check or the reading of files said before it."""
    texts = [
        *(text for paragraph in finding.text for text in texts_of(paragraph)),
        *finding.assumptions,
        *finding.caveats,
        *finding.needs,
    ]
    if finding.worked_out:
        texts += [finding.headline.text, finding.next_step]
    checks = [told for each in finding.senseless for told in (each.text, each.why, each.step)]
    return [text for text in texts if text not in checks]


def texts_of(paragraph: Paragraph) -> list[Text]:
    """The sentences of a paragraph, whether or not they are claims."""
    return [paragraph] if isinstance(paragraph, Text) else [claim.text for claim in paragraph]


def figures(text: Text, names: Iterable[Text]) -> Iterator[Said]:
    """Every number, day, amount and ratio in a sentence and in those inside it.

    `names`: Texts of the tables, such as the name of a rule, whose figures are part of the name.
    """
    for name, value in text.values.items():
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, Text):
                if part not in names:
                    yield from figures(part, names)
            elif isinstance(part, Quoted):  # a name
                continue
            elif not isinstance(part, str) or hasattr(part, "place") or RATIO.fullmatch(part):
                yield Said(text, name, part)


def misread(finding: Finding, given: Iterable[Any] = ()) -> list[str]:
    """What the sentences say and the tables of the Finding do not; empty where all can be read.

    Parameters
    ----------
    given
        Figures that nobody worked out: the days and settings of the company's data. The constants
        of the question's own modules are known without being named.
    """
    given = [*given, *constants(finding.name)]
    names = table_texts(finding)
    wrong = []
    for text in sentences(finding):
        said = list(figures(text, names))
        for one in said:
            place = place_of(one.value)
            if place is None:
                if one.value not in given:
                    wrong.append(f"{one.name} = {one.value!r} has no place: {text}")
            elif (cell := cell_of(finding, place)) != value_of(one.value):
                wrong.append(f"{one.name} = {one.value!r}, {place} has {cell!r}: {text}")
            else:
                wrong += [
                    f"{one.name}: {place} is written {written}, not so in {code}: {sentence}"
                    for code in LANGUAGES
                    for written, sentence in [_as_in_table(finding, one, place, Language(code))]
                    if sentence
                ]
        wrong += _other_rows(finding, text, said)
    return wrong


def place_of(value: Any) -> Place | None:
    return getattr(value.minor if isinstance(value, Money) else value, "place", None)


def value_of(value: Any) -> Any:
    return value.minor if isinstance(value, Money) else value


def cell_of(finding: Finding, place: Place) -> Any:
    if place.table == NUMBERS:
        return finding.numbers[place.column]
    frame = finding.rows(place.table)
    assert frame.index.is_unique, place.table
    cell = frame.loc[place.row, place.column]
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


def table_texts(finding: Finding) -> list[Text]:
    """All Texts in the cells of the tables."""
    frames = [finding.table, *finding.details.values()]
    cells = (cell for frame in frames for name in frame for cell in frame[name].tolist())
    return list({str(cell): cell for cell in cells if isinstance(cell, Text)}.values())


def constants(question: str) -> list[float]:
    """The numbers in capitals in the modules of a question, and days of them as months."""
    rooms = (f"kit.questions.{question}.", *ROOMS)
    numbers = [
        value
        for room, module in list(sys.modules.items())
        if room.startswith(rooms)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, (int, float))
    ]
    return [*numbers, *(in_months(days) for days in numbers if days >= SHORTEST_MONTH)]


def _as_in_table(finding: Finding, said: Said, place: Place, language: Language) -> tuple[str, str]:
    """The cell as the table shows it, and the sentence if it shows something else."""
    sentence, cell = language(said.sentence), cell_of(finding, place)
    if isinstance(said.value, Money):
        written = [language.money(said.value)]
        assert (said.value.currency, said.value.per_unit) == (finding.currency, finding.per_unit)
    elif place.table == NUMBERS:
        written = [language.write(said.value)]
        if isinstance(cell, float):
            written.append(language.percent(cell))
    else:
        unit = finding.question.table(place.table)[place.column].unit
        written = [finding.read(language).cell(cell, unit)]
    written = [one.replace(" : ", f"{NO_BREAK_SPACE}:{NO_BREAK_SPACE}") for one in written]
    return " or ".join(written), "" if any(one in sentence for one in written) else sentence


def _other_rows(finding: Finding, text: Text, said: list[Said]) -> list[str]:
    """Figures of a row that the sentence does not name, where it names rows of that table."""
    rows: dict[str, set[Any]] = {}
    for one in said:
        place = place_of(one.value)
        if place is not None and place.table != NUMBERS and not isinstance(one.value, str):
            rows.setdefault(place.table, set()).add(place.row)
    named = list(_texts(text))
    wrong = []
    for table, used in rows.items():
        frame = finding.rows(table)
        if "label" not in frame:
            continue
        labels = frame["label"].tolist()
        of_named = {row for row, label in zip(frame.index, labels, strict=True) if label in named}
        if of_named and not used <= of_named:
            wrong.append(f"rows {used - of_named} of {table!r} are told and not named: {text}")
    return wrong


def _texts(text: Text) -> Iterator[Any]:
    for value in text.values.values():
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, Text):
                yield part
                yield from _texts(part)
            elif isinstance(part, str):
                yield part


# --- another cell of the same table would do for `misread`: which one is meant? ----------------

TODAY, DUE, LATER = "today", "due", "later"  # rows of `load`
PAID, HIRED = 0, 1  # rows of the break-even
RANGE = {name: name for name in ("low", "high", "treated", "compared", "months")}
PLAN = {"recruiting": "recruiting_months", "waiting": "waiting_months"}
PLAN |= {"clients": "clients", "mde": "mde"}
# how a sentence begins, the row that it tells, and the column of each figure by its name there
MEANT = {
    "{n} client is active.": (None, {"n": "active"}),
    "The first year of only {n} new client": (None, {"n": "new_clients_followed"}),
    "{n} person looks after your active": (
        None, {"n": "people_with_a_book", "usual": "usual_book", "full": "full_book"},
    ),
    "Your account manager looks after": (
        None, {"n": "account_managers", "held": "held", "active": "active"},
    ),
    "The fullest book has": (0, {"clients": "clients"}),
    "Two years ago they": (None, {"before": "held_two_years_ago"}),
    "The rule “{rule}” means": (None, {"due": "due", "monthly": "handoffs_a_month"}),
    "{n} new client in the last year": (None, {"n": "new_clients_a_year"}),
    "By the hours you state that is": (
        DUE, {"load": "load", "low": "load_low", "high": "load_high"},
    ),
    "By the hours noted that is": (
        DUE, {"load": "load", "low": "load_low", "high": "load_high"},
    ),
    "In two years, at your own growth, it is": (
        LATER, {"load": "load", "low": "load_low", "high": "load_high"},
    ),
    "The fullest book alone": (None, {"load": "load"}),
    "By the hours you state, today's": (TODAY, {"share": "load"}),
    "By the hours noted, today's": (TODAY, {"share": "load"}),
    "The time log comes to": (None, {"share": "noted_share_of_paid_hours"}),
    "At your own books": (
        None,
        {
            "asked": "clients_asked_for", "managers": "account_managers",
            "carriers": "people_with_a_book",
        },
    ),
    "about {n}": (None, {"n": "people_needed_at_usual_books"}),
    "{least} to {most}": (
        None,
        {"least": "people_needed_at_full_books", "most": "people_needed_at_usual_books"},
    ),
    "Account managers paid anyway": (PAID, {"cost": "may_cost", "gain": "must_gain"}),
    "If you must hire them": (HIRED, {"cost": "may_cost", "gain": "must_gain"}),
    "Plausible: from having": (None, {"gain": "must_gain_high", "loss": "may_cost_high"}),
    "Plausible: {low": (
        None,
        {
            "low": ("may_cost_low", "must_gain_low"),
            "high": ("may_cost_high", "must_gain_high"),
        },
    ),
    "Your past handoffs changed": (None, {"low": "effect_low", "high": "effect_high"}),
    "What your past handoffs did": (None, {"low": "effect_low", "high": "effect_high"}),
    "That changes if each deal": (None, {"share": "early_limit"}),
    "One in {n} such": (None, {"n": "wrong_one_in"}),
    # effect
    "The employee on an order": (None, {"same": "owners_agree", "chance": "owners_by_chance"}),
    "The records show {n} change": (None, {"n": "changes"}),
    "{n} of them is a handoff": (None, {"n": "handoffs"}),
    "Not counted as changes": (None, {"cover": "cover", "step_in": "step_in"}),
    "From {day} on {one} and": (
        None,
        {"day": "date", "n": "changes", "one": "from_employee", "other": "to_employee"},
    ),
    "From {day} on {n} client": (
        None,
        {"day": "date", "n": "clients", "one": "from_employee", "other": "to_employee"},
    ),
    "Active clients of these people": (
        None,
        {"low": "change_low", "high": "change_high", "held": "held", "compared": "compared"},
    ),
    "{n} more redistribution": (None, {"n": "reshuffles_not_told"}),

    "For the {what}, anything from": (None, RANGE),
    "Clients whose person changed": (None, RANGE),
    "Only a change of {mde": (None, {"mde": "mde"}),
    "A handoff makes no difference": (None, {**RANGE, "limit": "no_difference"}),
    "After a handoff a client's": (None, {**RANGE, "change": "size"}),
    "The comparison alone allows": (
        None,
        {"alone_low": "alone_low", "alone_high": "alone_high"},
    ),
    "If the two groups differed": (None, {"breakdown": "breakdown"}),
    "Apart: for what": (
        None,
        {
            "low": "estimate_low", "high": "estimate_high",
            "new_low": "estimate_low", "new_high": "estimate_high",
        },
    ),
    "Handed over after one deal": (
        None, {"low": "early_minus_late_low", "high": "early_minus_late_high"},
    ),
    "Of the clients who were handed over": (
        None, {"share": "gone_handed_over", "others": "gone_as_compared"},
    ),
    "Only {treated} clients": (None, {"treated": "treated", "compared": "compared"}),
    "The experiment is still running": (None, {"share": "watched"}),
    "The range holds": (None, {"least": "no_difference"}),
    "Clients of one rep share luck": (
        None, {"handed": "treated_reps", "stayed": "compared_reps"},
    ),
    "The two groups had drifted": (None, {"change": "placebo"}),
    "{share:percent} of these clients went": (None, {"share": "largest_receiver"}),
    "Before anybody was handed over": (None, {"change": "placebo"}),
    "The two groups differed before": (None, {"change": "placebo"}),
    # design
    "From a day that you choose": (None, {"half": "middle_months", "wait": "wait_months"}),
    "Clients who reached it in a month": (None, {"n": "crossing_told"}),
    "Drawn for {recruiting}": (None, PLAN),
    "Even drawn for {recruiting}": (None, PLAN),
    "Look {n} times": (None, {"n": "looks"}),
    "The list that goes with it": (None, {"n": "allocated"}),
    "Fewer than one in {n}": (None, {"n": "wrong_one_in"}),
}  # fmt: skip


def mistaken(finding: Finding) -> list[str]:
    """Figures told that stand elsewhere than `MEANT` has them, or nowhere there."""
    wrong, names, case_before = [], table_texts(finding), None
    told_texts = [text for paragraph in finding.text for text in texts_of(paragraph)]
    for text in (*told_texts, *finding.caveats):
        if text in [each.text for each in finding.senseless]:
            continue
        for told in figures(text, names):
            place = place_of(told.value)
            if place is None:
                continue
            begin = next((start for start in MEANT if told.sentence.msgid.startswith(start)), None)
            row, columns = MEANT.get(begin, (None, {}))
            if place.column not in np.atleast_1d(columns.get(told.name, [])):
                wrong.append(f"{told.name}: {place}: {text}")
            frame = None if place.table == NUMBERS else finding.rows(place.table)
            if frame is not None and "at" in frame:
                if frame.loc[place.row, "at"] != row:
                    wrong.append(f"{told.name}: {place}: {text}")
            elif row is not None and place.row != row:
                wrong.append(f"{told.name}: {place}: {text}")
            if str(begin).startswith("Plausible") and place.row != case_before:
                wrong.append(f"{told.name}: {place} after the case {case_before}: {text}")
            case_before = place.row
    return wrong
