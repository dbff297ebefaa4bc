"""A workbook with a password is opened with the one a person typed, which is kept nowhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from kit.language import Language
from kit.sales.files import locked
from kit.sales.files.formats import read_file
from kit.sales.files.locked import Locked
from kit.sales.files.raw import Raw
from kit.session import PASSWORDS, Session


def is_header(cells: Sequence[str]) -> int:
    return sum(cell in {"ID", "Client"} for cell in cells)


def read(path: Path) -> Raw:
    return read_file(path, path.name, is_header=is_header)


@pytest.fixture
def book(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(locked, "_given", {})
    plain = io.BytesIO()
    workbook = openpyxl.Workbook()
    for row in (["ID", "Client"], [1, "A"]):
        workbook.active.append(row)
    workbook.save(plain)
    path = tmp_path / "locked.xlsx"
    with path.open("wb") as stream:
        OOXMLFile(plain).encrypt("Кувшинка 7", stream)
    return path


def test_without_a_password_it_says_where_to_give_one(book: Path) -> None:
    with pytest.raises(Locked, match=r"locked by a password\. Run the command in a terminal"):
        read(book)


def test_the_password_opens_it_and_a_wrong_one_is_forgotten(book: Path) -> None:
    with pytest.raises(Locked) as caught:
        read(book)
    caught.value.open_with("wrong")
    with pytest.raises(Locked, match="the password does not open it"):
        read(book)
    with pytest.raises(Locked, match="Run the command in a terminal"):
        read(book)
    caught.value.open_with("Кувшинка 7")
    assert read(book).cells.to_pylist() == [{"c0": "1", "c1": "A"}]


def test_a_terminal_asks_without_showing(book: Path, monkeypatch) -> None:
    typed = iter(["wrong", "Кувшинка 7"])
    asked = []

    def no_echo(prompt: str, stream: object = None) -> str:
        asked.append(prompt)
        return next(typed)

    monkeypatch.setattr("kit.session.getpass", no_echo)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    session = Session("ru")
    assert session.unlocking(lambda: read(book)).cells.num_rows == 1
    prompt = "Пароль к файлу locked.xlsx (на экране не виден): "
    assert asked == [prompt, prompt]


def test_after_three_passwords_that_do_not_fit_it_ends(book: Path, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr("kit.session.getpass", lambda prompt, stream: asked.append(prompt) or "no")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with pytest.raises(Locked) as caught:
        Session("en").unlocking(lambda: read(book))
    assert len(asked) == PASSWORDS == 3
    assert Language("en")(caught.value.text) == "locked.xlsx: the password does not open it."


def test_elsewhere_nobody_is_asked(book: Path, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    monkeypatch.setattr("kit.session.getpass", lambda *_, **__: pytest.fail("asked"))
    with pytest.raises(Locked, match="Run the command in a terminal"):
        Session("en").unlocking(lambda: read(book))
