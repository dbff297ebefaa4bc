"""Client stories: the days and orders that are drawn, what is said of them, and the sum of it."""

import json
import re

import pytest

import kit
from kit.company import store
from kit.errors import KitError
from kit.language import Language
from kit.lessons.decided.panel import as_html
from kit.lessons.stories.panel import ClientStories, stories_panel
from kit.lessons.widgets.sayings import said_of, summed_up, tell

ORDERS = """Order No,Client,Order date,Amount
1,A,2024-01-05,100.00
2,A,2024-03-05,200.00
3,A,2024-03-25,-50.00
4,A,2024-07-01,300.00
5,B,2024-02-01,300.00
6,Ц,2024-02-01,50.00
7,Ц,2024-02-11,50.00
8,Ц,2024-06-01,70.00
"""
CLIENTS = "Client,Name\nA,Acme Ltd\nB,Borealis\n"


@pytest.fixture
def small(tmp_path):
    company = store.new(tmp_path / "small", "chapter")
    (company.folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (company.folder / "clients.csv").write_text(CLIENTS, encoding="utf-8")
    data = company.data.model_copy(update={"inputs": ("orders.csv", "clients=clients.csv")})
    settings = company.settings.model_copy(update={"triggers": ("deal 2", "deal 3", "keep")})
    return store.save(company.model_copy(update={"data": data, "settings": settings}))


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(ClientStories, "send", lambda self, content: messages.append(content))
    return messages


def stories(company):
    return stories_panel(company).children[1]


def ask(panel, **message):
    panel._heard(panel, {"ticket": 1, **message}, [])


def rule(panel, text):
    return next(one for one in panel.view["rules"] if one["rule"] == text)


def test_a_clients_orders_and_the_day_of_each_rule(small, sent):
    panel = stories(small)
    assert panel.view["client"] == "A"  # who has most deals comes first
    assert panel.view["title"] == "Acme Ltd (A)"
    assert [one for one, _ in panel.view["clients"]] == ["A", "Ц", "B"]
    assert [order["amount"] for order in panel.view["orders"]] == [10000, 20000, -5000, 30000]
    # «keep» has no day; the second deal came 60 days after the first, the third on July 1
    assert [one["rule"] for one in panel.view["rules"]] == ["deal 2", "deal 3"]
    first = panel.view["orders"][0]["day"]
    assert rule(panel, "deal 2")["day"] - first == 60
    assert rule(panel, "deal 2")["on"] == "Mar 5, 2024"
    # a return is no order that came after
    assert rule(panel, "deal 2")["after"] == (
        "1 more order. The first came 118 days later, the last on Jul 1, 2024."
    )
    assert rule(panel, "deal 3")["after"].startswith("No order in the 0 days since")

    ask(panel, act="open", client="borealis ")
    assert panel.view["client"] == "B"
    assert rule(panel, "deal 2")["day"] is None
    ask(panel, act="open", client="nobody")
    assert sent[-1]["act"] == "refused"
    assert "“nobody”" in sent[-1]["why"]
    assert panel.view["client"] == "B"


def test_what_is_said_is_kept_summed_up_and_taken_back(small, sent):
    panel = stories(small)
    for client, said in (("A", "right"), ("Ц", "early"), ("B", "late")):
        ask(panel, act="tell", client=client, rule="deal 2", said=said)
    ask(panel, act="tell", client="A", rule="deal 3", said="late")
    kept = store.open(small.folder)
    assert [(one.client, one.said) for one in kept.stories] == [
        ("A", {"deal 2": "right", "deal 3": "late"}),
        ("Ц", {"deal 2": "early"}),
        ("B", {"deal 2": "late"}),
    ]
    sums = [
        "“after the 2nd deal”: of 3 clients you looked at, early in 1, right in 1, late in 1.",
        "“after the 3rd deal”: of 1 client you looked at, early in 0, right in 0, late in 1.",
    ]
    assert panel.view["sums"] == sums
    assert rule(panel, "deal 2")["said"] == "right"
    assert "of 3 clients you looked at" in as_html(kept, "09")
    # another word takes the place of the first, and the same word again takes it back
    again = tell(tell(kept, "A", "deal 2", "late"), "A", "deal 3", "late")
    assert said_of(again, "A") == {"deal 2": "late"}
    assert [one.client for one in tell(again, "A", "deal 2", "late").stories] == ["Ц", "B"]
    with pytest.raises(KitError, match="Right"):
        tell(kept, "A", "deal 2", "perhaps")


def test_answers_in_russian_have_their_plural(small):
    for n, word in ((1, "клиента"), (2, "клиентов"), (21, "клиента"), (91, "клиента")):
        told = small
        for client in range(n):
            told = tell(told, str(client), "deal 2", "right")
        (line,) = summed_up(told)
        assert re.search(rf"из {n}\s\w+ {word}", Language("ru")(line))


def test_without_orders_it_says_what_is_missing(tmp_path):
    company = store.new(tmp_path / "empty", "chapter")
    panel = stories(company)
    assert "lesson 05" in panel.view["absent"]


def test_the_demo_offers_clients_with_many_orders_and_with_few(tmp_path):
    panel = stories(store.new(tmp_path / "ours", "demo"))
    assert len(panel.view["clients"]) == 12
    sales = kit.read(kit.open("demo"))
    deals = sales.orders[sales.orders["amount"] > 0].groupby("client_id").size()
    counts = [deals[client] for client, _ in panel.view["clients"]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 20 * counts[-1]
    assert len(json.dumps(panel.view)) < 40_000
