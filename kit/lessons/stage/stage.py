"""All lessons on one page: their cells run here as the page asks for them, each into its place."""

from __future__ import annotations

import ast
import asyncio
import html
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display
from IPython.utils.capture import capture_output
from ipywidgets import HTML

from kit.company import store
from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, say
from kit.lessons.stage.open_points import open_in
from kit.lessons.widgets.answer import sales_of
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.report import ReportButton

WIDGET = "application/vnd.jupyter.widget-view+json"
# what the page opens with, before any lesson: a cell of the page's own
START = "start"
OPENING = """\
import kit
from kit.lessons.start.glance import FILES, glance
glance(kit.my_company(), FILES)
"""
BREATH = 0.01  # seconds between two cells, in which what the reader did meanwhile is done first


class Stage(anywidget.AnyWidget):
    """What the page and Python tell each other.

    The page says which lesson is open. Then that lesson's cells run, one after another, in the
    order of its notebook and with names of its own, until the reader opens another lesson; what
    has run once stays.

    Attributes
    ----------
    shown : dict
        For each cell that has run, `00-cell-id`, the ids of the widgets it shows.
        Under `status` and `report` stand the status line and the report of the company that
        they change.
    asked : dict
        For each lesson with something open, how much in words (`said`), and what in each of its
        cells (`cells`).
    """

    _esm = "export default { initialize({ model }) { window.handoff.connect(model); } };"
    shown = traitlets.Dict().tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.lesson = ""
        self._cells = {number: list(cells) for number, cells in _lessons(folder)}
        self._sources = {number: dict(cells) for number, cells in self._cells.items()}
        self._desk: Desk | None = None  # whose open points are told
        self._cells[START] = [(f"{START}-glance", OPENING)]
        self._names: dict[str, dict[str, Any]] = {}
        self._playing: asyncio.Task[None] | None = None
        self.on_msg(self._heard)

    def _heard(self, _: object, content: dict[str, Any], buffers: object) -> None:
        if content.get("act") == "open":
            self.lesson = str(content.get("lesson", ""))
            Desk.turn_to(self.lesson)
            if self._playing is None or self._playing.done():
                self._playing = asyncio.get_running_loop().create_task(self._play())

    async def _play(self) -> None:
        while waiting := self._cells.get(self.lesson):
            cell, source = waiting.pop(0)
            names = self._names.setdefault(self.lesson, {"__name__": "__main__"})
            self.shown = {**self.shown, cell: run(source, names), **self._around()}
            await asyncio.sleep(BREATH)

    def _around(self) -> dict[str, list[str]]:
        """What belongs to the company that is open, and stands around the lessons."""
        if self._desk is None and (desks := Desk.opened()):
            self._desk = desks[0]
            self._desk.listen(self._ask, everywhere=True)
            self._ask(self._desk.company)
        if self._desk is None:
            return {}
        report = ReportButton.of(self._desk)
        return {"status": [self._desk.status.model_id], "report": [report.model_id]}

    def _ask(self, company: Company) -> None:
        """Tell the page what each lesson still asks for."""
        language = Language(company.settings.language)
        asked = {}
        for lesson, cells in self._sources.items():
            open_points = {
                cell: found for cell, source in cells.items() if (found := open_in(company, source))
            }
            if n := sum(found.n for found in open_points.values()):
                asked[lesson] = {
                    "said": language(say("{n} open", n=n)),
                    "cells": {cell: language(found.what) for cell, found in open_points.items()},
                }
        self.asked = asked

    async def warm(self) -> None:
        """Do what every reader waits for, before there is one; stop when one is there."""
        statements = [
            statement
            for cells in self._cells.values()
            for _, source in cells
            for statement in _imports(source)
        ]
        for statement in dict.fromkeys(statements):
            if not await self._alone():
                return
            exec(statement, {})
        if await self._alone():
            company = store.my_company()
            Desk.of(company)
            sales_of(company)

    async def _alone(self) -> bool:
        await asyncio.sleep(BREATH)
        return not self.lesson


def play(folder: str) -> None:
    """Set the stage for the lessons of a folder; called once, in a Python of its own."""
    stage = Stage(Path(folder))
    asyncio.get_running_loop().create_task(stage.warm())


def run(source: str, names: dict[str, Any]) -> list[str]:
    """Run a cell as a notebook does.

    Parameters
    ----------
    source : str
        The cell.
    names : dict
        The names it finds and leaves.

    Returns
    -------
    list of str
        The ids of the widgets that show what it printed, displayed, gave as its last expression,
        or why it failed.
    """
    failed = ""
    with capture_output() as captured:
        try:
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<cell>", "exec"), names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
                if value is not None:
                    display(value)  # type: ignore[no-untyped-call]
        except KitError as error:
            failed = _alert(Language(error.reader)(error.text))
        except Exception:
            failed = _alert(_sentence()) + _pre(traceback.format_exc(limit=-3))
    sys.stderr.write(captured.stderr)  # warnings of what is underneath are not for a reader
    shown = [HTML(_pre(captured.stdout)).model_id] if captured.stdout.strip() else []
    for output in captured.outputs:
        if WIDGET in output.data:
            shown.append(output.data[WIDGET]["model_id"])
        else:
            shown.append(HTML(_as_html(output.data)).model_id)
    return [*shown, HTML(failed).model_id] if failed else shown


def _sentence() -> str:
    return Language(KitError.reader)(
        say(
            "This part of the lesson ended with an error. The rest of the lesson goes on; nothing "
            "that was decided is lost."
        )
    )


def _as_html(output: dict[str, Any]) -> str:
    """What a notebook would show of an output."""
    if "text/html" in output:
        return str(output["text/html"])
    if "image/svg+xml" in output:
        return str(output["image/svg+xml"])
    if "image/png" in output:
        return f'<img alt="" src="data:image/png;base64,{output["image/png"]}">'
    return _pre(str(output.get("text/plain", "")))


def _alert(words: str) -> str:
    return f'<p role="alert" class="kit-failed">{html.escape(words)}</p>'


def _pre(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>"


def _lessons(folder: Path) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    """Number and cells of each lesson; a file that cannot be read has none."""
    for path in sorted(folder.glob("*.ipynb")):
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        number = path.stem.partition("_")[0]
        yield number, _code(number, cells)


def _code(number: str, cells: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for place, cell in enumerate(cells):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and source.strip():
            yield f"{number}-{cell.get('id') or place}", source


def _imports(source: str) -> list[str]:
    """The statements of a cell that import something."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    return [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
