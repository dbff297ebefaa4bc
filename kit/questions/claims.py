"""What a sentence rests on, and why some questions have no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kit.language import Text, say

Basis = Literal["known", "inferred", "assumed"]
BASES: Mapping[Basis, Text] = {
    "known": say("known"),
    "inferred": say("inferred"),
    "assumed": say("assumed"),
}


# told apart by the line as well: pages are printed without colours
MARK = "border: 1px; border-radius: 1em; padding: 0 .5em; font-size: .8em; white-space: nowrap"
MARKS: Mapping[Basis, str] = {
    "known": "border-style: solid",
    "inferred": "border-style: dashed",
    "assumed": "border-style: dotted",
}


@dataclass(frozen=True)
class Claim:
    """A sentence and what it rests on.

    It is *known* from the records; *inferred* from records, or from the company's own figures, by a
    method whose error is told; or *assumed*: a figure that nobody measured carries it.
    """

    text: Text
    basis: Basis


Paragraph = Text | tuple[Claim, ...]


@dataclass(frozen=True)
class Obstacle:
    """Why any answer would be senseless, and what to do about it."""

    why: Text
    step: Text

    @property
    def text(self) -> Text:
        """Both sentences."""
        return say("{before} {next}", before=self.why, next=self.step)
