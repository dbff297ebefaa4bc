"""What a lesson shows of a Finding after the guess: a picture and words, the rest folded."""

from __future__ import annotations

import html

from ipywidgets import VBox

from kit.company.model import Company
from kit.language import say
from kit.lessons.widgets.answer import answer, drawn, nothing
from kit.lessons.widgets.guess import after_guess
from kit.lessons.widgets.page import folded, listed, paragraph
from kit.questions.finding import Finding
from kit.questions.question import Question


def explained(company: Company, question: Question, lesson: str) -> VBox:
    """The picture and the words of a question, its tables and limits folded away.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. Shown once the lesson's figure was guessed; it follows every change.
    question : Question
        Such as `kit.money`.
    lesson : str
        The lesson whose figure has to be guessed first.
    """
    return after_guess(company, lambda: answer(company, question, view=show), lesson)


def show(finding: Finding) -> str:
    """A Finding as a lesson shows it; why there is none where there is none."""
    if not finding.worked_out:
        return nothing(finding)
    reading = finding.read()
    language = reading.language
    words = [f"<p>{line}</p>" for line in reading.marked_up]
    if finding.status != "answered":
        words.insert(0, f"<p><strong>{html.escape(reading.status)}</strong></p>")
    tables = [reading.table()] if len(finding.table) else []
    limits = [
        paragraph(title, language) + listed(lines, language)
        for title, lines in (
            (say("It assumes"), finding.assumptions),
            (say("Keep in mind"), finding.caveats),
            (say("What would answer more"), finding.needs),
        )
        if lines
    ]
    return "".join(
        [
            drawn(finding),
            *words,
            folded(say("All figures, as a table"), "".join(tables), language),
            folded(say("Assumptions and limits"), "".join(limits), language),
        ]
    )
