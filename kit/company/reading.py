"""From the text of a company.yaml, or from options, to a Company; what is wrong has its place."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from kit.company.model import FORMAT, Company, Inconsistent
from kit.company.shipped import is_shipped_demo
from kit.errors import KitError
from kit.language import Text, say

FILE_NAME = "company.yaml"
PREVIOUS_NAME = "company.previous.yaml"
KEPT_NAME = "reading.yaml"  # answers about the data files
COPIES_NAME = "cleaned-tables"  # what was read from them, in a folder of its own

Place = tuple[int | str, ...]


def version_of(content: bytes) -> str:
    """What tells one text of company.yaml from another."""
    return hashlib.sha256(content).hexdigest()


def load(folder: Path) -> Company:
    """The company that a folder holds.

    Raises
    ------
    KitError
        There is no company.yaml, or it is broken or from a newer handoff. It stays as it is.
    """
    file = folder / FILE_NAME
    if not file.is_file():
        raise KitError(
            say(
                "The folder {folder} has no {file}, so it is not a company folder. Give the data "
                "file itself, or a folder with a {file}. “handoff new” makes one.",
                folder=str(folder),
                file=FILE_NAME,
            )
        )
    try:
        content = file.read_bytes()
    except OSError as error:
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or "?")
        ) from None
    return company_in(content, folder)


def company_in(content: bytes, folder: Path, file: Path | None = None) -> Company:
    """The company that the content of a company.yaml of this folder describes, in any format."""
    entries = parse(content, file or folder / FILE_NAME)
    number = entries.values.get("kit", 1)
    if isinstance(number, int) and number > FORMAT:
        raise KitError(
            say(
                "{file} was written by a newer handoff (format {number:plain}; this one reads up "
                "to {known:plain}). Install the newer handoff.",
                file=str(entries.file),
                number=number,
                known=FORMAT,
            )
        )
    values = entries.values
    if isinstance(number, int) and not isinstance(number, bool) and number < FORMAT:
        values = _taken_over(values, number)
    company = validated(values, entries)
    company._folder = folder
    company._reading = folder / KEPT_NAME
    company._copies = None if is_shipped_demo(folder) else folder / COPIES_NAME
    company._version = version_of(content)
    return company


# --- the text ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entries:
    """What a company.yaml says, as nested dictionaries, and where each entry stands."""

    file: Path
    values: dict[str, Any]
    tree: yaml.Node | None = None

    def line(self, place: Place) -> int | None:
        """The line on which an entry stands, or the last part of the way to it that is there."""
        node = self.tree
        line: int | None = None
        for part in place:
            if isinstance(node, yaml.MappingNode):
                entry = next((pair for pair in node.value if pair[0].value == part), None)
                if entry is None:
                    break
                line, node = entry[0].start_mark.line + 1, entry[1]
            elif (
                isinstance(node, yaml.SequenceNode)
                and isinstance(part, int)
                and part < len(node.value)  # a list may also be too short
            ):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                break
        return line

    def at(self, place: Place) -> Text:
        """The place of an entry, for the start of a message."""
        line = self.line(place)
        if line is None:
            return say("{file}", file=str(self.file))
        return say("{file}, line {line:plain}", file=str(self.file), line=line)


# libyaml where it is there: the same YAML, ten times as fast
Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str) -> yaml.Node | None:
    """The text as nodes, each with its place; None where it holds none.

    Raises
    ------
    yaml.YAMLError
        It is no YAML, or YAML in which something would be lost: an entry that stands there twice,
        a name that is no text, a reference to elsewhere (which may never end).
    """
    try:
        tree: yaml.Node | None = yaml.compose(text, Fast)
    except yaml.YAMLError:
        tree = yaml.compose(text, yaml.SafeLoader)  # whose messages say more
    if tree is not None:
        _check(tree, set())
    return tree


def _check(node: yaml.Node, nodes: set[int]) -> None:
    if id(node) in nodes:
        raise yaml.MarkedYAMLError(problem="*", problem_mark=node.start_mark)
    nodes.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check(item, nodes)
    elif isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="[ ] { }", problem_mark=name.start_mark)
            if name.value in names:
                raise yaml.MarkedYAMLError(
                    problem=f"{name.value} twice", problem_mark=name.start_mark
                )
            names.add(name.value)
            _check(value, nodes)


def value_of(node: yaml.Node) -> Any:
    """What a node says, as dictionaries, lists and values."""
    return yaml.constructor.SafeConstructor().construct_document(node)


def parse(content: bytes, file: Path) -> Entries:
    """The content of a company.yaml; what YAML cannot read is said with its line.

    Raises
    ------
    KitError
        It is not UTF-8, not YAML, or holds no entries.
    """
    try:
        tree = compose(content.decode("utf-8-sig"))
        values = value_of(tree) if tree is not None else None
    except UnicodeDecodeError:
        raise KitError(
            say("{file} is not UTF-8 text. Save it again as UTF-8.", file=str(file))
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise KitError(
            say(
                "{file}, line {line:plain}: this is not valid YAML ({problem}). Check indentation, "
                "colons and quotes there.",
                file=str(file),
                line=mark.line + 1 if mark else 1,
                problem=str(getattr(error, "problem", None) or error),
            )
        ) from None
    except (ValueError, RecursionError) as error:  # such as 2026-02-30, which YAML takes for a date
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=str(error))
        ) from None
    if values is None:
        return Entries(file, {})
    if not isinstance(values, dict):
        raise KitError(
            say(
                "{file} should consist of entries such as “name: Our company”; it holds none.",
                file=str(file),
            )
        )
    for key in values:
        if not isinstance(key, str):
            raise KitError(
                say(
                    "{place}: {entry} is no name of an entry. Write it as text.",
                    place=Entries(file, values, tree).at((str(key),)),
                    entry=str(key),
                )
            )
    return Entries(file, values, tree)


# --- older formats -------------------------------------------------------------------------------

# Format 1 kept what was expected, guessed and decided as texts among the answers.
_EXPECTED_IN_1 = {
    "05.expected_effect": "effect",
    "05.expected_winner": "winner",
    "05.expected_sure": "sure",
    "05.expected_shown": "results",
}
_DECIDED_IN_1 = {"05.decided_because": "because", "05.record_from_now": "record"}
_GUESS_IN_1 = "05.exercise_"
# Format 3 had six lessons. The questions of the last are now in two; one moved from the first.
_LESSONS_IN_3 = {"00": "05", "03": "06", "04": "09", "05": "11"}
_QUESTIONS_IN_3 = {
    **{"01.totals": "06.totals", "03.functions": "05.functions"},
    **{
        f"05.{question}": f"10.{question}"
        for question in (
            *("base_rate", "landmark", "ever", "cannot_tell", "before_after", "steps"),
        )
    },
}


def _taken_over(values: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The entries of an older format in the present form."""
    taken = dict(values)
    if number < 2:
        taken = _from_format_1(taken)
    if number < 3:
        taken = _from_format_2(taken)
    return {**_from_format_3(taken), "kit": FORMAT}


def _from_format_3(values: Mapping[str, Any]) -> dict[str, Any]:
    """The lessons have other numbers, and one has become two; what was expected goes with them."""
    moved = dict(values)
    answers, expected, agreed = (
        values.get(entry) for entry in ("answers", "expectations", "agreements")
    )
    if isinstance(answers, Mapping):
        moved["answers"] = {_question(name): answer for name, answer in answers.items()}
    if isinstance(expected, Mapping):
        moved["expectations"] = _expected_in_3(expected)
    if isinstance(agreed, list) and all(isinstance(entry, Mapping) for entry in agreed):
        moved["agreements"] = [
            {**entry, "id": _LESSONS_IN_3.get(entry.get("id"), entry.get("id"))} for entry in agreed
        ]
    return moved


def _question(name: Any) -> Any:
    """The present id of a question of the lessons."""
    if not isinstance(name, str) or name in _QUESTIONS_IN_3:
        return _QUESTIONS_IN_3.get(name, name)
    lesson, point, question = name.partition(".")
    return f"{_LESSONS_IN_3.get(lesson, lesson)}{point}{question}"


def _expected_in_3(expected: Mapping[str, Any]) -> dict[str, Any]:
    """Guesses by the present lessons; that of the effect has become one of them."""
    kept = {name: value for name, value in expected.items() if name not in ("effect", "figures")}
    before = expected.get("figures")
    if before is not None and not isinstance(before, Mapping):
        return dict(expected)
    figures = {_LESSONS_IN_3.get(lesson, lesson): share for lesson, share in (before or {}).items()}
    if expected.get("results") is not None or expected.get("effect") is not None:
        figures["10"] = expected.get("effect")
    return {**kept, "figures": figures} if figures else kept


def _from_format_2(values: Mapping[str, Any]) -> dict[str, Any]:
    """What care wins and what the change of person loses have become one figure: the effect."""
    stated = values.get("assumptions")
    if not isinstance(stated, list) or not all(isinstance(entry, Mapping) for entry in stated):
        return dict(values)
    by_id = {entry.get("id"): entry for entry in stated}
    won, lost = by_id.get("uplift"), by_id.get("disruption")
    ends = ("low", "likely", "high")
    if won is None or lost is None or "effect" in by_id:
        return dict(values)
    if not all(isinstance(entry.get(end), (int, float)) for entry in (won, lost) for end in ends):
        return dict(values)
    sources = [str(entry["source"]) for entry in (won, lost) if entry.get("source")]
    effect = {
        "id": "effect",
        "label": f"{won.get('label', 'uplift')} − {lost.get('label', 'disruption')}",
        **{
            end: round(won[end] - lost[other], 6)
            for end, other in zip(ends, reversed(ends), strict=True)
        },
        **({"source": "; ".join(sources)} if sources else {}),
    }
    left = [entry for entry in stated if entry is not won and entry is not lost]
    return {**values, "assumptions": [*left, effect]}


def _from_format_1(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries in the present form; an answer of which nothing can be made stays an answer."""
    answers = values.get("answers")
    if not isinstance(answers, Mapping):
        return dict(values)
    kept: dict[str, Any] = {}
    expectations: dict[str, Any] = {}
    guesses: dict[str, float] = {}
    decision: dict[str, str] = {}
    for question, answer in answers.items():
        if not isinstance(question, str) or not isinstance(answer, str):
            kept[question] = answer
        elif question in _DECIDED_IN_1:
            decision[_DECIDED_IN_1[question]] = answer
        elif question.startswith(_GUESS_IN_1) and (share := _share(answer)) is not None:
            guesses[question.removeprefix(_GUESS_IN_1)] = share
        elif (
            question in _EXPECTED_IN_1
            and (value := _expected_in_1(_EXPECTED_IN_1[question], answer)) is not None
        ):
            expectations[_EXPECTED_IN_1[question]] = value
        else:
            kept[question] = answer
    if guesses:
        expectations["guesses"] = guesses
    moved = {"expectations": expectations, "decision": decision}
    return {
        **values,
        "answers": kept,
        **{name: entries for name, entries in moved.items() if entries},
    }


def _expected_in_1(entry: str, answer: str) -> Any:
    """What an expectation kept as text comes to; None: nothing, as somebody changed it by hand."""
    if entry == "effect":
        return _share(answer)
    if entry == "sure":
        return int(answer) if answer in ("50", "70", "90") else None
    if entry == "results":
        return answer if answer in ("written", "without_guessing") else None
    return answer


def _share(answer: str) -> float | None:
    try:
        share = float(answer)
    except ValueError:
        return None
    return share if math.isfinite(share) else None


# --- what each entry takes, and the messages that say so -----------------------------------------


def validated(values: Mapping[str, Any], entries: Entries | None) -> Company:
    """The values as a Company; whatever is wrong with them as one message.

    `entries` say where they were written; None where they are options.
    """

    def where(place: Place) -> Text | None:
        return entries.at(place) if entries else None

    # a heading with nothing under it yet
    values = {name: value for name, value in values.items() if value is not None}
    fields = known_entries()
    for place, value in _walk(values):
        # YAML takes yes, no, on and off for truth values, and pydantic those for 1 and 0
        field = fields.get(_entry_name(place))
        if isinstance(value, bool) != (field is not None and field.annotation is bool):
            raise KitError(_unusable(where(place), place, value))
    try:
        return Company.model_validate(values)
    except ValidationError as error:
        # a misspelt name first: it is why another entry is missing
        first = min(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
        place = first["loc"]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, Inconsistent):
            text = say(
                "{place}: {problem}", place=where((*place, *cause.place)) or "", problem=cause.text
            )
        elif first["type"] == "extra_forbidden":
            text = _unknown(where(place), place)
        elif first["type"] == "missing":
            text = _missing(where(place), place)
        else:
            text = _unusable(where(place), place, first["input"])
        raise KitError(text) from None


@cache
def known_entries() -> Mapping[str, FieldInfo]:
    """Every entry that company.yaml can have, as it is spelt there: `holdings.hours`."""
    return dict(_fields(Company, ""))


def _fields(model: type[BaseModel], section: str) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        entry = f"{section}{field.serialization_alias or name}"
        yield entry, field
        for part in (field.annotation, *get_args(field.annotation)):  # a part, or a list of parts
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _fields(part, f"{entry}.")


def _entry_name(place: Place) -> str:
    """The name of an entry without its number in a list: `holdings.hours`."""
    return ".".join(part for part in place if isinstance(part, str))


def _unknown(where: Text | None, place: Place) -> Text:
    """There is no such entry, and these there are; `where` None: it came as an option."""
    name = _entry_name(place)
    section = name.rpartition(".")[0]
    entries = (entry.rpartition(".") for entry in known_entries())
    return say(
        "{place}: there is no entry {entry}. In its place one can write {choices}.",
        place=where or "",
        entry=name,
        choices=sorted(entry for inside, _, entry in entries if inside == section),
    )


def _missing(where: Text | None, place: Place) -> Text:
    """An entry has to be there and is not."""
    return say(
        "{place}: {entry} is missing here; it takes {expected}.",
        place=where or "",
        entry=_entry_name(place),
        expected=_expected(place),
    )


def _unusable(where: Text | None, place: Place, value: Any) -> Text:
    """An entry has a value that it cannot have; `where` None: it came as an option."""
    name = _entry_name(place)
    if where is None:
        return say(
            "The option {option} cannot be {value}; it takes {expected}.",
            option=name.partition(".")[2] or name,
            value=repr(value),
            expected=_expected(place),
        )
    return say(
        "{place}: {entry} cannot be {value}; it takes {expected}.",
        place=where,
        entry=name,
        value=_short(value),
        expected=_expected(place),
    )


def _expected(place: Place) -> Text:
    """What an entry takes, or else the nearest one around it that says so."""
    name = _entry_name(place)
    while name:
        field = known_entries().get(name)
        if field is not None and field.description:
            limits = {
                limit: getattr(bound, sign)
                for bound in field.metadata
                for limit, sign in (("least", "ge"), ("most", "le"))
                if hasattr(bound, sign)
            }
            return Text(field.description, limits)
        name = name.rpartition(".")[0]
    return say("entries of its own, one a line")


def _short(value: Any) -> str:
    written = repr(value)
    return written if len(written) <= 80 else f"{written[:79]}…"


def _walk(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that holds no others, with its place."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*place, str(key)))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*place, number))
    else:
        yield place, value
