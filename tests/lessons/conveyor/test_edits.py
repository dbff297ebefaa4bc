"""Each edit of the conveyor, on companies small enough to be checked by eye."""

import math

import pytest

from kit.company.model import Company, Function, Handoff, Holding, Person, Role
from kit.errors import KitError
from kit.lessons.conveyor import edits as edits
from kit.lessons.widgets.names import clean_label, new_id

COMPANY = Company(
    roles=(Role(id="a", label="A"), Role(id="b", label="B"), Role(id="c", label="C")),
    functions=(Function(id="sale", label="Sale"),),
    holdings=(Holding(role="a", function="sale"), Holding(role="b", function="sale", hours=3)),
    people=(Person(id="1", roles=("a", "b")), Person(id="2", roles=("c",))),
    handoffs=(
        Handoff(from_role="a", to_role="b", condition="now", triggers=("deal 2", "contract")),
        Handoff(from_role="b", to_role="c", chosen="deal 1", triggers=("deal 1",), partial=True),
    ),
)


def arrows(company):
    return [(handoff.from_role, handoff.to_role) for handoff in company.handoffs]


def test_boxes_without_a_place_stand_in_columns_along_the_arrows():
    places = edits.place_roles(COMPANY)
    assert places == {"a": (75, 38), "b": (315, 38), "c": (555, 38)}


def test_two_receivers_stand_below_each_other_and_a_circle_ends():
    company = COMPANY.model_copy(
        update={
            "handoffs": tuple(
                Handoff(from_role=x, to_role=y) for x, y in ("ab", "ac", "bc", "ca", "aa")
            )
        }
    )
    places = edits.place_roles(company)
    assert len(set(places.values())) == 3
    fork = COMPANY.model_copy(
        update={"handoffs": tuple(Handoff(from_role="a", to_role=y) for y in "bc")}
    )
    assert edits.place_roles(fork) == {"a": (75, 38), "b": (315, 38), "c": (315, 138)}


def test_a_box_that_was_put_somewhere_stays_and_others_keep_clear():
    company = COMPANY.model_copy(
        update={"roles": (*COMPANY.roles[:2], Role(id="c", label="C", place=(320, 40)))}
    )
    places = edits.place_roles(company)
    assert places["c"] == (320, 40)
    assert places["b"] == (315, 138)


def test_add_a_known_role_and_an_own_one():
    company = edits.add_role(COMPANY, "  Our   hunters ", "hunter")
    assert (company.roles[-1].id, company.roles[-1].label) == ("hunter", "Our hunters")
    assert company.roles[-1].place is not None
    # a role of the company's own is never taken for a known one because of its name
    assert edits.add_role(COMPANY, "Account manager").roles[-1].id == "account_manager_1"
    assert edits.add_role(COMPANY, "Клиентский сервис").roles[-1].id == "role_1"
    with pytest.raises(KitError, match="second time"):
        edits.add_role(company, "More hunters", "hunter")


@pytest.mark.parametrize(
    ("label", "problem"), [("  ", "missing"), ("a", "there already"), ("x" * 81, "too long")]
)
def test_names_that_cannot_be(label, problem):
    with pytest.raises(KitError, match=problem):
        edits.add_role(COMPANY, label)


def test_rename():
    company = edits.rename_role(COMPANY, "a", "Хантер")
    assert [(role.id, role.label) for role in company.roles] == [
        ("a", "Хантер"),
        ("b", "B"),
        ("c", "C"),
    ]
    assert edits.rename_role(COMPANY, "a", "a").roles[0].label == "a"  # only another case
    with pytest.raises(KitError, match="there already"):
        edits.rename_role(COMPANY, "a", "b")
    with pytest.raises(KitError, match="no role z any more"):
        edits.rename_role(COMPANY, "z", "Z")


def test_a_moved_box_leaves_the_others_where_they_are_seen():
    company = edits.move_role(COMPANY, "b", 401.4, 222.6)
    assert [role.place for role in company.roles] == [(75, 38), (401, 223), (555, 38)]
    assert edits.place_roles(company)["a"] == (75, 38)


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [(-50, -1e9, (75, 38)), (1e9, 100, (4000, 100)), (math.nan, math.inf, (75, 38))],
)
def test_a_box_stays_on_the_map(x, y, place):
    assert edits.move_role(COMPANY, "a", x, y).roles[0].place == place


def test_deleting_a_role_takes_all_that_hangs_on_it():
    company = edits.remove_role(COMPANY, "b")
    assert [role.id for role in company.roles] == ["a", "c"]
    assert arrows(company) == []
    assert [holding.role for holding in company.holdings] == ["a"]
    assert [person.roles for person in company.people] == [("a",), ("c",)]
    Company.model_validate(company.model_dump())
    assert len(COMPANY.roles) == 3


def test_connect():
    assert arrows(edits.connect(COMPANY, "c", "a")) == [("a", "b"), ("b", "c"), ("c", "a")]
    assert arrows(edits.connect(COMPANY, "b", "a"))[-1] == ("b", "a")  # the way back is another
    with pytest.raises(KitError, match="already an arrow from A to B"):
        edits.connect(COMPANY, "a", "b")
    with pytest.raises(KitError, match="Choose a second role"):
        edits.connect(COMPANY, "a", "a")
    with pytest.raises(KitError, match="no role z"):
        edits.connect(COMPANY, "a", "z")


def test_describe_changes_only_what_is_given():
    company = edits.describe_handoff(COMPANY, 0, ["a", "b"], condition=" the  contract\nis signed ")
    assert company.handoffs[0].condition == "the contract is signed"
    assert company.handoffs[0].triggers == ("deal 2", "contract")
    company = edits.describe_handoff(company, 0, ["a", "b"], partial=True, chosen="DEAL 2")
    assert (company.handoffs[0].partial, company.handoffs[0].chosen) == (True, "deal 2")
    assert company.handoffs[0].condition == "the contract is signed"
    assert company.handoffs[1] == COMPANY.handoffs[1]
    assert edits.describe_handoff(company, 0, ["a", "b"], chosen="").handoffs[0].chosen is None


def test_a_decision_is_not_lost_by_the_way():
    with pytest.raises(KitError, match="“contract” is decided on"):
        edits.describe_handoff(COMPANY, 1, ["b", "c"], chosen="contract")
    again = edits.describe_handoff(COMPANY, 1, ["b", "c"], chosen="deal 1")
    assert again.handoffs[1].chosen == "deal 1"


def test_an_arrow_that_is_no_longer_there_is_not_mistaken_for_another():
    assert arrows(edits.remove_handoff(COMPANY, 0, ["a", "b"])) == [("b", "c")]
    for n, ends in ((0, ["b", "c"]), (2, ["a", "b"]), (-1, ["b", "c"])):
        with pytest.raises(KitError, match="not there any more"):
            edits.remove_handoff(COMPANY, n, ends)


@pytest.mark.parametrize(
    ("label", "taken", "made"),
    [
        ("Key accounts", [], "key_accounts"),
        ("Key accounts", ["key_accounts"], "key_accounts_1"),
        ("Key accounts", ["key_accounts", "key_accounts_1"], "key_accounts_2"),
        ("Büro & Café", [], "buro_cafe"),
        ("Отдел B2B", [], "role_1"),
        ("Хантер", ["role_1"], "role_2"),
        ("!!!", [], "role_1"),
    ],
)
def test_ids(label, taken, made):
    assert new_id(label, "role", taken) == made


def test_labels_are_cleaned():
    assert clean_label(" two\n words ", []) == "two words"
