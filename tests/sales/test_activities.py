"""A time log as people keep it: read by its headings, every line used or set aside with why."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.sales.clean import read_sales

SHEET = Path(__file__).parents[2] / "docs" / "time_log.md"
ORDERS = (
    "Order No,Client,Order date,Amount,Employee\n"
    "1,Acorn Ltd,2024-01-05,100,E1\n2,Birch,2024-02-05,100,E2\n3,Acorn Ltd,2024-03-05,100,E1\n"
)
STAFF = "Employee,Name,Role\nE1,M. Lee,account manager\nE2,М. Ли,account manager\n"


def read(folder, log: str, **options):
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    (folder / "log.csv").write_text(log, encoding="utf-8")
    files = ["orders.csv", "employees=staff.csv", "activities=log.csv"]
    return read_sales(files, folder=folder, **options)


def printed(language: str) -> str:
    """The example that the sheet to print shows, in one of its languages."""
    blocks = [
        block for block in SHEET.read_text(encoding="utf-8").split("\n\n") if block[:4] == "    "
    ]
    return "\n".join(line.strip() for line in blocks[language == "ru"].splitlines()) + "\n"


@pytest.mark.parametrize(("language", "person"), [("en", "E1"), ("ru", "E2")])
def test_the_sheet_that_is_printed_is_read_as_it_stands(tmp_path, language, person):
    sales = read(tmp_path, printed(language))
    log = sales.activities
    assert log["employee_id"].tolist() == [person, person]  # matched by the table of employees
    assert log["activity"].tolist() == ["order", "client"]
    assert log["hours"].tolist() == [1.5, 0.25]
    assert log["count"].fillna(0).tolist() == [2, 0]
    assert log["client_id"].isna().tolist() == [False, True]
    assert set(log["on"].dt.strftime("%Y-%m-%d")) == {"2024-12-02"}
    assert sales.as_of.isoformat() == "2024-03-05"  # the log is later, and no order


def test_every_line_is_used_or_set_aside_with_its_reason(tmp_path):
    log = (
        "Who;Date;Kind of work;Hours;Client;How many\n"
        "E1;2024-03-04;Orders;1,5;Acorn Ltd;2\n"
        "E1;2024-03-04;hand-over;2;Birch;\n"
        "E1;2024-03-04;lunch;1;;\n"
        "E1;2024-03-05;other;25;;\n"
        "E1;2024-03-05;other;0;;\n"
        "E1;2024-03-05;other;two;;\n"
        "E1;2024-03-05;;1;;\n"
        ";2024-03-05;other;1;;\n"
        "E1;;other;1;;\n"
        "E2;2024-03-06;поиск клиентов;0,25;;\n"
    )
    with pytest.raises(KitError, match="cannot be read as the hours spent: “two”"):
        read(tmp_path, log)
    unread = {"activities.hours.unread": "leave-out"}
    with pytest.raises(KitError, match=r"1 line of “lunch”. Which kind of work is that\?"):
        read(tmp_path, log, answers=unread)
    sales = read(tmp_path, log, answers={**unread, "activities.work.lunch": "none"})
    (account,) = [file for file in sales.inputs if file.table == "activities"]
    assert (account.rows_read, account.rows_used, account.rows_set_aside) == (10, 3, 7)
    assert sales.activities["activity"].tolist() == ["order", "handoff", "hunting"]
    reasons = {
        row: str(reason)
        for file, row, reason in sales.set_aside[["file", "row", "reason"]].itertuples(index=False)
        if file == "log.csv"
    }
    assert reasons.keys() == {4, 5, 6, 7, 8, 9, 10}
    assert "the kind of work is none of order" in reasons[4]
    assert reasons[5] == reasons[6] == "no hours between 0 and 24, as a day has them"
    assert reasons[7] == "“Hours” is not understood as a figure"


def test_a_kind_of_work_that_nobody_knows_is_what_a_person_says(tmp_path):
    head = "Who;Date;Kind of work;Hours\n"
    lines = [f"E1;2024-03-{1 + n % 9:02};Tea = time;1\n" for n in range(6)]
    lines += ["E1;2024-03-05;orders;1\n"] * 200 + ["E1;2024-03-06;a walk;1\n"]
    log = head + "".join(lines)
    with pytest.raises(KitError, match=r"work.Tea %3D time=client"):  # a walk is too little to ask
        read(tmp_path, log)
    kinds = read(tmp_path, log, answers={"activities.work.Tea = time": "client"}).activities
    assert kinds["activity"].value_counts().to_dict() == {"order": 200, "client": 6}


def test_many_rare_kinds_are_asked_until_what_is_left_is_little(tmp_path):
    """Each of them is less than 1% of the lines, and together they are a sixth."""
    rare = [f"E1;2024-03-05;task {n:02};1\n" for n in range(20) for _ in range(2)]
    log = "Who;Date;Kind of work;Hours\n" + "E1;2024-03-05;orders;1\n" * 210 + "".join(rare)
    with pytest.raises(KitError) as asked:
        read(tmp_path, log)
    assert "task 00" in str(asked.value)
    answers = {f"activities.work.task {n:02}": "hunting" for n in range(19)}
    sales = read(tmp_path, log, answers=answers)  # 2 lines of 250 are left: nobody is asked
    assert sales.activities["activity"].value_counts().to_dict() == {"order": 210, "hunting": 38}
    assert sales.inputs[-1].rows_set_aside == 2


def test_remarks_instead_of_kinds_are_set_aside_and_nobody_is_asked(tmp_path):
    rows = [f"E1;2024-03-05;called number {n};1\n" for n in range(40)]
    sales = read(tmp_path, "Who;Date;Kind of work;Hours\n" + "".join(rows))
    assert sales.activities.empty
    assert sales.inputs[-1].rows_set_aside == 40


def test_without_a_log_the_table_is_empty_and_not_given(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    sales = read_sales(["orders.csv"], folder=tmp_path)
    assert sales.activities.empty
    assert not any(name.startswith("activities.") for name in sales.given)
