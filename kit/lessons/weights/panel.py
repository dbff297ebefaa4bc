"""What counts, and how much: questions about the company, then swing weights for the criteria."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ipywidgets import VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.weights import edits as edits
from kit.lessons.widgets.answer import recall, sales_of, source
from kit.lessons.widgets.criteria import (
    CLIENT_VIEW,
    COVERAGE,
    CRITERIA,
    PORTFOLIO,
    SPECIFICS,
    TOO_EARLY,
    VALUE,
    shares,
)
from kit.lessons.widgets.desk import Edit, panel
from kit.lessons.widgets.drawing import Drawing, look_of
from kit.lessons.widgets.modules import PARTS, script
from kit.lessons.widgets.question import QuestionCard
from kit.questions.backtest.question import backtest
from kit.questions.finding import records
from kit.questions.sweep import sweep
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data, named_candidates
from kit.triggers.rules import KEEP, KEEP_LABEL

# the criterion's column in the back-test, and whether more of it is better

HERE = Path(__file__).parent
COLUMNS: Mapping[str, tuple[str, bool]] = {
    COVERAGE: ("reached_12m", True),
    TOO_EARLY: ("too_early_share", False),
    PORTFOLIO: ("portfolio", False),
}


def weights_panel(company: Company) -> VBox:
    """Questions about market, goods and history, and points for the criteria that they lead to.

    Points are swing weights: how much the step from the worst of the candidates to the best of them
    matters, 0 to 100. Each participant gives their own; all stay in `criteria` of company.yaml.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`. Where that cannot be changed, the panel
        says why.

    Notes
    -----
    Swing weights: Edwards, Barron 1994, Organ. Behav. Hum. Decis. Process. 60, 306–325.
    """
    return panel(
        company,
        lambda desk: VBox(
            [*(SpecificCard(desk, specific) for specific in SPECIFICS), Weights(desk)]
        ),
    )


class SpecificCard(QuestionCard):
    """A question about the company: no answer is right; each says which criterion it bears on."""

    def _show(self, company: Company) -> None:
        super()._show(company)
        answer = self._question.answer(company.answers.get(self._question.id))
        self.verdict = ""
        self.feedback = self._desk.language(answer.why) if answer else ""


class Weights(Drawing):
    """The table criterion × participant, and how well clients would take each candidate."""

    _esm = script(PARTS, HERE / "weights.mjs")
    _css = look_of("choosing.css")

    texts: ClassVar[Mapping[str, Text]] = {
        "title": say("Points for each step"),
        "how": say(
            "Imagine that everything is at its worst. Which step to the best would you take "
            "first? It gets 100 points. Then the others: a step that is worth half as much to "
            "you gets 50, one that you do not care for gets 0. Everybody for themselves, then "
            "compare."
        ),
        "criterion": say("What counts"),
        "step": say("The step: your candidates and “the hunter keeps everyone”"),
        "answers": say("What you said above"),
        "participant": say("Person {n}", n="#"),
        "new": say("One more person"),
        "save": say("Save these points"),
        "remove": say("Take away"),
        "together": say("Share of all points"),
        "points": say("Points, 0 to 100"),
        "views": say("How would your clients take it?"),
        "views_how": say(
            "For each candidate: 100 if clients would welcome it, 0 if they would resent it. Leave "
            "empty what you do not know; the step is known once every rule has its points. Better "
            "than guessing: ask three clients."
        ),
        "unsaved": say("not saved yet"),
    }

    def look(self, company: Company) -> dict[str, Any]:
        """The criteria with their steps, everybody's points, and the clients' view."""
        language = self._desk.language
        rows, why = _candidates(company)
        weighed = {criterion.id: criterion for criterion in company.criteria}
        labels = {
            criterion.id: criterion.label
            for criterion in company.criteria
            if criterion.id not in CRITERIA
        }
        labels = {**{id: language(text) for id, text in CRITERIA.items()}, **labels}
        share_of = shares(company)
        steps = _steps(company, rows, labels, language)
        people = len(company.criteria[0].weights) if company.criteria else 0
        scores = weighed[CLIENT_VIEW].scores if CLIENT_VIEW in weighed else {}
        rules = [
            *((row["trigger"], language(row["label"])) for row in rows),
            (KEEP, language(KEEP_LABEL)),
        ]
        return {
            "people": people,
            "why": language(why) if why is not None else "",
            "criteria": [
                {
                    "id": id,
                    "label": label,
                    "step": language(steps[id].told),
                    "known": steps[id].known,
                    "says": [language(line) for line in _said(company, id)],
                    "points": [
                        language.write(points, "plain")
                        for points in (weighed[id].weights if id in weighed else (0,) * people)
                    ],
                    "share": language(_share(share_of[id])) if id in share_of else "",
                }
                for id, label in labels.items()
            ],
            "views": [
                {
                    "rule": rule,
                    "label": label,
                    "score": language.write(scores[rule], "plain") if rule in scores else "",
                }
                for rule, label in rules
            ],
        }

    def _known(self, company: Company) -> Collection[str]:
        """The criteria whose step is known."""
        ids = dict.fromkeys((*CRITERIA, *(criterion.id for criterion in company.criteria)))
        steps = _steps(company, _candidates(company)[0], ids, self._desk.language)
        return {id for id, step in steps.items() if step.known}

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the table."""
        return {
            "add": lambda m: lambda c: edits.add_weights(c, m["points"], self._known(c)),
            "weigh": lambda m: (
                lambda c: edits.set_weight(c, m["criterion"], m["person"], m["points"])
            ),
            "remove": lambda m: lambda c: edits.remove_weights(c, m["person"]),
            "score": lambda m: lambda c: edits.set_score(c, m["rule"], m["points"]),
        }


@dataclass(frozen=True)
class _Step:
    """From which figure to which the candidates lead, and whether that is known."""

    told: Text
    known: bool = False


def _steps(
    company: Company, rows: list[dict[str, Any]], ids: Iterable[str], language: Language
) -> dict[str, _Step]:
    """The step of each criterion: that is what points are for."""
    scores = {criterion.id: criterion.scores for criterion in company.criteria}
    rules = [*(row["trigger"] for row in rows), KEEP]
    return {id: _step(id, rows, scores.get(id, {}), rules, language) for id in ids}


def _candidates(company: Company) -> tuple[list[dict[str, Any]], Text | None]:
    """The figures of each candidate that the data can judge, or why there are none.

    Not the whole back-test: of many orders that takes its time, and here somebody is typing.
    """
    try:
        sales = sales_of(company)
        if sales is None:
            return [], None
        settings = company.settings
        ground = (source(company), settings.lookback, settings.language, named_candidates(company))
        rows: list[dict[str, Any]] = recall(
            company, "figures of candidates", ground, lambda: _figures(company, sales)
        )
    except KitError as error:
        return [], error.text
    return rows, None


def _figures(company: Company, sales: Sales) -> list[dict[str, Any]]:
    rules = [rule for rule in candidates(company, sales) if missing_data(rule, sales) is None]
    return records(sweep(company, sales, tuple(rules)).table) if rules else []


def _step(
    id: str,
    rows: list[dict[str, Any]],
    scores: Mapping[str, float],
    rules: list[str],
    language: Language,
) -> _Step:
    if id == VALUE:
        return _Step(say("Lesson 11 works the money out by itself, so it gets no points here."))
    if id not in COLUMNS:
        if any(rule not in scores for rule in rules):
            return _Step(say("Not known yet: every candidate needs its own points for it below."))
        return _between(*(language.number(end(scores[r] for r in rules)) for end in (min, max)))
    column, more_is_better = COLUMNS[id]
    figures = [
        row[column] for row in rows if row[column] is not None and math.isfinite(row[column])
    ]
    if not figures:
        return _Step(say("Your data give no figure for it yet."))
    figures.append(0.0)  # where the hunter keeps everyone, nobody is handed over
    worst, best = (min(figures), max(figures)) if more_is_better else (max(figures), min(figures))
    is_share = backtest.table("grid")[column].unit == "share"
    ends = [
        language.percent(end) if is_share else language.number(round(end)) for end in (worst, best)
    ]
    return _between(*ends)


def _between(worst: str, best: str) -> _Step:
    if worst == best:
        return _Step(say("All give the same figure: {figure}.", figure=worst))
    return _Step(say("From {worst} to {best}", worst=worst, best=best), known=True)


def _said(company: Company, criterion: str) -> list[Text]:
    """What the answers to the questions say about the weight of a criterion."""
    lines = []
    for specific in SPECIFICS:
        answer = specific.answer(company.answers.get(specific.id))
        if answer is None or specific.bears_on != criterion:
            continue
        if answer.id in specific.more:
            lines.append(say("More, because you said “{answer}”", answer=answer.text))
        elif answer.id in specific.less:
            lines.append(say("Less, because you said “{answer}”", answer=answer.text))
    return lines


def _share(share: tuple[float, float, float]) -> Text:
    mean, low, high = (round(part, 2) for part in share)
    if low == high:
        return say("{share:percent}", share=mean)
    return say(
        "{share:percent} (from {low:percent} to {high:percent})", share=mean, low=low, high=high
    )
