"""An archive with one table is read as that table; with none or several it is said what to do."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from kit.errors import KitError
from kit.sales.files import archive
from kit.sales.files.formats import read_file, read_parts
from kit.sales.files.raw import Raw

TABLE = "ID;Client;Amount\n1;A;7\n2;B;9\n"


def is_header(cells: Sequence[str]) -> int:
    return sum(cell in {"ID", "Client", "Amount"} for cell in cells)


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def read(path: Path) -> Raw:
    return read_file(path, path.name, is_header=is_header)


def test_the_one_table_inside_is_read(tmp_path: Path) -> None:
    files = {
        "export/": "",
        "export/сделки.csv": TABLE,
        "__MACOSX/export/._deals.csv": "x",
        "export/.hidden.csv": "x",
        "export/readme.md": "x",
    }
    path = packed(tmp_path / "export.zip", files)
    raw = read(path)
    assert raw.file == "export.zip"
    assert raw.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert raw.header == ("ID", "Client", "Amount")
    assert raw.cells.num_rows == 2
    assert str(raw.notes[0]) == "The file is an archive; read: “export/сделки.csv”."


def test_a_workbook_inside_is_read(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (["ID", "Client"], [1, "A"]):
        workbook.active.append(row)
    workbook.save(tmp_path / "book.xlsx")
    path = packed(tmp_path / "e.zip", {"book.xlsx": (tmp_path / "book.xlsx").read_bytes()})
    assert read(path).cells.to_pylist() == [{"c0": "1", "c1": "A"}]


def test_a_problem_inside_names_the_archive_and_the_file(tmp_path: Path) -> None:
    path = packed(tmp_path / "e.zip", {"empty.csv": ""})
    with pytest.raises(KitError, match=r"e\.zip/empty\.csv is empty"):
        read(path)


def test_of_several_tables_a_person_names_one(tmp_path: Path) -> None:
    files = {"a.csv": TABLE, "b/b.csv": "Name;Phone\nA;1\n", "c.pdf": "x"}
    path = packed(tmp_path / "e.zip", files)
    with pytest.raises(KitError) as caught:
        read(path)
    assert str(caught.value) == (
        "e.zip is an archive with several tables inside: “a.csv” and “b/b.csv”. Their headings "
        "differ, so they are not parts of one table. Unpack it and name the files that you mean."
    )


def test_tables_with_the_same_headings_are_parts_of_one(tmp_path: Path) -> None:
    files = {"2024.csv": TABLE.replace("1;A", "3;C"), "2023.csv": TABLE}
    path = packed(tmp_path / "e.zip", files)
    parts = read_parts(path, "e.zip", is_header=is_header)
    assert [part.file for part in parts] == ["e.zip/2023.csv", "e.zip/2024.csv"]
    assert [part.cells.column("c1").to_pylist() for part in parts] == [["A", "B"], ["C", "B"]]
    assert {part.sha256 for part in parts} == {hashlib.sha256(path.read_bytes()).hexdigest()}


@pytest.mark.parametrize(
    ("files", "held"), [({}, "nothing"), ({"a.pdf": "x", "b.zip": "x"}, "“a.pdf” and “b.zip”")]
)
def test_without_a_table_it_says_what_is_inside(files, held: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "e.zip", files)
    if not files:  # an empty archive has no entry to begin with
        path.write_bytes(b"PK\x03\x04" + path.read_bytes())
    with pytest.raises(KitError) as caught:
        read(path)
    assert f"It holds: {held}." in str(caught.value) or "damaged" in str(caught.value)


def test_a_locked_a_damaged_and_a_vast_archive(tmp_path: Path, monkeypatch) -> None:
    path = packed(tmp_path / "e.zip", {"a.csv": TABLE})
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    locked = content.copy()
    struct.pack_into("<H", locked, entry + 8, 1)
    path.write_bytes(locked)
    with pytest.raises(KitError, match="archive that is locked by a password: unpack it"):
        read(path)
    damaged = content.copy()
    struct.pack_into("<I", damaged, entry + 16, 7)  # the check sum
    path.write_bytes(damaged)
    with pytest.raises(KitError, match="cannot be unpacked here: it may be damaged"):
        read(path)
    path.write_bytes(content)
    monkeypatch.setattr(archive, "LARGEST", len(TABLE) - 1)
    with pytest.raises(KitError, match="claims to be larger than 8 GB"):
        read(path)
    monkeypatch.setattr(archive, "LARGEST", len(TABLE))
    assert read(path).cells.num_rows == 2
