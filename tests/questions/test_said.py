"""Every sentence of these questions is read back from the tables that it tells.

A question joins by its name in `READ_BACK`, once its words take their figures from
`kit.questions.figures`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lxml import html
from readback import (
    figures,
    misread,
    mistaken,
    place_of,
    sentences,
    table_texts,
    texts_of,
)

import kit
from kit.company.model import Company
from kit.company.store import new
from kit.language import Language, Text, say
from kit.questions.catalogue import QUESTIONS
from kit.questions.claims import BASES
from kit.questions.finding import Finding
from kit.sales.tables import Sales
from kit.triggers.cohort import lookback
from kit.worlds import Policy, World, simulate

READ_BACK = (
    *("roles", "functions", "money", "training", "backtest", "effect"),
    *("carry", "flood", "pay", "decision", "plan", "design"),
    *("specialisation", "drift", "career", "first_handoff", "third_handoff"),
)  # fmt: skip

ASKED = {question.name: question for question in QUESTIONS}

DATA = Path(__file__).parents[3] / "shared" / "data"
WORKBOOK = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
NORTHWIND = DATA / "northwind"
WORLDS = 8
LONGEST = 25  # words


@cache
def the_demo():
    company = kit.open("demo")
    return company, kit.read(company)


def demo(_):
    return the_demo()


def logged(_):
    """The demo with a time log of its account managers, half of their hours, and of a guest."""
    company, sales = the_demo()
    lines = [
        (name, None, pd.Timestamp("2024-12-02") + pd.Timedelta(day, "D"), kind, hours, count)
        for place, name in enumerate(("M1", "M2", "M3", "M4", "guest"))
        for day in range(5)
        for kind, hours, count in (("order", 1.5 + place / 4, 1.0), ("client", 2.0, None))
    ]
    log = pd.DataFrame(lines, columns=list(sales.activities.columns))
    log = log.astype(sales.activities.dtypes.to_dict())
    given = sales.given | {f"activities.{name}" for name in log.columns}
    return company, replace(sales, activities=log, given=given)


def adventureworks(_):
    if not WORKBOOK.exists():
        pytest.skip(f"real data not found: {WORKBOOK}")
    company = kit.open(str(WORKBOOK), map={"amount": "SubTotal"}, where="SalesPersonID IS NOT NULL")
    return company, kit.read(company)


def northwind(_):
    if not NORTHWIND.exists():
        pytest.skip(f"real data not found: {NORTHWIND}")
    files = [f"orders={NORTHWIND / 'orders.csv'}", f"lines={NORTHWIND / 'order_details.csv'}"]
    company = kit.open([*files, f"employees={NORTHWIND / 'employees.csv'}"])
    return company, kit.read(company)


def chapter(folder):
    return new(folder / "company", "chapter"), None


def simulated(seed: int):
    """A company of random size and owners, with a random map and random training."""

    def made(_) -> tuple[Company, Sales]:
        draw = np.random.default_rng(seed)
        policies = (
            Policy("deal", int(draw.integers(1, 5))),
            Policy("volume", int(draw.integers(2_000, 20_000))),
            Policy("never", exits=(date(2022, 9, 1), date(2023, 5, 1))),
            Policy(judgement=1.0, judgement_by="growth"),
        )
        world = World(
            clients=int(draw.integers(4, 200)),
            seed=seed,
            policy=policies[draw.integers(len(policies))],
            returns=float(draw.choice([0.0, 0.3])),
            budgets=float(draw.choice([0.0, 0.6])),
        )
        owners = draw.choice(["assignments", "assignments without roles", "orders", "none"])
        sales = simulate(world).sales(str(owners))
        if draw.random() < 0.5:
            orders = sales.orders.assign(margin=pd.array([pd.NA] * len(sales.orders), "Int64"))
            sales = replace(sales, orders=orders, given=sales.given - {"orders.margin"})
        return _company(draw, sales), _with_training(draw, sales)

    made.__name__ = f"world {seed}"
    return made


def _company(draw: np.random.Generator, sales: Sales) -> Company:
    roles = ["telemarketer", "hunter", "account_manager", "inside_sales"]
    tasks = [f"task_{at}" for at in range(int(draw.integers(1, 12)))]
    hours = draw.random() < 0.7
    holdings = [
        {
            "role": role,
            "function": task,
            "level": str(draw.choice(["owner", "helps"], p=[0.8, 0.2])),
            **({"hours": float(draw.integers(0, 40))} if hours else {}),
        }
        for role in roles
        for task in tasks
        if draw.random() < 0.4
    ]
    people = [
        {
            "id": str(employee),
            "roles": sorted({str(role) for role in draw.choice(roles, 1 + (draw.random() < 0.2))}),
            **({"hours_per_week": float(draw.integers(10, 41))} if draw.random() < 0.8 else {}),
        }
        for employee in sales.employees["employee_id"]
        if draw.random() < 0.8
    ]
    pairs = [
        ("telemarketer", "hunter"),
        ("hunter", "account_manager"),
        ("account_manager", "hunter"),
    ]
    return Company.model_validate(
        {
            "roles": [{"id": role, "label": role.replace("_", " ").capitalize()} for role in roles],
            "functions": [
                {"id": task, "label": task.capitalize(), "ours": bool(draw.random() < 0.2)}
                for task in tasks
            ],
            "holdings": holdings,
            "people": people,
            "handoffs": [
                {"from": giver, "to": taker} for giver, taker in pairs if draw.random() < 0.7
            ],
        }
    )


def _with_training(draw: np.random.Generator, sales: Sales) -> Sales:
    if "orders.employee_id" not in sales.given or draw.random() < 0.2:
        return sales
    n = int(draw.integers(1, 30))
    roles = draw.choice(["hunter", "account_manager"], n)
    table = pd.DataFrame(
        {
            "on": pd.Series(
                pd.Timestamp(sales.start) + pd.to_timedelta(draw.integers(-200, 900, n), "D")
            ).astype("datetime64[s]"),
            "cost": pd.array(draw.integers(10_000, 900_000, n), dtype="Int64"),
            "role": pd.array(roles, dtype="str"),
            "employee_id": pd.array([None] * n, dtype="str"),
            "topic": pd.array([None] * n, dtype="str"),
        }
    )
    given = {"training.on", "training.cost", "training.role"}
    return replace(sales, training=table, given=sales.given | given)


def tiny(folder):
    """Three clients, seven orders, nothing else."""
    file = folder / "orders.csv"
    rows = ("A,2023-01-10,100", "A,2023-02-20,200", "B,2023-03-01,300", "B,2023-06-01,500",
            "C,2023-04-01,120", "A,2023-05-20,200", "C,2023-05-21,90")  # fmt: skip
    file.write_text("client_id,ordered_on,amount\n" + "\n".join(rows) + "\n")
    company = kit.open(str(file))
    return company, kit.read(company)


def one_order_each(folder):
    """Deals instead of clients: nothing can be told of repeat business."""
    file = folder / "deals.csv"
    rows = (f"C{at},202{at % 4}-{at % 12 + 1:02}-10,{100 + at}" for at in range(200))
    file.write_text("client_id,ordered_on,amount\n" + "\n".join(rows) + "\n")
    company = kit.open(str(file))
    return company, kit.read(company)


FILES = (demo, logged, adventureworks, northwind, chapter, tiny, one_order_each)
COMPANIES = (*FILES, *map(simulated, range(WORLDS)))


@pytest.fixture(scope="module", params=COMPANIES, ids=lambda made: made.__name__)
def case(request, tmp_path_factory):
    return request.param(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def asked(case):
    return cache(lambda question: ASKED[question](*case))


def given(company: Company, sales: Sales | None) -> list[object]:
    """What the sentences may take from the data and the settings without a table."""
    return [] if sales is None else [sales.start, sales.as_of, lookback(company, sales)]


@pytest.mark.parametrize("question", READ_BACK)
def test_every_sentence_can_be_read_back(case, asked, question):
    company, sales = case
    finding = asked(question)
    without_notes = () if sales is None else sales.notes
    finding = replace(
        finding, caveats=tuple(text for text in finding.caveats if text not in without_notes)
    )
    assert misread(finding, given(company, sales)) == []


# a range, or some of all, is one figure
ONE_FIGURE = re.compile(
    r"[{](low(:percent)?|least)[}] to [{](high(:percent)?|most)[}]|[{](n|single|shared|fired)[}] "
    r"(\w+ )?of [{](n|clients)[}]|[{]single[}] of [{]clients[}]"
)


@pytest.mark.parametrize("question", READ_BACK)
def test_a_headline_is_short_and_has_one_figure_and_a_tag(asked, question):
    finding = asked(question)
    claim = finding.headline
    assert claim.basis in BASES
    names = table_texts(finding)
    for text in (claim.text, finding.next_step):
        for code in ("en", "ru"):
            written = Language(code)(text)
            for name in sorted(map(Language(code), names), key=len, reverse=True):
                written = written.replace(name, "…")  # a rule is one word, however long it is
            assert 0 < len(written.split()) <= LONGEST, written
    told = [figure for figure in figures(claim.text, names) if not isinstance(figure.value, str)]
    if len(told) > 1:
        assert len(told) == 2, str(claim.text)
        assert any(ONE_FIGURE.search(part) for part in _patterns(claim.text)), str(claim.text)
    if claim.basis == "inferred" and len(told) == 1 and finding.status == "cannot tell":
        raise AssertionError(f"a point leads where nothing can be told: {claim.text}")


def _patterns(text: Text) -> list[str]:
    """The sentence and those inside it, as they were put."""
    inner = [part for part in text.values.values() if isinstance(part, Text)]
    return [text.msgid, text.plural or "", *(each for part in inner for each in _patterns(part))]


@pytest.mark.parametrize("question", READ_BACK)
def test_a_headline_claims_nothing_that_is_not_answered(asked, question):
    finding = asked(question)
    if finding.status == "answered":
        return
    claims = (
        "Choose|They can|Handing over (pays|does)|After a handoff|A handoff makes|Within a year"
    )
    assert not re.match(claims, str(finding.headline.text))


@pytest.mark.parametrize("question", READ_BACK)
def test_command_results_and_lesson_show_the_same_headline_and_step(asked, question):
    finding = asked(question)
    for code in ("en", "ru"):
        language = Language(code)
        headline, step = language(finding.headline.text), language(finding.next_step)
        written = finding.to_dict(language)
        assert (written["headline"], written["next_step"]) == (headline, step)
        assert written["rests_on"] == finding.headline.basis
        shown = html.fromstring(finding.read(language).html()).text_content()
        assert " ".join(
            f"{headline} {language(BASES[finding.headline.basis])}".split()
        ) in " ".join(shown.split())
        assert step in shown


@pytest.mark.parametrize("question", ["carry", "pay", "decision"])
@pytest.mark.parametrize("code", ["en", "ru"])
def test_no_sentence_is_long(asked, question, code):
    finding, language = asked(question), Language(code)
    names = sorted(map(language, table_texts(finding)), key=len, reverse=True)
    for paragraph in finding.text:
        for text in texts_of(paragraph):
            written = language(text)
            for name in names:  # a rule is one word, however long it is
                written = written.replace(name, "…")
            for sentence in re.split(r"(?<=[.?!;:]) ", written):
                assert len(sentence.split()) <= LONGEST, sentence


def test_what_a_placeholder_carries_is_assumed_and_counts_are_known(asked):
    finding = asked("pay")
    bases = {
        claim.basis
        for paragraph in finding.text
        if not isinstance(paragraph, Text)
        for claim in paragraph
        for told in figures(claim.text, table_texts(finding))
        if told.value.place.column.startswith(("may_cost", "must_gain"))
    }
    if bases:
        assert bases == {"inferred" if finding.numbers["own_figures"] else "assumed"}
    counts = {"active", "held", "due", "clients"}
    for paragraph in asked("carry").text:
        for claim in () if isinstance(paragraph, Text) else paragraph:
            told = figures(claim.text, ())
            if any(place_of(figure.value).column in counts for figure in told):
                assert claim.basis == "known"


@pytest.mark.parametrize("question", ["effect", "carry", "pay", "decision", "design"])
def test_every_figure_is_the_one_that_its_sentence_names(asked, question):
    assert mistaken(asked(question)) == []


# --- planted faults: each has to be found ------------------------------------------------------


@pytest.fixture(scope="module", params=READ_BACK)
def told(request):
    # the demo itself has no time log
    company, sales = logged(None) if request.param == "specialisation" else the_demo()
    finding = ASKED[request.param](company, sales)
    return replace(finding, caveats=()), given(company, sales)


def _planted(text: Text, sentence: Text, name: str, value: object) -> Text:
    """The text with another value in one of the sentences inside it."""
    if text is sentence:
        return replace(text, values={**text.values, name: value})
    return replace(
        text,
        values={
            key: [_planted(one, sentence, name, value) if isinstance(one, Text) else one
                  for one in part] if isinstance(part, list)
            else _planted(part, sentence, name, value) if isinstance(part, Text) else part
            for key, part in text.values.items()
        },
    )  # fmt: skip


def test_a_wrong_number_anywhere_is_found(told):
    finding, known = told
    assert misread(finding, known) == []
    planted = 0
    lines = [text for paragraph in finding.text for text in texts_of(paragraph)]
    for at, text in enumerate(lines):
        for said in figures(text, table_texts(finding)):
            if not isinstance(said.value, (int, float)):
                continue
            wrong = type(said.value)(said.value + (1 if said.value >= 2 else 0.013))
            if wrong == said.value:
                wrong = type(said.value)(said.value + 1)
            if hasattr(said.value, "place"):
                wrong.place = said.value.place
            changed = _planted(text, said.sentence, said.name, wrong)
            texts = (*lines[:at], changed, *lines[at + 1 :])
            assert misread(replace(finding, text=texts), known), (str(changed), said.name)
            planted += 1
    assert planted > (1 if finding.name == "plan" else 3)  # a plan counts its lines, no more


def test_a_number_without_a_place_is_found(told):
    finding, known = told
    sentence = say("{n} clients are about to leave.", n=97)
    assert misread(replace(finding, text=(sentence,)), known)


def test_a_figure_of_another_row_is_found():
    company, sales = the_demo()
    finding = kit.backtest(company, sales)
    first, second = finding.text[-2:]
    other = next(said for said in figures(second, table_texts(finding)) if said.name == "fired")
    mine = next(said for said in figures(first, table_texts(finding)) if said.name == "fired")
    changed = _planted(first, mine.sentence, "fired", other.value)
    texts = (*finding.text[:-2], changed, second)
    assert any("not named" in fault for fault in misread(replace(finding, text=texts, caveats=())))


def test_a_share_that_is_not_written_as_one_is_found(told):
    finding, known = told
    for text in (text for paragraph in finding.text for text in texts_of(paragraph)):
        for said in figures(text, table_texts(finding)):
            if isinstance(said.value, float) and 0 < said.value < 1:
                sentence = say("It is {share} of all.", share=said.value)
                plain = replace(finding, text=(sentence,))
                assert misread(plain, known) or said.value.place.table == "numbers"
                return
    assert finding.name in ("roles", "drift", "specialisation", "plan"), "no share in any sentence"


# --- Russian ----------------------------------------------------------------------------------


def _spoken(finding: Finding) -> list[str]:
    language = Language("ru")
    return [language(text) for text in sentences(finding)]


@pytest.mark.parametrize(
    ("n", "form"),
    [(1, "клиента"), (2, "клиентов"), (5, "клиентов"), (21, "клиента"), (91, "клиента")],
)
def test_of_so_many_clients_in_russian(n, form):
    backtest = kit.backtest(*the_demo())
    reach = next(
        said.sentence
        for said in figures(backtest.text[-1], table_texts(backtest))
        if said.name == "fired"
    )
    assert f"из {n} {form}" in Language("ru")(replace(reach, values={**reach.values, "n": n}))
