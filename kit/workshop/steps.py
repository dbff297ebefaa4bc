"""The notebooks as the page shows them: lessons, cut into steps at their headings."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# a heading at which a step begins; one in a block of code is none
_FENCE = re.compile(r"^\s*(```|~~~)")
_STEP = re.compile(r"^## +(?P<title>.+?)\s*#*$")
# the tag of a cell that speaks of JupyterLab's menus: the page without code has none
JUPYTERLAB = "jupyterlab"
_TITLE = re.compile(r"^# +(?P<title>.+?)\s*#*$")


@dataclass(frozen=True)
class Part:
    """Some text of a step, as Markdown; or the place of what a cell shows, by the cell's name."""

    text: str = ""
    cell: str = ""
    silent: bool = False  # a cell that shows nothing where all goes well, such as its imports


@dataclass(frozen=True)
class Step:
    """One screen of a lesson."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Lesson:
    """A notebook: its number (the beginning of its file's name), what it asks, and its steps.

    `name`, `block` and `minutes` are what the notebook's metadata say under `handoff`: a short
    name and the part of the course it belongs to, in each language, and how long it takes. Where
    they do not, the name is the question, and the others are empty.
    """

    number: str
    file: str
    question: str
    name: str
    block: str
    minutes: int
    steps: tuple[Step, ...]


def lessons_in(folder: Path, language: str) -> list[Lesson]:
    """The lessons of a folder in their order; a file that cannot be read is one without steps.

    Parameters
    ----------
    folder : Path
        Where the notebooks lie.
    language : str
        Of the names that their metadata give: `en` or `ru`.
    """
    return [_lesson(path, language) for path in sorted(folder.glob("*.ipynb"))]


def _lesson(path: Path, language: str) -> Lesson:
    number = path.stem.partition("_")[0]
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        steps = _steps(notebook["cells"], number)
        told = notebook.get("metadata", {}).get("handoff", {})
        name, block = (told.get(key, {}).get(language, "") for key in ("name", "block"))
        minutes = int(told.get("minutes", 0))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Lesson(number, path.name, path.stem, path.stem, "", 0, ())
    question = _question(notebook["cells"]) or path.stem
    return Lesson(number, path.name, question, name or question, block, minutes, steps)


def _question(cells: list[Mapping[str, Any]]) -> str:
    """The first heading of all."""
    for kind, _, source in _parts_of(cells):
        if kind == "markdown" and (title := _heading(source, _TITLE)):
            return title
    return ""


def _steps(cells: list[Mapping[str, Any]], number: str) -> tuple[Step, ...]:
    """A step begins at each heading of the second level; what precedes the first one is in it."""
    steps: list[tuple[str, list[Part]]] = [("", [])]
    for kind, name, source in _parts_of(cells):
        if kind == "code":
            steps[-1][1].append(Part(cell=f"{number}-{name}", silent=not _shows(source)))
            continue
        title = _heading(source, _STEP)
        if title and not steps[-1][0]:
            steps[-1] = (title, steps[-1][1])
        elif title:
            steps.append((title, []))
        if source.strip():
            steps[-1][1].append(Part(text=source.strip()))
    return tuple(Step(title, tuple(parts)) for title, parts in steps)


def _parts_of(cells: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Kind, name and source of each cell, its text cut before headings of the second level."""
    for place, cell in enumerate(cells):
        if JUPYTERLAB in cell.get("metadata", {}).get("tags", ()):
            continue
        kind, source = cell["cell_type"], "".join(cell["source"])
        name = str(cell.get("id") or place)
        if kind != "markdown":
            if kind == "code" and source.strip():
                yield kind, name, source
            continue
        lines: list[str] = []
        fenced = False
        for line in source.splitlines():
            fenced ^= bool(_FENCE.match(line))
            if lines and not fenced and _STEP.match(line):
                yield kind, name, "\n".join(lines)
                lines = []
            lines.append(line)
        yield kind, name, "\n".join(lines)


def _heading(source: str, level: re.Pattern[str]) -> str:
    """The first heading of that level outside blocks of code, without its Markdown."""
    fenced = False
    for line in source.splitlines():
        fenced ^= bool(_FENCE.match(line))
        if not fenced and (match := level.match(line)):
            return re.sub(r"[*_`]", "", match["title"])
    return ""


def _shows(source: str) -> bool:
    """Whether a cell ends with an expression: then what it gives is shown."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return True  # where it stands, its error is shown
    return bool(body) and isinstance(body[-1], ast.Expr)
