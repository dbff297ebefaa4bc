"""Reading the table of an experiment: arms in words, each client once, nothing lost."""

from __future__ import annotations

from kit.company.store import open as open_company
from kit.diagnosis import read

ORDERS = "Order No,Client,Order date,Amount\n1,A,2024-01-10,100\n2,B,2024-06-01,50\n"
LOTS = """Client,Day of draw,Group,Hand over on
A,2024-02-01,Сразу,2024-02-05
B,2024-02-01, Later ,2024-08-01
C,2024-02-01,perhaps,2024-03-01
A,2024-02-01,later,2024-09-01
D,2024-02-01,now,2024-01-01
E,2024-07-01,now,2024-07-02
"""


def test_an_experiment_is_read_and_every_row_accounted_for(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "lots.csv").write_text(LOTS, encoding="utf-8")
    files = (f"orders={tmp_path / 'orders.csv'}", f"experiment={tmp_path / 'lots.csv'}")
    company = open_company(files, map={"starts_on": "Day of draw"})
    sales = read(company)
    lots = sales.experiment
    assert lots["client_id"].tolist() == ["A", "B"]
    assert lots["arm"].tolist() == ["now", "later"]
    assert [str(day.date()) for day in lots["hand_over_on"]] == ["2024-02-05", "2024-08-01"]
    file = next(file for file in sales.inputs if file.table == "experiment")
    assert (file.rows_read, file.rows_used, file.rows_set_aside) == (6, 2, 4)
    reasons = [str(reason) for reason in sales.set_aside["reason"]]
    assert len(reasons) == 4
    assert sum("neither" in reason for reason in reasons) == 1


def test_assignments_need_no_role(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "owners.csv").write_text(
        "Client,Employee,From\nA,Ivan,2024-01-01\nA,Olga,2024-03-01\n", encoding="utf-8"
    )
    files = (f"orders={tmp_path / 'orders.csv'}", f"assignments={tmp_path / 'owners.csv'}")
    sales = read(open_company(files))
    assert len(sales.assignments) == 2
    assert sales.assignments["role"].isna().all()
    assert "assignments.role" not in sales.given
