"""The lessons in JupyterLab: text and cells, for those who want to see and change what runs."""

from __future__ import annotations

import os
from pathlib import Path

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
        "--log-level=WARN",
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
    """Run JupyterLab on the lessons until the reader ends it."""
    # the kernel is the one that came with this installation, not another of the user's
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    paths = [SETTINGS, SETTINGS / lessons.language, os.environ.get("JUPYTER_CONFIG_PATH")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(str(path) for path in paths if path)
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv=server_arguments(lessons, browser=browser, port=port))
