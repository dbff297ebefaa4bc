"""The panel at the end of each lesson: what your company has decided."""

from __future__ import annotations

import html

from ipywidgets import HTML, VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.decided.decisions import decisions, decisions_of
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import listed, paragraph, style
from kit.lessons.widgets.report import ReportButton


def decided(company: Company, lesson: str = "") -> VBox:
    """What the company has decided, read back from its folder, and kept up to date.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. A change in any panel of this notebook, or of another window, is
        shown here at once.
    lesson : str
        Only what is decided in this lesson, such as "03"; '': all.
    """
    try:
        desk = Desk.of(company)
    except KitError:  # raised for a company that no panel can change: it stays as it is
        return VBox([style(), HTML(as_html(company, lesson))])
    shown = HTML(as_html(desk.company, lesson))

    def show(company: Company) -> None:
        shown.value = as_html(company, lesson)

    desk.listen(show)
    return VBox([style(), desk.status, shown, ReportButton.of(desk)])


def as_html(company: Company, lesson: str = "") -> str:
    """The decisions, or those of one lesson, as headings and lists in the company's language."""
    language = Language(company.settings.language)

    def write(text: Text) -> str:
        return html.escape(language(text))

    title = say("What your company has decided")
    if company.name:
        title = say("What {company} has decided", company=company.name)
    parts = [f"<h3>{write(title)}</h3>"]
    if company.participants:
        by = say("Filled in by {participants}.", participants=company.participants)
        parts.append(paragraph(by, language))
    for section in decisions_of(company, lesson) if lesson else decisions(company):
        parts.append(f"<h4>{write(section.title)}</h4>")
        if section.lines:
            parts.append(listed(section.lines, language))
        else:
            parts.append(paragraph(section.none, language))
    return f'<section class="kit-decided" aria-label="{write(title)}">{"".join(parts)}</section>'
