"""The count of functions, by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest

import kit
from kit.company.model import Company
from kit.company.store import new
from kit.questions.functions.granularity import Count, cuts, leader
from kit.questions.functions.question import functions, principle

HUNTER = ("meet", "sell", "offer")
MANAGER = ("offer", "repeat", "dossier", "loyalty")


def company(**parts) -> Company:
    """Two roles that share one function of six; `parts` replace or add to it."""
    names = dict.fromkeys((*HUNTER, *MANAGER))
    made = {
        "roles": [
            {"id": "hunter", "label": "Opener"},
            {"id": "account_manager", "label": "Keeper"},
            {"id": "director", "label": "Director"},
        ],
        "functions": [{"id": one, "label": one.capitalize()} for one in names],
        "holdings": [{"role": "hunter", "function": one} for one in HUNTER]
        + [{"role": "account_manager", "function": one} for one in MANAGER],
    }
    return Company.model_validate(made | parts)


def hours(hunter, manager) -> list[dict]:
    return [
        {"role": role, "function": function, "hours": given}
        for role, all_ in (("hunter", hunter), ("account_manager", manager))
        for function, given in all_.items()
    ]


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    return new(tmp_path_factory.mktemp("chapter") / "company", "chapter")


def test_the_chapter_gives_two_to_five(chapter):
    finding = functions(chapter, None)
    assert finding.status == "answered"
    numbers = finding.numbers
    assert (numbers["hunter"], numbers["account_manager"], numbers["shared"]) == (6, 9, 4)
    assert (numbers["unique_hunter"], numbers["unique_account_manager"]) == (2, 5)
    assert (numbers["ratio"], numbers["union"]) == ("2 : 5", 11)
    assert numbers["jaccard"] == 4 / 11
    assert "the ratio is 2\xa0:\xa05" in finding.read().prose
    assert "how finely you list the functions" in finding.read().prose
    assert any("4 functions are only our examples" in one for one in finding.read().caveats)
    json.dumps(finding.to_dict(), allow_nan=False)


def test_the_chapter_under_every_other_cut(chapter):
    numbers = functions(chapter, None).numbers
    # one of the hunter's two taken into the other or into a shared one; one of them cut in two
    assert (numbers["ratio_low"], numbers["ratio_high"]) == ("1 : 5", "3 : 5")
    # a shared one falls apart into one of each; a shared one cut into two shared ones
    assert (numbers["jaccard_low"], numbers["jaccard_high"]) == (3 / 12, 5 / 12)
    assert (numbers["leader"], numbers["leader_survives"]) == ("account_manager", True)


def test_cuts_are_all_merges_and_splits_done_one_by_one():
    first, second = {"a", "b", "s", "t"}, {"x", "s", "t"}
    expected: dict[tuple[int, int, int], int] = {}

    def count(a, b):
        key = (len(a - b), len(b - a), len(a & b))
        expected[key] = expected.get(key, 0) + 1

    for one, other in combinations(sorted(first | second), 2):
        if not any({one, other} <= role for role in (first, second)):
            continue
        merged = [{"m" if f in (one, other) else f for f in role} for role in (first, second)]
        count(*merged)
    for one in sorted(first | second):
        holders = [role for role in (first, second) if one in role]
        ways = [(("1", "2"), ("1", "2"))]
        if len(holders) == 2:
            ways += [(("1",), ("2",)), (("1", "2"), ("1",)), (("1",), ("1", "2"))]
        for parts in ways:
            count(
                *(
                    (role - {one}) | {one + p for p in part} if one in role else role
                    for role, part in zip((first, second), parts, strict=True)
                )
            )
    got: dict[tuple[int, int, int], int] = {}
    for cut in cuts(Count(2, 1, 2)):
        key = (cut.count.first, cut.count.second, cut.count.both)
        got[key] = got.get(key, 0) + cut.ways
    assert got == expected


def test_a_lead_of_one_does_not_survive():
    finding = functions(company(), None)
    assert finding.numbers["ratio"] == "2 : 3"
    # cutting one of the hunter's makes it 3 : 3
    assert not finding.numbers["leader_survives"]
    assert "One merge or split, and that is gone" in finding.read().prose


def test_equal_counts_have_no_leader():
    assert leader(Count(2, 2, 5)) == 0
    holdings = hours({"meet": 1, "sell": 1}, {"repeat": 1, "dossier": 1})
    finding = functions(company(holdings=holdings), None)
    assert finding.numbers["leader"] is None
    assert "Neither role has more functions of its own" in finding.read().prose


def test_everything_shared():
    finding = functions(company(holdings=hours({"offer": 1}, {"offer": 1})), None)
    assert finding.numbers["jaccard"] == 1.0
    assert finding.numbers["ratio"] == "0 : 0"
    assert finding.numbers["ratio_high"] == "1 : 0"


def test_help_counts_as_carried_and_owning_alone_is_told():
    helps = [{"role": "hunter", "function": "repeat", "level": "helps"}]
    given = company()
    finding = functions(company(holdings=[*given.holdings, *helps]), None)
    assert (finding.numbers["ratio"], finding.numbers["ratio_owned"]) == ("2 : 2", "2 : 3")
    assert any(
        "owned functions alone, the ratio is 2\xa0:\xa03" in one for one in finding.read().caveats
    )


def test_shared_hours_by_hand():
    holdings = hours(
        {"meet": 6, "sell": 8, "offer": 2}, {"offer": 4, "repeat": 10, "dossier": 5, "loyalty": 5}
    )
    finding = functions(company(holdings=holdings), None)
    numbers = finding.numbers
    # both carry the offer: 2 of the hunter's 16 hours, 4 of the account manager's 24
    assert (numbers["hours_shared"], numbers["hours"]) == (6, 40)
    assert numbers["hours_shared_share"] == pytest.approx(6 / 40)
    assert numbers["hunter_hours_shared_share"] == pytest.approx(2 / 16)
    assert numbers["account_manager_hours_shared_share"] == pytest.approx(4 / 24)
    assert "6 of the 40 hours" in finding.read().prose


@pytest.mark.parametrize(
    ("first", "second", "expected", "told"),
    [
        ({"a": 1.0}, {"a": None}, (None, None), "could be told"),
        ({"a": 0.0}, {"a": 0.0}, (0.0, None), "no shared load"),
        ({"a": 0.0}, {"a": 4.0}, (4.0, 1.0), "no shared load"),
        ({"a": 5.0}, {"a": 5.0}, (10.0, 1.0), "10 of the 10 hours"),
        ({"a": 5.0}, {"b": 5.0}, (0.0, 0.0), "0 of the 10 hours"),
    ],
)
def test_shared_hours_at_their_edges(first, second, expected, told):
    names = [{"id": one, "label": one} for one in "ab"]
    holdings = [
        {key: value for key, value in holding.items() if value is not None}
        for holding in hours(first, second)
    ]
    finding = functions(company(functions=names, holdings=holdings), None)
    numbers = finding.numbers
    assert (numbers["hours_shared"], numbers["hours_shared_share"]) == expected
    assert told in finding.read().prose


def test_hours_that_do_not_add_up_are_told_and_not_rescaled():
    given = company(
        holdings=hours({"meet": 30, "sell": 10}, {"repeat": 60, "dossier": 40}),
        people=[
            {"id": "1", "roles": ["hunter"], "hours_per_week": 40},
            {"id": "2", "roles": ["account_manager"], "hours_per_week": 40},
            {"id": "3", "roles": ["account_manager"], "hours_per_week": 40},
        ],
    )
    finding = functions(given, None)
    rows = finding.details["hours"]
    assert list(rows["roles"]) == [("Opener",), ("Keeper",), ("Director",)]
    assert list(rows["difference"])[:2] == [0, 20]
    assert finding.numbers["hours_not_adding_up"] == 1
    assert (
        "Check the hours of “Keeper”: functions take 100 a week, and their people have 80"
        in finding.read().prose
    )
    assert finding.table.set_index("function").loc["repeat", "account_manager_hours"] == 60


def test_roles_that_share_a_person_are_summed():
    given = company(
        holdings=hours({"meet": 30}, {"repeat": 50}),
        people=[
            {"id": "1", "roles": ["hunter", "account_manager"], "hours_per_week": 40},
            {"id": "2", "roles": ["account_manager"], "hours_per_week": 40},
        ],
    )
    rows = functions(given, None).details["hours"]
    assert list(rows["roles"]) == [("Opener", "Keeper"), ("Director",)]
    assert rows.loc[0, "difference"] == 0


def test_hours_of_people_who_left_do_not_count(make_sales):
    sales = make_sales([("A", 0, 100)], as_of=100)
    employees = pd.DataFrame(
        {
            "employee_id": ["1", "2"],
            "hours_per_week": [40.0, 20.0],
            "left_on": pd.to_datetime(["2020-02-01", None]).astype("datetime64[s]"),
        }
    )
    given = {"employees.left_on", "employees.hours_per_week"}
    sales = replace(sales, employees=employees, given=sales.given | given)
    people = [{"id": "1", "roles": ["hunter"]}, {"id": "2", "roles": ["hunter"]}]
    finding = functions(company(holdings=hours({"meet": 20}, {}), people=people), sales)
    assert finding.details["hours"].loc[0, "hours_worked"] == 20


@pytest.mark.parametrize(("left_on", "worked"), [("2020-04-10", 20), ("2020-04-11", 60)])
def test_who_left_on_the_last_day_of_the_data_is_gone(make_sales, left_on, worked):
    sales = make_sales([("A", 0, 100)], as_of=100)  # 2020-04-10
    employees = pd.DataFrame(
        {
            "employee_id": ["1", "2"],
            "hours_per_week": [40.0, 20.0],
            "left_on": pd.to_datetime([left_on, None]).astype("datetime64[s]"),
        }
    )
    given = {"employees.left_on", "employees.hours_per_week"}
    sales = replace(sales, employees=employees, given=sales.given | given)
    people = [{"id": "1", "roles": ["hunter"]}, {"id": "2", "roles": ["hunter"]}]
    finding = functions(company(holdings=hours({"meet": 20}, {}), people=people), sales)
    assert finding.details["hours"].loc[0, "hours_worked"] == worked


def test_the_principle_is_the_chapters():
    assert sorted(principle().values()).count("hunter") == 2
    assert sorted(principle().values()).count("account_manager") == 5


def test_what_the_principle_would_move(chapter):
    repeat = {"role": "hunter", "function": "repeat_sales", "hours": 6}
    people = [
        {"id": "1", "roles": ["hunter"]},
        {"id": "2", "roles": ["hunter", "account_manager"]},
        {"id": "3", "roles": ["account_manager"]},
    ]
    entries = chapter.model_dump(by_alias=True)
    entries["holdings"] = [*entries["holdings"], repeat]
    entries["people"] = people
    finding = functions(Company.model_validate(entries), None)
    moves = finding.details["moves"].set_index("function")
    row = moves.loc["repeat_sales"]
    assert (row["from_role"], row["to_role"], row["hours"]) == ("hunter", "account_manager", 6)
    assert row["people"] == 2
    assert (finding.numbers["moves"], finding.numbers["undecided"]) == (1, 4)
    persons = finding.details["people"].set_index("person")
    assert list(persons["functions"]) == [7, 11, 9]
    assert list(persons["doing_both"]) == [False, True, False]
    assert "1 person does the work of both: 2" in finding.read().prose


def test_roles_without_functions_need_data():
    finding = functions(company(holdings=[]), None)
    assert finding.status == "needs data"
    assert (finding.numbers["hunter"], finding.numbers["jaccard"]) == (0, None)
    assert "“Opener” and “Keeper”" in finding.read().needs[0]


def test_a_company_without_the_two_roles_is_told_which_are_missing():
    finding = functions(Company(), None)
    assert finding.status == "needs data"
    assert "hunter and account manager" in finding.read().needs[0]
    json.dumps(finding.to_dict(), allow_nan=False)


def test_the_demo_in_both_languages():
    for language, ratio in (("en", "the ratio is 2\xa0:\xa05"), ("ru", "2\xa0:\xa05")):
        opened = kit.open("demo", language=language)
        finding = functions(opened, kit.read(opened))
        assert ratio in finding.read().prose
        # the hunter's 72 and the account manager's 88 of 160 each
        assert (finding.numbers["hours_shared"], finding.numbers["hours"]) == (160, 320)
        assert finding.numbers["hours_shared_share"] == 0.5
        assert finding.numbers["hours_not_adding_up"] == 0
