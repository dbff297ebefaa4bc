"""A browser, and the workshop as `handoff workshop` starts it; nothing leaves this computer."""

import contextlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect, sync_playwright

# the reader lies beside the tests and is no test itself
sys.path.insert(0, str(Path(__file__).parent))
from reader import PATIENCE, Reader, Workshop

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts"
LAUNCH = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
expect.set_options(timeout=PATIENCE)
LONGEST = 1200  # seconds for one test, with all its waits
WALKS = ("test_walk", "test_choose_and_check", "test_every_lesson")


def pytest_collection_modifyitems(items):
    """What walks through lessons may take longer than other tests; it begins first.

    So no worker is left alone with a long walk at the end.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST))
    items.sort(key=lambda item: item.path.stem not in WALKS)


def _find() -> Path | None:
    spec = importlib.util.spec_from_file_location("browser", ROOT / "tools" / "browser.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool.find()


def _missing(reason: str) -> None:
    """No browser: on a machine that checks every change that is a failure, elsewhere a skip."""
    text = f"{reason} See CONTRIBUTING.md, “The browser”."
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


@pytest.fixture(scope="session")
def chrome():
    """The browser: one that is on the PATH, else the one that Playwright installed."""
    path = _find()
    if path is None:
        _missing("There is no Chromium or Chrome here.")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=LAUNCH)
        except Error as error:
            _missing(f"{path} does not start: {error.message.splitlines()[0]}.")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stopping():
    """Servers that were told to stop: the next test need not wait until they have."""
    servers = []
    yield servers
    for server in servers:
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _start(place: Path, view: str, language: str) -> Workshop:
    """Start `handoff workshop` with a fresh folder, and settings that are nobody's."""
    home = place / "home"
    settings = home / "config"
    settings.mkdir(parents=True)
    # only so that a test can ask the page whether Python is idle
    (settings / "jupyter_lab_config.json").write_text(
        json.dumps({"LabApp": {"expose_app_in_browser": True}})
    )
    variables = {
        **os.environ,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(settings),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "lab"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": str(ROOT),
    }
    variables.pop("HANDOFF_COMPANY", None)
    log, folder = home / "log", place / "lessons"
    command = [sys.executable, "-m", "kit.cli", "workshop", "--no-browser", "--port", "0"]
    with log.open("w") as sink:
        process = subprocess.Popen(
            [*command, "--view", view, "--lang", language, "--folder", str(folder)],
            cwd=home,
            env=variables,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    return Workshop(view, language, folder, _address(process, log), log, process)


@pytest.fixture(scope="session")
def running(stopping):
    """The workshops that run, by view and language: starting one takes as long as a test.

    What the terminal was told in all these visits is printed for people: there should be a line
    and an address, whenever pages were closed.
    """
    servers = {}
    yield servers
    for workshop in servers.values():
        print(workshop.log.read_text(encoding="utf-8"))
        workshop.process.terminate()
        stopping.append(workshop.process)


@pytest.fixture
def serve(running, tmp_path_factory):
    """A workshop nobody has worked in: `serve(view, language)`.

    Afterwards its Pythons are ended and the company is taken away, so that the next reader finds
    what the first one found.
    """
    used = []

    def take(view, language):
        if (view, language) not in running:
            place = tmp_path_factory.mktemp(f"{view}-{language}")
            running[view, language] = _start(place, view, language)
        used.append(running[view, language])
        return used[-1]

    yield take
    for workshop in used:
        if workshop.view == "lab":  # there a Python outlives its page
            for kernel in json.loads(_ask(workshop, "api/kernels")):
                _ask(workshop, f"api/kernels/{kernel['id']}", "DELETE")
        _take_away(workshop.company)


def _take_away(folder: Path) -> None:
    """Remove a folder in which a Python that is being ended may still be writing."""
    end = time.monotonic() + PATIENCE / 1000
    while folder.exists():
        assert time.monotonic() < end, "something goes on writing there"
        shutil.rmtree(folder, ignore_errors=True)


def _ask(workshop: Workshop, path: str, method: str = "GET") -> bytes:
    parts = urllib.parse.urlsplit(workshop.address)
    url = urllib.parse.urlunsplit(parts._replace(path=f"/{path}"))
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
        return answer.read()


def _address(process, log: Path) -> str:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        address = re.search(r"http://(?:127\.0\.0\.1|localhost):\d+/\S*token=\w+", log.read_text())
        if address and _listens(address.group()):
            return address.group()
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)  # a process has no event to wait for
    raise AssertionError(log.read_text())


def _listens(address: str) -> bool:
    """JupyterLab prints its address a moment before somebody answers there."""
    parts = urllib.parse.urlsplit(address)
    with contextlib.suppress(OSError), socket.create_connection((parts.hostname, parts.port), 1):
        return True
    return False


@pytest.fixture
def context(chrome, serve):
    """A window with a fresh profile; afterwards every request must have been to this computer.

    It is closed before `serve` ends its Pythons, and before a server stops: JupyterLab's widget
    manager does not expect that either goes away meanwhile, and raises an error on the page.
    """
    window = chrome.new_context(viewport={"width": 1300, "height": 1000}, locale="en-GB")
    window.set_default_timeout(PATIENCE)
    asked = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("page", lambda page: page.on("websocket", lambda socket: asked.append(socket.url)))
    yield window
    window.close()
    assert asked
    abroad = {url for url in asked if not _is_here(url)}
    assert not abroad


def _is_here(url: str) -> bool:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname in ("127.0.0.1", "localhost")


@pytest.fixture
def page(context, request):
    """A tab; what it shows at the end is kept in artefacts/, also when the test fails."""
    tab = context.new_page()
    wrong = []
    tab.on("pageerror", lambda error: wrong.append(error.stack or str(error)))
    # shown where a test fails: a script that did not arrive leaves panels undrawn and says no more
    tab.on("requestfailed", lambda request: print("not loaded:", request.url, request.failure))
    tab.on("console", lambda line: line.type == "error" and print("console:", line.text))
    yield tab
    name = re.sub(r"[^\w-]+", "-", request.node.name).strip("-")
    with contextlib.suppress(Error):
        tab.screenshot(path=ARTEFACTS / f"end-{name}.png")
    assert not wrong, wrong


@pytest.fixture
def visit(serve, page):  # in this order: the page is closed before its Python is ended
    """Have somebody read the lessons: `visit(view, language)`."""
    return lambda view, language: Reader(page, serve(view, language), ARTEFACTS)


@pytest.fixture
def start(tmp_path, stopping):
    """Start a workshop of this test's own: `start(view, language)`."""
    started = []

    def own(view, language):
        started.append(_start(tmp_path, view, language))
        return started[-1]

    yield own
    for workshop in started:
        workshop.process.terminate()
        stopping.append(workshop.process)


@pytest.fixture
def first(start, page):
    """Have somebody be the first in a workshop that was just started: `first(view, language)`."""
    return lambda view, language: Reader(page, start(view, language), ARTEFACTS)
