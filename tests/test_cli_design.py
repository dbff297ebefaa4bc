"""`handoff design` at the command line: the list it writes, and the status it ends with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit import cli

ORDERS = "order_id,client_id,ordered_on,amount\n" + "".join(
    f"{client}{number},Клиент {client},2023-{1 + number:02}-{10 + client:02},100.00\n"
    for client in range(1, 7)
    for number in range(6)
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # the list does not depend on them
    monkeypatch.setattr("kit.questions.design.power.DRAWS", 4)
    Path("orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.app(list(arguments))
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def test_the_list_is_written_and_can_be_read_as_an_experiment(here, capsys):
    code, out, err = run(capsys, "design", "orders.csv", "--trigger", "deal 2", "--wait", "6")
    assert (code, err) == (0, "")
    assert "draw at random for every client" in out
    assert out.splitlines()[-1] == str(here / "experiment.csv")
    lots = pd.read_csv("experiment.csv")
    assert list(lots.columns) == ["client_id", "starts_on", "arm", "hand_over_on"]
    assert lots["client_id"].tolist() == [f"Клиент {one}" for one in range(1, 7)]
    assert set(lots["starts_on"]) == {"2023-06-16"}
    # 14 days, and half a year more (183)
    assert set(zip(lots["arm"], lots["hand_over_on"], strict=True)) <= {
        ("now", "2023-06-30"),
        ("middle", "2023-09-29"),
        ("later", "2023-12-30"),
    }
    before = Path("experiment.csv").read_bytes()
    assert run(capsys, "design", "orders.csv", "--trigger", "deal 2", "--wait", "6")[0] == 0
    assert Path("experiment.csv").read_bytes() == before
    code, out, err = run(capsys, "diagnose", "orders.csv", "experiment=experiment.csv")
    assert (code, err) == (0, "")
    assert "experiment.csv: 6 rows read, 6 used, 0 set aside." in out


def test_without_a_file_it_is_the_demo(here, capsys):
    code, out, err = run(capsys, "design", "--lang", "ru", "--out", "список.csv")
    assert (code, err) == (0, "")
    assert "демонстрационная компания" in out.splitlines()[0]
    assert "жреби" in out
    assert len(pd.read_csv("список.csv")) > 0


def test_a_company_folder_without_data_needs_some(here, capsys):
    assert run(capsys, "new", "firm")[0] == 0
    code, out, err = run(capsys, "design", "--company", "firm")
    assert (code, err) == (0, "")
    assert "Without orders" in out
    assert not Path("experiment.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["orders.csv", "--wait", "0"], "1 to 24 months"),
        (["orders.csv", "--wait", "25"], "1 to 24 months"),
        (["orders.csv", "--wait", "long"], "--wait"),
        (["orders.csv", "--trigger", "deel 2"], "deel 2"),
        (["orders.csv", "--trigger", "share 30%"], "annual budget"),
        (["orders.csv", "--trigger", "contract"], "contracts=FILE"),
        (["ordres.csv"], "There is no file or folder ordres.csv"),
        (["orders.csv", "--map", "amount"], "--map amount is not complete"),
        (["orders.csv", "--trigger", "deal 2", "--out", "nowhere/list.csv"], "cannot be written"),
        (["orders.csv", "--lang", "de"], "language cannot be 'de'"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_message(here, capsys, arguments, part):
    code, _, err = run(capsys, "design", *arguments)
    assert code == 2
    assert part in err
    assert "Traceback" not in err
    assert not Path("experiment.csv").exists()


def test_help_documents_every_option(capsys):
    code, out, _ = run(capsys, "design", "--help")
    assert code == 0
    for option in ("--company", "--map", "--trigger", "--wait", "--lang", "--out"):
        assert option in out
    assert "experiment=FILE" in out
