"""The conveyor map as the browser talks to it: messages in, a view and an answer out."""

import pytest

from kit.company import store
from kit.lessons.conveyor.panel import ConveyorMap, conveyor_panel
from kit.lessons.widgets.desk import Desk


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "chapter")


@pytest.fixture
def drawing(company, monkeypatch):
    sent = []
    monkeypatch.setattr(ConveyorMap, "send", lambda self, content: sent.append(content))
    status, drawing = conveyor_panel(company).children
    drawing.sent = sent
    drawing.status = status
    drawing.folder = company.folder

    def do(act, **content):
        drawing._heard(None, {"act": act, "ticket": "t1", **content}, [])
        return sent[-1]

    drawing.do = do
    return drawing


def labels(drawing):
    return [role["label"] for role in drawing.view["roles"]]


def nominated(drawing, n, *rules):
    """Rules come onto an arrow elsewhere, in lesson 09; here they are only shown."""

    def edit(company):
        changed = company.handoffs[n].model_copy(update={"triggers": rules})
        handoffs = (*company.handoffs[:n], changed, *company.handoffs[n + 1 :])
        return company.model_copy(update={"handoffs": handoffs})

    assert Desk.of(store.open(drawing.folder)).change(edit)


def test_the_chapters_conveyor(drawing):
    assert labels(drawing) == [
        "Telemarketer",
        "Hunter",
        "Account manager",
        "Inside sales",
        "Project manager",
        "Specialist",
    ]
    assert [(handoff["from"], handoff["to"]) for handoff in drawing.view["handoffs"]] == [
        ("telemarketer", "hunter"),
        ("hunter", "account_manager"),
        ("hunter", "inside_sales"),
        ("account_manager", "project_manager"),
        ("account_manager", "specialist"),
    ]
    assert drawing.view["handoffs"][1]["short"].startswith("One of the candidate triggers")
    nominated(drawing, 1, "contract", "deal 2", "tenure 180 days active 90 days")
    assert drawing.view["handoffs"][1]["short"] == "3 candidate triggers"
    assert drawing.view["handoffs"][3]["partial"]
    assert drawing.view["kinds"] == []


def test_the_list_says_what_the_map_shows(drawing):
    hunter = drawing.view["list"][1]
    assert hunter["text"] == "Hunter"
    assert [entry["text"] for entry in hunter["items"]] == [
        "Hunter → Account manager",
        "Hunter → Inside sales",
    ]
    assert len(hunter["items"][0]["facts"]) == 1  # nobody has named a rule
    nominated(drawing, 1, "contract", "deal 2")
    facts = drawing.view["list"][1]["items"][0]["facts"]
    assert facts[1] == "Candidate triggers: after the contract is signed and after the 2nd deal"
    assert drawing.view["list"][3]["items"] == []  # an arrow leads there: it is told at its start
    drawing.do("disconnect", n=2, ends=["hunter", "inside_sales"])
    assert drawing.view["list"][3]["items"][0]["text"] == "No arrow leads here or away."


def test_what_is_done_is_saved_shown_and_answered(drawing):
    assert drawing.do("rename", role="hunter", label="Opener") == {"act": "done", "ticket": "t1"}
    assert labels(drawing)[1] == "Opener"
    assert store.open(drawing.folder).roles[1].label == "Opener"
    drawing.do("move", role="hunter", x=400, y=300)
    assert (drawing.view["roles"][1]["x"], drawing.view["roles"][1]["y"]) == (400, 300)
    drawing.do("connect", **{"from": "specialist", "to": "hunter"})
    drawing.do("describe", n=5, ends=["specialist", "hunter"], condition="advice is given")
    nominated(drawing, 5, "deal 2", "contract")
    drawing.do("describe", n=5, ends=["specialist", "hunter"], chosen="deal 2", partial=True)
    last = drawing.view["handoffs"][5]
    assert (last["condition"], last["rules"], last["chosen"]) == (
        "advice is given",
        [["deal 2", "after the 2nd deal"], ["contract", "after the contract is signed"]],
        "deal 2",
    )
    assert last["short"] == "after the 2nd deal (partial)"
    drawing.do("add", label="Back office", kind="")
    assert labels(drawing)[-1] == "Back office"
    saved = store.open(drawing.folder)
    assert saved.handoffs[5].chosen == "deal 2"
    assert saved.roles[-1].id == "back_office"


def test_what_cannot_be_done_is_answered_with_the_reason(drawing):
    before = drawing.view
    answer = drawing.do("connect", **{"from": "hunter", "to": "account_manager"})
    assert answer["act"] == "refused"
    assert answer["why"].startswith("There is already an arrow from Hunter to Account manager.")
    assert answer["why"] == drawing.status.note
    assert drawing.view == before


def test_deleting_says_what_goes_along_and_can_be_undone(drawing):
    hunter = drawing.view["roles"][1]
    assert hunter["loses"] == (
        "Delete “Hunter”? This takes along 3 arrows and 6 entries of the function matrix."
    )
    assert drawing.view["roles"][4]["loses"].endswith("This takes along 1 arrow.")
    drawing.do("remove", role="hunter")
    assert len(drawing.view["handoffs"]) == 2
    assert drawing.view["kinds"] == [{"id": "hunter", "label": "Hunter"}]
    drawing.status._heard(None, {"act": "undo"}, [])
    assert len(drawing.view["handoffs"]) == 5
    drawing.do("add", label="Lonely")
    assert drawing.view["roles"][-1]["loses"] == "Delete “Lonely”? Nothing else goes with it."


def test_unknown_messages_are_left_alone(drawing):
    drawing._heard(None, {"act": "format the disk"}, [])
    drawing._heard(None, {}, [])
    assert drawing.sent == []


def test_an_empty_company_says_how_to_begin(tmp_path):
    company = store.new(tmp_path / "empty", "blank")
    _, drawing = conveyor_panel(company).children
    assert drawing.view["roles"] == []
    assert drawing.view["list"][0]["text"] == "There are no roles yet. Add the first one."
    assert [entry["id"] for entry in drawing.view["kinds"]] == [
        "telemarketer",
        "hunter",
        "account_manager",
        "inside_sales",
        "project_manager",
        "specialist",
    ]


def test_panels_of_one_notebook_stay_in_step(company):
    _, drawing = conveyor_panel(company).children
    _, again = conveyor_panel(company).children
    Desk.of(company).change(lambda c: c.model_copy(update={"roles": c.roles, "name": "x"}))
    drawing._heard(None, {"act": "rename", "role": "hunter", "label": "Opener", "ticket": 1}, [])
    assert again.view["roles"][1]["label"] == "Opener"


def test_all_words_follow_the_language(company):
    _, drawing = conveyor_panel(company).children
    english = drawing.words
    conveyor_panel(store.open(company.folder, language="ru"))
    assert drawing.words["lang"] == "ru"
    assert set(drawing.words) == set(english)
