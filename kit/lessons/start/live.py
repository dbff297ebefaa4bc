"""One picture to try the rules on: how many new clients each has handed over, month by month."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from kit.language import Language, Text, say, say_n
from kit.lessons.widgets.drawing import look_of
from kit.lessons.widgets.modules import MARKS, PARTS, script
from kit.questions.backtest.words import reached_within_a_year
from kit.questions.claims import BASES
from kit.questions.finding import Finding, records
from kit.questions.sweep import DAYS_PER_MONTH

HERE = Path(__file__).parent
LAST_MONTH, TICK_MONTHS = 36, 6
FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)
TITLE = say("How soon would each rule hand over a new client?")


class LivePicture(anywidget.AnyWidget):
    """The candidates' curves; a button chooses the one that is in front, with its range.

    view
        Everything to draw, in the reader's language; empty: there is nothing to draw.
    words
        The language, and what the buttons are for.
    """

    _esm = script(PARTS, MARKS, HERE / "live.mjs")
    _css = look_of("choosing.css") + (HERE / "live.css").read_text(encoding="utf-8")
    view = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def show(self, finding: Finding, language: Language) -> None:
        """Draw the back-test."""
        with self.hold_sync():
            self.words = {"lang": language.code, "rules": language(say("Rule in front"))}
            self.view = _view(finding, language)

    def clear(self) -> None:
        """Draw nothing."""
        self.view = {}


def _view(finding: Finding, language: Language) -> dict[str, Any]:
    rows = [
        row for row in records(finding.table) if row["judged"] and row["status"] != "needs data"
    ]
    if not rows:
        return {}
    curves = finding.details["curves"]
    curves = curves[curves["kind"] == "reached"]
    lines = {rule: records(points) for rule, points in curves.groupby("trigger", sort=False)}
    last = min(LAST_MONTH, max(float(curves["day"].max()) / DAYS_PER_MONTH, 1.0))
    drawn = (_rule(row, lines.get(row["trigger"], []), last, language) for row in rows)
    rules = [rule for rule in drawn if rule["points"]]
    if not rules:
        return {}
    return {
        "title": language(TITLE),
        "measured": language(_measured(int(finding.numbers["clients"]))),
        "tag": language(BASES["inferred"]),
        "last": last,
        "ticks": [
            {"at": month, "label": language.write(month)}
            for month in range(0, int(last) + 1, TICK_MONTHS)
        ],
        "percents": [{"at": share, "label": language.percent(share)} for share in FIFTHS],
        "rules": rules,
    }


def _measured(clients: int) -> Text:
    return say_n(
        "share of {n} new client by months since the first deal, with its 95% range",
        "share of {n} new clients by months since the first deal, with its 95% range",
        clients,
    )


def _rule(
    row: Mapping[str, Any], points: list[dict[str, Any]], last: float, language: Language
) -> dict[str, Any]:
    shown = [
        point
        for point in points
        if point["day"] / DAYS_PER_MONTH <= last and not math.isnan(point["share_low"])
    ]
    return {
        "rule": row["trigger"],
        "kind": str(row["trigger"]).split(maxsplit=1)[0],
        "label": language(row["label"]),
        "sentence": language(reached_within_a_year(row)),
        "end": language.percent(shown[-1]["share"]) if shown else "",
        "points": [
            [round(float(value), 4) for value in (
                point["day"] / DAYS_PER_MONTH, point["share"], point["share_low"],
                point["share_high"],
            )]
            for point in shown
        ],
    }  # fmt: skip
