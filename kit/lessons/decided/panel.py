"""The panel at the end of each lesson: what your company has decided."""

from __future__ import annotations

import html

from ipywidgets import HTML, VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.decided.decisions import decisions
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import listed, paragraph, style


def decided(company: Company) -> VBox:
    """What the company has decided, read back from its folder, and kept up to date.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. A change in any panel of this notebook, or of another window, is
        shown here at once.
    """
    try:
        desk = Desk.of(company)
    except KitError:  # raised for a company that no panel can change: it stays as it is
        return VBox([style(), HTML(as_html(company))])
    shown = HTML(as_html(desk.company))

    def show(company: Company) -> None:
        shown.value = as_html(company)

    desk.listen(show)
    return VBox([style(), desk.status, shown])


def as_html(company: Company) -> str:
    """The decisions as headings and lists, in the company's language."""
    language = Language(company.settings.language)

    def write(text: Text) -> str:
        return html.escape(language(text))

    title = say("What your company has decided")
    if company.name:
        title = say("What {company} has decided", company=company.name)
    parts = [f"<h3>{write(title)}</h3>"]
    for section in decisions(company):
        parts.append(f"<h4>{write(section.title)}</h4>")
        if section.lines:
            parts.append(listed(section.lines, language))
        else:
            parts.append(paragraph(section.none, language))
    return f'<section class="kit-decided" aria-label="{write(title)}">{"".join(parts)}</section>'
