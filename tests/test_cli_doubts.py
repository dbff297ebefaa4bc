"""What the files leave open: asked in place on a terminal, else said with the option; then kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from kit import cli
from kit.errors import KitError
from kit.language import say
from kit.session import Session

ORDERS = (
    "Order No,Client,Date,SubTotal,TotalDue\n"
    "1,A,03/04/2024,10,12\n2,A,05/06/2024,20,24\n3,B,05/07/2024,30,36\n"
)
ROOT = Path(cli.__file__).parents[1]
RULE = ("--trigger", "deal 2", "--lookback", "0")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.app([*arguments])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def at_a_terminal(typed: str, *arguments: str) -> tuple[int, str]:
    """Status and screen of the command where a person sits and types."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kit.cli", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        screen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            screen += part
        os.close(ours)
    return process.returncode, screen.decode("utf-8", "replace").replace("\r\n", "\n")


def test_elsewhere_all_questions_come_at_once_and_options_answer_them(here, capsys):
    code, out, err = run(capsys, "diagnose", "orders.csv")
    assert (code, out) == (2, "")
    assert err.startswith("2 questions only you can answer.")
    assert "--map amount=TotalDue" in err
    assert "--dates month-first" in err
    assert not Path("handoff-report").exists()
    for answers in (
        ("--map", "amount=TotalDue", "--dates", "day-first"),
        ("--answer", "orders.amount=TotalDue", "--answer", "dates=day-first"),
    ):
        code, out, err = run(capsys, "diagnose", "orders.csv", *RULE, *answers)
        assert (code, err) == (0, "")
        assert "3 orders of 2 clients, 72 in all, from Apr 3, 2024 to Jul 5, 2024." in out


def test_on_a_terminal_they_are_asked_in_place_with_numbered_choices(here):
    status, screen = at_a_terminal("7\n2\n1\n", "diagnose", "orders.csv", *RULE)
    assert status == 0, screen
    assert "2) “TotalDue” (such as 12, 24, and 36)" in screen
    assert "There is no such choice." in screen
    assert "1) the day comes first" in screen
    assert "3 orders of 2 clients, 72 in all, from Apr 3, 2024 to Jul 5, 2024." in screen


def test_a_column_may_be_typed_and_who_answers_nothing_is_told_the_options(here):
    status, screen = at_a_terminal("SubTotal\n1\n", "diagnose", "orders.csv", *RULE)
    assert "60 in all" in screen, screen
    assert status == 0
    status, screen = at_a_terminal("\n", "diagnose", "orders.csv", *RULE)
    assert status == 2


def test_answers_are_kept_where_reading_says(here, capsys):
    answers = ("--map", "amount=TotalDue", "--dates", "day-first", "--reading", "mine.yaml")
    assert run(capsys, "diagnose", "orders.csv", *RULE, *answers)[0] == 0
    code, out, _ = run(capsys, "diagnose", "orders.csv", *RULE, "--reading", "mine.yaml")
    assert code == 0
    assert "72 in all" in out


def test_reading_shows_every_column_and_the_questions_in_full(here, capsys):
    code, out, err = run(capsys, "reading", "orders.csv")
    assert (code, err) == (2, "")
    assert out.splitlines()[:6] == [
        "orders.csv",
        "   “Order No”: 1 · 2 · 3 → order number",
        "   “Client”: A · B → client",
        "   “Date”: 03/04/2024 · 05/06/2024 · 05/07/2024 → date of the order",
        "   “SubTotal”: 10 · 20 · 30 → perhaps amount",
        "   “TotalDue”: 12 · 24 · 36 → perhaps amount",
    ]
    assert "--map amount=SubTotal" in out
    answers = ("--map", "amount=TotalDue", "--dates", "day-first")
    code, out, err = run(capsys, "reading", "orders.csv", *answers)
    assert (code, err) == (0, "")
    assert "3 orders of 2 clients, 72 in all" in out


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (["orders.amount"], "--answer orders.amount is not complete"),
        (["dates=day-first", "dates=month-first"], "two things of dates"),
        (["dates=sideways"], "“sideways” cannot be the answer"),
        (["orders.amount=Nothing"], "“Nothing” cannot be the answer"),
    ],
)
def test_an_answer_that_is_none_is_said(here, capsys, answer, part):
    given = [part for pair in answer for part in ("--answer", pair)]
    code, out, err = run(capsys, "diagnose", "orders.csv", *given)
    assert (code, out) == (2, "")
    assert part in err


def test_no_message_is_longer_than_a_person_reads(capsys):
    with pytest.raises(typer.Exit), Session(None):
        raise KitError(say("{all}", all="x" * 5000))
    assert len(capsys.readouterr().err.strip()) == 1000
