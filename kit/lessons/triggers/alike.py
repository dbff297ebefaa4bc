"""How far the candidates mean the same clients, folded away for those who ask."""

from __future__ import annotations

from ipywidgets import VBox

from kit.company.model import Company
from kit.language import say
from kit.lessons.widgets.answer import answer, nothing
from kit.lessons.widgets.page import folded
from kit.questions.backtest.question import backtest
from kit.questions.finding import Finding

COLUMNS = ("label", "other_label", "both", "only_first", "only_other", "neither", "days_apart")


def alike(company: Company) -> VBox:
    """Each two candidates: how many clients both reach, or only one, and how far apart.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. It follows every change.
    """
    return answer(company, backtest, view=show_alike)


def show_alike(finding: Finding) -> str:
    """The table, folded; why there is none where there is none."""
    if not len(finding.rows("agreement")):
        return nothing(finding)
    reading = finding.read()
    title = say("Do the candidates mean the same clients?")
    return folded(title, reading.table("agreement", COLUMNS), reading.language)
