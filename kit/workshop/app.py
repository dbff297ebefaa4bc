"""The lessons as one page without any code, served by Voilà: for a room, and for no code."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import webbrowser
from typing import Any

import tornado.web
from jinja2 import ChoiceLoader, DictLoader
from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import IOLoop
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler
from voila.utils import get_page_config

from kit.language import Language, say
from kit.workshop.kernels import Kernels
from kit.workshop.lessons import Lessons
from kit.workshop.page import head, nowhere, tail

# What draws the panels; other extensions of the reader's JupyterLab stay out of the page.
EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
)
# What Voilà serves and the page needs; its lists of folders, files and notebooks are left out.
NEEDED = (
    "/api/kernels/",
    "/voila/static/",
    "/voila/labextensions/",
    "/voila/api/shutdown/",
    "/login",
)


class PageHandler(JupyterHandler):
    """The page: its text at once, then which Python is behind it."""

    def initialize(self, lessons: Lessons, kernels: Kernels, pages: Any) -> None:
        """Take the lessons and the Pythons along."""
        self._lessons, self._kernels, self._pages = lessons, kernels, pages

    @tornado.web.authenticated
    async def get(self) -> None:
        """Send the text, and the rest as soon as there is a Python."""
        assert self.xsrf_token  # sets the cookie without which a closed page cannot end its Python
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.write(head(self._lessons.folder.resolve(), Language(self._lessons.language)))
        await self.flush()
        told = get_page_config(self.base_url, self.settings, self.log, self._pages)
        told |= {"kernelId": await self._kernels.take(), "jupyterLabTheme": "light"}
        await self.finish(tail(told))


class ChannelsHandler(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """The way from a page to its Python; a page may be closed while it is being opened."""

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Choose one, unless nobody is there any longer."""
        if self.connection is None:
            raise tornado.web.HTTPError(404)
        chosen: str | None = super().select_subprotocol(subprotocols)
        return chosen


class Pages(Voila):  # type: ignore[misc]
    """Voilà with one page of ours, which asks no outside host, and an address that lets one in."""

    lessons: Lessons
    browser_wanted = True

    def init_handlers(self) -> list[Any]:
        """The page, and of Voilà's own addresses those that it needs."""
        opening = (
            "from kit.lessons.stage.stage import play\n"
            f"play({str(self.lessons.folder.resolve())!r})"
        )
        self.kernels = Kernels(self.kernel_manager, opening)
        own = {
            "lessons": self.lessons,
            "kernels": self.kernels,
            "pages": self.voila_configuration,
        }
        kept = [entry for entry in super().init_handlers() if any(it in entry[0] for it in NEEDED)]
        channels = [
            (address, ChannelsHandler if handler is VoilaKernelWebsocketHandler else handler, *rest)
            for address, handler, *rest in kept
        ]
        return [*channels, (self.server_url, PageHandler, own)]

    def init_settings(self) -> dict[str, Any]:
        """What Voilà has, and a page for an address that is none: its own lacks a part here."""
        settings: dict[str, Any] = super().init_settings()
        own = DictLoader({"error.html": nowhere(Language(self.lessons.language))})
        environment = settings["jinja2_env"]
        environment.loader = ChoiceLoader([own, environment.loader])
        return settings

    def launch_browser(self) -> None:
        """Say where the lessons are, with the token that nobody gets in without, and go there."""
        IOLoop.current().add_callback(self._begin)
        address = self.display_url
        words = Language(self.lessons.language)
        print(words(say("The lessons are at {address}", address=address)), flush=True)
        if self.browser_wanted:
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()

    def _begin(self) -> None:
        asyncio.get_running_loop().set_exception_handler(unless_the_page_is_gone)
        self.kernels.begin()


def configuration(lessons: Lessons, *, port: int | None = None) -> Config:
    """What Voilà is told: where the lessons lie, and whom to let in.

    Parameters
    ----------
    lessons : Lessons
        From `lay_out`.
    port : int
        0 is any that is free.
    """
    config = Config()
    config.Voila.root_dir = str(lessons.folder.resolve())
    config.Voila.ip = "127.0.0.1"
    config.Voila.port = _free_port() if port == 0 else port or 8866
    config.Voila.auto_token = True
    # another name for this computer is a page elsewhere that tries to get in
    config.Voila.tornado_settings = {
        "allow_remote_access": False,
        "local_hostnames": ["localhost"],
        "ws_ping_timeout": 30000,  # milliseconds, no longer than the interval: Tornado complains
    }
    config.Voila.config_file_paths = []  # what the reader set up for other pages is not for this
    config.Voila.log_level = "ERROR"
    config.VoilaConfiguration.extension_allowlist = list(EXTENSIONS)
    config.KernelManager.transport_encryption = "auto"
    # one that died has lost what it knew: the page says so, and has a new one when it is reloaded
    config.KernelManager.autorestart = False
    return config


def unless_the_page_is_gone(loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    """Say what went wrong behind the pages, but not that one was closed in the midst of a word."""
    if not isinstance(told.get("exception"), (WebSocketClosedError, StreamClosedError)):
        loop.default_exception_handler(told)


def quiet() -> None:
    """Have Tornado say what is our fault alone; who asks for what is not there reads it there."""
    logging.getLogger("tornado").setLevel(logging.ERROR)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def start(lessons: Lessons, *, browser: bool = True, port: int | None = None) -> None:
    """Run Voilà on the lessons until the reader ends it."""
    # the kernel is the one that came with this installation, not another of the user's
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    quiet()
    pages = Pages.instance(config=configuration(lessons, port=port))
    pages.lessons = lessons
    pages.browser_wanted = browser
    pages.initialize([])
    pages.start()
