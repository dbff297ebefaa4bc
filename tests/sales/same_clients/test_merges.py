"""Spellings of one client are asked about, decided on in a file, applied to every table."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pandas as pd
import pytest

import kit
from kit.company import store
from kit.company.shipped import shipped
from kit.errors import KitError
from kit.language import LANGUAGES, Language
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.same_clients.decisions import read_decisions, visible
from kit.sales.same_clients.merges import FILE_NAME, KEY
from kit.sales.tables import Sales
from kit.worlds.spellings import spelt_in_several_ways

# Kestrel in four ways, Finch in two, Lark in one; ООО and АО Вереск
ORDERS = """Order No;Client;Order date;Amount
1;Kestrel Tools;2024-01-01;10
2;Kestrel Tools;2024-02-01;10
3;KESTREL TOOLS;2024-03-01;20
4;Kestrel\u00a0Tools Ltd;2024-04-01;30
5;Kestrle Tools;2024-05-01;40
6;Finch & Co;2024-01-05;50
7;Finch and Co;2024-02-05;60
8;Lark;2024-03-05;70
9;ООО Вереск;2024-03-06;80
10;АО Вереск;2024-03-07;90
"""
CONTRACTS = "Client;Signed\nkestrel tools;2024-02-15\nFinch & Co.;2024-02-01\n"


def read(folder: Path, answer: str | None = None, orders: str = ORDERS) -> Sales:
    (folder / "orders.csv").write_text(orders, encoding="utf-8")
    (folder / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")
    answers = {} if answer is None else {KEY: answer}
    return read_sales(["orders.csv", "contracts=contracts.csv"], folder=folder, answers=answers)


def asked(folder: Path, answer: str | None = None, orders: str = ORDERS) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        read(folder, answer, orders)
    return caught.value


def sums(sales: Sales) -> dict[str, int]:
    return (sales.orders.groupby("client_id")["amount"].sum() // 100).to_dict()


def notes(sales: Sales) -> str:
    return "\n".join(str(note) for note in sales.notes)


APART = {
    "Kestrel Tools": 20,
    "KESTREL TOOLS": 20,
    "Kestrel\u00a0Tools Ltd": 30,
    "Kestrle Tools": 40,
    "Finch & Co": 50,
    "Finch and Co": 60,
    "Lark": 70,
    "ООО Вереск": 80,
    "АО Вереск": 90,
}
AS_ONE = {"Kestrel Tools": 110, "Finch & Co": 110, "Lark": 70, "ООО Вереск": 80, "АО Вереск": 90}


CARDS = """ID;Name;VAT number;E-mail
11;Kestrel Tools Ltd;GB 123 456 782;kestrel@example.com
12;KESTREL TOOLS;;
13;Finch;DE987654321;sales@example.com
14;Finch;DE111222334;sales@example.com
15;Wren Foods;GB123456782;
16;Lark;;lark@example.com
17;Rook;;lark@example.com
"""


def test_two_cards_of_one_client_are_asked_about(tmp_path: Path) -> None:
    rows = [f"{n};{n};2024-01-0{n - 10};{n}" for n in range(11, 18)]
    text = "\n".join(["Order No;Customer ID;Order date;Amount", *rows])
    (tmp_path / "orders.csv").write_text(text, encoding="utf-8")
    (tmp_path / "clients.csv").write_text(CARDS, encoding="utf-8")

    def with_cards(answer: str | None) -> Sales:
        answers = {} if answer is None else {KEY: answer}
        inputs = ["orders.csv", "clients=clients.csv"]
        return read_sales(inputs, folder=tmp_path, answers=answers)

    with pytest.raises(Unanswered) as caught:
        with_cards(None)
    told = str(caught.value)
    assert "“15” = “11” (Wren Foods)" in told  # one tax number, whatever they are called
    assert "“12” = “11” (KESTREL TOOLS)" in told  # one name, and no tax number against it
    assert "“14”" not in told  # one name and two tax numbers: two companies
    assert "“17”" not in told  # an e-mail alone is weak
    apart = {str(n): n for n in range(11, 18)}
    assert sums(with_cards("none")) == apart
    merged = {"11": 11 + 12 + 15} | {client: apart[client] for client in ("13", "14", "16", "17")}
    assert sums(with_cards("all")) == merged
    assert sums(with_cards("contact"))["16"] == 16 + 17


# ---- asked --------------------------------------------------------------------------------------


def test_what_is_probably_one_client_is_asked_with_the_evidence(tmp_path: Path) -> None:
    (doubt,) = asked(tmp_path).doubts
    assert doubt.key == "clients.same"
    assert str(doubt.text).startswith(
        "6 spellings of clients are probably other clients written differently: “KESTREL TOOLS” ="
    )
    rows = {choice.answer: choice.rows for choice in doubt.choices}
    assert rows == {
        "all": 4,
        "none": None,
        FILE_NAME: None,
        "capitals": 1,
        "marks": 1,
        "form": 1,
        "misspelt": 1,
    }


def test_the_question_is_short_in_every_language(tmp_path: Path) -> None:
    error = asked(tmp_path)
    assert all(len(Language(code)(error.text)) <= 1000 for code in LANGUAGES)


def test_signs_that_cannot_be_seen_are_written_out() -> None:
    assert visible("Kestrel\u00a0Tools\u200b Ltd") == "Kestrel<U+00A0>Tools<U+200B> Ltd"


def test_all_takes_every_spelling_as_the_one_with_most_orders(tmp_path: Path) -> None:
    sales = read(tmp_path, "all")
    assert sums(sales) == AS_ONE
    assert sorted(sales.contracts["client_id"]) == ["Finch & Co", "Kestrel Tools"]
    assert "6 spellings were taken as those of other clients, as you decided" in notes(sales)
    assert "clients so merged: 2." in notes(sales)
    assert "1 client may be another one written differently (“ООО Вереск” =" in notes(sales)
    assert "--answer clients.same=other-form" in notes(sales)
    assert [(file.rows_read, file.rows_used) for file in sales.inputs] == [(10, 10), (2, 2)]


def test_none_leaves_every_spelling_a_client(tmp_path: Path) -> None:
    sales = read(tmp_path, "none")
    assert sums(sales) == APART
    assert "as you decided" not in notes(sales)


def test_kinds_are_accepted_one_by_one(tmp_path: Path) -> None:
    accepted = {"Kestrel Tools": 40, "АО Вереск": 170}
    left = {name: APART[name] for name in APART if name not in ("KESTREL TOOLS", "ООО Вереск")}
    assert sums(read(tmp_path, "capitals, other-form")) == left | accepted


def test_weak_evidence_alone_is_no_question(tmp_path: Path) -> None:
    rows = ORDERS.splitlines()
    (tmp_path / "orders.csv").write_text("\n".join([rows[0], *rows[8:]]), encoding="utf-8")
    sales = read_sales(["orders.csv"], folder=tmp_path)
    assert sums(sales) == {"Lark": 70, "ООО Вереск": 80, "АО Вереск": 90}
    assert "1 client may be another one written differently" in notes(sales)


@pytest.mark.parametrize(("others", "open"), [(98, True), (99, False)])
def test_one_percent_of_the_clients_is_a_note_and_more_a_question(
    tmp_path: Path, others: int, open: bool
) -> None:
    rows = [f"{n};N{n};2024-01-01;100" for n in range(others)]
    rows += ["x;N7.0;2024-02-01;1"]
    orders = "\n".join(["Order No;Client;Order date;Amount", *rows])
    (tmp_path / "orders.csv").write_text(orders, encoding="utf-8")
    if open:
        with pytest.raises(Unanswered, match=r"“N7[.]0” = “N7”"):
            read_sales(["orders.csv"], folder=tmp_path)
    else:
        sales = read_sales(["orders.csv"], folder=tmp_path)
        assert "(“N7.0” = “N7”)" in notes(sales)
        assert sales.orders["client_id"].nunique() == 100


def test_a_large_sum_of_few_orders_is_a_question(tmp_path: Path) -> None:
    rows = [f"{n};N{n % 150};2024-01-01;100" for n in range(300)] + ["x;N7.0;2024-02-01;400"]
    orders = "\n".join(["Order No;Client;Order date;Amount", *rows])
    (tmp_path / "orders.csv").write_text(orders, encoding="utf-8")
    with pytest.raises(Unanswered, match=r"“N7[.]0” = “N7”"):
        read_sales(["orders.csv"], folder=tmp_path)


# ---- the file -----------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_written_to_be_edited(tmp_path: Path) -> None:
    error = asked(tmp_path, "mine.csv")
    assert "mine.csv lists 7 spellings of clients that nobody has decided on" in str(error)
    lines = (tmp_path / "mine.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == [
        "spelling,client,evidence,rows,accepted",
        "[KESTREL TOOLS],[Kestrel Tools],capitals,1,",
    ]
    assert "[Kestrel<U+00A0>Tools Ltd],[Kestrel Tools],form,1," in lines
    assert lines[-1] == "[ООО Вереск],[АО Вереск],other-form,1,"


def decide(folder: Path, **words: str) -> None:
    """Write words into the last column of the rows of a kind."""
    file = folder / "mine.csv"
    head, *lines = file.read_text(encoding="utf-8-sig").splitlines()
    made = [line + words.get(line.split(",")[2].replace("-", "_"), "") for line in lines]
    file.write_text("\n".join([head, *made]), encoding="utf-8")


def test_each_line_is_accepted_or_refused(tmp_path: Path) -> None:
    asked(tmp_path, "mine.csv")
    decide(tmp_path, capitals="yes", form="ДА", marks="нет", misspelt="no", other_form="x")
    sales = read(tmp_path, "mine.csv")
    assert sums(sales) == {
        "Kestrel Tools": 70,
        "Kestrle Tools": 40,
        "Finch & Co": 50,
        "Finch and Co": 60,
        "Lark": 70,
        "АО Вереск": 170,
    }
    assert sorted(sales.contracts["client_id"]) == ["Finch & Co.", "Kestrel Tools"]


def test_what_is_not_decided_is_asked_again_and_what_was_stays(tmp_path: Path) -> None:
    asked(tmp_path, "mine.csv")
    decide(tmp_path, capitals="yes", marks="no")
    assert "lists 3 spellings" in str(asked(tmp_path, "mine.csv"))
    decisions = read_decisions(tmp_path / "mine.csv", "mine.csv")
    assert decisions["KESTREL TOOLS", "Kestrel Tools"] == (True, "capitals", 1)
    assert decisions["Finch and Co", "Finch & Co"] == (False, "marks", 1)
    assert decisions["Kestrle Tools", "Kestrel Tools"] == (None, "misspelt", 1)


def test_a_decision_is_undone_by_removing_its_line(tmp_path: Path) -> None:
    asked(tmp_path, "mine.csv")
    decide(tmp_path, **dict.fromkeys(("capitals", "form", "marks", "misspelt", "other_form"), "1"))
    assert sums(read(tmp_path, "mine.csv"))["Kestrel Tools"] == 110
    file = tmp_path / "mine.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if "Kestrle" not in line), encoding="utf-8")
    assert "lists 1 spelling of a client" in str(asked(tmp_path, "mine.csv"))


def test_next_month_what_was_decided_is_replayed_and_the_new_is_asked(tmp_path: Path) -> None:
    asked(tmp_path, "mine.csv")
    decide(tmp_path, **dict.fromkeys(("capitals", "form", "marks", "misspelt", "other_form"), "+"))
    # now the capitals have most orders, so pairs are proposed the other way round
    more = "".join(f"{n};KESTREL TOOLS;2024-06-0{n - 10};5\n" for n in range(11, 17))
    assert sums(read(tmp_path, "mine.csv", ORDERS + more))["Kestrel Tools"] == 140
    new = more + "17;Lark.;2024-06-09;5\n"
    assert "lists 1 spelling" in str(asked(tmp_path, "mine.csv", ORDERS + new))
    assert read_decisions(tmp_path / "mine.csv", "mine.csv")["Lark.", "Lark"] == (None, "marks", 1)


def test_a_person_may_name_pairs_and_clients_of_their_own(tmp_path: Path) -> None:
    file = "client,spelling,accepted\nPlover Group,Lark,yes\nPlover Group,Finch & Co,yes\n"
    (tmp_path / "mine.csv").write_text(file, encoding="utf-8")
    assert "lists 7 spellings" in str(asked(tmp_path, "mine.csv"))
    decide(tmp_path, **dict.fromkeys(("capitals", "form", "marks", "misspelt", "other_form"), "no"))
    found = sums(read(tmp_path, "mine.csv"))
    assert found["Plover Group"] == 120
    assert "Lark" not in found


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    asked(tmp_path, "mine.csv")
    table = pd.read_csv(tmp_path / "mine.csv", encoding="utf-8-sig").assign(accepted="да")
    table.to_csv(tmp_path / "mine.csv", sep=";", index=False, encoding="cp1251")
    assert sums(read(tmp_path, "mine.csv"))["Kestrel Tools"] == 110
    table.to_excel(tmp_path / "mine.xlsx", index=False)
    assert sums(read(tmp_path, "mine.xlsx"))["Kestrel Tools"] == 110


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spelling,client\na,b\n", "has no column “accepted”"),
        ("spelling,client,accepted\na,b,maybe\n", "row 2: “maybe” is neither yes nor no"),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    with pytest.raises(KitError, match=said):
        read(tmp_path, "mine.csv")


# ---- what it is for -----------------------------------------------------------------------------


@pytest.mark.parametrize("named", [True, False])
def test_the_back_test_is_what_it_was_before_clients_were_spelt_in_several_ways(
    tmp_path: Path, named: bool
) -> None:
    demo = shipped("datasets/demo")
    tables = {
        file.stem: pd.read_csv(file, dtype=str, keep_default_na=False)
        for file in sorted(demo.glob("*.csv"))
    }
    if named:  # by their names instead of by codes
        names = dict(zip(tables["clients"]["Client"], tables["clients"]["Name"], strict=True))
        for title, table in tables.items():
            if "Client" in table:
                tables[title] = table.assign(Client=table["Client"].map(names).fillna(""))
    spelt, truth = spelt_in_several_ways(tables, "Client", share=0.15, seed=5)

    def answers(made: dict[str, pd.DataFrame], name: str, answer: str | None) -> tuple:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(demo / "company.yaml", folder)
        for title, table in made.items():
            table.to_csv(folder / f"{title}.csv", index=False)
        company = store.open(folder)
        data = company.data.model_copy(update={"answers": {KEY: answer} if answer else {}})
        company = company.model_copy(update={"data": data})
        sales = kit.read(company)
        return sales, kit.backtest(company, sales).table

    _, clean = answers(tables, "clean", None)
    with pytest.raises(Unanswered):
        answers(spelt, "asked", None)
    _, apart = answers(spelt, "apart", "none")
    sales, as_one = answers(spelt, "as-one", "all")
    offered = [merge.proposal for merge in sales.same_clients.merges]
    true = {spelling.strip(): client for spelling, client in truth.items()}  # as cells are read
    right = [true[pair.spelling] == true[pair.client] for pair in offered]
    assert len(offered) > 200
    assert sum(right) / len(right) >= 0.99
    figures = [column for column in clean if pd.api.types.is_numeric_dtype(clean[column])]
    points = [column for column in figures if not column.endswith(("_low", "_high"))]
    pd.testing.assert_frame_equal(clean[points], as_one[points])
    shares = [column for column in figures if "share" in column or "reached" in column]
    assert (clean[shares] - as_one[shares]).abs().max().max() < 0.01  # the intervals are drawn
    assert (clean["fired_share"] - apart["fired_share"]).abs().max() > 0.10


def test_all_is_kept_as_the_pairs_that_were_there_so_that_new_ones_are_asked(
    tmp_path: Path,
) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")

    def company(answers: dict[str, str]) -> kit.Company:
        inputs = [str(tmp_path / "orders.csv")]
        opened = store.open(inputs, reading=tmp_path / "reading.yaml")
        return store.with_answers(opened, answers)

    kept = tmp_path / FILE_NAME
    with contextlib.chdir(tmp_path):
        kit.read(company({KEY: "all"}))
        decisions = read_decisions(kept, FILE_NAME)
        assert {pair[0]: decision[0] for pair, decision in decisions.items()} == {
            "KESTREL TOOLS": True,
            "Kestrel\u00a0Tools Ltd": True,
            "Kestrle Tools": True,
            "Finch and Co": True,
            "ООО Вереск": None,
        }
        assert f"{KEY}: {FILE_NAME}" in (tmp_path / "reading.yaml").read_text(encoding="utf-8")
        assert sums(kit.read(company({})))["Kestrel Tools"] == 110
        with (tmp_path / "orders.csv").open("a", encoding="utf-8") as file:
            file.write("11;LARK;2024-06-01;5\n")
        with pytest.raises(Unanswered, match="lists 2 spellings"):
            kit.read(company({}))
