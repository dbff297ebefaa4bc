"""The demo company's files: reproducible, documented, and as dirty as they say."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

import kit
from kit.company.model import Company
from kit.owners.functions import function_lines
from kit.worlds import Effect, simulate
from kit.worlds.__main__ import main
from kit.worlds.demo import DEMO, write_demo

DEMO_FOLDER = Path(__file__).parents[1] / "datasets" / "demo"
CSV_FILES = (
    "orders.csv", "clients.csv", "contracts.csv", "employees.csv", "assignments.csv",
    "training.csv", "leads.csv", "needs.csv", "functions.csv", "groups.csv",
)  # fmt: skip


def _rows(name):
    with (DEMO_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_date(text):
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def orders():
    """Rows that are neither headings nor totals."""
    rows = _rows("orders.csv")
    return [row for row in rows if row["Order No"] not in ("Order No", "Total")]


@pytest.fixture(scope="module")
def usable(orders):
    return [
        row
        for row in orders
        if row["Status"] == "Completed"
        and row["Amount"]
        and row["Client"]
        and _is_date(row["Order date"])
    ]


@pytest.fixture(scope="module")
def readme():
    return (DEMO_FOLDER / "README.md").read_text(encoding="utf-8")


def _cents(rows):
    sums = Counter()
    for row in rows:
        sums[row["Order No"]] += round(float(row["Amount"]) * 100)
    return sums


def test_the_command_writes_the_same_bytes_again(tmp_path):
    written = write_demo(tmp_path)
    assert [path.name for path in written] == list(CSV_FILES)
    for path in written:
        assert path.read_bytes() == (DEMO_FOLDER / path.name).read_bytes(), path.name


def test_it_is_small_enough_for_git():
    assert sum(path.stat().st_size for path in DEMO_FOLDER.iterdir()) < 1_000_000


def test_company_file_names_files_that_are_there():
    company = Company.model_validate(yaml.safe_load((DEMO_FOLDER / "company.yaml").read_text()))
    assert {one.partition("=")[2] for one in company.data.inputs} == set(CSV_FILES)
    assert [len(one.triggers) for one in company.handoffs] == [0, 7, 0, 0]
    assert company.settings.hours_per_order == 1.5


def test_known_dirt(orders):
    rows = _rows("orders.csv")
    headings = [n for n, row in enumerate(rows, start=2) if row["Order No"] == "Order No"]
    assert headings == [3501]
    assert rows[-1]["Order No"] == "Total"
    assert len(rows) == 7_001
    assert len(orders) == 6_999
    cancelled = [row for row in orders if row["Status"] == "Cancelled"]
    assert len(cancelled) == 151
    assert len({row["Order No"] for row in cancelled}) == 145
    assert sum(row["Amount"] == "" for row in orders) == 7
    assert sum(row["Client"] == "" for row in orders) == 4
    unreadable = [row["Order date"] for row in orders if not _is_date(row["Order date"])]
    assert sorted(unreadable) == ["2022-02-30", "to be agreed"]
    lines = Counter(row["Order No"] for row in orders)
    assert Counter(lines.values()) == {1: 6_160, 2: 169, 3: 167}


def test_every_row_has_at_most_one_fault(orders, usable):
    assert len(orders) - len(usable) == 151 + 7 + 4 + 2


def test_what_is_left(usable):
    sums = _cents(usable)
    assert len(usable) == 6_835
    assert len(sums) == 6_338
    assert sum(value > 0 for value in sums.values()) == 6_220
    assert sum(value < 0 for value in sums.values()) == 118
    assert sum(sums.values()) == 1_674_139_576
    assert len({row["Client"] for row in usable}) == 387
    days = [row["Order date"] for row in usable]
    assert (min(days), max(days)) == ("2021-01-04", "2024-12-30")
    assert {row["Currency"] for row in usable} == {"EUR"}


def test_lines_of_an_order_add_up_to_the_simulated_order(usable):
    true = dict(zip(*[simulate(DEMO).orders[name] for name in ("order_id", "amount")], strict=True))
    assert all(true[order] == cents for order, cents in _cents(usable).items())


def test_total_row_adds_every_order():
    company = simulate(DEMO)
    total = round(float(_rows("orders.csv")[-1]["Amount"]) * 100)
    assert total == company.orders["amount"].sum()


def test_clients_and_contracts():
    clients, contracts = _rows("clients.csv"), _rows("contracts.csv")
    assert len(clients) == len({row["Client"] for row in clients}) == 420
    assert len({row["Name"] for row in clients}) == 420
    known = [row for row in clients if row["Annual budget low"]]
    assert len(known) == 252
    ranges = [r for r in known if float(r["Annual budget low"]) < float(r["Annual budget high"])]
    assert len(ranges) == 65
    assert len(contracts) == 437
    assert len({row["Client"] for row in contracts}) == 295


def test_contracts_are_signed_before_the_first_order_and_after_the_third(usable):
    first_contract = {}
    for row in sorted(_rows("contracts.csv"), key=lambda row: row["Signed"]):
        first_contract.setdefault(row["Client"], row["Signed"])
    days = {}
    for row in usable:
        if not row["Amount"].startswith("-"):
            days.setdefault(row["Client"], set()).add(row["Order date"])
    before = Counter(
        min(4, sum(day <= signed for day in days[client]))
        for client, signed in first_contract.items()
        if client in days and min(days[client]) >= "2022-01-04"
    )
    assert min(before[0], before[1], before[2], before[4]) >= 10


def test_three_times_more_training_for_hunters():
    rows = _rows("training.csv")
    assert len(rows) == 20
    assert all(bool(row["Role"]) != bool(row["Employee"]) for row in rows)
    spent = Counter()
    for row in rows:
        spent[row["Role"] or {"H": "hunter", "M": "account_manager"}[row["Employee"][0]]] += float(
            row["Cost"]
        )
    assert spent == {"hunter": 37_200, "account_manager": 12_400}


def test_the_planted_truth_is_what_the_readme_says(readme):
    truth = simulate(DEMO).truth
    assert DEMO.effect == Effect()
    assert truth["type"].value_counts().to_dict() == {
        "steady": 157,
        "growing": 75,
        "leaving": 70,
        "one-off": 69,
        "project buyer": 49,
    }
    assert truth["reason"].value_counts().to_dict() == {
        "rule": 276,
        "hunter left": 23,
        "judgement": 18,
    }
    assert (truth["first_order_on"] < "2021-01-04").sum() == 84
    assert truth["left_on"].notna().sum() == 195
    assert (truth["handed_on"] > truth["left_on"]).sum() == 37
    for figure in ("157 steady", "84 clients", "195 clients", "317 clients", "276 some", "37 of"):
        assert figure in readme


def test_leads_needs_and_functions_are_what_the_readme_says(readme):
    leads, needs = _rows("leads.csv"), _rows("needs.csv")
    bought = {row["Client"] for row in _rows("orders.csv") if row["Status"] == "Completed"}
    kinds = Counter()
    for row in leads:
        marks = [row["Qualified"], row["Need confirmed"]]
        late = any(mark > row["Passed on"] for mark in marks)
        kind = "late" if late else "both" if all(marks) else "unknown"
        kinds[kind, row["Client"] in bought] += 1
    assert len(leads) == 367
    assert (kinds["both", True], kinds["both", True] + kinds["both", False]) == (94, 165)
    assert (kinds["late", True], kinds["late", True] + kinds["late", False]) == (23, 84)
    assert kinds["unknown", True] + kinds["unknown", False] == 118
    assert sum(bool(row["Returned"]) for row in leads) == 78
    assert sum(bool(row["Reason"]) for row in leads) == 67
    assert Counter(row["Kind of need"] for row in needs) == {"project": 35, "advice": 25}
    assert sum(not row["Started"] for row in needs) == 8
    due = [row for row in needs if row["Due"]]
    assert (len(due), sum("" < row["Ended"] <= row["Due"] for row in due)) == (41, 19)
    lines = {
        (line.client, line.orphan_days, line.double_days)
        for line in function_lines(kit.read(kit.open("demo")))
        if line.orphan_days or line.double_days
    }
    assert lines == {
        ("C0006", 21, 0), ("C0016", 21, 0), ("C0070", 0, 28), ("C0143", 0, 57),
        ("C0151", 57, 0), ("C0215", 400, 0),
    }  # fmt: skip
    groups = _rows("groups.csv")
    assert [len(groups), *(sum(not row[name] for row in groups) for name in ("To", "Their members"))
            ] == [6, 2, 1]  # fmt: skip
    for figure in ("94 of 165", "23 of 84", "118 leads", "78 were", "35 projects", "67 of them"):
        assert figure in readme


def test_readme_counts_the_dirt(readme):
    table = dict(re.findall(r"^\| (\d[\d,]*) \| (.+) \|$", readme, flags=re.M))
    assert list(table) == ["1", "151", "7", "4", "2"]
    assert "line 3501" in readme
    for figure in (
        "7,001",
        "166 rows",
        "6,835 rows",
        "6,338 orders",
        "387 clients",
        "16,741,395.76",
    ):
        assert figure in readme


def test_command_names_its_files_and_says_what_is_wrong(tmp_path, capsys):
    assert main([str(tmp_path / "demo")]) == 0
    assert capsys.readouterr().out.count(".csv") == 10
    taken = tmp_path / "taken"
    taken.write_text("")
    assert main([str(taken)]) == 2
    assert "cannot be written to" in capsys.readouterr().err
    assert main([]) == 2
    assert "kit.worlds FOLDER" in capsys.readouterr().err


def test_the_kit_reads_it_as_the_readme_says():
    sales = kit.read(kit.open("demo"))
    orders, *registers = sales.inputs
    assert (orders.rows_read, orders.rows_used, orders.rows_set_aside) == (7_001, 6_835, 166)
    assert [one.rows_set_aside for one in registers] == [0] * 9
    assert len(orders.matched) == 9
    assert (sales.currency, sales.per_unit) == ("EUR", 100)
    assert (sales.start, sales.as_of) == (date(2021, 1, 4), date(2024, 12, 30))
    assert len(sales.orders) == 6_338
    assert sales.orders["amount"].sum() == 1_674_139_576
    assert sales.orders["client_id"].nunique() == 387
    assert (~sales.orders["regular"]).sum() == 445
    reasons = Counter(sales.set_aside["reason"].astype(str))
    assert sorted(reasons.values()) == [1, 1, 2, 4, 7, 151]
