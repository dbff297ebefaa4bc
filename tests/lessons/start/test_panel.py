"""From the demo to one's own file: chosen, checked, corrected, read, and all of it kept."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import partial
from html import unescape
from pathlib import Path

import openpyxl
import pytest
import yaml
from msoffcrypto.format.ooxml import OOXMLFile

from kit.company import store
from kit.company.model import Person
from kit.company.template import from_template, is_demo, without_demo
from kit.diagnosis import read
from kit.language import say
from kit.lessons.start import edits, questions
from kit.lessons.start import panel as panel_module
from kit.lessons.start.edits import DataFile, data_files, remove_file, with_data, with_demo
from kit.lessons.start.files import FileBox
from kit.lessons.start.panel import StartPanel, start_panel
from kit.lessons.widgets.desk import Desk
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files import locked

OWN = b"""Order No,Client,Date,Amount,Owner
1,A,2024-01-05,10.50,Ann
2,A,2024-02-05,20.25,Ann
3,B,2024-02-06,,Bob
4,B,2024-03-05,30,Bob
Total,,,60.75,
"""
TWO_AMOUNTS = b"""Order No,Client,Date,SubTotal,TotalDue
1,A,2024-01-05,10,12
2,B,2024-01-06,20,24
"""


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


@pytest.fixture
def chapter(tmp_path):
    return store.new(tmp_path / "ours", "chapter")


def open_panel(company) -> StartPanel:
    return StartPanel(Desk.of(company))


def upload(panel: StartPanel, name: str, content: bytes, *more: tuple[str, bytes]) -> None:
    """What the browser sends when a person has chosen one or several files."""
    send = partial(panel.upload._heard, panel.upload)
    for place, (each, held) in enumerate(((name, content), *more)):
        send({"act": "begin", "name": each, "first": place == 0}, [])
        for start in range(0, len(held), 50):
            send({"act": "part"}, [memoryview(held[start : start + 50])])
    send({"act": "end"}, [])


def kept(company) -> dict:
    return yaml.safe_load((company.folder / "company.yaml").read_text(encoding="utf-8"))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", html))).strip()


def rows(html: str) -> list[list[str]]:
    """The cells of all rows of all tables."""
    table_rows = re.findall("<tr>(.*?)</tr>", html)
    return [
        [words(cell) for cell in re.findall("<t[hd].*?>(.*?)</t[hd]>", row)] for row in table_rows
    ]


def test_the_demo_with_its_account(demo):
    panel = open_panel(demo)
    assert "made-up distributor" in panel.now.value
    assert panel.demo.disabled
    table = rows(panel.account.value)
    assert table[0] == ["File", "Taken for", "Read", "Used", "Set aside"]
    sales = read(demo)
    files = len(demo.data.inputs)
    for row, file in zip(table[1 : 1 + files], sales.inputs, strict=True):
        counts = [int(cell.replace(",", "")) for cell in row[2:]]
        assert counts == [file.rows_read, file.rows_used, file.rows_set_aside]
        assert counts[0] == counts[1] + counts[2]
    reasons = table[2 + files :]
    assert sum(int(line[2]) for line in reasons) == len(sales.set_aside)
    assert [int(line[2]) for line in reasons] == sorted(
        (int(line[2]) for line in reasons), reverse=True
    )


def test_an_own_file_takes_the_place_of_the_demo(demo):
    panel = open_panel(demo)
    upload(panel, "my orders.csv", OWN)
    assert kept(demo)["data"]["inputs"] == ["orders=data/my orders.csv"]
    assert (demo.folder / "data" / "my orders.csv").read_bytes() == OWN
    assert not list(demo.folder.glob(".*"))  # nothing stays on its way
    assert "of your own" in panel.now.value
    assert "demo is left behind" in panel.message.value
    assert rows(panel.account.value) == [
        ["File", "Taken for", "Read", "Used", "Set aside"],
        ["data/my orders.csv", "orders", "5", "3", "2"],
        ["File", "Reason", "Rows", "For example row"],
        ["data/my orders.csv", "a totals row", "1", "6"],
        ["data/my orders.csv", "no figure: “Amount” is blank", "1", "4"],
    ]
    account = words(panel.account.value)
    assert "3 orders of 2 clients, " in account
    assert " in all, from Jan 5, 2024 to Mar 5, 2024." in account
    # nothing that is true of the demo alone is said of this company
    company = Desk.of(demo).company
    assert company.name == ""
    assert company.people == ()
    assert company.settings.triggers is None
    assert company.settings.hours_per_order is None
    assert all(holding.hours is None for holding in company.holdings)
    assert not any("7000" in rule for handoff in company.handoffs for rule in handoff.triggers)
    # and the way back is open
    Desk.of(demo).undo()
    assert is_demo(Desk.of(demo).company)
    assert "made-up distributor" in panel.now.value
    assert panel.name.value == "Demo distributor"


def test_what_the_participants_changed_stays_when_the_demo_goes(demo):
    mine = Person(id="77", name="Eve", roles=("hunter",))
    company = demo.model_copy(update={"people": (*demo.people, mine), "name": "Ours"})
    left = without_demo(company)
    assert left.people == (mine,)
    assert left.name == "Ours"
    assert left.functions == demo.functions


def test_a_folder_that_leaves_the_demo_is_the_chapters_where_nobody_touched_it(demo):
    assert without_demo(demo).model_dump() == from_template("chapter").model_dump()


def test_not_one_figure_of_the_demo_becomes_the_companys(demo):
    assert len(demo.assumptions) == 7
    mine = demo.assumptions[0].model_copy(update={"likely": 0.9})
    touched = demo.model_copy(update={"assumptions": (mine, *demo.assumptions[1:])})
    assert without_demo(touched).assumptions == (mine,)
    assert without_demo(from_template("demo", "ru")).assumptions == ()


def test_of_what_a_person_touched_only_that_is_kept(demo):
    def arrow(company):
        return next(one for one in company.handoffs if one.to_role == "account_manager")

    added = (*arrow(demo).triggers[1:], "deal 5")  # “contract” was struck off
    mine = arrow(demo).model_copy(update={"triggers": added, "chosen": "deal 3"})
    manager = demo.roles[2].model_copy(update={"label": "Farmer"})
    held = demo.holdings[0].model_copy(update={"level": "helps"})
    left = without_demo(
        demo.model_copy(
            update={
                "handoffs": tuple(mine if h == arrow(demo) else h for h in demo.handoffs),
                "roles": (demo.roles[1], manager),  # no telemarketer any more
                "holdings": (held, *demo.holdings[1:]),
            }
        )
    )
    assert arrow(left).chosen == "deal 3"
    assert {"deal 3", "deal 5"} <= set(arrow(left).triggers)
    assert not {"contract", "volume 7000 per 90 days", "share 30%"} & set(arrow(left).triggers)
    assert arrow(left).condition.startswith("One of the candidate triggers")
    assert next(role for role in left.roles if role.id == "account_manager").label == "Farmer"
    assert "telemarketer" not in {role.id for role in left.roles}
    assert not any("telemarketer" in (h.from_role, h.to_role) for h in left.handoffs)
    assert (left.holdings[0].level, left.holdings[0].hours) == ("helps", None)


def test_the_demo_is_left_with_its_last_file_too(demo):
    company = demo
    for file in data_files(demo):
        company = remove_file(company, file)
    assert company.assumptions == ()
    assert company.people == ()
    assert company.data.inputs == ()


def test_back_to_the_demo_keeps_what_is_ours(chapter):
    mine = Person(id="77", name="Eve", roles=("hunter",))
    company = chapter.model_copy(update={"people": (mine,), "name": "Ours"})
    back = with_demo(company)
    assert is_demo(back)
    assert back.people == (mine,)
    assert back.name == "Ours"
    assert back.settings.hours_per_order == 1.5
    assert back.data.inputs[0] == "orders=demo/orders.csv"
    assert read(back).as_of == date(2024, 12, 30)


def test_what_goes_with_the_demo_comes_back_with_it(demo):
    left = without_demo(demo)
    assert {holding.hours for holding in left.holdings} == {None}
    (arrow,) = [handoff for handoff in left.handoffs if handoff.to_role == "account_manager"]
    assert arrow.triggers == ()  # the rules come from the company's own orders
    back = with_demo(left)
    assert set(demo.handoffs) <= set(back.handoffs)
    assert back.assumptions == demo.assumptions
    assert back.holdings == demo.holdings
    # an arrow or hours that somebody has touched are nobody else's
    mine = arrow.model_copy(update={"triggers": ("deal 2",), "chosen": "deal 2"})
    held = left.holdings[0].model_copy(update={"hours": 3})
    touched = left.model_copy(
        update={
            "handoffs": (mine, *(handoff for handoff in left.handoffs if handoff != arrow)),
            "holdings": (held, *left.holdings[1:]),
        }
    )
    back = with_demo(touched)
    assert mine in back.handoffs
    assert back.holdings[0] == held


def test_the_demo_never_overwrites_a_file(chapter):
    (chapter.folder / "demo").mkdir()
    (chapter.folder / "demo" / "orders.csv").write_text("mine")
    panel = open_panel(chapter)
    panel.demo.click()
    assert Desk.of(chapter).status.mood == "problem"
    assert (chapter.folder / "demo" / "orders.csv").read_text() == "mine"
    assert kept(chapter).get("data", {}).get("inputs", []) == []


def test_two_amounts_are_asked_and_the_answer_is_kept(chapter):
    panel = open_panel(chapter)
    assert "no files yet" in panel.account.value
    upload(panel, "orders.csv", TWO_AMOUNTS)
    (box,) = panel.files
    row = box.rows["amount"]
    assert row.choice.label == "– choose one –"
    assert [label for label, _ in row.choice.options][1:3] == [
        "SubTotal: 10 · 20",
        "TotalDue: 12 · 24",
    ]
    assert row.state.value == "needed: 2 columns could be it"
    assert words(box.problem.value) == "Choose the column for: amount."
    assert 'role="alert"' in box.problem.value
    assert "as soon as" in panel.account.value
    row.choice.value = "TotalDue"
    assert kept(chapter)["data"]["map"] == {"orders.amount": "TotalDue"}
    assert row.state.value == "chosen by you"
    assert box.problem.value == ""
    assert panel.files == [box]  # filled anew, not built anew: the keyboard's place is kept
    assert rows(panel.account.value)[1][2:] == ["2", "2", "0"]
    assert read(Desk.of(chapter).company).orders["amount"].sum() == 3600
    # the cell is run again
    again = open_panel(store.open(chapter.folder))
    assert again.files[0].rows["amount"].choice.value == "TotalDue"
    # and the choice is taken back
    row.choice.value = ""
    assert kept(chapter)["data"].get("map", {}) == {}
    assert again.files[0].rows["amount"].state.value == "needed: 2 columns could be it"


def test_an_encoding_that_cannot_be_told_is_answered_with_a_click(chapter):
    spelt = ["мы", "шъ", "ькиф", "фб", "цеох", "ъшь"]  # no words in any language
    lines = [f"{n},{word},2024-0{n}-05,10" for n, word in enumerate(spelt, start=1)]
    panel = open_panel(chapter)
    upload(panel, "orders.csv", "\n".join(["ID,Client,Date,Amount", *lines]).encode("cp1251"))
    (box,) = panel.questions.boxes
    assert box.doubt.key == "encoding"
    assert "“мы”" in box.buttons[0].description
    box.buttons[0].click()
    assert kept(chapter)["data"]["answers"] == {"encoding": "cp1251"}
    assert not panel.questions.boxes
    assert set(read(Desk.of(chapter).company).orders["client_id"]) == set(spelt)
    panel.questions.again["encoding"].click()
    assert len(panel.questions.boxes) == 1


def test_a_recognised_column_can_be_corrected(chapter):
    panel = open_panel(chapter)
    upload(panel, "orders.csv", OWN.replace(b"Owner", b"Note"))
    row = panel.files[0].rows["employee_id"]
    assert row.state.value == "not in this file"
    row.choice.value = "Note"
    assert "orders.employee_id" in kept(chapter)["data"]["map"]
    client = panel.files[0].rows["client_id"]
    assert client.choice.label == "Client: A · B"
    assert [value for _, value in client.choice.options].count("Client") == 0
    assert words(panel.files[0].unused.value) == ""
    client.choice.value = "Note"
    assert client.choice.options[0][0] == "as recognised: Client: A · B"


@pytest.mark.parametrize(
    ("content", "field", "answer", "label"),
    [
        (OWN.replace(b"2024-0", b"0").replace(b"-05", b"/04/2024").replace(b"-06", b"/04/2024"),
         "dates", "day-first", "Day and month"),
        (b"Order No,Client,Date,Amount,Currency\n1,A,2024-01-05,1,EUR\n2,A,2024-01-06,2,USD\n",
         "where", "Currency = 'EUR'", "Only orders for which"),
    ],
)  # fmt: skip
def test_what_the_files_leave_open_is_answered_in_a_field(chapter, content, field, answer, label):
    panel = open_panel(chapter)
    upload(panel, "orders.csv", content)
    assert 'role="alert"' in panel.account.value
    assert f"Answer it above, in: {label}." in words(panel.account.value)
    panel.notation.fields[field].value = answer
    assert kept(chapter)["data"][field] == answer
    assert "orders.csv" in rows(panel.account.value)[1][0]
    panel.notation.fields[field].value = ""
    assert field not in {k: v for k, v in kept(chapter)["data"].items() if v is not None}
    assert 'role="alert"' in panel.account.value


def test_what_reading_is_not_sure_of_is_a_choice_to_click(chapter, monkeypatch):
    doubt = Doubt(
        "orders.parked",
        say("Are “Parked” deals orders?"),
        (Choice("yes", say("they are"), 3), Choice("no", say("they are not"), 3)),
        option="--answer orders.parked=WORDS",
    )

    def asking(company):
        sales = read(company)
        doubts = Doubts(company.data.answers)
        doubts.ask(doubt)
        doubts.close()
        return sales

    monkeypatch.setattr(panel_module, "read", asking)
    panel = open_panel(chapter)
    upload(panel, "orders.csv", OWN)
    (question,) = panel.questions.boxes
    assert [button.description for button in question.buttons] == [
        *("they are (3 rows)", "they are not (3 rows)"),
    ]
    assert "Click what is right" in words(panel.account.value)
    assert "--answer" not in panel.account.value
    question.buttons[1].click()
    assert kept(chapter)["data"]["answers"] == {"orders.parked": "no"}
    assert panel.questions.boxes == []
    assert rows(panel.account.value)[1][2:] == ["5", "3", "2"]
    Desk.of(chapter).undo()
    (question,) = panel.questions.boxes
    question.other.value = "some"
    assert kept(chapter)["data"]["answers"] == {"orders.parked": "some"}
    assert panel.questions.boxes == []


STAGES = b"""Order No,Client,Date,Amount,Stage
1,A,2024-01-05,10,Won
2,A,2024-01-05,20,Legal
3,B,2024-02-06,30,Won
4,B,2024-02-06,30,Tender
"""


def test_what_was_answered_can_be_asked_again(chapter):
    panel = open_panel(chapter)
    upload(panel, "orders.csv", STAGES.replace(b"05,20", b"06,20").replace(b"06,30,T", b"07,30,T"))
    (question,) = panel.questions.boxes
    assert question.other.description == "Or only some of them, with semicolons between"
    question.other.value = "Legal"
    words_kept = {"orders.words.Legal": "yes", "orders.words.Tender": "no"}
    assert kept(chapter)["data"]["answers"] == words_kept  # a new word is asked about
    assert set(panel.questions.again) == {"orders.words.Legal", "orders.words.Tender"}
    panel.questions.again["orders.words.Legal"].click()
    panel.questions.again["orders.words.Tender"].click()
    (question,) = panel.questions.boxes
    question.buttons[1].click()
    assert panel.questions.boxes == []
    assert "4 orders of 2 clients, 90 in all" in words(panel.account.value)


def test_an_answer_that_only_the_command_gave_can_be_asked_again(chapter):
    (chapter.folder / "orders.csv").write_bytes(STAGES)
    given = {"orders.words": "none"}
    read(store.open(chapter.folder, inputs=[str(chapter.folder / "orders.csv")], answers=given))
    Desk.of(chapter).change(lambda it: with_data(it, inputs=("orders=orders.csv",)))
    panel = open_panel(chapter)
    assert panel.questions.boxes == []
    panel.questions.again["orders.words.Tender"].click()
    (question,) = panel.questions.boxes
    assert "Tender" in question.box.children[0].value
    assert "Legal" not in question.box.children[0].value


def test_what_could_be_understood_otherwise_is_offered_and_does_not_hold_anything_up(chapter):
    panel = open_panel(chapter)
    upload(panel, "orders.csv", STAGES.replace(b"Legal", b"Won").replace(b"Tender", b"Won"))
    assert "4 orders of 2 clients" in words(panel.account.value)
    (offer,) = panel.questions.boxes
    assert [button.description for button in offer.buttons] == [
        "each of them is an order of its own",
        "a client's orders of one day are one order",
    ]
    offer.buttons[1].click()
    assert "2 orders of 2 clients" in words(panel.account.value)
    assert panel.questions.boxes == []
    panel.questions.again["orders.same_day"].click()
    assert "4 orders of 2 clients" in words(panel.account.value)


def test_what_does_not_fit_between_tables_is_said_first(chapter):
    panel = open_panel(chapter)
    orders = OWN.replace(b"3,B,2024-02-06,,Bob", b"3,B,2024-02-06,5,Bob")
    register = b"client_id,employee_id,from\nX,7,2024-01-01\nY,8,2024-01-01\n"
    upload(panel, "orders.csv", orders, ("register.csv", register))
    sales = read(Desk.of(chapter).company)
    assert sales.warnings
    account = words(panel.account.value)
    assert account.startswith(words(str(sales.warnings[0])))


def test_a_locked_workbook_asks_for_its_password_and_keeps_it_nowhere(chapter, monkeypatch):
    monkeypatch.setattr(locked, "_given", {})
    plain, hidden = io.BytesIO(), io.BytesIO()
    workbook = openpyxl.Workbook()
    for line in OWN.decode().splitlines():
        workbook.active.append(line.split(","))
    workbook.save(plain)
    OOXMLFile(plain).encrypt("Кувшинка 7", hidden)
    panel = open_panel(chapter)
    upload(panel, "orders.xlsx", hidden.getvalue())
    assert "as soon as what is asked above is settled" in words(panel.account.value)
    panel.files[0].unlock.field.value = "wrong"
    assert "does not open it" in words(panel.files[0].unlock.box.children[1].value)
    field = panel.files[0].unlock.field
    field.value = "Кувшинка 7"
    assert field.value == ""
    assert panel.files[0].unlock is None
    assert "3 orders of 2 clients" in words(panel.account.value)
    for path in (path for path in chapter.folder.rglob("*") if path.is_file()):
        assert "Кувшинка".encode() not in path.read_bytes()


def test_the_sheet_that_was_clicked_is_the_one_whose_columns_are_shown(chapter):
    stream = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, client in (("North", "A"), ("South", "B")):
        sheet = workbook.create_sheet(name)
        sheet.append(["Order No", "Client", "Date", "Amount"])
        sheet.append([1, client, "2024-01-05", 10])
    workbook.save(stream)
    panel = open_panel(chapter)
    upload(panel, "orders.xlsx", stream.getvalue())
    (question,) = panel.questions.boxes
    question.buttons[1].click()
    assert kept(chapter)["data"]["answers"] == {"orders.sheet": "South"}
    assert panel.files[0].rows["client_id"].choice.options[0] == ("Client: B", "")


def test_a_column_that_is_asked_for_is_mapped(chapter):
    doubt = Doubt("orders.amount", say("Which?"), option="--map amount=COLUMN")
    company = with_data(chapter, inputs=("orders=orders.csv",))
    (chapter.folder / "orders.csv").write_bytes(TWO_AMOUNTS)
    company = questions.answered(company, doubt, "SubTotal")
    assert company.data.map == {"orders.amount": "SubTotal"}


def test_a_file_that_was_cut_off_on_its_way_is_not_taken_for_a_whole_one(chapter):
    panel = open_panel(chapter)
    panel.upload._heard(panel.upload, {"act": "begin", "name": "a.csv", "first": True}, [])
    panel.upload._heard(panel.upload, {"act": "part"}, [b"Order No,Cl"])
    upload(panel, "orders.csv", OWN)
    assert [path.name for path in (chapter.folder / "data").iterdir()] == ["orders.csv"]
    assert kept(chapter)["data"]["inputs"] == ["orders=data/orders.csv"]
    # what comes without a beginning belongs to nothing
    panel.upload._heard(panel.upload, {"act": "part"}, [b"more"])
    panel.upload._heard(panel.upload, {"act": "end"}, [])
    assert not list(chapter.folder.glob(".*"))


def test_a_full_disk_is_said_in_the_panel_and_to_the_browser(chapter, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    panel, sent = open_panel(chapter), []
    monkeypatch.setattr(panel.upload, "send", sent.append)
    monkeypatch.setattr(Path, "write_bytes", fail)
    begin = {"act": "begin", "name": "a.csv", "first": True, "ticket": 7}
    panel.upload._heard(panel.upload, begin, [])
    assert sent == [{"act": "refused", "ticket": 7}]
    assert "No space left on device" in panel.message.value
    assert 'role="alert"' in panel.message.value


def test_a_file_that_is_no_table_is_refused_and_not_kept(demo):
    panel = open_panel(demo)
    upload(panel, "offer.pdf", b"%PDF-1.7 and so on")
    assert "offer.pdf is in PDF format" in words(panel.message.value)
    assert 'role="alert"' in panel.message.value
    assert not (demo.folder / "data").exists()
    assert is_demo(Desk.of(demo).company)


def test_of_several_files_the_good_ones_are_taken_and_the_bad_one_is_named(demo):
    clients = b"Client,Segment\nA,x\nB,y\n"
    panel = open_panel(demo)
    upload(panel, "orders.csv", OWN, ("clients.csv", clients), ("offer.pdf", b"%PDF-1.7"))
    assert kept(demo)["data"]["inputs"] == ["orders=data/orders.csv", "clients=data/clients.csv"]
    assert "offer.pdf is in PDF format" in words(panel.message.value)
    # one undo brings the demo back whole
    Desk.of(demo).undo()
    assert kept(demo)["data"]["inputs"] == list(demo.data.inputs)


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\evil.csv", "/etc/evil.csv", ".evil.csv"])
def test_an_upload_stays_in_its_folder(chapter, name):
    upload(open_panel(chapter), name, OWN)
    files = list(chapter.folder.parent.rglob("*evil*"))
    assert files == [chapter.folder / "data" / "evil.csv"]


def test_a_newer_upload_of_the_same_name_moves_the_older_one(chapter):
    panel = open_panel(chapter)
    upload(panel, "orders.csv", TWO_AMOUNTS)
    panel.files[0].rows["amount"].choice.value = "SubTotal"
    upload(panel, "orders.csv", OWN)
    data = chapter.folder / "data"
    assert (data / "orders.csv").read_bytes() == OWN
    assert (data / "earlier" / "orders.csv").read_bytes() == TWO_AMOUNTS
    assert kept(chapter)["data"]["inputs"] == ["orders=data/orders.csv"]
    # a column name that the new file does not have would stop the reading
    assert kept(chapter)["data"].get("map", {}) == {}
    assert rows(panel.account.value)[1][2:] == ["5", "3", "2"]
    upload(panel, "orders.csv", TWO_AMOUNTS)
    assert sorted(file.name for file in (data / "earlier").iterdir()) == [
        "orders-2.csv",
        "orders.csv",
    ]


def test_tables_are_proposed_changed_and_removed(chapter):
    panel = open_panel(chapter)
    upload(panel, "people.csv", b"Client,Signed\nA,2024-01-03\n")
    assert kept(chapter)["data"]["inputs"] == ["contracts=data/people.csv"]
    assert "A file of orders is still missing" in panel.account.value
    box = panel.files[0]
    box.holds.value = "clients"
    assert kept(chapter)["data"]["inputs"] == ["clients=data/people.csv"]
    assert panel.files == [box]
    assert list(box.rows)[:2] == ["client_id", "name"]
    upload(panel, "orders.csv", OWN)
    assert [file.file.table for file in panel.files] == ["clients", "orders"]
    assert len(rows(panel.account.value)) == 6
    panel.files[0].remove.click()
    assert kept(chapter)["data"]["inputs"] == ["orders=data/orders.csv"]
    assert (chapter.folder / "data" / "people.csv").exists()  # left out, not deleted


def test_a_file_by_its_path(chapter, tmp_path):
    outside = tmp_path / "выгрузка 1.csv"
    outside.write_bytes(OWN)
    panel = open_panel(chapter)
    panel.path.value = f'  "{outside}" '
    panel.add.click()
    assert kept(chapter)["data"]["inputs"] == [f"orders={outside}"]
    assert panel.path.value == ""
    assert rows(panel.account.value)[1][2:] == ["5", "3", "2"]
    panel.path.value = "nothing here.csv"
    panel.add.click()
    assert "There is no file “nothing here.csv”" in words(panel.message.value)
    panel.path.value = ""
    panel.add.click()
    assert "There is no file" in panel.message.value


def test_a_path_inside_the_folder_is_kept_relative(chapter):
    (chapter.folder / "orders.csv").write_bytes(OWN)
    assert edits.named_by_path(chapter, str(chapter.folder / "orders.csv")) == "orders.csv"
    assert edits.named_by_path(chapter, "orders.csv") == "orders.csv"


def test_a_file_that_has_gone_is_said(chapter):
    panel = open_panel(chapter)
    upload(panel, "orders.csv", OWN)
    (chapter.folder / "data" / "orders.csv").unlink()
    again = open_panel(store.open(chapter.folder))
    assert "is not there" in again.files[0].problem.value
    assert "as soon as" in again.account.value
    assert isinstance(again.files[0], FileBox)


def test_a_table_that_does_not_exist_is_said(chapter):
    data = chapter.data.model_copy(update={"inputs": ("bestellungen=x.csv",)})
    store.save(chapter.model_copy(update={"data": data}))
    panel = open_panel(store.open(chapter.folder))
    assert "there is no table “bestellungen”" in words(panel.account.value)


def test_a_general_name_becomes_the_names_of_its_tables(chapter):
    for name, text in (
        ("o.csv", b"No,Kunde,Date,Amount\n1,A,2024-01-05,3\n"),
        ("c.csv", b"Kunde,Segment\nA,x\n"),
    ):
        (chapter.folder / name).write_bytes(text)
    company = edits.with_data(
        chapter, inputs=("orders=o.csv", "clients=c.csv"), map={"client_id": "Kunde"}
    )
    changed = edits.map_column(company, "clients", "client_id", "Segment")
    assert changed.data.map == {"orders.client_id": "Kunde", "clients.client_id": "Segment"}
    back = edits.map_column(changed, "clients", "client_id", None)
    assert back.data.map == {"orders.client_id": "Kunde"}


def test_data_files_are_read_as_written(chapter):
    company = edits.with_data(chapter, inputs=("sales.csv", "Clients=c=1.csv"))
    assert edits.data_files(company) == (
        DataFile("orders", "sales.csv"),
        DataFile("clients", "c=1.csv"),
    )


def test_the_name_of_the_company(chapter):
    panel = open_panel(chapter)
    panel.name.value = "  Northern Pumps "
    assert kept(chapter)["name"] == "Northern Pumps"
    assert panel.name.value == "Northern Pumps"


def test_files_and_columns_are_folded_where_nothing_is_asked(demo):
    panel = open_panel(demo)
    (details,) = (box for box in panel.box.children if panel.name in getattr(box, "children", ()))
    assert details.layout.display == "none"
    panel.unfold.click()
    assert details.layout.display is None
    assert panel.unfold.layout.display == "none"
    box = panel.files[0]
    hidden = box.box.children[5].layout
    assert hidden.display == "none"
    assert box.fold.description == "Show the columns of orders.csv"
    box.fold.click()
    assert hidden.display is None
    assert box.fold.description == "Hide the columns of orders.csv"
    upload(panel, "orders.csv", TWO_AMOUNTS)
    (own,) = panel.files
    assert details.layout.display is None
    assert own.box.children[5].layout.display is None
    assert words(own.box.children[4].value) == (
        "Read from it: order number, client, and date of the order."
    )


def test_every_control_has_a_name(demo):
    panel = open_panel(demo)
    controls = [panel.name, panel.upload, panel.path, panel.add, panel.demo]
    controls += panel.notation.fields.values()
    for box in panel.files:
        controls += [box.holds, box.remove, *(row.choice for row in box.rows.values())]
    assert all(child.description for child in controls)
    removes = [box.remove.description for box in panel.files]
    assert len(set(removes)) == len(set(demo.data.inputs))


def test_a_name_cannot_become_markup(chapter):
    panel = open_panel(chapter)
    upload(panel, "<b>.csv", OWN.replace(b"Owner", b"<i>x"))
    assert "<b>" not in panel.account.value
    assert "<i>" not in panel.files[0].unused.value
    assert "“<i>x”" in words(panel.files[0].unused.value)


def test_the_panel_is_in_the_language_of_the_lesson(demo):
    panel = open_panel(demo)
    children = panel.box.children
    Desk.of(store.open(demo.folder, language="ru"))
    assert panel.box.children != children
    assert "5 янв" not in panel.account.value  # 4 January is the first day
    assert "4 января 2021" in panel.account.value


def test_as_a_lesson_calls_it(demo):
    shown = start_panel(demo)
    assert len(shown.children) == 2
    assert Path(demo.folder / "company.yaml").exists()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_who_left_the_demo_and_touched_nothing_gets_the_whole_of_it_back(tmp_path, language):
    company = store.new(tmp_path / "ours", "demo", language=language)
    left = without_demo(company)
    assert len(left.roles) > len(company.roles)
    back = with_demo(left)
    for section in ("roles", "functions", "holdings", "handoffs", "people", "assumptions"):
        assert getattr(back, section) == getattr(company, section), section
