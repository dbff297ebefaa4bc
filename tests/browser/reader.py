"""Somebody who goes through the lessons, in JupyterLab or on the pages without code."""

import contextlib
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

from kit.company import store
from kit.company.model import Company, Role
from kit.language import Language, Text
from kit.panels.columns import column_name

# A cell that reads the demo's orders takes a few seconds, on a busy computer many.
PATIENCE = 90_000
IDLE = (
    "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status"
    " === 'idle'"
)
# What a cell shows that ended with an error, in either view.
ERRORS = '[data-mime-type$="jupyter.error"], [data-mime-type$="jupyter.stderr"]'


@dataclass
class Workshop:
    """The lessons, served; `log` is what the command printed."""

    view: str
    language: str
    folder: Path
    address: str
    log: Path

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
        where = "lab/tree" if self.view == "lab" else "voila/render"
        query = f"{parts.query}&reset" if self.view == "lab" else parts.query
        return urllib.parse.urlunsplit(parts._replace(path=f"/{where}/{file.name}", query=query))


class Reader:
    """A person at the screen: opens lessons, runs them, looks for things on them."""

    def __init__(self, page: Page, workshop: Workshop, pictures: Path) -> None:
        self.page = page
        self.workshop = workshop
        self.pictures = pictures

    @property
    def in_lab(self) -> bool:
        return self.workshop.view == "lab"

    def open(self, lesson: str) -> None:
        """Open a lesson and, in JupyterLab, run it from top to bottom."""
        self.page.goto(self.workshop.url(lesson), wait_until="domcontentloaded")
        self.arrive()

    def arrive(self) -> None:
        """Wait until a lesson that is being opened can be used, and run it in JupyterLab."""
        if self.in_lab:
            self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=PATIENCE)
            self.page.wait_for_function(IDLE, timeout=PATIENCE)
            self.command("notebook:run-all-cells")
        else:
            self.page.wait_for_selector("#rendered_cells", timeout=PATIENCE)
            expect(self.page.locator("#loading")).to_have_count(0, timeout=PATIENCE)
        assert self.page.locator(ERRORS).all_inner_texts() == []

    def command(self, name: str) -> None:
        """Choose an entry of JupyterLab's menus by its name there, and wait until it is done."""
        self.page.evaluate(f"() => window.jupyterapp.commands.execute({name!r})")

    def reload(self) -> None:
        """Load the page again, as after the lid was closed."""
        self.page.reload(wait_until="domcontentloaded")
        self.arrive()

    def start_anew(self) -> None:
        """Python is started again, and the lesson run again; a page without menus is reloaded."""
        if not self.in_lab:
            return self.reload()
        restart = "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
        self.page.evaluate(restart)
        self.page.wait_for_function(IDLE, timeout=PATIENCE)
        return self.command("notebook:run-all-cells")

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that the page does not show, such as what is on disk."""
        for _ in range(200):
            if holds():
                return
            self.page.wait_for_timeout(100)
        assert holds()

    def company(self) -> Company:
        """What company.yaml says now, read by the kit itself."""
        return store.open(self.workshop.company)

    def role(self, name: str) -> Role:
        """A role as company.yaml has it."""
        return next(one for one in self.company().roles if one.id == name)

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
        """The first such place of the lesson."""
        return self.page.locator(selector).first

    def shoot(self, name: str, part: Locator | None = None) -> None:
        """Keep a picture in artefacts/ for people to look at: of a part, else of the window."""
        where = f"{name}-{self.workshop.view}-{self.workshop.language}.png"
        window = self.page.viewport_size
        self.page.set_viewport_size({**window, "height": 2400})
        for _ in range(5):  # a panel that draws itself anew meanwhile is tried again
            with contextlib.suppress(Error):
                (part or self.page).screenshot(path=self.pictures / where)
                break
        self.page.set_viewport_size(window)
