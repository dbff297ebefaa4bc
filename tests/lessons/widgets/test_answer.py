"""Answers that follow the company, and never leave an old figure standing."""

import asyncio
import re
from datetime import date

import pandas as pd
import pytest

import kit
from kit.company import store
from kit.company.model import Agreement, Role
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.answer import answer, picture
from kit.lessons.widgets.desk import Desk

ORDERS = """Order No,Client,Order date,Amount
1,A,2024-01-05,100.00
2,A,2024-03-05,200.00
3,B,2024-02-01,300.00
"""


@pytest.fixture
def company(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "company.yaml").write_text(
        "kit: 1\nname: Ours\ndata: {inputs: [orders.csv]}\nroles: [{id: hunter, label: Hunter}]\n",
        encoding="utf-8",
    )
    return store.open(tmp_path)


def text(box):
    """What a person reads: the note and the answer, without tags."""
    page = " ".join(getattr(child, "value", "") for child in box.children)
    page = re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", page)


def counts(company, sales):
    """A question that can be checked by hand."""
    clients = 0 if sales is None else sales.orders["client_id"].nunique()
    return pd.DataFrame({"roles": [len(company.roles)], "clients": [clients]}, index=["n"])


def add_role(company):
    return company.model_copy(update={"roles": (*company.roles, Role(id="km", label="KM"))})


def test_it_answers_about_the_company_and_its_sales(company):
    assert text(answer(company, counts)).split() == "roles clients n 1 2".split()


def test_it_follows_a_change(company):
    box = answer(company, counts)
    assert Desk.of(company).change(add_role)
    assert text(box).split() == "Worked out again. roles clients n 2 2".split()


def test_it_begins_with_the_company_as_it_is_now(company):
    assert Desk.of(company).change(add_role)
    assert text(answer(company, counts)).split() == "roles clients n 2 2".split()


def test_while_it_is_worked_out_no_old_figure_stands(company):
    box = answer(company, counts)

    async def in_a_notebook():
        Desk.of(company).change(add_role)
        between = text(box)
        await asyncio.sleep(0.6)
        return between

    assert "clients" not in asyncio.run(in_a_notebook())
    assert text(box).split()[-2:] == ["2", "2"]


def test_two_changes_at_once_are_answered_once_and_by_the_last(company):
    asked = []

    def roles(company, sales):
        asked.append(len(company.roles))
        return counts(company, sales)

    box = answer(company, roles)

    async def in_a_notebook():
        desk = Desk.of(company)
        desk.change(add_role)
        desk.change(lambda it: it.model_copy(update={"roles": ()}))
        await asyncio.sleep(0.6)

    asyncio.run(in_a_notebook())
    assert asked == [1, 0]
    assert text(box).split()[-2:] == ["0", "2"]


def test_moving_a_box_answering_a_question_or_agreeing_asks_nothing_anew(company):
    asked = []
    answer(company, lambda *given: asked.append(given) or counts(*given))
    desk = Desk.of(company)
    desk.change(lambda it: it.model_copy(update={"answers": {"00.aside": "reasons"}}))
    moved = Role(id="hunter", label="Hunter", place=(5, 5))
    desk.change(lambda it: it.model_copy(update={"roles": (moved,)}))
    agreement = Agreement(id="00", what="our accounts", who="Anna", by=date(2026, 3, 31))
    desk.change(lambda it: it.model_copy(update={"agreements": (agreement,)}))
    assert desk.company.agreements
    assert len(asked) == 1


def test_a_file_that_was_replaced_is_read_again(company):
    assert text(answer(company, counts)).split()[-1] == "2"
    with (company.folder / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("4,C,2024-04-01,50.00\n")
    assert text(answer(company, counts)).split()[-1] == "3"


def test_what_cannot_be_read_is_said_in_its_place(company):
    box = answer(company, counts)
    (company.folder / "orders.csv").unlink()
    Desk.of(company).change(add_role)
    assert "orders.csv" in text(box)
    assert "clients" not in text(box)


def test_a_mistake_is_said_in_the_readers_language(company):
    def refuse(company, sales):
        raise KitError(say("en or ru"))

    russian = store.open(company.folder, language="ru")
    expected = kit.language.Language("ru")(say("en or ru"))
    assert text(answer(russian, refuse)).strip() == expected


def test_without_data_the_finding_says_what_it_needs(tmp_path):
    (tmp_path / "company.yaml").write_text("kit: 1\nname: Ours\n", encoding="utf-8")
    company = store.open(tmp_path)
    needs = kit.backtest(company, None)
    assert needs.status == "needs data"
    for box in (
        answer(company, kit.backtest, table="landmark"),
        answer(company, kit.backtest, columns=["label"]),
        picture(company, kit.backtest, "reach"),
    ):
        assert re.sub(r"\s+", " ", needs.read().prose.split("\n\n")[0]) in text(box)


def test_parts_of_a_finding(company):
    box = answer(company, kit.money, columns=["label", "clients", "no_such_column"])
    assert box.children[1].value.count('<th scope="col"') == 2
    whole = answer(company, kit.money, table="concentration")
    assert "<table>" in whole.children[1].value


def test_a_picture_has_words_for_those_who_do_not_see_it(company):
    page = picture(company, kit.money).children[1].value
    (chart,) = kit.money.charts()
    assert f'aria-label="{chart.alt}"' in page
    assert "var(--accent)" in page  # in the colours of the page


def test_a_company_that_no_panel_can_change_is_answered_too():
    demo = store.open("demo")
    assert text(answer(demo, lambda company, sales: counts(company, None))).split()[-1] == "0"
