"""Make the Russian lessons from the English ones and a catalogue of their paragraphs.

    python tools/lessons.py update   take changed English into the catalogue
    python tools/lessons.py build    write notebooks/ru
    python tools/lessons.py check    say what is missing, out of date or broken

An entry of the catalogue is one cell of text: its context is `lesson cell-id`, its msgid the whole
English cell. Code cells are the same in both languages.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
HEADER = """\
# The prose of the lessons in Russian. An entry is one cell; notebooks/ru is made from it:
# python tools/lessons.py update, then translate, then python tools/lessons.py build
#"""
# What a translation has to take over as it stands: `code` and the targets of links.
KEPT = re.compile(r"`[^`\n]+`|(?<=\]\()[^)\s]+(?=\))")


@dataclass(frozen=True)
class Lessons:
    """Where lessons and catalogue lie; in tests somewhere else."""

    english: Path = ROOT / "notebooks" / "en"
    russian: Path = ROOT / "notebooks" / "ru"
    catalogue: Path = ROOT / "kit" / "locale" / "ru" / "LC_MESSAGES" / "notebooks.po"

    def sources(self) -> dict[str, dict[str, Any]]:
        """The English lessons by name."""
        return {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(self.english.glob("*.ipynb"))
        }

    def entries(self) -> Catalog:
        """The catalogue on disk, or an empty one."""
        if not self.catalogue.exists():
            return Catalog(locale="ru", project="handoff", charset="utf-8")
        return read_po(io.BytesIO(self.catalogue.read_bytes()), locale="ru")


def paragraphs(sources: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Every cell of text by its context, in the order of reading."""
    return {
        f"{name} {cell['id']}": "".join(cell["source"])
        for name, notebook in sources.items()
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
    }


def updated(old: Catalog, english: Mapping[str, str]) -> Catalog:
    """A catalogue of exactly these paragraphs.

    A translation stays with its cell, or with its words where the cell has another id. It is
    marked fuzzy, and keeps the former English beside it, where the English has changed.
    """
    by_context = {one.context: one for one in old if one.id}
    by_words = {str(one.id): one for one in old if one.id and one.string}
    new = Catalog(
        locale="ru",
        project="handoff",
        version="lessons",
        msgid_bugs_address="the handoff developers",
        charset="utf-8",
        header_comment=HEADER,
        creation_date=old.creation_date if by_context else datetime(2024, 1, 1, tzinfo=UTC),
        revision_date=old.revision_date if by_context else datetime(2024, 1, 1, tzinfo=UTC),
        last_translator="The handoff developers",
        language_team="Russian",
        fuzzy=False,
    )
    for context, words in english.items():
        known = by_context.get(context) or by_words.get(words)
        entry = new.add(words, context=context)
        if known is None or not known.string:
            continue
        entry.string = known.string
        entry.user_comments = list(known.user_comments)
        if known.id != words:
            entry.flags.add("fuzzy")
            entry.previous_id = [str(known.id)]
        elif known.fuzzy:
            entry.flags.add("fuzzy")
            entry.previous_id = list(known.previous_id)
    return new


def text(catalogue: Catalog) -> bytes:
    """The catalogue as a file; a paragraph's lines stay the lines they are."""
    for entry in catalogue:
        # a percent sign in prose is no placeholder
        entry.flags -= {"python-format", "python-brace-format"}
    file = io.BytesIO()
    write_po(file, catalogue, width=0, include_previous=True)
    return file.getvalue()


def translated(name: str, notebook: Mapping[str, Any], catalogue: Catalog) -> str:
    """The Russian lesson; a paragraph without a sound translation stays English."""
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            entry = _entry(catalogue, f"{name} {cell['id']}", "".join(cell["source"]))
            if entry is not None and entry.string and not entry.fuzzy:
                cell = {**cell, "source": str(entry.string).splitlines(keepends=True)}
        cells.append(cell)
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1) + "\n"


def problems(lessons: Lessons) -> list[str]:
    """What keeps the Russian lessons from being sound; one line each, with the entry or file."""
    sources, catalogue = lessons.sources(), lessons.entries()
    english = paragraphs(sources)
    found = []
    for context, words in english.items():
        entry = _entry(catalogue, context, words)
        if entry is None or not entry.string:
            known = any(one.context == context for one in catalogue)
            found.append(f"{'changed in English' if known and not entry else 'missing'}: {context}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {context}")
        elif Counter(KEPT.findall(words)) != Counter(KEPT.findall(str(entry.string))):
            found.append(f"other links or code than in English: {context}")
    obsolete = {str(one.context) for one in catalogue if one.id} - set(english)
    obsolete |= {str(one.context) for one in catalogue.obsolete.values()}
    found += [f"obsolete: {context}" for context in sorted(obsolete)]
    for name, notebook in sources.items():
        file = lessons.russian / f"{name}.ipynb"
        if not file.exists():
            found.append(f"not built: {file.name}")
        elif file.read_bytes() != translated(name, notebook, catalogue).encode():
            found.append(f"stale: {file.name}")
    found += [f"no English source: {name}.ipynb" for name in _orphans(lessons, sources)]
    return found


def update(lessons: Lessons) -> None:
    """Take the English lessons as they are into the catalogue."""
    new = updated(lessons.entries(), paragraphs(lessons.sources()))
    lessons.catalogue.parent.mkdir(parents=True, exist_ok=True)
    lessons.catalogue.write_bytes(text(new))


def build(lessons: Lessons) -> None:
    """Write the Russian lessons, and take away those whose English source is gone."""
    sources, catalogue = lessons.sources(), lessons.entries()
    lessons.russian.mkdir(parents=True, exist_ok=True)
    for name, notebook in sources.items():
        file = lessons.russian / f"{name}.ipynb"
        file.write_bytes(translated(name, notebook, catalogue).encode())
    for name in _orphans(lessons, sources):
        (lessons.russian / f"{name}.ipynb").unlink()


def _entry(catalogue: Catalog, context: str, words: str) -> Message | None:
    return catalogue.get(words, context=context)


def _orphans(lessons: Lessons, sources: Mapping[str, object]) -> list[str]:
    return sorted({path.stem for path in lessons.russian.glob("*.ipynb")} - set(sources))


def main(arguments: list[str]) -> int:
    """Do what the command line asks; the status to end with."""
    lessons = Lessons()
    if arguments not in (["update"], ["build"], ["check"]):
        print("Say one of: update, build, check.", file=sys.stderr)
        return 2
    if arguments == ["update"]:
        update(lessons)
    if arguments == ["build"]:
        build(lessons)
    left = problems(lessons)
    for problem in left:
        print(problem)
    return 1 if left and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
