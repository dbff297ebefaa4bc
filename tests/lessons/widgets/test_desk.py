"""One open company folder: saved at once, in step with other windows, never silently lost."""

import re
import subprocess
import sys
from datetime import datetime

import pytest

from kit.company import store
from kit.company.model import Company
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.desk import Desk, notice, panel
from kit.lessons.widgets.status import WORDS, StatusLine


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "chapter")


@pytest.fixture
def desk(company):
    return Desk.of(company)


def named(name):
    return lambda company: company.model_copy(update={"name": name})


def file_of(desk):
    return desk.folder / "company.yaml"


def test_a_change_is_on_disk_at_once_and_the_time_is_shown(desk):
    assert desk.change(named("Acme"))
    assert store.open(desk.folder).name == "Acme"
    assert desk.company.name == "Acme"
    assert desk.status.mood == "saved"
    hours, minutes = map(int, re.fullmatch(r"Saved (\d\d):(\d\d)", desk.status.note).groups())
    now = datetime.now()
    assert (now.hour * 60 + now.minute - hours * 60 - minutes) % (24 * 60) <= 1


def test_panels_of_one_folder_share_a_desk_however_it_is_named(desk, monkeypatch):
    monkeypatch.chdir(desk.folder.parent)
    assert Desk.of(store.open("ours")) is desk
    assert Desk.of(store.new(desk.folder.parent / "theirs", "blank")) is not desk


def test_listeners_hear_of_a_change_once_and_after_it_is_saved(desk):
    heard = []
    desk.listen(lambda company: heard.append((company.name, store.open(desk.folder).name)))
    desk.change(named("Acme"))
    assert heard == [("Acme", "Acme")]


def test_nothing_changed_nothing_saved(desk):
    before = file_of(desk).read_bytes()
    assert desk.change(lambda company: company)
    assert file_of(desk).read_bytes() == before
    assert not desk.status.can_undo
    assert desk.status.note == ""


def test_what_cannot_be_done_is_said_and_changes_nothing(desk):
    def refuse(company):
        raise KitError(say("No."))

    before = file_of(desk).read_bytes()
    assert not desk.change(refuse)
    assert (desk.status.mood, desk.status.note) == ("problem", "No.")
    assert file_of(desk).read_bytes() == before
    # and is forgotten with the next thing that can
    desk.change(lambda company: company)
    assert (desk.status.mood, desk.status.note) == ("quiet", "")


def test_an_edit_that_breaks_the_company_is_refused(desk):
    def without_roles(company):
        return company.model_copy(update={"roles": ()})

    before = file_of(desk).read_bytes()
    assert not desk.change(without_roles)
    assert desk.status.mood == "problem"
    assert "there is no role hunter" in desk.status.note
    assert file_of(desk).read_bytes() == before
    assert len(desk.company.roles) == 6


def test_two_windows_do_not_overwrite_each_other(desk):
    other = store.open(desk.folder)
    store.save(other.model_copy(update={"name": "Theirs"}))
    heard = []
    desk.listen(lambda company: heard.append(company.name))
    assert not desk.change(named("Ours"))
    assert store.open(desk.folder).name == desk.company.name == "Theirs"
    assert heard == ["Theirs"]
    assert desk.status.mood == "problem"
    assert "what you just did is not in it" in desk.status.note
    # now that the person has seen it, the same change is accepted
    assert desk.change(named("Ours"))
    assert store.open(desk.folder).name == "Ours"


def test_a_change_in_another_window_is_noticed_without_doing_anything(desk):
    store.save(store.open(desk.folder).model_copy(update={"name": "Theirs"}))
    desk.status._heard(None, {"act": "ping", "n": 1}, [])
    assert desk.company.name == "Theirs"
    assert desk.status.note.startswith("Changed in another window: since ")
    desk.status.note = "untouched"
    desk.look()
    assert desk.status.note == "untouched"


def test_undo_and_redo(desk):
    assert not desk.status.can_undo
    desk.change(named("First"))
    desk.change(named("Second"))
    assert desk.status.can_undo
    desk.undo()
    assert (desk.company.name, desk.status.undone) == ("First", True)
    assert re.fullmatch(r"Undone and saved \d\d:\d\d", desk.status.note)
    desk.undo()
    assert (desk.company.name, desk.status.undone) == ("Second", False)
    assert re.fullmatch(r"Redone and saved \d\d:\d\d", desk.status.note)
    assert store.open(desk.folder).name == "Second"
    desk.status._heard(None, {"act": "undo"}, [])
    assert store.open(desk.folder).name == "First"
    # a change made now is a new one: the button undoes again
    desk.change(named("Third"))
    assert not desk.status.undone


def test_undo_does_not_take_back_what_another_window_did(desk):
    desk.change(named("Ours"))
    store.save(store.open(desk.folder).model_copy(update={"name": "Theirs"}))
    desk.undo()
    assert store.open(desk.folder).name == desk.company.name == "Theirs"
    assert desk.status.mood == "problem"


def test_nothing_to_undo_is_said(desk):
    desk.undo()
    assert desk.status.mood == "problem"
    assert desk.status.note.startswith("There is nothing to undo")


def test_a_broken_file_is_reported_and_never_touched(desk):
    desk.change(named("Before"))
    desk.change(named("Now"))
    broken = file_of(desk).read_bytes() + b"\nroles: [\n"
    file_of(desk).write_bytes(broken)
    desk.look()
    assert desk.status.mood == "problem"
    assert "company.yaml" in desk.status.note
    assert "nothing is lost" in desk.status.note
    assert desk.company.name == "Now"  # the last state that could be read stays in view
    assert not desk.change(named("Over it"))
    assert file_of(desk).read_bytes() == broken
    assert "nothing is lost" in desk.status.note
    # the version before can be had back; the broken text is kept
    desk.undo()
    assert store.open(desk.folder).name == desk.company.name == "Before"
    assert (desk.folder / "company.unreadable.yaml").read_bytes() == broken
    assert desk.status.mood == "saved"
    assert not desk.status.undone


def test_a_file_that_was_mended_as_it_was_takes_the_warning_away(desk):
    whole = file_of(desk).read_bytes()
    file_of(desk).write_bytes(whole + b"\nroles: [\n")
    desk.look()
    assert desk.status.mood == "problem"
    file_of(desk).write_bytes(whole)
    desk.look()
    assert (desk.status.mood, desk.status.note) == ("quiet", "")
    assert desk.change(named("Acme"))


def test_a_file_that_is_gone_is_not_written_anew(desk):
    file_of(desk).unlink()
    assert not desk.change(named("Ours"))
    assert not file_of(desk).exists()
    assert desk.status.mood == "problem"


def test_a_file_of_a_newer_handoff_stays(desk):
    newer = b"kit: 99\nsomething: else\n"
    file_of(desk).write_bytes(newer)
    shown = panel(desk.company, lambda desk: StatusLine(desk.language, id, id))
    assert "newer handoff" in shown.children[0].note
    assert not desk.change(named("Ours"))
    assert file_of(desk).read_bytes() == newer


def test_a_cell_run_again_shows_what_is_on_disk(desk):
    stale = desk.company
    store.save(store.open(desk.folder).model_copy(update={"name": "Theirs"}))
    assert Desk.of(stale).company.name == "Theirs"


def test_a_new_kernel_finds_everything(desk):
    desk.change(named("Ünïted Рога"))
    code = (
        "import sys; from kit.company import store; from kit.lessons.widgets.desk import Desk;"
        "desk = Desk.of(store.open(sys.argv[1]));"
        "print(ascii(desk.company.name), desk.status.can_undo)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(desk.folder)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == f"{'Ünïted Рога'!a} True"


def test_the_reader_chooses_the_language_and_the_file_keeps_its_own(desk):
    heard = []
    desk.listen(lambda company: heard.append(company.settings.language))
    russian = store.open(desk.folder, language="ru")
    assert Desk.of(russian) is desk
    assert desk.language.code == "ru"
    assert heard == ["ru"]
    assert set(desk.status.words) == set(WORDS)
    desk.change(named("Acme"))
    assert store.open(desk.folder).settings.language == "en"


@pytest.mark.parametrize("homeless", ["data", "demo"])
def test_a_company_without_a_folder_of_its_own_gets_a_message_not_a_panel(homeless):
    company = Company(name="Acme") if homeless == "data" else store.open("demo")
    with pytest.raises(KitError, match="is in no folder of yours"):
        Desk.of(company)
    (only,) = panel(company, lambda desk: pytest.fail("no panel wanted")).children
    assert "is in no folder of yours" in only.value
    assert 'role="alert"' in only.value


def test_a_notice_shows_signs_as_signs(desk):
    shown = notice(say("{text}", text="<b>&"), desk.language).value
    assert "&lt;b&gt;&amp;" in shown
    assert "<b>" not in shown


def test_a_ping_is_answered_before_anything_else(desk, monkeypatch):
    order = []
    line = StatusLine(desk.language, on_ping=lambda: order.append("look"), on_undo=id)
    monkeypatch.setattr(StatusLine, "send", lambda self, content: order.append(content))
    line._heard(None, {"act": "ping", "n": 7}, [])
    assert order == [{"act": "pong", "n": 7}, "look"]
    line._heard(None, {"act": "what?"}, [])
    assert len(order) == 2


def test_panels_of_a_lesson_that_is_not_in_front_catch_up_when_it_is(desk, monkeypatch):
    monkeypatch.setattr(Desk, "_lesson", "")
    heard = []
    for lesson in ("00", "01"):
        Desk.turn_to(lesson)
        desk.listen(lambda company, lesson=lesson: heard.append((lesson, company.name)))
    desk.change(named("Acme"))
    desk.change(named("Borealis"))
    assert heard == [("01", "Acme"), ("01", "Borealis")]
    Desk.turn_to("00")
    assert heard[2:] == [("00", "Borealis")]
    # nothing is missed now, so nothing is told again
    Desk.turn_to("01")
    Desk.turn_to("00")
    assert len(heard) == 3
