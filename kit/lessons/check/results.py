"""What lesson 05 shows of the Findings: plain words open, technical figures folded away."""

from __future__ import annotations

import html
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ipywidgets import VBox

from kit.company.model import Company
from kit.language import Language, Money, Text, say
from kit.lessons.widgets.answer import answer, drawn, found
from kit.lessons.widgets.guess import after_guess
from kit.lessons.widgets.page import folded, listed, paragraph
from kit.questions.decision.inputs import BY_ID
from kit.questions.finding import EVIDENCE, STATUSES, Finding, Shown, records
from kit.questions.pictures import chart_names
from kit.sales.tables import Sales
from kit.triggers.cohort import MIN_CLIENTS

SENTENCES = 6  # so many ways to turn the decision round are told


def evidence(company: Company) -> VBox:
    """What past handoffs did, and how strong the evidence is; shown once a guess is written down.

    Parameters
    ----------
    company : Company
        From `kit.my_company`.
    """
    return after_guess(company, lambda: answer(company, show_evidence))


def verdict(company: Company) -> VBox:
    """Which rule wins, in how many plausible futures, and what it costs if that is wrong.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. Shown once a guess is written down; it follows every change.
    """
    return after_guess(company, lambda: answer(company, show_verdict))


def measure(company: Company) -> VBox:
    """Which figure to measure before deciding, and at which values the decision turns.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. Shown once a guess is written down; it follows every change.
    """
    return after_guess(company, lambda: answer(company, show_measure))


def experiment(company: Company) -> VBox:
    """How an experiment would have to look that shows what a handoff does to these clients.

    Parameters
    ----------
    company : Company
        From `kit.my_company`.
    """
    return answer(company, show_experiment)


def effect(company: Company, sales: Sales | None) -> Finding:
    """The Finding `effect`."""
    result: Finding = import_module("kit.questions.effect.question").effect(company, sales)
    return result


def decision(company: Company, sales: Sales | None) -> Finding:
    """The Finding `decision`, with what past handoffs did taken from where it is remembered."""
    known = None if sales is None else found(company, effect)
    result: Finding = import_module("kit.questions.decision.question").decision(
        company, sales, known
    )
    return result


def show_evidence(company: Company, sales: Sales | None) -> Shown:
    """The Finding `effect` in plain words, its ladder, and the rest folded away."""
    finding = found(company, effect)
    language = Language(finding.language)
    parts = [_words(finding), *_chart(finding, "change")]
    if "ladder" in finding.details and len(finding.details["ladder"]):
        parts.append(
            paragraph(say("How far can one trust it? From the firmest rung down:"), language)
        )
        parts.append(_table(finding, "ladder", ("label", "reached", "why")))
    parts.append(_mind(finding))
    parts.append(_technical(finding, ("", "changes", "at_once", "months")))
    return Shown("".join(parts))


def show_verdict(company: Company, sales: Sales | None) -> Shown:
    """The Finding `decision` in plain words, each rule with its range, the rest folded away."""
    finding = found(company, decision)
    parts = [_words(finding), *_chart(finding, "worth"), _table(finding, "", ("label", "value"))]
    weighed = finding.details.get("criteria")
    if weighed is not None and len(weighed):
        language = Language(finding.language)
        parts.append(paragraph(say("By everybody's points from lesson 04:"), language))
        ranks = [one for one in weighed if str(one).startswith("rank_")]
        parts.append(_table(finding, "criteria", ("label", *ranks)))
    parts.append(_mind(finding))
    parts.append(_technical(finding, ("", "handed")))
    return Shown("".join(parts))


def show_measure(company: Company, sales: Sales | None) -> Shown:
    """What to measure first, what that is worth, and the values at which the decision turns."""
    finding = found(company, decision)
    language = Language(finding.language)
    if finding.status == "needs data":
        return Shown(_words(finding))
    if too_few(finding):
        few = say(
            "With so few clients no figure can be said to decide: first more clients, or time."
        )
        return Shown(paragraph(few, language))
    first = BY_ID.get(str(finding.numbers.get("measure_next")))
    if first is None:
        parts = [
            paragraph(
                say("No single figure, once measured, would change what is best here."), language
            )
        ]
    else:
        parts = [
            f"<p><strong>{html.escape(language(first.label))}</strong></p>",
            paragraph(first.measure, language),
            paragraph(_worth(finding, first.id), language),
        ]
    turns = finding.details.get("break_even")
    if turns is not None and len(turns):
        parts.append(paragraph(say("Where the decision turns:"), language))
        said = dict.fromkeys(str(row["sentence"]) for row in records(turns))
        parts.append(listed(list(said)[:SENTENCES], language))
    parts.append(_technical(finding, ("information",), rung=False))
    return Shown("".join(parts))


def show_experiment(company: Company, sales: Sales | None) -> Shown:
    """The plan of the experiment in plain words; how many clients it takes, folded away."""
    finding: Finding = import_module("kit.questions.design.question").design(company, sales)
    parts = [_words(finding), _mind(finding)]
    drawn = finding.details.get("allocation")
    if drawn is not None and len(drawn):
        language = Language(finding.language)
        parts.append(
            folded(
                say("The list: whom to hand over now, and whom later"),
                finding.html_table(drawn),
                language,
            )
        )
    parts.append(_technical(finding, ("",), rung=False))
    return Shown("".join(parts))


def too_few(decision: Finding) -> bool:
    """Whether the rules were tried on too few clients to compare them at all."""
    return int(decision.numbers.get("clients", MIN_CLIENTS)) < MIN_CLIENTS


def _worth(finding: Finding, input: str) -> Text | None:
    """What knowing one figure exactly would be worth, in money."""
    rows = {row["input"]: row for row in records(finding.details["information"])}
    if input not in rows or not rows[input]["evppi"]:
        return None
    units = float(f"{rows[input]['evppi'] / finding.per_unit:.2g}")
    saved = Money(round(units * finding.per_unit), finding.currency, finding.per_unit)
    return say(
        "To know it exactly would save about {money}: so much is lost, on average, by deciding "
        "without it. Measuring may cost less than that, and no more.",
        money=saved,
    )


def _words(finding: Finding) -> str:
    """Whether there is an answer, and the answer, a paragraph each."""
    language = Language(finding.language)
    status = f"<p><strong>{html.escape(language(STATUSES[finding.status]))}</strong></p>"
    body = "".join(f"<p>{html.escape(one)}</p>" for one in finding.text.split("\n\n") if one)
    needs = listed(finding.needs, language) if finding.status == "needs data" else ""
    return f"<h3>{html.escape(finding.question)}</h3>{status}{body}{needs}"


def _mind(finding: Finding) -> str:
    """What limits the answer is never folded away."""
    language = Language(finding.language)
    if not finding.caveats:
        return ""
    title = html.escape(language(say("Mind")))
    return f"<p><strong>{title}</strong></p>{listed(finding.caveats, language)}"


def _chart(finding: Finding, name: str) -> list[str]:
    return [drawn(finding, name)] if name in chart_names(finding) else []


def _table(finding: Finding, name: str, columns: Sequence[str]) -> str:
    table = finding.details[name] if name else finding.table
    if not len(table):
        return ""
    return finding.html_table(table, [one for one in columns if one in table])


def _technical(finding: Finding, names: Sequence[str], *, rung: bool = True) -> str:
    """Everything else, for those who want to check it."""
    language = Language(finding.language)
    parts = []
    if rung:
        parts.append(paragraph(EVIDENCE[finding.evidence], language))
    for name in names:
        table: Any = finding.details.get(name) if name else finding.table
        if table is not None and len(table):
            parts.append(finding.html_table(table, table.attrs.get("shown")))
    if rung and finding.assumptions:
        parts.append(paragraph(say("It assumes"), language) + listed(finding.assumptions, language))
    return folded(say("Figures for those who want to check"), "".join(parts), language)
