"""Answers that would be senseless are not given, and why stands at the head."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kit.company.model import Company, Role, Settings
from kit.questions.backtest.question import backtest
from kit.questions.decision.question import decision
from kit.questions.design.question import design
from kit.questions.effect.question import effect
from kit.questions.money.question import money
from kit.questions.roles.question import roles
from kit.questions.sense import clients_begin, clients_return, head
from kit.questions.training.question import training

ROLES = (
    Role(id="hunter", label="Hunter"),
    Role(id="account_manager", label="Account manager"),
)


def company(**settings) -> Company:
    return Company(settings=Settings(triggers=("deal 2",), **settings), roles=ROLES)


def once_each(clients: int, again: int = 0) -> list[tuple]:
    """One order of each client, and a second one of the first of them."""
    first = [(f"L{at:03}", 3 * at, 50) for at in range(clients)]
    return first + [(f"L{at:03}", 3 * at + 40, 50) for at in range(again)]


@pytest.mark.parametrize("question", [money, backtest, decision, design, effect])
def test_one_order_per_client_says_nothing_of_repeat_business(make_sales, question):
    sales = make_sales(once_each(30), as_of=200)
    finding = question(company(), sales)
    assert finding.status == "cannot tell"
    assert "one order only (30 of 30 clients)" in finding.read().prose
    assert finding.table.empty
    assert finding.senseless


@pytest.mark.parametrize(
    ("clients", "again", "senseless"),
    [(9, 0, False), (10, 0, True), (40, 2, True), (40, 3, False), (30, 20, False)],
)
def test_the_limits_of_one_order_per_client(make_sales, clients, again, senseless):
    sales = make_sales(once_each(clients, again), as_of=300)
    assert (clients_return(company(), sales) is not None) == senseless


def test_the_column_that_may_not_be_the_client_is_named(make_sales):
    sales = make_sales(once_each(30), as_of=200)
    from kit.sales.tables import InputFile

    account = InputFile("d.csv", "orders", "", 30, 30, 0, {"client_id": "Deal no."})
    reason = clients_return(company(), replace(sales, inputs=(account,)))
    assert "“Deal no.”" in str(reason.step)
    assert "--map orders.client_id=" in str(reason.step)


def of_old(new: int, old: int = 20) -> list[tuple]:
    """Clients who all bought in the first 60 days and later, and some who began later."""
    rows = [(f"C{at:02}", day + at, 10) for at in range(old) for day in (0, 300, 700)]
    return rows + [(f"N{at:02}", day + at, 10) for at in range(new) for day in (500, 650)]


@pytest.mark.parametrize(
    ("new", "old", "lookback", "senseless"),
    [
        (0, 20, 100, True),
        (2, 20, 100, True),
        (3, 20, 100, False),
        (3, 60, 100, True),  # fewer than 5 in 100
        (1, 4, 100, True),
        (2, 2, 100, False),
        (0, 20, 0, False),
    ],
)
def test_a_run_in_that_takes_nearly_all(make_sales, new, old, lookback, senseless):
    sales = make_sales(of_old(new, old), as_of=800)
    assert (clients_begin(company(lookback=lookback), sales) is not None) == senseless


def test_nobody_who_begins_means_no_share_of_existing_clients(make_sales):
    sales = make_sales(of_old(0), as_of=800)
    settings = company(lookback=100)
    finding = money(settings, sales)
    assert finding.status == "cannot tell"
    assert "0 clients of 20 begin after the run-in:" in finding.read().prose
    assert "the run-in of 100 days" in finding.read().prose
    assert "--lookback 0" in finding.read().prose
    findings = [question(settings, sales) for question in (money, backtest, decision)]
    [sentence] = head(sales, findings)
    assert all(str(question.asks) in str(sentence) for question in (money, backtest, decision))


def owned(make_sales, owners: dict[str, str], **roles_of: str):
    """Each client's orders, three weeks apart, with a letter for the owner of each."""
    rows = [(c, 21 * at, 10) for c, letters in owners.items() for at in range(len(letters))]
    sales = make_sales(rows, as_of=400)
    letters = [letter for c in sorted(owners) for letter in owners[c]]
    frame = sales.orders.assign(employee_id=pd.Series(letters, dtype="str"))
    people = pd.DataFrame({"employee_id": list(roles_of), "role": list(roles_of.values())})
    given = sales.given | {"orders.employee_id", "employees.role", "employees.employee_id"}
    return replace(sales, orders=frame, employees=people, given=given)


def test_one_owner_of_all_clients(make_sales):
    sales = owned(make_sales, {f"a{at}": "HHHH" for at in range(12)}, H="hunter")
    for question in (roles, effect):
        finding = question(company(), sales)
        assert finding.status == "cannot tell"
        assert "All clients have the same owner, H" in finding.read().prose
        assert "as if by chance" not in finding.read().prose
    assert len(head(sales, [roles(company(), sales), effect(company(), sales)])) == 1


def test_one_role_of_all_owners(make_sales):
    owners = {f"a{at}": "HHHHJJJJ" for at in range(12)}
    sales = owned(make_sales, owners, H="hunter", J="hunter")
    finding = roles(company(), sales)
    assert finding.status == "cannot tell"
    assert "the same role, “Hunter”" in finding.read().prose
    spent = pd.DataFrame(
        {
            "on": pd.Series([pd.Timestamp("2020-02-01")]).astype("datetime64[s]"),
            "cost": pd.Series([1000], dtype="Int64"),
            "role": ["hunter"],
            "employee_id": [None],
            "topic": [None],
        }
    )
    given = sales.given | {"training.cost", "training.on", "training.role"}
    finding = training(company(), replace(sales, training=spent, given=given))
    assert finding.status == "cannot tell"
    assert "the same role, “Hunter”" in str(finding.senseless[0].why)


def test_two_roles_are_answered(make_sales):
    owners = {f"a{at}": "HHHHHHMM" if at < 6 else "MMMMMMMM" for at in range(12)}
    sales = owned(make_sales, owners, H="hunter", M="account_manager")
    finding = roles(company(), sales)
    assert finding.status == "answered"
    assert finding.senseless == ()
    assert head(sales, [finding]) == ()
