"""Find the browser that the tests drive; on Debian, as root, install one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> Path | None:
    """A Chromium or Chrome: one on the PATH, else the one that Playwright installed."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if os.access(own, os.X_OK) else None


def install() -> None:
    """Install Debian's Chromium, with letters to show Latin and Cyrillic."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patient = ("-qq", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300")
    packages = ("--no-install-recommends", "chromium", "fonts-dejavu-core")
    for command in (("update",), ("install", "-y", *packages)):
        subprocess.run(["apt-get", *patient, *command], env=quiet, stdout=subprocess.DEVNULL)


def is_debian_root() -> bool:
    """May `apt-get` be used here?"""
    return Path("/etc/debian_version").exists() and os.geteuid() == 0


if __name__ == "__main__":
    if not find() and is_debian_root():
        print("There is no Chromium here yet: installing it, once.", flush=True)
        install()
    print(
        find()
        or "No Chromium or Chrome was found: the tests in a browser will be skipped (with CI=true "
        "they fail). CONTRIBUTING.md, “The browser”, says how to get one."
    )
