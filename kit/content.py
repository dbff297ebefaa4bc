"""Content that teachers and translators edit: YAML files whose sentences become `Text`.

A file is read into the types of whoever shows it. A sentence names a figure of the kit as
`{early_days}`; which figures it may name, and their values, the reader of the file says. So no
sentence carries a copy of a figure that may change.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError, ValidationInfo

from kit.company.model import Inconsistent
from kit.company.reading import Place, compose, parse
from kit.errors import KitError
from kit.language import Text, say


class Content(BaseModel):
    """A part of a content file; what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _sentence(value: Any, info: ValidationInfo) -> Text:
    if not isinstance(value, str) or not value.strip():
        raise Inconsistent(say("a sentence is needed here, as text."))
    figures: Mapping[str, Any] = info.context or {}
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    except ValueError:
        problem = say("the brackets {{ and }} do not match in this sentence.")
        raise Inconsistent(problem) from None
    for name in sorted(names - figures.keys()):
        raise Inconsistent(
            say(
                "there is no figure {name}. A sentence can name {figures}.",
                name=f"{{{name}}}",
                figures=[f"{{{figure}}}" for figure in sorted(figures)] or "—",
            )
        )
    return Text(value, {name: figures[name] for name in sorted(names)})


Sentence = Annotated[Text, PlainValidator(_sentence)]
Part = TypeVar("Part", bound=BaseModel)


def load(file: Path, model: type[Part], figures: Mapping[str, Any] | None = None) -> Part:
    """What a content file says.

    Parameters
    ----------
    file : Path
        A YAML file.
    model : type
        What it has to hold.
    figures : Mapping
        The figures that its sentences may name, by name.

    Raises
    ------
    KitError
        Something in it is missing, unknown or no such value; the message has file and line.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or "?")
        ) from None
    entries = parse(content, file)
    try:
        return model.model_validate(entries.values, context=figures)
    except ValidationError as error:
        first = min(error.errors(), key=lambda problem: problem["type"] != "extra_forbidden")
    place: Place = first["loc"]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, Inconsistent):
        place = (*place, *cause.place)
        text = say("{place}: {problem}", place=entries.at(place), problem=cause.text)
    else:
        values = {"place": entries.at(place), "entry": str(place[-1]) if place else "?"}
        if first["type"] == "extra_forbidden":
            text = say("{place}: there is no entry “{entry}” here.", **values)
        elif first["type"] == "missing":
            text = say("{place}: the entry “{entry}” is missing here.", **values)
        else:
            text = say(
                "{place}: “{entry}” cannot be {value}.", **values, value=repr(first["input"])[:80]
            )
    raise KitError(text)


def extract(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Mapping[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """The sentences of a content file for the translators' catalogue (an extractor of babel).

    The option `sentences` names the entries that hold one, wherever in the file they stand.
    """
    names = options["sentences"].split()

    def within(node: yaml.Node) -> Iterator[tuple[int, None, str, list[str]]]:
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from within(item)
        elif isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.value in names and isinstance(value, yaml.ScalarNode):
                    yield value.start_mark.line + 1, None, value.value, []
                else:
                    yield from within(value)

    tree = compose(file.read().decode("utf-8"))
    if tree is not None:
        yield from within(tree)
