"""The five triggers on sliders: what each setting would have meant, drawn without asking Python."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import traitlets
from ipywidgets import VBox

from kit.company.model import Company
from kit.company.names import arrow
from kit.errors import KitError
from kit.language import Language, Text, say, say_n
from kit.lessons.triggers import edits as edits
from kit.lessons.triggers import terms as terms
from kit.lessons.triggers.built import FIGURES, JOINED, KINDS, built
from kit.lessons.widgets.answer import recall, sales_of, source
from kit.lessons.widgets.desk import Desk, Edit, panel
from kit.lessons.widgets.drawing import Drawing, look_of
from kit.lessons.widgets.modules import MARKS, PARTS, script
from kit.lessons.widgets.names import candidate_arrows, rule_in_words
from kit.questions.backtest.question import backtest
from kit.questions.backtest.words import reached_within_a_year
from kit.questions.finding import MISSING, records
from kit.questions.sweep import MONTHS, Sweep, sweep
from kit.sales.tables import Sales
from kit.triggers.candidates import grid, missing_data, named_candidates
from kit.triggers.cohort import MIN_CLIENTS, in_months
from kit.triggers.rules import Contract, Deal, Share, Tenure, Trigger, Volume, rules_of

HERE = Path(__file__).parent
RULES: Mapping[type, Text] = {
    Contract: say("Contract"),
    Deal: say("Number of deals"),
    Volume: say("Volume of regular orders"),
    Share: say("Share of the client's budget"),
    Tenure: say("Time with the client"),
}
# what a rule is judged by where its data are missing, and where its slider stands at first
FIRST: Mapping[type, Trigger] = {
    Contract: Contract(),
    Deal: Deal(2),
    Share: Share(Decimal(30)),
    Tenure: Tenure(180, 90),
}
DAYS = np.arange(0, 731, 14)  # of the curves
ROWS = (
    *("judged", "fired", "reached_3m", "reached_6m", "reached_12m", "reached_24m", "median_days"),
    *("too_early_share", "too_early_base", "inflow_per_month", "portfolio", "hunter_orders_share"),
)


def trigger_panel(company: Company) -> VBox:
    """The five triggers on sliders, over the company's own clients, and the list of candidates.

    Every setting is worked out once; moving a slider only chooses what is drawn. No rule is
    marked out. A setting becomes a candidate by its button, on the arrow in the company folder.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`. Where that cannot be changed, the panel
        says why.
    """
    return panel(company, TriggerExplorer)


class TriggerExplorer(Drawing):
    """The sliders, the curves, the table and the candidates of `trigger_panel`.

    state
        What changes with the company: its candidates, and the arrows that they can stand on. Kept
        apart from `view`, which is large and rests on the orders alone.
    """

    _esm = script(PARTS, MARKS, HERE / "triggers.mjs")
    _css = look_of("choosing.css")
    state = traitlets.Dict().tag(sync=True)

    texts: ClassVar[Mapping[str, Text]] = {
        "sliders": say("Settings"),
        "moved": say(
            "Move a slider with the mouse or the arrow keys; the picture and the table follow."
        ),
        "only": say("There is only one setting."),
        "show": say("Draw"),
        "add": say("Make this a candidate"),
        "added": say("It is a candidate"),
        "picture": say("New clients handed over, by months since their first deal"),
        "axis": say("months since the first deal"),
        "read": say(
            "At {months} months a bar shows how far chance alone could move the point. "
            "Where bars overlap, do not speak of a difference.",
            months=[in_months(days) for days in MONTHS.values()],
        ),
        "table": say("The same as figures; in brackets, how far chance could move them"),
        "candidates": say("Your candidates"),
        "none": say("None yet."),
        "remove": say("Strike off"),
        "another": say("Another rule"),
        "kind": say("It goes by"),
        "add_rule": say("Add"),
        "add_keep": say("Add: the hunter keeps everyone"),
        "arrow": say("On the arrow"),
        "decided": say("decided on"),
        **terms.WORDS,
        "unsaved": say("not saved yet"),
    }

    def look(self, company: Company) -> dict[str, Any]:
        """Every setting with its curve, figures and sentence; or why there are none."""
        language = self._desk.language
        try:
            settings = _settings(company)
            if settings is None:
                lacking = say("Choose the file of your orders in lesson 05; then come back here.")
                return {"absent": language(lacking)}
            ground = (source(company), company.settings.lookback, language.code, settings.all)
            view: dict[str, Any] = recall(
                company, "slider view", ground, lambda: _view(company, settings, language)
            )
        except KitError as error:
            return {"absent": language(error.text)}
        return view

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the panel."""
        return {
            "nominate": lambda m: lambda c: edits.nominate(c, m["rule"], m.get("to", "")),
            "build": lambda m: (
                lambda c: edits.nominate(c, str(built(m["kind"], m["figures"])), m.get("to", ""))
            ),
            "dismiss": lambda m: lambda c: edits.dismiss(c, m["rule"]),
            "term": lambda m: (
                lambda c: terms.change_term(c, m["to"], m["name"], m["typed"], m.get("beside", ""))
            ),
        }

    def _show(self, company: Company) -> None:
        with self.hold_sync():
            self.state = _state(company, self._desk)
            super()._show(company)


def _state(company: Company, desk: Desk) -> dict[str, Any]:
    chosen = {handoff.chosen for handoff in candidate_arrows(company)}
    return {
        "kinds": [
            {
                "id": kind,
                "label": desk.language(label),
                "joined": kind in JOINED,
                "figures": [desk.language(figure) for figure in FIGURES[kind]],
            }
            for kind, label in KINDS.items()
        ],
        "candidates": [
            {"rule": rule, "label": desk.language(rule_in_words(rule)), "chosen": rule in chosen}
            for rule in named_candidates(company) or ()
        ],
        "arrows": [
            {
                "to": handoff.to_role,
                "label": desk.language(arrow(company, handoff)),
                **terms.terms_of(handoff, desk.language),
            }
            for handoff in candidate_arrows(company)
        ],
    }


@dataclass(frozen=True)
class _Settings:
    """Whatever the sliders can be moved to: `all` that can be judged, why a rule cannot be."""

    sales: Sales
    all: tuple[Trigger, ...]
    lacks: Mapping[type, Text]
    named: tuple[Trigger, ...]


def _settings(company: Company) -> _Settings | None:
    """The dense grid, and the company's own settings of the five rules, from early to late."""
    sales = sales_of(company)
    if sales is None:
        return None
    ground: Hashable = source(company)
    dense = recall(company, "slider grid", ground, lambda: grid(sales, dense=True))
    named = tuple(
        rule
        for rule in rules_of(named_candidates(company) or ())
        if type(rule) in RULES and missing_data(rule, sales) is None
    )
    every = dict.fromkeys((*dense, *named))
    order = list(RULES)
    rules = sorted(every, key=lambda rule: (order.index(type(rule)), _window(rule), _size(rule)))
    lacks = {
        kind: lack
        for kind, first in FIRST.items()
        if (lack := missing_data(first, sales)) is not None
    }
    return _Settings(sales, tuple(rules), lacks, named)


def _window(rule: Trigger) -> int:
    """What is not on the slider but chosen beside it: the days a rule looks back."""
    return rule.days if isinstance(rule, Volume) else rule.active if isinstance(rule, Tenure) else 0


def _size(rule: Trigger) -> Decimal:
    match rule:
        case Deal(n):
            return Decimal(n)
        case Volume(amount, _):
            return amount
        case Share(percent):
            return percent
        case Tenure(days, _):
            return Decimal(days)
        case _:
            return Decimal(0)


def _view(company: Company, settings: _Settings, language: Language) -> dict[str, Any]:
    swept = sweep(company, settings.sales, settings.all, DAYS)
    rows = records(swept.table)
    clients = int(rows[0]["clients"])
    return {
        "intro": language(
            say_n(
                "{n} new client; every setting is tried on its real history.",
                "{n} new clients; every setting is tried on their real history.",
                clients,
            )
        ),
        "days": DAYS.tolist(),
        "ticks": [{"day": day, "label": f"{in_months(day):d}"} for day in MONTHS.values()],
        "percents": [{"at": at, "label": language.percent(at)} for at in (0, 0.25, 0.5, 0.75, 1)],
        "measures": [language(backtest.table("grid")[name].heading) for name in ROWS],
        "rules": [_rule(kind, settings, language) for kind in RULES],
        "settings": [_setting(row, place, swept, language) for place, row in enumerate(rows)],
    }


def _rule(kind: type, settings: _Settings, language: Language) -> dict[str, Any]:
    """One slider: its settings by number, in groups where two things can be set."""
    mine = [n for n, rule in enumerate(settings.all) if type(rule) is kind]
    windows = sorted({_window(settings.all[n]) for n in mine})
    groups = [[n for n in mine if _window(settings.all[n]) == window] for window in windows]
    wanted = next((rule for rule in settings.named if type(rule) is kind), FIRST.get(kind))
    start = settings.all.index(wanted) if wanted in settings.all else None
    if start is None and mine:
        start = groups[0][len(groups[0]) // 2]
    why = settings.lacks.get(kind)
    if why is None and not mine:
        why = say("No client has ordered twice within that time.")
    beside = {Volume: say("Summed over"), Tenure: say("With a deal in the last")}.get(kind)
    return {
        "id": kind.__name__.lower(),
        "name": language(RULES[kind]),
        "why": language(why) if why is not None else "",
        "beside": language(beside) if beside is not None and len(groups) > 1 else "",
        "groups": [
            {"label": language(say_n("{n} day", "{n} days", window)), "settings": group}
            for window, group in zip(windows, groups, strict=True)
        ],
        "start": start,
    }


def _setting(
    row: Mapping[str, Any], place: int, swept: Sweep, language: Language
) -> dict[str, Any]:
    reached = swept.shares[place, :, 0]
    return {
        "rule": row["trigger"],
        "label": language(row["label"]),
        "sentence": language(reached_within_a_year(row)),
        "cells": [_cell(row, name, language) for name in ROWS],
        "curve": [round(float(share), 4) for share in reached[np.isfinite(reached)]],
        "marks": [
            None
            if row[f"reached_{name}"] is None or not np.isfinite(row[f"reached_{name}"])
            else [round(float(row[f"reached_{name}{end}"]), 4) for end in ("", "_low", "_high")]
            for name in MONTHS
        ],
    }


def _is_figure(value: Any) -> bool:
    return value is not None and bool(np.isfinite(value))


def _cell(row: Mapping[str, Any], name: str, language: Language) -> list[str]:
    """A figure as a person reads it, and in brackets its interval or what it is a share of."""
    unit, value = backtest.table("grid")[name].unit, row[name]
    if not _is_figure(value):
        return [language(say("not reached")) if name == "median_days" else MISSING, ""]

    def write(figure: Any) -> str:
        if unit == "share":
            return language.percent(figure)
        return language.number(round(figure, 1) if unit == "clients per month" else round(figure))

    notes = []
    ends = [row.get(f"{name}_{end}") for end in ("low", "high")]
    if any(_is_figure(end) for end in ends):
        notes.append(language.span(*(write(end) if _is_figure(end) else None for end in ends)))
    counted = {
        "too_early_share": ("too_early_n", "too_early_of"),
        "hunter_orders_share": ("hunter_orders", "hunter_orders_of"),
    }.get(name)
    if counted:
        part, whole = (int(row[column]) for column in counted)
        notes.append(language(say("{n} of {all}", n=part, all=whole)))
    if name == "judged" and value < MIN_CLIENTS:
        notes.append(language(say("too few to compare")))
    return [write(value), "; ".join(notes)]
