"""The lessons as pages without any code, by Voilà: for a room, and for those who want no code."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from pathlib import Path
from typing import Any

from traitlets.config import Config
from voila.app import Voila

from kit.language import Language, say
from kit.workshop.lessons import Lessons, heading, titles

TEMPLATES = Path(__file__).with_name("templates")
# What draws the panels; other extensions of the reader's JupyterLab stay out of the pages.
EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
)


class Pages(Voila):  # type: ignore[misc]
    """Voilà with pages of ours, which ask no outside host, and an address that lets one in."""

    language = Language()
    browser_wanted = True

    def setup_template_dirs(self) -> None:
        """Look for templates here before Voilà's own."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATES))

    def launch_browser(self) -> None:
        """Say where the lessons are, with the token that nobody gets in without, and go there."""
        address = self.display_url
        print(self.language(say("The lessons are at {address}", address=address)), flush=True)
        if self.browser_wanted:
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()


def configuration(lessons: Lessons, *, port: int | None = None) -> Config:
    """What Voilà is told: where the lessons lie, what the pages say, and to show no code."""
    folder = lessons.folder.resolve()
    language = Language(lessons.language)

    def list_lessons(page: dict[str, Any], *, notebook_path: str, **_: object) -> dict[str, Any]:
        if not notebook_path.endswith(".ipynb"):
            page["lessons"] = titles(folder)
            page["words"] = words
        return page

    def name_page(_request: object, *, notebook: Any, **_: object) -> None:
        notebook.metadata["title"] = heading(notebook.cells)

    words = {
        "language": language.code,
        "lessons": language(say("The lessons")),
        "opening": language(say("The lesson is being opened: step")),
    }
    config = Config()
    config.Voila.root_dir = str(folder)
    config.Voila.ip = "127.0.0.1"
    config.Voila.port = _free_port() if port == 0 else port or 8866
    config.Voila.auto_token = True
    config.Voila.config_file_paths = []  # what the reader set up for other pages is not for these
    config.Voila.log_level = "WARN"
    config.VoilaExporter.language_code = language.code
    config.VoilaConfiguration.classic_tree = True
    config.VoilaConfiguration.extension_allowlist = list(EXTENSIONS)
    config.VoilaConfiguration.page_config_hook = list_lessons
    config.VoilaConfiguration.prelaunch_hook = name_page
    config.VoilaConfiguration.resources = {"words": words}
    # an error is shown where it happened: hidden, it would leave an empty page
    config.VoilaConfiguration.show_tracebacks = True
    return config


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def start(lessons: Lessons, *, browser: bool = True, port: int | None = None) -> None:
    """Run Voilà on the lessons until the reader ends it."""
    # the kernel is the one that came with this installation, not another of the user's
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    pages = Pages.instance(config=configuration(lessons, port=port))
    pages.language = Language(lessons.language)
    pages.browser_wanted = browser
    pages.initialize([])
    pages.start()
