"""The text of company.yaml: it holds everything, and people can read it."""

from datetime import date
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.company.model import (
    Assumption,
    Company,
    Criterion,
    DataSource,
    Function,
    Handoff,
    Holding,
    Person,
    Role,
    Settings,
)
from kit.company.notation import written
from kit.company.reading import company_in

ids = st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    st.sampled_from("a Я\n\r\t\x85\u2028:#-'\"\\{[|>&*!%@`,?\0\ufeff\U0001f600"), max_size=12
)
labels = words.filter(lambda text: text.strip()).map(str.strip)
hours = st.none() | st.floats(0, 1e6, allow_nan=False)


@st.composite
def companies(draw):
    roles = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    functions = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    pairs = st.tuples(st.sampled_from(roles), st.sampled_from(functions))
    some = st.lists(st.sampled_from(roles), max_size=2).map(tuple)
    place = st.none() | st.tuples(*[st.floats(-1e9, 1e9, allow_nan=False)] * 2)
    rules = st.lists(words, max_size=2).map(tuple)
    weights = tuple(draw(st.lists(st.floats(0, 100), max_size=2)))
    return Company(
        name=draw(words),
        settings=Settings(
            language=draw(st.sampled_from(["en", "ru"])),
            as_of=draw(st.none() | st.dates()),
            triggers=draw(st.none() | rules),
            seed=draw(st.integers()),
        ),
        data=DataSource(map=draw(st.dictionaries(words, words, max_size=2))),
        roles=tuple(Role(id=one, label=draw(labels), place=draw(place)) for one in roles),
        functions=tuple(
            Function(id=one, label=draw(labels), ours=draw(st.booleans())) for one in functions
        ),
        holdings=tuple(
            Holding(
                role=role,
                function=function,
                level=draw(st.sampled_from(["owner", "helps"])),
                hours=draw(hours),
            )
            for role, function in draw(st.lists(pairs, max_size=3, unique=True))
        ),
        people=tuple(
            Person(id=one, name=draw(words), roles=draw(some))
            for one in draw(st.lists(labels, max_size=2, unique=True))
        ),
        handoffs=tuple(
            Handoff(
                from_role=draw(st.sampled_from(roles)),
                to_role=draw(st.sampled_from(roles)),
                condition=draw(words),
                triggers=draw(rules),
                partial=draw(st.booleans()),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        criteria=tuple(
            Criterion(
                id=one,
                label=draw(labels),
                weights=weights,
                scores=draw(st.dictionaries(words, st.floats(0, 100), max_size=2)),
            )
            for one in draw(st.lists(ids, max_size=2, unique=True))
        ),
        answers=draw(st.dictionaries(words, words, max_size=2)),
    )


@settings(max_examples=60, deadline=None)
@given(companies())
def test_everything_comes_back_from_the_text(company):
    text = written(company)
    again = company_in(text.encode(), Path())
    assert again.model_dump() == company.model_dump()
    assert written(again) == text


def test_it_reads_as_a_person_would_write_it():
    company = Company(
        name="Ромашка",
        settings=Settings(language="ru", as_of=date(2026, 3, 31)),
        roles=(Role(id="hunter", label="Охотник", place=(100, 12.5)),),
        functions=(Function(id="sale", label="Да", ours=True),),
        holdings=(Holding(role="hunter", function="sale", hours=12.0),),
        people=(Person(id="017", name="no", roles=("hunter",)),),
        assumptions=(Assumption(id="a", label="b", low=0, likely=1.5, high=2, unit="%"),),
        criteria=(
            Criterion(id="client_view", label="c", weights=(80, 20.5), scores={"deal 2": 60}),
        ),
        answers={"01.1": "2"},
    )
    text = written(company, notes="# ours\n")
    assert text == (
        "# ours\n"
        "kit: 1\n"
        "name: Ромашка\n"
        "settings:\n"
        "  language: ru\n"
        "  as_of: 2026-03-31\n"
        "roles:\n"
        "  - id: hunter\n"
        "    label: Охотник\n"
        "    place: [100, 12.5]\n"
        "functions:\n"
        "  - id: sale\n"
        "    label: Да\n"
        "    ours: true\n"
        "holdings:\n"
        "  - {role: hunter, function: sale, level: owner, hours: 12}\n"
        "people:\n"
        "  - id: '017'\n"
        "    name: 'no'\n"
        "    roles: [hunter]\n"
        "assumptions:\n"
        "  - id: a\n"
        "    label: b\n"
        "    low: 0\n"
        "    likely: 1.5\n"
        "    high: 2\n"
        "    unit: '%'\n"
        "criteria:\n"
        "  - id: client_view\n"
        "    label: c\n"
        "    weights: [80, 20.5]\n"
        "    scores: {deal 2: 60}\n"
        "answers:\n"
        "  '01.1': '2'\n"
    )
    assert yaml.safe_load(text)["people"] == [{"id": "017", "name": "no", "roles": ["hunter"]}]


def test_a_company_of_which_nothing_is_known_says_what_the_file_is_for():
    lines = written(Company()).splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "kit: 1", "settings:", "  language: en",
    ]  # fmt: skip
    assert lines[0].startswith("# What this company has decided")
