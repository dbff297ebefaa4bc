"""A company of a few orders, and a look at whether its files were read or its copy was opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.company import store
from kit.company.model import Company
from kit.sales.copies import reading

HEAD = "Order No,Client,Date,Amount,Owner,Stage\n"
ROWS = [
    f"{n},{'ABC'[n % 3]},2024-{1 + n % 12:02d}-{1 + n % 28:02d},{10 * n}.50,Ann,"
    f"{'Won' if n % 5 else 'Lost'}\n"
    for n in range(1, 61)
]


@pytest.fixture(autouse=True)
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user has settings of their own."""
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "settings"))
    return tmp_path / "settings" / "handoff" / "secret"


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A company folder with one export."""
    company = store.new(tmp_path / "firm", "blank")
    write(tmp_path / "firm")
    inputs = {"inputs": ("orders.csv",)}
    store.save(company.model_copy(update={"data": company.data.model_copy(update=inputs)}))
    return tmp_path / "firm"


def write(folder: Path, rows: list[str] = ROWS, head: str = HEAD) -> None:
    (folder / "orders.csv").write_text(head + "".join(rows), encoding="utf-8")


class Count:
    """How often files were read."""

    def __init__(self) -> None:
        self.times = 0


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Count:
    count = Count()

    def counted(function):
        def call(*given, **named):
            count.times += 1
            return function(*given, **named)

        return call

    for name in ("read_sales", "preview_file"):
        monkeypatch.setattr(reading, name, counted(getattr(reading, name)))
    return count


def copies(firm: Path) -> list[Path]:
    return sorted((firm / "cleaned-tables").glob("sales-*.json"))


def opened(firm: Path, **options: object) -> Company:
    return store.open(firm, **options)
