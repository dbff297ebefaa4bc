"""Headings, sentences and tables as HTML, for panels that read like a page."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from ipywidgets import HTML, Layout

from kit.language import Language, Text
from kit.questions.colours import variables

HERE = Path(__file__).parent
# of a field whose label stands above it; without a tooltip it would show “null”
LABELLED = {
    "style": {"description_width": "auto"},
    "layout": {"width": "36em", "max_width": "calc(100% - 8px)"},
    "tooltip": "",
}


def look(*files: str) -> str:
    """The look of panels, with the colours of the kit in light and in dark.

    JupyterLab has no colours of ours, and says by its theme whether it is dark.
    """
    dark = '[data-jp-theme-light="false"] .jp-OutputArea-output { color-scheme: dark; }'
    colours = f".jp-OutputArea-output {{ color-scheme: light; {variables()} }}\n{dark}\n"
    return colours + "".join((HERE / file).read_text(encoding="utf-8") for file in files)


def style() -> HTML:
    """The look of such panels; to be put among their children."""
    return HTML(f"<style>{look('page.css')}</style>", layout=Layout(display="none"))


def heading(text: Text, language: Language, level: int = 3) -> HTML:
    """A heading of its own."""
    return HTML(f"<h{level}>{html.escape(language(text))}</h{level}>")


def paragraph(text: Text | None, language: Language, *, alert: bool = False) -> str:
    """A sentence, '' where there is none; `alert` has screen readers say it at once."""
    if text is None:
        return ""
    role = ' role="alert"' if alert else ""
    return f"<p{role}>{html.escape(language(text))}</p>"


def listed(items: Iterable[Text | str], language: Language) -> str:
    """Sentences as a list."""
    return "<ul>" + "".join(f"<li>{html.escape(language(item))}</li>" for item in items) + "</ul>"


def table(
    caption: Text,
    headings: Sequence[Text],
    rows: Iterable[Sequence[str | int | Text]],
    language: Language,
) -> str:
    """A table whose first cell of each row is the row's heading."""
    head = "".join(f'<th scope="col">{html.escape(language(heading))}</th>' for heading in headings)
    body = []
    for row in rows:
        first, *others = (html.escape(language.write(cell)) for cell in row)
        cells = "".join(f"<td>{cell}</td>" for cell in others)
        body.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return (
        f"<table><caption>{html.escape(language(caption))}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def folded(title: Text, content: str, language: Language) -> str:
    """Content under a heading that opens it by mouse or keyboard; '' where there is none."""
    if not content:
        return ""
    # JupyterLab would take Enter for a command on the cell; Ctrl+S and the like may pass
    keep = "event.ctrlKey || event.metaKey || event.stopPropagation()"
    return (
        f'<details class="kit-fold" onkeydown="{keep}"><summary>{html.escape(language(title))}'
        f"</summary>{content}</details>"
    )
