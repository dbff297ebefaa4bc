"""What lesson 05 shows of the Findings: plain words open, technical figures folded away."""

from __future__ import annotations

import html
from collections.abc import Sequence

from ipywidgets import VBox

from kit.company.model import Company
from kit.language import Money, Text, say
from kit.lessons.widgets.answer import answer, drawn
from kit.lessons.widgets.guess import after_guess
from kit.lessons.widgets.page import folded, listed, paragraph
from kit.questions.decision.inputs import BY_ID
from kit.questions.decision.question import decision
from kit.questions.design.question import design
from kit.questions.effect.question import effect
from kit.questions.finding import Finding, records
from kit.triggers.cohort import MIN_CLIENTS

SENTENCES = 6  # so many ways to turn the decision round are told


def evidence(company: Company) -> VBox:
    """What past handoffs did, and how strong the evidence is; shown once a guess is written down.

    Parameters
    ----------
    company : Company
        From `kit.my_company`.
    """
    return after_guess(company, lambda: answer(company, effect, view=show_evidence))


def verdict(company: Company) -> VBox:
    """Which rule wins, in how many plausible futures, and what it costs if that is wrong.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. Shown once a guess is written down; it follows every change.
    """
    return after_guess(company, lambda: answer(company, decision, view=show_verdict))


def measure(company: Company) -> VBox:
    """Which figure to measure before deciding, and at which values the decision turns.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. Shown once a guess is written down; it follows every change.
    """
    return after_guess(company, lambda: answer(company, decision, view=show_measure))


def experiment(company: Company) -> VBox:
    """How an experiment would have to look that shows what a handoff does to these clients.

    Parameters
    ----------
    company : Company
        From `kit.my_company`.
    """
    return answer(company, design, view=show_experiment)


def show_evidence(finding: Finding) -> str:
    """The Finding `effect` in plain words, its ladder, and the rest folded away."""
    parts = [_words(finding), drawn(finding, "change")]
    if len(finding.rows("ladder")):
        language = finding.read().language
        parts.append(
            paragraph(say("How far can one trust it? From the firmest rung down:"), language)
        )
        parts.append(_table(finding, "ladder", ("label", "reached", "why")))
    parts.append(_mind(finding))
    parts.append(_technical(finding, ("", "changes", "at_once", "months")))
    return "".join(parts)


def show_verdict(finding: Finding) -> str:
    """The Finding `decision` in plain words, each rule with its range, the rest folded away."""
    parts = [_words(finding), drawn(finding, "worth"), _table(finding, "", ("label", "value"))]
    weighed = finding.rows("criteria")
    if len(weighed):
        language = finding.read().language
        parts.append(paragraph(say("By everybody's points from lesson 04:"), language))
        ranks = [str(column) for column in weighed if str(column).startswith("rank_")]
        parts.append(_table(finding, "criteria", ("label", *ranks)))
    parts.append(_mind(finding))
    parts.append(_technical(finding, ("", "handed")))
    return "".join(parts)


def show_measure(finding: Finding) -> str:
    """What to measure first, what that is worth, and the values at which the decision turns."""
    language = finding.read().language
    if finding.status == "needs data":
        return _words(finding)
    if too_few(finding):
        few = say(
            "With so few clients no figure can be said to decide: first more clients, or time."
        )
        return paragraph(few, language)
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
    turns = finding.rows("break_even")
    if len(turns):
        parts.append(paragraph(say("Where the decision turns:"), language))
        parts.append(listed(list(dict.fromkeys(turns["sentence"]))[:SENTENCES], language))
    parts.append(_technical(finding, ("information",), rung=False))
    return "".join(parts)


def show_experiment(finding: Finding) -> str:
    """The plan of the experiment in plain words; how many clients it takes, folded away."""
    parts = [_words(finding), _mind(finding)]
    if len(finding.rows("allocation")):
        reading = finding.read()
        title = say("The list: whom to hand over now, and whom later")
        parts.append(folded(title, reading.table("allocation"), reading.language))
    parts.append(_technical(finding, ("",), rung=False))
    return "".join(parts)


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
    reading = finding.read()
    status = f"<p><strong>{html.escape(reading.status)}</strong></p>"
    body = "".join(f"<p>{html.escape(line)}</p>" for line in reading.text)
    needs = listed(finding.needs, reading.language) if finding.status == "needs data" else ""
    return f"<h3>{html.escape(reading.question)}</h3>{status}{body}{needs}"


def _mind(finding: Finding) -> str:
    """What limits the answer is never folded away."""
    if not finding.caveats:
        return ""
    language = finding.read().language
    title = html.escape(language(say("Mind")))
    return f"<p><strong>{title}</strong></p>{listed(finding.caveats, language)}"


def _table(finding: Finding, name: str, columns: Sequence[str] | None = None) -> str:
    return finding.read().table(name, columns) if len(finding.rows(name)) else ""


def _technical(finding: Finding, names: Sequence[str], *, rung: bool = True) -> str:
    """Everything else, for those who want to check it."""
    reading = finding.read()
    language = reading.language
    parts = [f"<p>{html.escape(reading.evidence)}</p>"] if rung else []
    parts += [_table(finding, name) for name in names]
    if rung and finding.assumptions:
        parts.append(paragraph(say("It assumes"), language) + listed(finding.assumptions, language))
    return folded(say("Figures for those who want to check"), "".join(parts), language)
