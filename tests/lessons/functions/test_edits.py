"""Each edit of the functions, with the hours counted by hand."""

import pytest

from kit.company.model import Company, Function, Holding, Role
from kit.errors import KitError
from kit.lessons.functions import edits as edits

COMPANY = Company(
    roles=(Role(id="a", label="A"), Role(id="b", label="B")),
    functions=(
        Function(id="f", label="F", ours=True),
        Function(id="g", label="G"),
        Function(id="h", label="H"),
    ),
    holdings=(
        Holding(role="a", function="f", hours=7.25),
        Holding(role="a", function="g", level="helps"),
        Holding(role="b", function="g", level="helps", hours=4),
        Holding(role="b", function="h", hours=1.5),
    ),
)


def held(company):
    return [
        (holding.role, holding.function, holding.level, holding.hours)
        for holding in company.holdings
    ]


def labels(company):
    return [(function.id, function.label) for function in company.functions]


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("7.5", 7.5), ("7,5", 7.5), (" 12 ", 12), ("0", 0), ("", None), ("40.25", 40.25)],
)
def test_hours_as_people_type_them(typed, hours):
    assert edits.read_hours(typed) == hours


@pytest.mark.parametrize(
    "typed", ["1,000", "1.000", "-1", "lots", "1e3", "nan", "7:30", "7 5", "١"]
)
def test_hours_that_could_be_misread_are_refused(typed):
    with pytest.raises(KitError, match="cannot be read as hours"):
        edits.read_hours(typed)


def test_hold_changes_the_level_and_keeps_the_hours():
    company = edits.hold(COMPANY, "b", "g", "owner")
    assert ("b", "g", "owner", 4) in held(company)
    assert len(held(company)) == 4
    company = edits.hold(company, "b", "g", "none")
    assert len(held(company)) == 3
    # a new entry stands where a reader of the file looks for it
    assert held(edits.hold(COMPANY, "a", "h", "helps"))[2] == ("a", "h", "helps", None)
    with pytest.raises(KitError, match="no function z any more"):
        edits.hold(COMPANY, "a", "z", "owner")
    with pytest.raises(KitError, match="no role z any more"):
        edits.hold(COMPANY, "z", "f", "owner")


def test_hours_belong_to_a_function_that_is_held():
    assert held(edits.state_hours(COMPANY, "a", "g", 2))[1] == ("a", "g", "helps", 2)
    assert held(edits.state_hours(COMPANY, "a", "f", None))[0] == ("a", "f", "owner", None)
    assert edits.state_hours(COMPANY, "a", "h", None) is COMPANY
    with pytest.raises(KitError, match="A does not have “H”"):
        edits.state_hours(COMPANY, "a", "h", 2)


def test_add_rename_remove():
    company = edits.add_function(COMPANY, "Debt collection")
    assert labels(company)[-1] == ("debt_collection", "Debt collection")
    assert edits.add_function(COMPANY, "Сбор долгов").functions[-1].id == "function_1"
    renamed = edits.rename_function(COMPANY, "f", "First")
    assert (renamed.functions[0].label, renamed.functions[0].ours) == ("First", False)
    assert edits.rename_function(COMPANY, "f", "F").functions[0].ours  # nothing was decided
    removed = edits.remove_function(COMPANY, "g")
    assert labels(removed) == [("f", "F"), ("h", "H")]
    assert [holding[:2] for holding in held(removed)] == [("a", "f"), ("b", "h")]
    with pytest.raises(KitError, match="there already"):
        edits.add_function(COMPANY, "g")


def test_splitting_keeps_the_sum_of_the_hours():
    company = edits.split_function(COMPANY, "f", "F early", "F late")
    assert labels(company)[:2] == [("f", "F early"), ("f_late", "F late")]
    assert not company.functions[0].ours
    halves = [holding[3] for holding in held(company) if holding[1] in ("f", "f_late")]
    assert halves == [3.62, 3.63]
    split = edits.split_function(COMPANY, "g", "G", "G2")
    assert ("a", "g2", "helps", None) in held(split)
    assert ("b", "g", "helps", 2) in held(split)
    with pytest.raises(KitError, match="there already"):
        edits.split_function(COMPANY, "f", "New", "new")
    with pytest.raises(KitError, match="name is missing"):
        edits.split_function(COMPANY, "f", "New", " ")


def test_merging_adds_hours_and_an_owner_wins():
    company = edits.merge_functions(COMPANY, "g", "h", "G and H")
    assert labels(company) == [("f", "F"), ("g", "G and H")]
    assert held(company) == [
        ("a", "f", "owner", 7.25),
        ("a", "g", "helps", None),
        ("b", "g", "owner", 5.5),
    ]
    # the name of either may stay
    assert labels(edits.merge_functions(COMPANY, "f", "g", "G"))[0] == ("f", "G")
    with pytest.raises(KitError, match="two different"):
        edits.merge_functions(COMPANY, "f", "f", "F")
    with pytest.raises(KitError, match="there already"):
        edits.merge_functions(COMPANY, "f", "g", "H")


def test_split_and_merge_again_is_where_one_began():
    split = edits.split_function(COMPANY, "h", "H", "H2")
    merged = edits.merge_functions(split, "h", "h2", "H")
    assert labels(merged) == labels(COMPANY)
    assert held(merged) == held(COMPANY)
