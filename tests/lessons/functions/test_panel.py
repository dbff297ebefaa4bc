"""The function matrix as the browser talks to it, and the counts under it."""

import pytest

from kit.company import store
from kit.lessons.functions.panel import FunctionMatrix, functions_panel


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "chapter")


@pytest.fixture
def matrix(company, monkeypatch):
    sent = []
    monkeypatch.setattr(FunctionMatrix, "send", lambda self, content: sent.append(content))
    status, matrix = functions_panel(company).children
    matrix.status, matrix.folder = status, company.folder

    def do(act, **content):
        matrix._heard(None, {"act": act, "ticket": "t1", **content}, [])
        return sent[-1]

    matrix.do = do
    return matrix


def cell(matrix, function, role):
    column = [role["id"] for role in matrix.view["roles"]].index(role)
    row = next(entry for entry in matrix.view["functions"] if entry["id"] == function)
    return row["cells"][column]


def counts(matrix):
    return {entry["key"]: entry["value"] for entry in matrix.view["counts"]}


def total(matrix, role):
    return next(entry["total"] for entry in matrix.view["roles"] if entry["id"] == role)


def test_the_golden_case(matrix):
    assert len(matrix.view["functions"]) == 11
    assert counts(matrix) == {
        "hunter": "6",
        "account_manager": "9",
        "shared": "4",
        "ratio": "2 : 5",
        "jaccard": "0.36",
    }
    assert matrix.view["counts"][4]["label"] == "Part that both carry, 4 of 11 (Jaccard)"
    assert sum(function["ours"] for function in matrix.view["functions"]) == 4
    # the ratio does not stand alone
    assert any("finely" in paragraph for paragraph in matrix.view["says"])


def test_space_goes_round_and_the_counts_follow(matrix):
    asked = {"role": "account_manager", "function": "sale"}
    states = []
    for _ in range(4):
        assert matrix.do("hold", **asked)["act"] == "done"
        states.append((cell(matrix, "sale", "account_manager")["level"], counts(matrix)["ratio"]))
    assert states == [("owner", "1 : 5"), ("helps", "1 : 5"), ("none", "2 : 5"), ("owner", "1 : 5")]
    levels = [
        holding.level
        for holding in store.open(matrix.folder).holdings
        if holding.function == "sale"
    ]
    assert levels == ["owner", "owner"]


def test_hours_are_kept_on_the_way_round(matrix):
    asked = {"role": "hunter", "function": "sale"}
    matrix.do("hours", **asked, hours="7,5")
    assert cell(matrix, "sale", "hunter")["hours"] == "7.5"
    for _ in range(3):
        matrix.do("hold", **asked)
    assert cell(matrix, "sale", "hunter")["level"] == "owner"
    assert cell(matrix, "sale", "hunter")["hours"] == "7.5"


def test_the_sum_of_hours_says_what_is_missing(matrix):
    assert total(matrix, "hunter") == "–"
    matrix.do("hours", role="hunter", function="sale", hours="7.5")
    matrix.do("hours", role="hunter", function="terms", hours="12")
    assert total(matrix, "hunter") == "19.5 (and 4 not stated)"
    for function in ("relationship", "needs", "offer", "fulfilment"):
        matrix.do("hours", role="hunter", function=function, hours="5")
    assert total(matrix, "hunter") == "39.5"


def test_a_cell_is_read_out_whole(matrix):
    assert cell(matrix, "sale", "specialist")["name"] == "Specialist, The sale: nothing"
    assert cell(matrix, "sale", "hunter")["name"] == "Hunter, The sale: owner, hours not stated"
    matrix.do("hours", role="hunter", function="sale", hours="7.5")
    assert cell(matrix, "sale", "hunter")["name"] == "Hunter, The sale: owner, 7.5 hours a week"
    matrix.do("hold", role="hunter", function="sale")
    assert cell(matrix, "sale", "hunter")["name"] == "Hunter, The sale: helps, 7.5 hours a week"


def test_figures_are_written_in_the_readers_language(matrix):
    matrix.do("hours", role="hunter", function="sale", hours="7.5")
    functions_panel(store.open(matrix.folder, language="ru"))
    assert cell(matrix, "sale", "hunter")["hours"] == "7,5"
    assert counts(matrix)["jaccard"] == "0,36"


def test_refusals_come_with_the_reason(matrix):
    answer = matrix.do("hours", role="hunter", function="sale", hours="1,000")
    assert answer["act"] == "refused"
    assert "1,000" in answer["why"]
    answer = matrix.do("hours", role="specialist", function="sale", hours="3")
    assert answer["why"].startswith("Specialist does not have “The sale”")


def test_add_rename_split_merge_delete(matrix):
    matrix.do("add", label="Debt collection")
    assert matrix.view["functions"][-1]["loses"] == "Delete “Debt collection”? No role holds it."
    matrix.do("rename", function="offer", label="Quotations")
    assert not matrix.view["functions"][3]["ours"]
    # one of the hunter's own functions cut in two: 3 : 5
    matrix.do("split", function="sale", first="Opening", second="Closing")
    assert counts(matrix)["ratio"] == "3 : 5"
    matrix.do("merge", function="sale", other="closing", label="The sale")
    assert counts(matrix)["ratio"] == "2 : 5"
    # two that both carry become one: 6 − 1 and 9 − 1
    matrix.do("merge", function="needs", other="offer", label="Needs and offer")
    assert (counts(matrix)["hunter"], counts(matrix)["shared"]) == ("5", "3")
    assert matrix.view["functions"][2]["loses"].startswith("Delete “Needs and offer”? 2 roles")
    matrix.do("remove", function="needs")
    assert counts(matrix)["shared"] == "2"
    matrix.status._heard(None, {"act": "undo"}, [])
    assert counts(matrix)["shared"] == "3"
    assert store.open(matrix.folder).functions[-1].label == "Debt collection"


def test_a_company_without_the_two_roles_is_told_what_is_missing(tmp_path):
    company = store.new(tmp_path / "empty", "blank")
    _, matrix = functions_panel(company).children
    assert counts(matrix)["jaccard"] == "–"
    assert matrix.view["says"]
