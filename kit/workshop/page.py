"""The page around all lessons: their text and the way through them, before any Python is there."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from kit.language import Language, say
from kit.questions.colours import variables
from kit.workshop.steps import Lesson, Part, Step, lessons_in

TEMPLATES = Path(__file__).with_name("templates")
# every size; the colours, which the pictures and the report have too, come before it
TOKENS = Path(__file__).parents[1] / "tokens.css"

WORDS = {
    "lessons": say("The lessons"),
    "skip": say("To the lesson"),
    "start": say("Your company at a glance"),
    "go_on": say("Go on:"),
    "menu": say("All lessons"),
    "back": say("Back"),
    "next": say("Next"),
    "next_lesson": say("Next lesson"),
    "larger": say("Larger"),
    "dark": say("Dark"),
    "done": say("seen"),
    "begun": say("begun"),
    "new": say("not begun"),
    "waiting": say("Getting ready …"),
    "starting": say("Python is starting. You can read already."),
    "silent": say(
        "Python does not answer. You can go on reading; nothing that was decided is lost. To work "
        "with the panels, look whether the window that started the lessons is still open, and "
        "reload this page."
    ),
    "no_script": say("The lessons need JavaScript. Allow it for this page and reload it."),
    "unreadable": say(
        "This lesson cannot be read: its file is damaged. Rename it and start the lessons again: "
        "then you have the original."
    ),
    "nowhere": say("There is nothing at this address"),
    "lost": say(
        "The lessons are at the address that the terminal shows. Copy the whole of it, with its "
        "token."
    ),
}


def head(folder: Path, language: Language) -> str:
    """The page up to the end of its text, as HTML.

    Parameters
    ----------
    folder : Path
        Where the notebooks lie.
    language : Language
        The reader's.
    """
    lessons = lessons_in(folder, language.code)
    words = {name: language(text) for name, text in WORDS.items()}
    return _template("head.html").render(
        lang=language.code,
        words=words,
        blocks=[(name, list(part)) for name, part in groupby(lessons, lambda it: it.block)],
        lessons=lessons,
        minutes=lambda n: language(say("{n} min", n=n)),
        step_of=lambda n, of: language(say("Step {n} of {of}", n=n, of=of)),
        body=lambda step, nth: _body(step, nth, lessons, words),
        style=style(),
        script=_text(TEMPLATES / "page.js"),
    )


def nowhere(language: Language) -> str:
    """The page for an address at which there is nothing, or nothing for who asks; as HTML."""
    words = {name: language(text) for name, text in WORDS.items()}
    return _template("nowhere.html").render(lang=language.code, words=words, style=style())


def style() -> str:
    """All that the page says of how it looks, as CSS."""
    return Markup(f":root {{ {variables()} }}\n") + _text(TOKENS) + _text(TEMPLATES / "page.css")


def tail(told: dict[str, Any]) -> str:
    """The rest of the page: what draws the panels, and which Python they are of.

    Parameters
    ----------
    told : dict
        What Voilà's script finds in the page.
    """
    return _template("tail.html").render(told=told)


def _template(name: str) -> Template:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True).get_template(name)


def _text(path: Path) -> Markup:
    return Markup(path.read_text(encoding="utf-8"))


def _body(step: Step, nth: int, lessons: list[Lesson], words: dict[str, str]) -> Markup:
    return Markup("").join(_part(part, nth, lessons, words["waiting"]) for part in step.parts)


def _part(part: Part, nth: int, lessons: list[Lesson], waiting: str) -> Markup:
    """Some text as HTML, or an empty place for what a cell shows."""
    if not part.cell:
        return Markup(MarkdownWithMath(renderer=_Renderer(nth, lessons)).render(part.text))
    if part.silent:
        return Markup('<div class="slot" data-slot="{}" hidden></div>').format(part.cell)
    return Markup(
        '<div class="slot" data-slot="{}" aria-busy="true"><p class="wait">{}</p></div>'
    ).format(part.cell, waiting)


# the beginning or the end of a part that is folded away
_FOLD = re.compile(r"\s*(?:<details>\s*<summary>[^<>]*</summary>|</details>)\s*")


class _Renderer(IPythonRenderer):
    """Markdown as HTML: links between lessons lead to places of the page; nothing else is loaded.

    Of HTML in it only folds pass; anything else is shown as the text that it is.

    Each step is a screen, so its heading is the first of its kind on the screen.
    """

    def __init__(self, nth: int, lessons: list[Lesson]) -> None:
        super().__init__(exclude_anchor_links=True)
        self._rise = 1 if nth > 1 else 0
        self._places = {lesson.file: f"#{lesson.number}/1" for lesson in lessons}

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        level = max(1, level - self._rise)
        return f"<h{level}>{text}</h{level}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        place = self._places.get(url)
        if place is not None:
            return f'<a href="{place}">{text}</a>'
        return str(super().link(text, url, title))

    def block_html(self, html: str) -> str:
        if _FOLD.fullmatch(html):
            return html.replace("<details>", '<details class="kit-fold">')
        return str(super().block_html(html))

    def table(self, text: str) -> str:
        return f'<div class="wide" tabindex="0"><table>{text}</table></div>\n'
