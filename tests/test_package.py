"""The wheel: installed into an empty folder it does all that the checkout does."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder with nothing but the kit in it; its dependencies come from this environment."""
    target = tmp_path_factory.mktemp("site")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
            *("--disable-pip-version-check", "--target", str(target), str(wheel)),
        ],
        check=True,
        capture_output=True,
    )
    return target


def environment(installed: Path) -> dict[str, str]:
    # -P and PYTHONPATH put the installed kit before any other; the checkout is not on the path
    return {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}


def command(installed: Path) -> list[str]:
    return [sys.executable, str(installed / "bin" / "handoff")]


def test_the_wheel_holds_all_that_the_kit_needs(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder, inside in (
        ("kit", "kit"),
        ("notebooks", "kit/shipped/notebooks"),
        ("datasets", "kit/shipped/datasets"),
    ):
        files = {
            f"{inside}/{path.relative_to(ROOT / folder).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
        }
        assert files
        assert not files - names
    assert "kit/py.typed" in names
    assert not [name for name in names if name.startswith("tests")]
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_diagnose_works_from_the_wheel(installed, tmp_path):
    where = subprocess.run(
        [sys.executable, "-c", "import kit; print(kit.__file__)"],
        cwd=tmp_path,
        env=environment(installed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.strip() == str(installed / "kit" / "__init__.py")
    ended = subprocess.run(
        [*command(installed), "diagnose"],
        cwd=tmp_path,
        env=environment(installed),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    report = tmp_path / "handoff-report" / "report.html"
    assert ended.stdout.splitlines()[-1] == f"Report: {report}"
    assert report.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("view", "signs"),
    [
        ("lab", ["JupyterLab", '"news": {"disabled": true}']),
        ("app", ["<title>Уроки</title>", 'href="#00/1"', "jupyter-config-data"]),
    ],
)
def test_workshop_starts_from_the_wheel(installed, tmp_path, view, signs):
    log = tmp_path / "log"
    language = "ru" if view == "app" else "en"
    with log.open("w") as sink:
        server = subprocess.Popen(
            [
                *command(installed),
                *("workshop", "--no-browser", "--port", "0", "--view", view, "--lang", language),
            ],
            cwd=tmp_path,
            env=environment(installed),
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    try:
        address = _wait_for_address(server, log)
        with urllib.request.urlopen(address, timeout=30) as answer:
            page = answer.read().decode()
        assert answer.status == 200
        for sign in signs:
            assert sign in page
        assert (tmp_path / "handoff-lessons" / language / "00_start_here.ipynb").is_file()
    finally:
        server.terminate()
        server.wait(30)


def _wait_for_address(server: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the command prints once somebody listens there."""
    for _ in range(300):
        found = re.search(r"http://(?:127\.0\.0\.1|localhost):\d+/\S*token=\w+", log.read_text())
        if found:
            return found.group()
        assert server.poll() is None, log.read_text()
        time.sleep(0.2)
    raise AssertionError(log.read_text())
