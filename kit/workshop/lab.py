"""The lessons in JupyterLab: text and cells, for those who want to see and change what runs."""

from __future__ import annotations

import io
import logging
import os
import sys
from contextlib import redirect_stderr
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from kit.language import Language, say
from kit.workshop.lessons import Lessons

# Beside the switches below: without it JupyterLab asks every reader whether it may fetch news. In
# a folder of its own stands what holds for one language: that of the menus.
SETTINGS = Path(__file__).with_name("settings")


def server_arguments(
    lessons: Lessons, *, browser: bool = True, port: int | None = None
) -> list[str]:
    """What JupyterLab is told: where the lessons lie, and to keep off the network."""
    arguments = [
        f"--ServerApp.root_dir={lessons.folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{lessons.first}",
        # no news, no look for updates, no catalogue of extensions
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # Ctrl-C ends it, as the command says, and is asked nothing
        "--ServerApp.answer_yes=True",
        "--log-level=CRITICAL",
    ]
    if not browser:
        arguments.append("--no-browser")
    if port is not None:
        arguments.append(f"--ServerApp.port={port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # in a container everyone is root; the server listens to this computer only
        arguments.append("--allow-root")
    return arguments


def start(lessons: Lessons, *, browser: bool = True, port: int | None = None) -> None:
    """Run JupyterLab on the lessons until the reader ends it; say where they are and no more."""
    # the kernel is the one that came with this installation, not another of the user's
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    paths = [SETTINGS, SETTINGS / lessons.language, os.environ.get("JUPYTER_CONFIG_PATH")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(str(path) for path in paths if path)
    from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
    from jupyterlab.labapp import LabApp

    class Quiet(AsyncMappingKernelManager):
        """What a Python says beside its cells is not for the window that the lessons run in."""

        async def start_kernel(self, **told: Any) -> str:  # type: ignore[override]
            told |= {"stdout": DEVNULL, "stderr": DEVNULL}
            return str(await super().start_kernel(**told))

    arguments = server_arguments(lessons, browser=browser, port=port)
    # what the server's parts warn each other of is nothing that the reader could act on
    murmur = io.StringIO()
    try:
        with redirect_stderr(murmur):
            server = LabApp.initialize_server(argv=arguments, kernel_manager_class=Quiet)
    except SystemExit:
        sys.stderr.write(murmur.getvalue())  # why it does not start
        raise
    words = Language(lessons.language)
    print(words(say("The lessons are at {address}", address=server.local_url)), flush=True)
    logging.disable(logging.CRITICAL)
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        server.start()
