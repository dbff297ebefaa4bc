"""Answers are kept and hold for the next export; what has changed since is said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import kit
from kit.company import store
from kit.errors import KitError
from kit.sales.doubts import Unanswered
from kit.sales.kept import forget, kept_in
from kit.sales.tables import Sales

HEAD = "Order No,Client,Date,SubTotal,TotalDue,Owner,Stage\n"
JANUARY = [
    f"{n},{'ABC'[n % 3]},{n:02d}/02/2024,{10 * n},{12 * n},Ann,{'Won' if n % 5 else 'Lost'}"
    for n in range(1, 11)
]
FEBRUARY = [
    f"{n},{'ABC'[n % 3]},{n - 10:02d}/03/2024,{9 * n},{11 * n},Ann,Won" for n in range(11, 20)
]
ANSWERS = {"orders.amount": "TotalDue", "dates": "day-first"}


def write(folder: Path, rows: list[str], head: str = HEAD, name: str = "orders.csv") -> None:
    (folder / name).write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A company folder whose one export was read, with two answers."""
    store.new(tmp_path / "firm", "blank")
    write(tmp_path, JANUARY)
    read(tmp_path / "firm", tmp_path, answers=ANSWERS)
    return tmp_path / "firm"


def read(firm: Path, folder: Path, name: str = "orders.csv", **options: object) -> Sales:
    return kit.read(store.open(firm, inputs=[str(folder / name)], **options))  # type: ignore[arg-type]


def changes(sales: Sales) -> list[str]:
    return [str(sentence).removeprefix("Since last time: ") for sentence in sales.changed]


def test_answers_are_kept_beside_the_company_and_asked_no_more(firm, tmp_path):
    entries = yaml.safe_load((firm / "reading.yaml").read_text(encoding="utf-8"))
    assert entries["answers"] == ANSWERS
    assert entries["seen"]["columns"]["orders"]["amount"] == ["TotalDue"]
    assert entries["seen"]["words"] == {"Won": 8, "Lost": 2}
    assert (entries["seen"]["orders"], entries["seen"]["total"]) == (8, 480.0)
    write(tmp_path, FEBRUARY, name="next.csv")
    sales = read(firm, tmp_path, "next.csv")
    assert dict(sales.answers) == ANSWERS
    assert sales.orders["amount"].min() == 12_100
    assert changes(sales) == []


def test_a_map_and_an_option_are_answers_too(tmp_path):
    store.new(tmp_path / "firm", "blank")
    write(tmp_path, JANUARY)
    read(tmp_path / "firm", tmp_path, map={"amount": "TotalDue"}, dates="day-first")
    assert kept_in(tmp_path / "firm" / "reading.yaml").answers == ANSWERS
    assert len(read(tmp_path / "firm", tmp_path).orders) == 8


def test_answers_can_be_kept_in_a_file_of_one_s_own(tmp_path):
    write(tmp_path, JANUARY)
    file = tmp_path / "my reading.yaml"
    company = store.open(str(tmp_path / "orders.csv"), reading=file, answers=ANSWERS)
    assert len(kit.read(company).orders) == 8
    again = store.open(str(tmp_path / "orders.csv"), reading=file)
    assert len(kit.read(again).orders) == 8
    with pytest.raises(Unanswered):
        kit.read(store.open(str(tmp_path / "orders.csv")))


def test_the_same_files_read_again_leave_the_file_as_it_is(firm, tmp_path):
    before = (firm / "reading.yaml").read_bytes()
    assert changes(read(firm, tmp_path)) == []
    assert (firm / "reading.yaml").read_bytes() == before


def test_a_needed_column_that_has_gone_is_asked_not_replaced(firm, tmp_path):
    write(tmp_path, FEBRUARY, HEAD.replace("TotalDue", "Billed"), "next.csv")
    with pytest.raises(Unanswered) as caught:
        read(firm, tmp_path, "next.csv")
    (doubt,) = caught.value.doubts
    assert doubt.key == "orders.amount"
    assert "last time the amount was read from “TotalDue”" in str(caught.value)
    assert "--map amount=SubTotal" in str(caught.value)
    sales = read(firm, tmp_path, "next.csv", answers={"orders.amount": "SubTotal"})
    assert changes(sales) == ["the amount was read from “TotalDue”, and now from “SubTotal”."]
    assert kept_in(firm / "reading.yaml").answers["orders.amount"] == "SubTotal"


def test_a_column_that_nobody_was_asked_about_is_replaced_and_it_is_said(firm, tmp_path):
    write(tmp_path, FEBRUARY, HEAD.replace("Client", "Customer"), "next.csv")
    assert changes(read(firm, tmp_path, "next.csv")) == [
        "the client was read from “Client”, and now from “Customer”."
    ]


def test_what_has_changed_is_said_as_often_as_the_files_are_read(firm, tmp_path):
    rows = [row.replace("Won", "Signed off") if row[1] == "2" else row for row in FEBRUARY]
    rows = [row.replace(",Ann,", ",").replace("Signed off", "Won") for row in rows]
    write(tmp_path, rows, HEAD.replace("Owner,", ""), "next.csv")
    for _ in range(2):
        sales = read(firm, tmp_path, "next.csv")
        assert changes(sales) == ["no column is the employee any more; it was “Owner”."]
    assert str(sales.changed[0]) in [str(line) for line in sales.reading.sentences]


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ([row.replace(",Won", ",Shipped") for row in FEBRUARY], HEAD, "new words of the status"),
        ([row.replace(",Ann", " EUR,Ann") for row in FEBRUARY], HEAD, "was none and is EUR"),
        (
            [row.replace(",Ann", "0,Ann") for row in FEBRUARY],
            HEAD,
            "half of the orders are above: 60, and now 1,650",
        ),
        (FEBRUARY[:3], HEAD, "orders a month: 8, and now 3"),
    ],
)  # fmt: skip
def test_new_words_another_currency_and_figures_that_jump(firm, tmp_path, rows, head, said):
    write(tmp_path, rows, head, "next.csv")
    answers = {"changed": "2024-03-09"} if "half" in said else {}
    assert said in " ".join(changes(read(firm, tmp_path, "next.csv", answers=answers)))


@pytest.mark.parametrize(
    ("former", "now", "said"),
    [
        ("EUR", "USD", "the currency was EUR and is USD"),
        ("", "0", "half of the orders are above: 60, and now 1,650"),
    ],
)
def test_what_would_change_every_figure_is_asked_once_for_each_export(tmp_path, former, now, said):
    firm = tmp_path / "firm"
    store.new(firm, "blank")
    write(tmp_path, [row.replace(",Ann", f"{former},Ann") for row in JANUARY])
    read(firm, tmp_path, answers=ANSWERS)
    write(tmp_path, [row.replace(",Ann", f"{now},Ann") for row in FEBRUARY], name="next.csv")
    kept = (firm / "reading.yaml").read_bytes()
    with pytest.raises(Unanswered) as caught:
        read(firm, tmp_path, "next.csv")
    assert said in str(caught.value)
    assert "--answer changed=2024-03-09" in str(caught.value)
    assert (firm / "reading.yaml").read_bytes() == kept
    with pytest.raises(Unanswered):  # an answer about another export
        read(firm, tmp_path, "next.csv", answers={"changed": "2024-02-09"})
    sales = read(firm, tmp_path, "next.csv", answers={"changed": "2024-03-09"})
    assert said in changes(sales)[0]
    assert changes(read(firm, tmp_path, "next.csv")) == changes(sales)
    assert "You answered: it is right so" in str(sales.answered["changed"])


def test_a_doubled_number_of_orders_is_asked_about_where_there_are_enough(firm, tmp_path):
    """As from an export of the rows of orders instead of orders."""
    rows = [f"{n},{'ABC'[n % 3]},{n % 28 + 1:02d}/03/2024,9,60,Ann,Won" for n in range(61)]
    for number, name in ((30, "few.csv"), (61, "many.csv")):
        write(tmp_path, rows[:number], name=name)
    read(firm, tmp_path, "few.csv")  # after an export of 8
    with pytest.raises(Unanswered, match="orders a month: 30, and now 61"):
        read(firm, tmp_path, "many.csv")


def test_an_answer_that_is_taken_out_is_asked_again(firm, tmp_path):
    forget(firm / "reading.yaml", "dates")
    with pytest.raises(Unanswered, match="--dates day-first"):
        read(firm, tmp_path)


def test_another_kind_of_export_is_not_compared_column_by_column(firm, tmp_path):
    write(
        tmp_path,
        ["1,A,2024-03-01,10", "2,A,2024-03-02,20"],
        "Nr,Kunde,Datum,Betrag\n",
        "other.csv",
    )
    columns = {"order_id": "Nr", "client_id": "Kunde", "ordered_on": "Datum", "amount": "Betrag"}
    with pytest.raises(Unanswered, match="sales a month: 480, and now 30"):
        read(firm, tmp_path, "other.csv", map=columns)
    answers = {"changed": "2024-03-02"}
    assert len(read(firm, tmp_path, "other.csv", map=columns, answers=answers).orders) == 2


def test_a_file_that_a_hand_has_broken_is_named(firm, tmp_path):
    for content in ("answers: [1, 2]", "seen: {files: 3}", "answers: {a: b"):
        (firm / "reading.yaml").write_text(content, encoding="utf-8")
        with pytest.raises(KitError, match=r"reading\.yaml is not understood"):
            read(firm, tmp_path)
        assert (firm / "reading.yaml").read_text(encoding="utf-8") == content


def test_what_company_yaml_says_stays_there(tmp_path):
    company = store.new(tmp_path / "firm", "blank")
    write(tmp_path / "firm", JANUARY)
    data = {"inputs": ("orders.csv",), "map": {"amount": "TotalDue"}, "dates": "day-first"}
    changed = company.model_copy(update={"data": company.data.model_copy(update=data)})
    store.save(changed)
    assert len(kit.read(store.open(tmp_path / "firm")).orders) == 8
    assert kept_in(tmp_path / "firm" / "reading.yaml").answers == {}


def test_the_demo_keeps_nothing(tmp_path):
    store.new(tmp_path / "demo", "demo")
    kit.read(store.open(tmp_path / "demo"))
    assert not (tmp_path / "demo" / "reading.yaml").exists()


def test_where_nothing_can_be_kept_the_files_are_read_all_the_same(tmp_path):
    write(tmp_path, JANUARY)
    nowhere = tmp_path / "missing" / "reading.yaml"
    company = store.open(str(tmp_path / "orders.csv"), reading=nowhere, answers=ANSWERS)
    (said,) = [str(sentence) for sentence in kit.read(company).reading.changed]
    assert said.startswith(f"{nowhere} cannot be written")
