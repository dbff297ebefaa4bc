"""What lessons 10 and 11 show of the Findings: plain words open, technical figures folded away."""

from __future__ import annotations

import html
from collections.abc import Sequence

from ipywidgets import VBox

from kit.company.model import Company
from kit.language import say
from kit.lessons.widgets.answer import answer, drawn
from kit.lessons.widgets.guess import after_guess
from kit.lessons.widgets.page import folded, listed, paragraph
from kit.questions.decision.question import decision
from kit.questions.design.question import design
from kit.questions.effect.question import effect
from kit.questions.finding import Finding
from kit.questions.question import Question


def evidence(company: Company) -> VBox:
    """What past handoffs did, and how strong the evidence is; shown once a guess is written down.

    Parameters
    ----------
    company : Company
        From `kit.my_company`.
    """
    return after_guess(company, lambda: answer(company, effect, view=show_evidence), "10")


def verdict(company: Company) -> VBox:
    """Can it be carried, does it pay, and which policy, or what to measure.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. Shown once a guess is written down; it follows every change.
    """
    return after_guess(company, lambda: answer(company, decision, view=show_verdict))


def behind(company: Company, question: Question) -> VBox:
    """What stands behind a paragraph of the verdict: the picture and the figures of a question.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. Shown once a guess is written down; it follows every change.
    question : Question
        `kit.carry` or `kit.pay`.
    """
    return after_guess(company, lambda: answer(company, question, view=show_behind))


def measure(company: Company) -> VBox:
    """Which figure to measure before deciding.

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
    """The Finding `decision` in plain words, each policy beside the others, the rest folded."""
    parts = [_words(finding), drawn(finding, "care"), _table(finding, "")]
    parts.append(_mind(finding))
    parts.append(_technical(finding, ("inputs",)))
    return "".join(parts)


def show_behind(finding: Finding) -> str:
    """A picture and every table of a Finding; its words only where there are none of these."""
    shown = [_table(finding, name) for name in ("", *finding.details)]
    if not any(shown):
        return _words(finding)
    return "".join([drawn(finding), *shown, _mind(finding), _technical(finding, ())])


def show_measure(finding: Finding) -> str:
    """What to measure first, and by how much the risk of a wrong choice falls with it."""
    language = finding.read().language
    if not finding.worked_out:
        return _words(finding)
    if finding.numbers["best"] is None:
        return paragraph(
            say("There is nothing to choose yet, so nothing to measure for it."), language
        )
    if finding.numbers["decided"]:
        return paragraph(say("The choice is made: no figure has to be measured for it."), language)
    parts = [drawn(finding, "measuring")]
    parts += [listed(finding.needs, language)] if finding.needs else []
    if not finding.needs:
        alone = say("No single figure that you could measure would settle the choice.")
        parts.append(paragraph(alone, language))
    parts.append(_technical(finding, ("measuring",), rung=False))
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


def _words(finding: Finding) -> str:
    """Whether there is an answer, and the answer, a paragraph each."""
    reading = finding.read()
    status = f"<p><strong>{html.escape(reading.status)}</strong></p>"
    body = "".join(f"<p>{line}</p>" for line in reading.marked_up)
    needs = listed(finding.needs, reading.language) if finding.status == "needs data" else ""
    return f"<h3>{html.escape(reading.question)}</h3>{status}{body}{needs}"


def _mind(finding: Finding) -> str:
    """What limits the answer is never folded away."""
    if not finding.caveats:
        return ""
    language = finding.read().language
    title = html.escape(language(say("Keep in mind")))
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
