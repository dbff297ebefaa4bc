"""Triggers let loose on a company: once for all questions of a run."""

from __future__ import annotations

from collections import Counter

import numpy as np

from kit.company import store
from kit.company.model import Company, Settings
from kit.diagnosis import findings, read
from kit.questions.backtest.question import firings
from kit.sales import book as sales_book
from kit.sales import tables as sales_tables
from kit.triggers import candidates as triggers_candidates
from kit.triggers import cohort as triggers_cohort
from kit.triggers.cohort import cohort_from, day_number, fire
from kit.triggers.kernel import run
from kit.triggers.result import BY_RULE
from kit.triggers.rules import parse


def test_a_diagnosis_sorts_fires_and_looks_for_silence_and_candidates_once(tmp_path, monkeypatch):
    demo = store.new(tmp_path / "demo", "demo")
    settings = demo.settings.model_copy(update={"triggers": None})
    company = demo.model_copy(update={"settings": settings, "handoffs": ()})
    sales = read(company)
    asked: Counter[str] = Counter()

    def counted(module, name):
        function = getattr(module, name)

        def wrapper(*arguments, **named):
            asked[name] += 1
            return function(*arguments, **named)

        monkeypatch.setattr(module, name, wrapper)

    def counted_table(table, sales, owner):
        asked["the table of orders"] += 1
        return vars(sales)["orders"]

    counted(triggers_cohort, "run")  # the kernel
    counted(sales_book, "sorted_orders")
    counted(sales_book, "_silence")
    counted(triggers_candidates, "_usual")
    counted(triggers_candidates, "_best_windows")
    monkeypatch.setattr(sales_tables._OrdersTable, "__get__", counted_table)
    findings(company, sales)
    firings(company, sales)
    assert asked == {
        "run": 2,  # once for all questions, once for the later rules that `flood` tries
        "sorted_orders": 1,
        "_silence": 1,
        "_usual": 1,
        "_best_windows": 2,  # of 90 and of 365 days
    }


def test_all_triggers_in_one_pass_fire_as_each_does_alone(make_sales):
    sales = make_sales(
        [
            ("a", 0, 100), ("a", 30, 200), ("a", 400, 400), ("a", 410, -40), ("a", 740, 999),
            ("b", 10, 100), ("c", 5, 50), ("c", 100, 60), ("c", 200, 70), ("returns", 9, -5),
        ],
        as_of=800,
        contracts=[("c", 2)],
        budgets={"a": 1000, "c": 300},
    )  # fmt: skip
    company = Company()
    rules = tuple(parse(text) for text in ("deal 3", "share 30%", "contract"))
    among = fire(company, sales, rules)
    alone = run(
        sales.book,
        rules,
        as_of=day_number(sales.as_of),
        cohort_from=cohort_from(company, sales),
        silence=sales.book.silence,
        keep=rules,
    )
    assert among.triggers == among.kept == rules
    for name in BY_RULE:
        np.testing.assert_array_equal(getattr(among, name), getattr(alone, name), err_msg=name)
    for name, column in vars(alone.per_client).items():
        np.testing.assert_array_equal(getattr(among.per_client, name), column, err_msg=name)
    assert among.per_client.client_ids.tolist() == ["a", "b", "c"]


def test_other_triggers_take_a_pass_of_their_own(make_sales, monkeypatch):
    sales = make_sales([("a", 0, 100), ("a", 30, 200)], as_of=800)
    passes: list[int] = []

    def counted(book, triggers, **named):
        passes.append(len(triggers))
        return run(book, triggers, **named)

    monkeypatch.setattr(triggers_cohort, "run", counted)
    common = fire(Company(), sales, (parse("deal 2"),))
    assert common.fired.tolist() == [1]
    own = fire(Company(), sales, (parse("deal 17"), parse("deal 2")))
    assert own.fired.tolist() == [0, 1]
    # the grid is fired for its sums: who wants a setting of it client by client asks again
    grid_only = fire(Company(), sales, (parse("deal 6"),))
    assert grid_only.kept == (parse("deal 6"),)
    assert passes[1:] == [2, 1]
    assert fire(Company(), sales, (parse("deal 6"),), clients=False).kept == ()
    assert len(passes) == 3
    # a company with other settings is another question
    fire(Company(settings=Settings(lookback=5)), sales, (parse("deal 2"),))
    assert len(passes) == 4
