"""The text of company.yaml: it holds everything, and people can read it."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.company.model import (
    Agreement,
    Assumption,
    Company,
    Criterion,
    DataSource,
    Decision,
    Expectations,
    Function,
    Handoff,
    Holding,
    Person,
    Role,
    Settings,
)
from kit.company.reading import company_in
from kit.company.writing import written

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
            seed=draw(st.integers(0, 2**32 - 1)),
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
        expectations=Expectations(
            winner=draw(st.none() | words),
            sure=draw(st.sampled_from([None, 50, 70, 90])),
            results=draw(st.sampled_from([None, "written", "without_guessing"])),
            guesses=draw(st.dictionaries(words, st.floats(-1, 10), max_size=2)),
            figures=draw(st.dictionaries(words, st.none() | st.floats(0, 1), max_size=2)),
        ),
        decision=Decision(because=draw(words), record=draw(words)),
        agreements=tuple(
            Agreement(id=id, what=draw(labels), who=draw(words), by=draw(st.none() | st.dates()))
            for id in draw(st.lists(ids, max_size=2, unique=True))
        ),
    )


@settings(max_examples=60)
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
        expectations=Expectations(winner="keep", sure=70, guesses={"peak": -0.2}),
        decision=Decision(because="They know us by then."),
    )
    text = written(company, b"# ours\n")
    assert text == (
        "# ours\n"
        "kit: 4\n"
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
        "expectations:\n"
        "  winner: keep\n"
        "  sure: 70\n"
        "  guesses:\n"
        "    peak: -0.2\n"
        "decision:\n"
        "  because: They know us by then.\n"
    )
    assert yaml.safe_load(text)["people"] == [{"id": "017", "name": "no", "roles": ["hunter"]}]


def test_a_company_of_which_nothing_is_known_says_what_the_file_is_for():
    lines = written(Company()).splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "kit: 4", "settings:", "  language: en",
    ]  # fmt: skip
    assert lines[0].startswith("# What this company has decided")


# --- people's own words in the file --------------------------------------------------------------

COMMENTED = """\
# Agreed on 3 May
# with Anna

kit: 4   # the format
settings: {language: en, lookback: 90}  # a quarter
name: "Our firm"  # as in the register
# the jobs, as of May
roles:  # three of them
  # first those who win clients
  - id: hunter
    label: Hunter   # Охотник
  # then those who keep them
  - {id: am, label: Keeper}  # two people

  - id: spec
    label: |-
      # no comment
      but two lines
  # others come later
# what they do
functions:
  - id: sale  # the first
    label: Sale
    ours: false
# who passes clients on
handoffs:
  - from: hunter  # all four
    to: am
    triggers: [deal 2,
      contract]   # to be tried
    # and what else?
  - from: am
    to: spec
# the end
"""
COMMENTS = [line[line.index("#") :] for line in COMMENTED.splitlines() if "#" in line]
COMMENTS.remove("# no comment")


def changed(text: str, change) -> str:
    company = company_in(text.encode(), Path())
    now = change(company)
    after = written(now, text.encode())
    assert company_in(after.encode(), Path()).model_dump() == now.model_dump()
    assert written(now, after.encode()) == after
    return after


def comments(text: str) -> list[str]:
    found = [line[line.index("#") :] for line in text.splitlines() if "#" in line]
    return [line for line in found if line != "# no comment"]


def line_after(text: str, comment: str) -> str:
    lines = text.splitlines()
    return lines[next(at for at, line in enumerate(lines) if comment in line) + 1].strip()


def test_comments_order_and_wording_stay_where_nothing_changed():
    after = changed(COMMENTED, lambda company: company)
    assert after == COMMENTED.replace("[deal 2,\n      contract]", "[deal 2, contract]")


def test_comments_stay_where_they_were_when_a_role_is_added():
    role = Role(id="tele", label="Telemarketer")
    after = changed(COMMENTED, lambda one: one.model_copy(update={"roles": (*one.roles, role)}))
    assert comments(after) == COMMENTS
    assert "  - id: tele\n    label: Telemarketer\n  # others come later\n# what they do\n" in after
    assert [line for line in after.splitlines() if line not in COMMENTED.splitlines()] == [
        *("  - id: tele", "    label: Telemarketer"),
        "    triggers: [deal 2, contract]   # to be tried",
    ]


def test_comments_stay_beside_what_gets_another_name():
    def rename(company):
        hunter, *others = company.roles
        renamed = hunter.model_copy(update={"label": "Opener"})
        return company.model_copy(update={"roles": (renamed, *others), "name": "Ромашка"})

    after = changed(COMMENTED, rename)
    assert comments(after) == COMMENTS
    assert "    label: Opener   # Охотник\n" in after
    assert "name: Ромашка  # as in the register\n" in after


def test_comments_stay_when_a_rule_is_decided_on():
    def decide(company):
        first, *others = company.handoffs
        decided = first.model_copy(update={"chosen": "deal 2"})
        decision = Decision(because="They know us by then.")
        return company.model_copy(update={"handoffs": (decided, *others), "decision": decision})

    after = changed(COMMENTED, decide)
    assert comments(after) == COMMENTS
    assert "contract]   # to be tried\n    chosen: deal 2\n    # and what else?\n" in after
    assert after.endswith("decision:\n  because: They know us by then.\n# the end\n")


def test_what_stood_beside_an_entry_goes_with_it_and_what_stood_above_stays():
    def without_the_keeper(company):
        roles = tuple(role for role in company.roles if role.id != "am")
        return company.model_copy(update={"roles": roles, "handoffs": ()})

    after = changed(COMMENTED, without_the_keeper)
    gone = ["# two people", "# all four", "# to be tried"]
    assert comments(after) == [comment for comment in COMMENTS if comment not in gone]
    assert line_after(after, "# then those who keep them") == ""
    assert line_after(after, "# what they do") == "functions:"


@settings(max_examples=40)
@given(companies(), companies(), st.data())
def test_whatever_changes_everything_comes_back_and_no_comment_above_an_entry_is_lost(
    company, before, data
):
    lines, number = [], 0
    for line in written(before).splitlines(keepends=True):
        if line[0].isalpha() and data.draw(st.booleans()):
            lines.append(f"# note {number}\n")
            number += 1
        lines.append(line)
    text = written(company, "".join(lines).encode())
    assert company_in(text.encode(), Path()).model_dump() == company.model_dump()
    assert [f"# note {at}" in text for at in range(number)] == [True] * number


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # no line end at the end, a note in an empty list, notes within brackets
        ("name: A\npeople: # nobody\n  # nobody yet\n# end",
         "people: # nobody\n  # nobody yet\n# end\n"),
        ("roles:\n- {id: a, # first\n   # own\n   label: B} # last\nname: A\n",
         "roles:\n  # own\n  - {id: a, label: B} # first # last\n"),
        # a note below a text of several lines may not become a part of it
        ("name: A\nroles:\n    - id: a\n      label: >-\n        long\n        name\n      # note\n"
         "    - {id: b, label: B}\n", "    label: >-\n      long name\n    # note\n  - {id: b"),
        ("# on top\r\nname: A # beside\r\n# above\r\nroles: []\r\n",
         "# on top\nkit: 4\nname: B # beside\nsettings:\n  language: en\n# above\nroles: []\n"),
        ("--- # mark\nname: A\n...\n# after\n", "name: B\nsettings:\n  language: en\n# after\n"),
    ],
)  # fmt: skip
def test_notes_in_out_of_the_way_places(before, after):
    text = changed(before, lambda company: company.model_copy(update={"name": "B"}))
    assert after in text


def test_the_note_that_former_files_begin_with_says_what_holds_now():
    former = (Path(__file__).parent / "former" / "map_of_roles.yaml").read_text(encoding="utf-8")
    assert "further down they go when a panel saves" in former
    lines = changed(former, lambda company: company).splitlines()
    assert lines[1] == "# Your comments stay where they are when a panel saves."
    russian = former.replace(
        "Notes above the first entry stay; further down they go when a panel saves.",
        "Примечания над первой записью сохраняются; те, что ниже, пропадут, "
        "когда панель сохранит файл.",
    )
    company = company_in(russian.encode(), Path())
    settings = company.settings.model_copy(update={"language": "ru"})
    lines = written(company.model_copy(update={"settings": settings}), russian.encode())
    assert lines.splitlines()[1].startswith("# Ваши примечания остаются на своих местах")
