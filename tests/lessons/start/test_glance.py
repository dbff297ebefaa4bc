"""The company at a glance: what is said of which files, in which order, and what is asked."""

import asyncio
from datetime import date
from functools import partial

import pytest
from lxml import html

from kit.company import store
from kit.company.template import is_demo
from kit.language import Language
from kit.lessons.agreements.panel import agree
from kit.lessons.guesses.panel import look
from kit.lessons.start.glance import CARDS, Glance
from kit.lessons.widgets.desk import Desk

PLAIN = b"Order no;Customer;Order date;Amount\n" + b"".join(
    f"{n};C{n % 5};2024-0{1 + n % 9}-1{n % 9};{100 + n}\n".encode() for n in range(40)
)
TWO_AMOUNTS = b"""Order No,Client,Date,SubTotal,TotalDue
1,A,2024-01-05,10,12
2,B,2024-01-06,20,24
"""


def glance_of(company) -> Glance:
    return Glance(Desk.of(company))


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


@pytest.fixture
def blank(tmp_path):
    return store.new(tmp_path / "ours", "blank")


def upload(glance, name, content):
    send = partial(glance.drop._heard, glance.drop)
    send({"act": "begin", "name": name, "first": True}, [])
    send({"act": "part"}, [content])
    send({"act": "end"}, [])


def cards(glance):
    if not glance.cards.value:
        return []
    return [card.text_content() for card in html.fromstring(glance.cards.value)]


def test_every_card_has_a_headline_what_it_rests_on_and_the_next_step(demo):
    glance = glance_of(demo)
    shown = cards(glance)
    assert len(shown) == len(CARDS)
    for card, (title, questions) in zip(shown, CARDS, strict=True):
        assert card.startswith(str(title))
        tags = [card.count(tag) for tag in ("known", "inferred", "assumed")]
        assert sum(tags) >= len(questions)
        assert card.count("Next:") == 1
    # 317 clients changed hands in the demo: counted by whoever made it
    assert "317 clients" in shown[0]
    assert "7,001 rows of orders, 166 set aside" in glance.read.value
    assert glance.chart.view["rules"]


def test_the_cards_come_one_by_one(demo):
    async def story():
        glance = glance_of(demo)
        seen = []
        while not glance.chart.view:
            waiting = glance.cards.value.count("Being worked out")
            if waiting or seen:
                seen.append(waiting)
            await asyncio.sleep(0)
        return seen

    counts = asyncio.run(story())
    assert counts[-1] == 0
    assert counts == sorted(counts, reverse=True)
    assert set(counts) == {3, 2, 1, 0}


def test_files_that_do_not_fit_together_lead_to_where_they_can_be_taken_away(blank):
    glance = Glance(Desk.of(blank), "#05/2")
    upload(glance, "ours.csv", PLAIN)
    assert "Look at the files" not in glance.read.value
    upload(glance, "lines.csv", b"Order no;Quantity;Price\nX1;1;10\nX2;2;20\n")
    (link,) = html.fromstring(glance.read.value).xpath("//a[@href='#05/2']")
    assert link.text_content() == "Look at the files"
    assert cards(glance) == []


def test_without_files_nothing_is_claimed(blank):
    glance = glance_of(blank)
    assert cards(glance) == []
    assert glance.chart.view == {}
    assert "There are no files yet" in glance.read.value
    glance.demo.click()
    assert is_demo(Desk.of(blank).company)
    assert len(cards(glance)) == len(CARDS)
    assert glance.demo.disabled


def test_a_file_that_is_dropped_takes_the_place_of_the_demo(demo):
    glance = glance_of(demo)
    upload(glance, "our orders.csv", PLAIN)
    assert Desk.of(demo).company.data.inputs == ("orders=data/our orders.csv",)
    assert "40 rows of orders, 0 set aside" in glance.read.value
    assert "317" not in glance.cards.value
    assert not glance.demo.disabled


def test_what_only_a_person_can_answer_is_asked_and_nothing_is_claimed_before(blank):
    glance = glance_of(blank)
    upload(glance, "orders.csv", TWO_AMOUNTS)
    assert cards(glance) == []
    (question,) = glance.questions.boxes
    question.buttons[0].click()
    assert glance.questions.boxes == []
    assert len(cards(glance)) == len(CARDS)
    assert Desk.of(blank).company.data.map == {"orders.amount": "SubTotal"}


def test_a_file_that_is_no_table_is_refused_and_the_company_stays(demo):
    glance = glance_of(demo)
    upload(glance, "offer.pdf", b"%PDF-1.7 and so on")
    assert "offer.pdf is in PDF format" in html.fromstring(glance.message.value).text_content()
    assert len(cards(glance)) == len(CARDS)


def test_it_speaks_the_readers_language(demo):
    glance = glance_of(demo)
    Desk.of(demo).speak("ru")
    assert str(Language("ru")(CARDS[0][0])) in glance.cards.value
    assert "166" in glance.read.value


def test_a_guess_or_an_agreement_elsewhere_works_nothing_out_again(demo, monkeypatch):
    glance = glance_of(demo)
    shown = []
    monkeypatch.setattr(glance.chart, "show", lambda *_: shown.append("drawn again"))
    desk = Desk.of(demo)
    assert desk.change(partial(look, lesson="06"))
    assert desk.change(partial(agree, lesson="06", what="that", who="Anna", by=date(2026, 3, 31)))
    assert not shown
    assert desk.change(lambda company: company.model_copy(update={"functions": (), "holdings": ()}))
    assert shown == ["drawn again"]
