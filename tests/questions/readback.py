"""Reads the sentences of a Finding back: which of their figures stand in none of its tables?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kit.language import LANGUAGES, NO_BREAK_SPACE, Language, Money, Quoted, Text
from kit.questions.figures import NUMBERS, Place
from kit.questions.finding import Finding, Paragraph
from kit.triggers.cohort import in_months

RATIO = re.compile(r"\d+ : \d+")
SHORTEST_MONTH = 28  # days
# where the settings of the methods stand that sentences name
ROOMS = ("kit.gates", "kit.triggers.cohort", "kit.choice.carrying", "kit.choice.futures")


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
    if finding.question.headline is not None and finding.worked_out:
        texts.append(finding.question.headline(finding))
    return [text for text in texts if text not in finding.senseless]


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
    return frame.loc[place.row, place.column]


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
