"""A Company as the text of its company.yaml: for people to read, to edit and to comment.

A text that is there already is changed only where the company changed. What did not change keeps
its wording and its order, and people's comments stay beside or above the entries that they stood
beside or above. (ruamel.yaml, made for this, was tried: it ties a comment to the entry before it,
so that the one above `people:` would go with the last role, and it turns U+0085 into blanks.)
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from kit.company.model import Company
from kit.company.reading import Place, company_in, compose, value_of
from kit.errors import KitError
from kit.language import Language, say

HEADER = (
    say("What this company has decided, for handoff. You may edit this file by hand."),
    say("Your comments stay where they are when a panel saves."),
)
# the second line of former files, which is true no longer
_FORMER = (
    "# Notes above the first entry stay; further down they go when a panel saves.\n",
    "# Примечания над первой записью сохраняются; те, что ниже, пропадут, "
    "когда панель сохранит файл.\n",
)


def written(company: Company, before: bytes = b"") -> str:
    """The company as the text of its company.yaml.

    Parameters
    ----------
    company : Company
        What it leaves at its default is not written, unless it stood there before.
    before : bytes
        The text that is to be replaced: its comments, order and wording stay.
    """
    fresh = _nodes(_entries(company))
    language = Language(company.settings.language)
    header = "".join(f"# {language(line)}\n" for line in HEADER)
    if not before:
        return header + _text(fresh)
    text = before.decode("utf-8-sig")
    notes = _notes(text, header)
    old = _composed(text)
    stayed = _Stayed(_plain(company.model_dump(by_alias=True)))
    body = _text(stayed.merged(old, fresh))
    whole = notes + _with_comments(body, text, old, stayed.moved)
    try:
        same = company_in(whole.encode(), Path()).model_dump() == company.model_dump()
    except KitError:
        same = False
    return (
        whole if same else notes + _text(fresh)
    )  # nothing decided may be lost for a comment's sake


def _composed(text: str) -> yaml.Node:
    """The text as nodes; one without entries as an empty mapping."""
    return compose(text) or yaml.MappingNode("tag:yaml.org,2002:map", [])


def _notes(text: str, header: str) -> str:
    """The comments and blank lines with which a company.yaml begins; the header, if it has none."""
    lines = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        lines.append(line.rstrip() + "\n")
    own_header = header.splitlines(keepends=True)[-1]
    return "".join(own_header if line in _FORMER else line for line in lines) or header


# --- the entries as they are written first -------------------------------------------------------


class _Row(dict[str, Any]):
    """Entries that stand on one line."""


class _Cells(list[Any]):
    """A list that stands on one line."""


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: lists indented under their entry."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Several lines as lines; with the rare line ends that YAML would turn into blanks, quoted."""
    strange = set(text) & set("\r\x85\u2028\u2029")
    style = '"' if strange else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _string)
_Dumper.add_representer(
    _Row, lambda dumper, row: dumper.represent_mapping("tag:yaml.org,2002:map", row.items(), True)
)
_Dumper.add_representer(
    _Cells, lambda dumper, cells: dumper.represent_sequence("tag:yaml.org,2002:seq", cells, True)
)


def _nodes(entries: Mapping[str, Any]) -> yaml.Node:
    dumper = _Dumper(io.StringIO(), default_flow_style=False, sort_keys=False)
    node: yaml.Node = dumper.represent_data(entries)
    return node


def _text(node: yaml.Node) -> str:
    text: str = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=10_000)
    return text


def _entries(company: Company) -> dict[str, Any]:
    """All that differs from its default, and what a reader would miss."""
    entries: dict[str, Any] = {
        "kit": company.kit,
        "name": company.name,
        "settings": {},
        **_plain(company.model_dump(by_alias=True, exclude_defaults=True)),
    }
    if not company.name:
        del entries["name"]
    entries["settings"] = {"language": company.settings.language, **entries["settings"]}
    for section in ("roles", "people"):
        for part in entries.get(section, ()):
            for name in {"place", "roles"} & part.keys():
                part[name] = _Cells(part[name])
    for part in entries.get("criteria", ()):
        for name, whole in (("weights", _Cells), ("scores", _Row)):
            if name in part:
                part[name] = whole(part[name])
    if "holdings" in entries:
        entries["holdings"] = [
            _Row(
                {
                    "role": holding.role,
                    "function": holding.function,
                    "level": holding.level,
                    **rest,
                }
            )
            for holding, rest in zip(company.holdings, entries["holdings"], strict=True)
        ]
    return entries


def _plain(value: Any) -> Any:
    """Whole numbers without their decimal point; tuples as lists."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


# --- what stays of the text before ---------------------------------------------------------------


@dataclass
class _Stayed:
    """The old text's nodes where nothing changed, and where each old entry now stands.

    whole: all that the company says, defaults too. moved: the new place of every old entry that is
    still there.
    """

    whole: Any
    moved: dict[Place, Place] = field(default_factory=dict)

    def merged(self, old: yaml.Node, new: yaml.Node, was: Place = (), now: Place = ()) -> yaml.Node:
        """The new node, in the old one's words and order as far as they say the same."""
        self.moved[was] = now
        if isinstance(old, yaml.MappingNode) and isinstance(new, yaml.MappingNode):
            pairs = self._pairs(old, new, was, now)
            style = old.flow_style if old.value else new.flow_style
            return yaml.MappingNode(new.tag, pairs, flow_style=style)
        if isinstance(old, yaml.SequenceNode) and isinstance(new, yaml.SequenceNode):
            origins = _origins(
                [value_of(item) for item in old.value], [value_of(item) for item in new.value]
            )
            items = [
                item
                if origin is None
                else self.merged(old.value[origin], item, (*was, origin), (*now, number))
                for number, (item, origin) in enumerate(zip(new.value, origins, strict=True))
            ]
            style = old.flow_style if old.value else new.flow_style
            return yaml.SequenceNode(new.tag, items, flow_style=style)
        return old if type(old) is type(new) and value_of(old) == value_of(new) else new

    def _pairs(
        self, old: yaml.MappingNode, new: yaml.MappingNode, was: Place, now: Place
    ) -> list[tuple[yaml.Node, yaml.Node]]:
        """The entries that stay in their old order, each new one after the one it comes after."""
        written_anew = {name.value: (name, value) for name, value in new.value}
        pairs = []
        for name, value in old.value:
            here, there = (*was, name.value), (*now, name.value)
            if name.value in written_anew:
                again = written_anew[name.value][1]
                pairs.append((name, self.merged(value, again, here, there)))
            elif self._says_the_default(value, there):
                pairs.append((name, value))
                inside = _places(value)
                self.moved |= {(*here, *place): (*there, *place) for place in ((), *inside)}
        before = 0
        names = [name.value for name, _ in pairs]
        for name in written_anew:
            if name in names:
                before = names.index(name) + 1
            else:
                pairs.insert(before, written_anew[name])
                names.insert(before, name)
                before += 1
        return pairs

    def _says_the_default(self, value: yaml.Node, place: Place) -> bool:
        """Whether an entry that need not be there says what holds all the same."""
        whole = self.whole
        for part in place:
            if isinstance(whole, Mapping) and part not in whole:
                return False
            if not isinstance(whole, (Mapping, list)):
                return False
            whole = whole[part]  # type: ignore[index]
        stated = value_of(value)
        return stated == whole or (stated is None and len(place) == 1)  # a heading with nothing


def _origins(old: list[Any], new: list[Any]) -> list[int | None]:
    """Which item of the old list each item of the new one was; None: it is new."""
    origins: list[int | None] = []
    free = list(range(len(old)))
    for item in new:
        origin = next(
            (number for number in free if _identity(old[number]) == _identity(item)), None
        )
        if origin is not None:
            free.remove(origin)
        origins.append(origin)
    if len(old) == len(new):  # what got another name in its place
        for number, origin in enumerate(origins):
            if origin is None and number in free:
                origins[number] = number
    return origins


def _identity(item: Any) -> Any:
    """What an item of a list is known by, although other things about it change."""
    if not isinstance(item, Mapping):
        return item
    return [item.get(name) for name in ("id", "role", "function", "from", "to")]


# --- comments ------------------------------------------------------------------------------------


Places = dict[Place, tuple[int, yaml.Node]]  # by entry: where it begins, and its value


def _places(node: yaml.Node, place: Place = ()) -> Places:
    """Every entry inside a node, in the order of the text."""
    places: Places = {}
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            here = (*place, name.value)
            places[here] = (name.start_mark.index, value)
            places |= _places(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            here = (*place, number)
            places[here] = (value.start_mark.index, value)
            places |= _places(value, here)
    return places


def _with_comments(body: str, text: str, tree: yaml.Node, moved: Mapping[Place, Place]) -> str:
    """The new body with the comments and blank lines of the old text, but for those on top."""
    entries = text[tree.start_mark.index :] if tree.start_mark else ""
    if "#" not in entries and all(line.strip() for line in entries.split("\n")[:-1]):
        return body  # there are none
    old_places, new_places = _places(tree), _places(_composed(body))
    lines = body.splitlines()
    # the last lines of texts of several lines, and how far to the right their entries stand
    texts = {
        body.count("\n", 0, value.end_mark.index) - 1: _indentation(
            lines[body.count("\n", 0, begin)]
        )
        for begin, value in new_places.values()
        if _is_text_of_lines(value)
    }
    above: dict[int, list[str]] = {}
    for gap in _gaps(text):
        place = gap.stands_beside(old_places)
        if gap.beside and place and place in moved:  # what stood beside an entry goes with it
            lines[_line_of(*new_places[moved[place]], body)] += gap.beside
        line, indentation = len(lines), 0
        below = next((place for place in gap.stands_above(old_places) if place in moved), None)
        if below is not None:
            line = body.count("\n", 0, new_places[moved[below]][0])
            indentation = _indentation(lines[line])
        notes = gap.own_lines(indentation)
        if line - 1 in texts:  # as far to the right it would be a part of that text
            notes = [
                " " * min(_indentation(note), texts[line - 1]) + note.lstrip() for note in notes
            ]
        above.setdefault(line, []).extend(notes)
    whole = [*(text for at, line in enumerate(lines) for text in (*above.get(at, ()), line))]
    return "".join(f"{line}\n" for line in (*whole, *above.get(len(lines), ())))


@dataclass(frozen=True)
class _Gap:
    """What stands between two words of the text: blanks, blank lines, comments.

    beside: the comment on the first word's own line, with the blanks before it. lines: those
    below it. before, after: the two words; `after` None: the end.
    """

    beside: str
    lines: tuple[str, ...]
    before: yaml.Token
    after: yaml.Token | None

    def stands_beside(self, places: Places) -> Place:
        """The entry that the comment on its line belongs to."""
        end = self.before.end_mark.index
        if isinstance(self.before, yaml.BlockEntryToken):  # a dash, of the item that follows
            return next((place for place, (start, _) in places.items() if start >= end), ())
        for place, (_, value) in places.items():
            if not _is_block(value) and value.end_mark.index == end:
                return place
        return next((place for place in reversed(places) if places[place][0] < end), ())

    def stands_above(self, places: Places) -> Iterator[Place]:
        """The entry that the lines stand above, and those that follow it."""
        if self.after is not None:
            start = self.after.start_mark.index
            yield from (place for place, (index, _) in places.items() if index >= start)

    def own_lines(self, indentation: int) -> list[str]:
        """The lines, in line with what they stand above if they were before."""
        column = self.after.start_mark.column if self.after is not None else 0
        return [
            " " * indentation + line.lstrip() if line and line.index("#") == column else line
            for line in self.lines
        ]


def _gaps(text: str) -> Iterator[_Gap]:
    """Every gap after the first word that holds a comment or a blank line."""
    words = [
        token
        for token in yaml.scan(text, yaml.SafeLoader)
        if token.end_mark.index > token.start_mark.index
    ]
    for before, after in zip_longest(words, words[1:]):
        end = before.end_mark.index
        between = text[end : after.start_mark.index if after is not None else None]
        if text[end - 1] == "\n":  # the end of a text of several lines is that of its last line
            between = "\n" + between
        first, *rest = between.split("\n")
        if after is not None or (rest and not rest[-1].strip()):
            rest = rest[:-1]  # the blanks before the next word
        lines = [line.rstrip() for line in rest]
        if isinstance(before, yaml.ScalarToken) and before.style in ("|", ">"):
            whole = text[before.start_mark.index : end].splitlines()[0]
            first = whole[whole.index("#") - 1 :] if "#" in whole else ""
        beside = first.rstrip() if "#" in first else ""
        if beside or lines:
            yield _Gap(beside, tuple(lines), before, after)


def _is_block(node: yaml.Node) -> bool:
    """Whether its entries stand one below the other; the end of such a node is no place."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _is_text_of_lines(node: yaml.Node) -> bool:
    """Whether it is a text below its entry, whose lines reach as far as they are indented."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _line_of(start: int, value: yaml.Node, text: str) -> int:
    """The line of an entry on which a comment can stand."""
    if _is_block(value):
        place = start
    elif _is_text_of_lines(value):
        place = value.start_mark.index
    else:
        place = value.end_mark.index
    return text.count("\n", 0, place)
