"""Somebody who goes through the lessons, in JupyterLab or on the pages without code."""

import contextlib
import subprocess
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flaws import OF_COLOUR, STEP, barriers_of, cuts_of, ids_in, serious
from playwright.sync_api import Error, Locator, Page, expect

from kit.company import store
from kit.company.model import Company, Role
from kit.language import Language, Text
from kit.sales.tables import column_name

# Milliseconds after which something is taken not to come at all. A cell that reads the demo's
# orders takes a few seconds; on a busy computer many, and a slow computer shall only be slow.
PATIENCE = 180_000
# The lesson in front is loaded, is the wanted one, and its Python has nothing to do.
READY = """name => {
  const front = window.jupyterapp?.shell?.currentWidget;
  return Boolean(front?.context?.isReady)
    && front.context.path.split("/").pop().startsWith(name)
    && front.sessionContext.session?.kernel?.status === "idle";
}"""
HERE = "selector => document.activeElement?.matches(selector) ?? false"
# JupyterLab around the panels is not ours.
PANELS = {"include": [[".jp-OutputArea-output"]]}
THE_STEP = {"include": [[STEP]]}
# What a cell shows that ended with an error, in either view.
ERRORS = '[data-mime-type$="jupyter.error"], [data-mime-type$="jupyter.stderr"], .kit-failed'
# All panels of the lesson in front are drawn.
DRAWN = """lesson => {
  const article = document.querySelector(`article[data-lesson="${lesson}"]:not([hidden])`);
  return Boolean(article) && !article.querySelector("[aria-busy]");
}"""
# The place of the step that an element is in, such as `01/2`.
PLACE = """element => {
  const step = element.closest("article .step");
  return step ? `${step.parentElement.dataset.lesson}/${step.dataset.step}` : "";
}"""
HERE_IS = """place => {
  const step = document.querySelector("article:not([hidden]) .step:not([hidden])");
  return `${step?.parentElement.dataset.lesson}/${step?.dataset.step}` === place;
}"""


@dataclass
class Workshop:
    """The lessons, served; `log` is what the command printed."""

    view: str
    language: str
    folder: Path
    address: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def lessons(self) -> Path:
        return self.folder / self.language

    @property
    def company(self) -> Path:
        """The reader's own company, which the first cell of a lesson makes."""
        return self.folder / "my-company"

    def url(self, lesson: str) -> str:
        """The address of a lesson, with the token."""
        (file,) = self.lessons.glob(f"{lesson}*.ipynb")
        parts = urllib.parse.urlsplit(self.address)
        if self.view == "app":
            return urllib.parse.urlunsplit(parts._replace(fragment=f"{lesson}/1"))
        query = f"{parts.query}&reset"
        return urllib.parse.urlunsplit(parts._replace(path=f"/lab/tree/{file.name}", query=query))


class Reader:
    """A person at the screen: opens lessons, runs them, looks for things on them."""

    def __init__(self, page: Page, workshop: Workshop, pictures: Path) -> None:
        self.page = page
        self.workshop = workshop
        self.pictures = pictures
        self.lesson = ""

    @property
    def in_lab(self) -> bool:
        return self.workshop.view == "lab"

    def open(self, lesson: str) -> None:
        """Open a lesson and, in JupyterLab, run it from top to bottom."""
        self.page.goto(self.workshop.url(lesson), wait_until="domcontentloaded")
        self.arrive(lesson)

    def arrive(self, lesson: str) -> None:
        """Wait until the lesson that was gone to can be used; in JupyterLab, run it."""
        self.lesson = lesson
        if self.in_lab:
            self.page.wait_for_function(READY, arg=lesson)
            self.run()
        else:
            self.page.wait_for_function(DRAWN, arg=lesson)
            self.meet_no_error()

    def run(self) -> None:
        """Run the lesson that is open in JupyterLab from top to bottom."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.meet_no_error()

    def meet_no_error(self) -> None:
        """No cell of the lesson ended with an error or warned of anything."""
        errors = self.page.locator(ERRORS).all_inner_texts()
        assert not errors, "\n".join(errors)

    def turn(self, place: str) -> None:
        """Go to a step of the page, such as `01/2`, by its address."""
        self.page.evaluate("place => { location.hash = place; }", place)
        self.page.wait_for_function(HERE_IS, arg=place)

    def here(self) -> str:
        """The place of the step in front."""
        front = self.page.locator("article:not([hidden]) > .step:not([hidden])")
        return str(front.evaluate(PLACE))

    def steps(self) -> list[str]:
        """The places of the steps of the lesson in front."""
        count = self.page.locator("article:not([hidden]) > .step").count()
        return [f"{self.lesson}/{step}" for step in range(1, count + 1)]

    def meet_no_barrier(self, *parts: str) -> None:
        """These parts are there; axe-core finds nothing serious in the step, or in the notebook."""
        for part in parts:
            expect(self.all(part).first).to_be_attached()
        barriers = serious(barriers_of(self.page, PANELS if self.in_lab else THE_STEP))
        assert not barriers, "\n".join(barriers)

    def look_over(self, *parts: str) -> None:
        """The lesson from end to end: no barrier light or dark, nothing cut, no id of ours.

        JupyterLab has no steps, and its width and its colours are its own.
        """
        where = ".jp-OutputArea-output, .jp-MarkdownOutput" if self.in_lab else STEP
        language = self.workshop.language
        self.meet_no_barrier(*parts)
        flaws = []
        if self.in_lab:
            flaws += ids_in(self.page, where, language)
        else:
            before = self.here()
            flaws += serious(barriers_of(self.page))  # with all that is around the steps
            flaws += ids_in(self.page, ".side, .bar, .foot", language)
            for place in self.steps():
                self.turn(place)
                found = [*serious(barriers_of(self.page, THE_STEP)), *self._in_the_dark()]
                found += ids_in(self.page, where, language)
                flaws += [f"{place}: {flaw}" for flaw in found]
            flaws += cuts_of(self.page)
            self.turn(before)
        assert not flaws, "\n".join(flaws)

    def _in_the_dark(self) -> list[str]:
        """The barriers of the dark step: only the colours have changed."""
        switch = self.page.locator("[data-act=dark]")
        switch.dispatch_event("click")
        barriers = serious(barriers_of(self.page, THE_STEP, OF_COLOUR))
        switch.dispatch_event("click")
        return [f"dark: {barrier}" for barrier in barriers]

    def reload(self) -> None:
        """Load the page again, as after the lid was closed."""
        self.page.reload(wait_until="domcontentloaded")
        self.arrive(self.lesson)

    def restart_python(self) -> None:
        """Start the lesson's Python anew in JupyterLab, and run nothing."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
        )
        self.page.wait_for_function(READY, arg=self.lesson)

    def start_anew(self) -> None:
        """Python is started again, and the lesson run again; a page without menus is reloaded."""
        if not self.in_lab:
            return self.reload()
        self.restart_python()
        return self.run()

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that the page does not show, such as what is on disk."""
        end = time.monotonic() + PATIENCE / 1000
        while not holds():
            assert time.monotonic() < end, "it never came"
            self.page.wait_for_timeout(100)  # until it is looked at again

    # what every lesson has

    def answer_questions(self) -> dict[str, str]:
        """Choose until the answer is right, question by question; each choice is explained.

        Gives back the right answers by question, as they are on disk.
        """
        chosen = {}
        questions = self.all("fieldset[data-question]")
        self.see(questions.first)
        for question in questions.all():
            name = question.get_attribute("data-question")
            feedback = question.locator(".kit-feedback")
            before = ""
            for radio in question.locator("input[type=radio]").all():
                radio.check()
                expect(feedback).not_to_have_text(before)
                expect(feedback).not_to_be_empty()
                before = feedback.inner_text()
                if feedback.get_attribute("data-verdict") == "right":
                    chosen[name] = radio.get_attribute("value")
                    break
            assert name in chosen
        self.eventually(lambda: chosen.items() <= self.company().answers.items())
        return chosen

    def see_answers(self, chosen: dict[str, str]) -> None:
        """The questions show what was chosen earlier."""
        for name, answer in chosen.items():
            question = self.find(f'fieldset[data-question="{name}"]')
            expect(question.locator(f"input[value={answer}]")).to_be_checked()

    def see_chart(self) -> Locator:
        """The first answer of the lesson with a picture in it, which has words of its own."""
        answer = self.see(self.all(".kit-answer", has=self.page.locator(".kit-picture")).first)
        expect(answer.locator(".kit-picture svg").first).to_be_visible()
        assert answer.locator(".kit-picture").first.get_attribute("aria-label")
        return answer

    def tab_to(self, selector: str, key: str = "Tab") -> Locator:
        """Press a key until the keyboard is at such a place, which is given back."""
        end = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(HERE, selector):
            assert time.monotonic() < end, f"{key} does not lead to {selector}"
            self.page.keyboard.press(key)
        return self.page.locator(f":focus:is({selector})")

    # what is on disk, and where things are

    def company(self) -> Company:
        """What company.yaml says now, read by the kit itself."""
        return store.open(self.workshop.company)

    def role(self, name: str) -> Role:
        """A role as company.yaml has it."""
        return next(role for role in self.company().roles if role.id == name)

    def words(self, text: Text) -> str:
        """A sentence in this reader's language."""
        return Language(self.workshop.language)(text)

    def column(self, panel: Locator, name: str) -> Locator:
        """The list to choose a column from, in the start panel."""
        row = panel.locator(".kit-column").filter(
            has=self.page.get_by_text(self.words(column_name(name)), exact=True)
        )
        return row.locator("select").first

    def find(self, selector: str) -> Locator:
        """The first such place of the lesson; on the pages, its step is turned to."""
        return self.see(self.all(selector).first)

    def all(self, selector: str, **options: Any) -> Locator:
        """All such places of the lesson in front."""
        front = self.page.locator("body" if self.in_lab else "article:not([hidden])")
        return front.locator(selector, **options)

    def see(self, part: Locator) -> Locator:
        """Turn to the step that this is in, once it is there."""
        if not self.in_lab:
            part.wait_for(state="attached")
            if place := part.evaluate(PLACE):
                self.turn(place)
        return part

    def alive(self) -> Locator:
        """The line that says that Python answers."""
        return self.page.locator(".kit-status[data-state=alive]:visible").first

    def shoot(self, name: str, part: Locator | None = None) -> None:
        """Keep a picture in artefacts/ for people to look at: of a part, else of the window.

        Of the pages without code, every step of the lesson is kept.
        """
        ending = f"{self.workshop.view}-{self.workshop.language}.png"
        window = self.page.viewport_size
        self.page.set_viewport_size({**window, "height": 2400})
        if part is not None or self.in_lab:
            self._shoot(f"{name}-{ending}", part and self.see(part))
        else:
            before = self.here()
            for place in self.steps():
                self.turn(place)
                self._shoot(f"{name}-{place.partition('/')[2]}-{ending}", None)
            self.turn(before)
        self.page.set_viewport_size(window)

    def _shoot(self, file: str, part: Locator | None) -> None:
        for _ in range(5):  # a panel that draws itself anew meanwhile is tried again
            with contextlib.suppress(Error):
                (part or self.page).screenshot(path=self.pictures / file)
                break
