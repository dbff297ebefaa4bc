"""The sliders show what the engine finds, and a setting becomes a candidate on disk."""

import json

import pytest

import kit
from kit.company import store
from kit.lessons.triggers.panel import DAYS, ROWS, TriggerExplorer, trigger_panel
from kit.lessons.weights.panel import weights_panel
from kit.lessons.widgets.answer import sales_of
from kit.questions.sweep import sweep
from kit.triggers.rules import Deal

ORDERS = """Order No,Client,Order date,Amount
1,A,2024-01-05,100.00
2,A,2024-03-05,200.00
3,B,2024-02-01,300.00
4,Ц,2024-02-01,50.00
5,Ц,2024-02-11,50.00
6,Ц,2024-06-01,70.00
"""


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


@pytest.fixture
def small(tmp_path):
    company = store.new(tmp_path / "small", "chapter")
    (company.folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return store.save(
        company.model_copy(
            update={"data": company.data.model_copy(update={"inputs": ("orders.csv",)})}
        )
    )


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(TriggerExplorer, "send", lambda self, content: messages.append(content))
    return messages


def explorer(company):
    return trigger_panel(company).children[1]


def setting(panel, rule):
    return next(setting for setting in panel.view["settings"] if setting["rule"] == rule)


def cell(panel, rule, row):
    return setting(panel, rule)["cells"][ROWS.index(row)]


def candidates(panel):
    return [entry["rule"] for entry in panel.state["candidates"]]


def test_figures_of_three_clients_counted_by_hand(small):
    panel = explorer(small)
    assert panel.view["intro"].startswith("3 new clients")
    # the second deal: A after 60 days, Ц after 10, B never (seen for 121 days)
    assert cell(panel, "deal 2", "fired")[0] == "2"
    assert cell(panel, "deal 2", "median_days")[0] == "60"
    assert cell(panel, "deal 2", "reached_24m") == ["–", ""]
    # repeat orders are A's second, Ц's second and third; the hunter serves the first two of them
    assert cell(panel, "deal 2", "hunter_orders_share") == ["67%", "2 of 3"]
    assert cell(panel, "deal 2", "judged") == ["3", "too few to compare"]
    assert setting(panel, "deal 2")["sentence"] == (
        "“after the 2nd deal”: only 3 clients can be judged, too few to compare."
    )
    # the last who waits, B, is seen for 121 days: the curve ends there, and so do its points
    assert len(setting(panel, "deal 2")["curve"]) == 121 // 14 + 1
    assert setting(panel, "deal 2")["marks"][1:] == [None, None, None]
    assert setting(panel, "deal 2")["marks"][0][0] == pytest.approx(2 / 3, abs=1e-4)


def test_a_rule_without_its_data_says_what_it_needs(small):
    rules = {rule["id"]: rule for rule in explorer(small).view["rules"]}
    assert list(rules) == ["contract", "deal", "volume", "share", "tenure"]
    assert "contracts=FILE" in rules["contract"]["why"]
    assert "annual budget" in rules["share"]["why"]
    assert rules["share"]["start"] is rules["contract"]["start"] is None
    assert rules["deal"]["why"] == ""


def test_the_demo_shows_the_figures_of_the_back_test(demo):
    panel = explorer(demo)
    tested = kit.backtest(demo, kit.read(demo)).table.set_index("trigger")
    for rule, row in tested.iterrows():
        assert cell(panel, rule, "fired")[0] == str(row["fired"])
        assert cell(panel, rule, "portfolio")[0] == str(round(row["portfolio"]))
        assert setting(panel, rule)["marks"][2][0] == pytest.approx(row["reached_12m"], abs=1e-4)
    counted = {
        rule["id"]: sum(len(g["settings"]) for g in rule["groups"]) for rule in panel.view["rules"]
    }
    assert counted["contract"] == 1
    assert min(counted[rule] for rule in ("deal", "volume", "share", "tenure")) >= 12
    # no rule is marked out: each is shown in the same way
    assert len({tuple(sorted(setting)) for setting in panel.view["settings"]}) == 1
    assert len(json.dumps(panel.view)) < 300_000


def test_curves_are_those_of_the_sweep(demo):
    swept = sweep(demo, sales_of(demo), (Deal(2),), DAYS)
    curve = setting(explorer(demo), "deal 2")["curve"]
    assert curve == pytest.approx(swept.shares[0, :, 0].tolist(), abs=1e-4)
    assert curve == sorted(curve)


def test_a_setting_becomes_a_candidate_and_is_struck_off(demo, sent):
    panel = explorer(demo)
    before = candidates(panel)
    panel._heard(None, {"act": "nominate", "ticket": "t", "rule": "deal 5", "to": ""}, [])
    assert sent[-1]["act"] == "done"
    assert candidates(panel) == [*before, "deal 5"]
    assert "deal 5" in store.open(demo.folder).handoffs[1].triggers
    panel._heard(None, {"act": "dismiss", "ticket": "t", "rule": "deal 5"}, [])
    assert candidates(panel) == before
    panel._heard(None, {"act": "nominate", "ticket": "t", "rule": "soon", "to": ""}, [])
    assert sent[-1]["act"] == "refused"
    assert "none of the known forms" in sent[-1]["why"]


def test_an_own_setting_that_is_on_no_grid_gets_its_place(demo, sent):
    panel = explorer(demo)
    panel._heard(
        None, {"act": "nominate", "ticket": "t", "rule": "tenure 100 days active 45 days"}, []
    )
    panel._heard(None, {"act": "nominate", "ticket": "t", "rule": "all of (contract, deal 2)"}, [])
    tenure = next(rule for rule in panel.view["rules"] if rule["id"] == "tenure")
    assert [entry["label"] for entry in tenure["groups"]] == ["45 days", "90 days"]
    assert setting(panel, "tenure 100 days active 45 days")["cells"]
    # a joined rule has no slider, and stands in the list all the same
    assert candidates(panel)[-1] == "all of (contract, deal 2)"


def test_without_orders_it_says_where_to_choose_them(tmp_path):
    panel = explorer(store.new(tmp_path / "blank", "chapter"))
    assert panel.view == {
        "absent": "Choose the file of your orders in lesson 05; then come back here."
    }


def test_a_file_that_is_gone_is_said_and_not_raised(small):
    (small.folder / "orders.csv").unlink()
    assert "orders.csv" in explorer(small).view["absent"]


def test_in_russian(demo):
    panel = explorer(store.open(demo.folder, language="ru"))
    assert panel.words["add"] == "Взять на рассмотрение"
    assert setting(panel, "deal 2")["label"] == "после 2-й сделки"


@pytest.mark.parametrize(
    "orders",
    [
        "Order No,Client,Order date,Amount\n1,A,2024-01-05,100.00\n",
        "Order No,Client,Order date,Amount\n1,A,2020-01-05,1\n2,A,2024-06-05,99999999999.99\n",
        "Order No,Client,Order date,Amount\n1,A,2024-01-05,-5.00\n2,B,2024-01-05,-7.00\n",
    ],
    ids=["one order", "nobody new", "returns only"],
)
def test_few_or_strange_orders_give_a_panel_all_the_same(small, orders):
    (small.folder / "orders.csv").write_text(orders, encoding="utf-8")
    panel = explorer(small)
    assert "absent" in panel.view or json.dumps(panel.view, allow_nan=False)
    for setting in panel.view.get("settings", ()):
        assert "too few to compare" in setting["sentence"]
        assert len(setting["cells"]) == len(ROWS)
    steps = [row["step"] for row in weights_panel(small).children[1].children[-1].view["criteria"]]
    assert all(steps)
