"""company.yaml as text: read with the line of every entry, written for people to read and diff."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kit.company.expected import Place, at
from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, say

HEADER = (
    say("What this company has decided, for handoff. You may edit this file by hand."),
    say("Notes above the first entry stay; further down they go when a panel saves."),
)


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
                found = next((pair for pair in node.value if pair[0].value == part), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
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


class _Loader(yaml.SafeLoader):
    """YAML in which an entry that is written twice is an error, not a silent loss."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):  # a reference to elsewhere, which may never end
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="*", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="[ ] { }", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} twice", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def parse(content: bytes, file: Path) -> Entries:
    """The content of a company.yaml; what YAML cannot read is said with its line.

    Raises
    ------
    KitError
        It is not UTF-8, not YAML, or holds no entries.
    """
    try:
        loader = _Loader(content.decode("utf-8-sig"))
        tree = loader.get_single_node()
        values = loader.construct_document(tree) if tree is not None else None
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
                    place=at(file, Entries(file, values, tree).line((str(key),))),
                    entry=str(key),
                )
            )
    return Entries(file, values, tree)


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


def written(company: Company, notes: str = "") -> str:
    """The company as the text of its company.yaml; equal companies give equal texts.

    Parameters
    ----------
    company : Company
        What it leaves at its default is not written.
    notes : str
        The comments to begin with; without any, a line or two on what this file is.
    """
    language = Language(company.settings.language)
    entries: dict[str, Any] = {
        "kit": company.kit,
        "name": company.name,
        "settings": {},
        **_whole(company.model_dump(by_alias=True, exclude_defaults=True)),
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
            _Row({"role": one.role, "function": one.function, "level": one.level, **rest})
            for one, rest in zip(company.holdings, entries["holdings"], strict=True)
        ]
    text: str = yaml.dump(
        entries, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
    )
    return (notes or "".join(f"# {language(line)}\n" for line in HEADER)) + text


def notes_of(content: bytes) -> str:
    """The comments and blank lines with which a company.yaml begins."""
    notes = []
    for line in content.decode("utf-8-sig").splitlines():
        if line.strip() and not line.startswith("#"):
            break
        notes.append(line.rstrip() + "\n")
    return "".join(notes)


def _whole(value: Any) -> Any:
    """Whole numbers without their decimal point; tuples as lists."""
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_whole(one) for one in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
