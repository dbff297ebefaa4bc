"""Saving and undoing: what is on disk is whole, and nobody's work is lost."""

import errno
import multiprocessing
import os
import threading
from functools import partial
from pathlib import Path

import pytest

from kit.company import saving, store
from kit.company.model import Company, Role
from kit.errors import KitError
from kit.lessons.conveyor.edits import add_role, rename_role
from kit.lessons.triggers.edits import decide, nominate

FILE, PREVIOUS = "company.yaml", "company.previous.yaml"


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "firm", "chapter")


def named(company: Company, name: str) -> Company:
    return company.model_copy(update={"name": name})


def text(company: Company, file: str = FILE) -> str:
    return (company.folder / file).read_text(encoding="utf-8")


def test_what_is_saved_is_what_is_opened_and_the_text_before_is_kept(company):
    before = text(company)
    saved = store.save(named(company, "Ромашка"))
    again = store.open(company.folder)
    assert again == saved
    assert (again.name, again.version) == ("Ромашка", saved.version)
    assert saved.version != company.version
    assert "name: Ромашка\n" in text(company)
    assert text(company, PREVIOUS) == before
    assert text(company).replace("name: Ромашка\n", "") == before


def test_saving_what_is_already_there_changes_nothing(company):
    first = store.save(named(company, "A"))
    before = {path: path.read_bytes() for path in company.folder.iterdir()}
    assert store.save(first) == first
    assert {path: path.read_bytes() for path in company.folder.iterdir()} == before


@pytest.mark.parametrize("step", [1, 2])
def test_a_crash_at_any_step_leaves_the_old_file_whole(company, monkeypatch, step):
    """The present text is put aside before it is replaced: neither failure touches it."""
    before, steps = text(company), iter(range(1, 9))
    replace = Path.replace

    def fail(self, target):
        if next(steps) == step:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KitError, match="No space left on device"):
        store.save(named(company, "B"))
    monkeypatch.undo()
    assert text(company) == before
    assert {path.name for path in company.folder.iterdir()} <= {FILE, PREVIOUS, ".company.lock"}
    assert store.save(named(company, "C")).name == "C"  # and the next attempt is not in its way


def test_a_save_that_could_not_put_the_version_before_in_its_place_is_saved_all_the_same(
    company, monkeypatch
):
    before, steps = text(company), iter(range(1, 9))
    replace = Path.replace

    def fail(self, target):
        if next(steps) == 3:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    assert not store.can_undo(company.folder)
    monkeypatch.setattr(Path, "replace", fail)
    saved = store.save(named(company, "B"))
    monkeypatch.undo()
    assert store.open(company.folder) == saved
    assert not (company.folder / PREVIOUS).exists()
    assert text(company, saving.ASIDE_NAME) == before
    assert store.can_undo(company.folder)
    assert store.undo(company.folder).name == ""
    assert text(company) == before
    assert "name: B\n" in text(company, PREVIOUS)
    assert {path.name for path in company.folder.iterdir()} <= {FILE, PREVIOUS, ".company.lock"}


def test_a_process_killed_while_writing_leaves_the_old_file_whole(company):
    def die():
        Path.replace = lambda *_: os._exit(9)
        store.save(named(company, "B"))

    before = text(company)
    process = multiprocessing.get_context("fork").Process(target=die)
    process.start()
    process.join(30)
    assert process.exitcode == 9
    assert text(company) == before
    assert store.save(named(company, "C")).name == "C"


def test_a_second_window_cannot_overwrite_the_first(company):
    first = store.save(named(company, "first"))
    with pytest.raises(store.Conflict, match="changed elsewhere"):
        store.save(named(company, "second"))
    assert store.open(company.folder).name == "first"
    assert store.save(named(first, "second, after looking")).version != first.version


def _add_role(folder: Path, number: int, start, results) -> None:
    company = store.open(folder)
    role = Role(id=f"role_{number}", label=f"Role {number}")
    start.wait(30)
    try:
        store.save(company.model_copy(update={"roles": (*company.roles, role)}))
        results.put((number, "saved"))
    except store.Conflict:
        results.put((number, "conflict"))


def test_of_two_processes_that_save_at_once_one_wins_and_the_other_is_told(company):
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(2), context.Queue()
    both = [
        context.Process(target=_add_role, args=(company.folder, number, start, results))
        for number in (1, 2)
    ]
    for process in both:
        process.start()
    outcome = dict(results.get(timeout=60) for _ in both)
    for process in both:
        process.join(30)
    assert sorted(outcome.values()) == ["conflict", "saved"]
    (winner,) = [number for number, told in outcome.items() if told == "saved"]
    ids = [one.id for one in store.open(company.folder).roles]
    assert ids == [*(one.id for one in company.roles), f"role_{winner}"]


def test_no_update_is_lost_among_many_threads(company):
    """Eight writers that read again after a conflict: all eight changes are there."""

    def add(number: int) -> None:
        role = Role(id=f"role_{number}", label="x")
        while True:
            now = store.open(company.folder)
            try:
                store.save(now.model_copy(update={"roles": (*now.roles, role)}))
            except store.Conflict:
                continue
            return

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    ids = {one.id for one in store.open(company.folder).roles}
    assert ids == {one.id for one in company.roles} | {f"role_{number}" for number in range(8)}


def test_a_window_that_hangs_while_saving_is_not_waited_for_for_ever(company, monkeypatch):
    monkeypatch.setattr(saving, "PATIENCE", 0.05)
    with saving._locked(company.folder), pytest.raises(KitError, match="Another window"):
        store.save(named(company, "B"))
    assert store.save(named(company, "B")).name == "B"


@pytest.mark.skipif(os.name == "nt", reason="the lock of Unix")
def test_a_disk_that_knows_no_locks_is_used_without(company, monkeypatch):
    import fcntl

    def unknown(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    store.save(named(company, "B"))
    with pytest.raises(store.Conflict):
        store.save(named(company, "C"))


@pytest.mark.parametrize("damage", ["name: [unclosed", "kit: 99\nplans: {}\n", "", "\x00"])
def test_a_file_that_became_broken_or_newer_is_never_written_over(company, damage):
    (company.folder / FILE).write_text(damage, encoding="utf-8")
    with pytest.raises(store.Conflict, match="changed elsewhere"):
        store.save(named(company, "B"))
    assert text(company) == damage
    with pytest.raises(KitError, match="company folder already"):
        store.new(company.folder)
    assert text(company) == damage


def test_a_file_that_went_away_is_not_made_anew(company):
    (company.folder / FILE).unlink()
    with pytest.raises(store.Conflict, match="no longer there"):
        store.save(named(company, "B"))
    assert not (company.folder / FILE).exists()


def test_undo_and_undo_of_undo(company):
    one = text(company)
    store.save(named(company, "Ромашка"))
    two = text(company)
    for present, previous in ((one, two), (two, one), (one, two)):
        undone = store.undo(company.folder)
        assert (text(company), text(company, PREVIOUS)) == (present, previous)
        assert undone == store.open(company.folder)
    store.save(named(undone, "Василёк"))
    assert store.undo(company.folder).name == ""


def test_undo_of_what_the_person_does_not_see_is_refused(company):
    mine = store.save(named(company, "mine"))
    store.save(named(mine, "theirs"))
    with pytest.raises(store.Conflict):
        store.undo(company.folder, mine.version)
    assert store.open(company.folder).name == "theirs"


def test_without_an_earlier_version_there_is_nothing_to_undo(company):
    before = text(company)
    with pytest.raises(KitError, match="nothing to undo"):
        store.undo(company.folder)
    assert text(company) == before


def test_undo_brings_the_company_back_after_the_file_was_broken_or_lost(company):
    store.save(named(company, "B"))
    for damage, kept in (
        ("name: [unclosed", "company.unreadable.yaml"),
        ("kit: 7\n", "company.unreadable-2.yaml"),
    ):
        (company.folder / FILE).write_text(damage, encoding="utf-8")
        assert store.undo(company.folder).name == ""
        assert text(company, kept) == damage
    (company.folder / FILE).unlink()
    assert store.undo(company.folder).model_dump() == company.model_dump()


def test_an_earlier_version_that_cannot_be_read_is_not_brought_back(company):
    saved = store.save(named(company, "B"))
    (company.folder / PREVIOUS).write_text("kit: 99\n", encoding="utf-8")
    with pytest.raises(KitError, match=r"company\.previous\.yaml was written by a newer handoff"):
        store.undo(company.folder)
    assert store.open(company.folder) == saved


def test_what_options_say_for_one_run_is_not_saved(company):
    opened = store.open(company.folder, language="ru", as_of="2024-01-31", seed=5)
    assert opened.settings.language == "ru"
    saved = store.save(named(opened, "Ромашка"))
    assert (saved.settings.language, saved.settings.seed) == ("ru", 5)
    on_disk = store.open(company.folder)
    assert on_disk.name == "Ромашка"
    assert on_disk.settings == company.settings
    assert store.save(named(saved, "Василёк")).name == "Василёк"
    assert store.open(company.folder).settings.language == "en"


def test_what_was_changed_on_purpose_is_saved_although_an_option_stood_there(company):
    opened = store.open(company.folder, language="ru", as_of="2024-01-31")
    settings = opened.settings.model_copy(update={"as_of": None, "lookback": 90, "seed": 7})
    store.save(opened.model_copy(update={"settings": settings}))
    on_disk = store.open(company.folder).settings
    assert (on_disk.language, on_disk.as_of, on_disk.lookback, on_disk.seed) == ("en", None, 90, 7)
    switched = opened.settings.model_copy(update={"language": "en"})
    store.save(store.open(company.folder, language="ru").model_copy(update={"settings": switched}))
    assert store.open(company.folder).settings.language == "en"


def test_parts_that_do_not_fit_together_are_not_saved(company):
    before = text(company)
    with pytest.raises(KitError, match="holdings: there is no role hunter"):
        store.save(
            company.model_copy(
                update={"roles": tuple(one for one in company.roles if one.id != "hunter")}
            )
        )
    assert text(company) == before


def test_a_company_that_lies_in_no_folder_of_one_s_own_is_not_saved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("orders.csv").write_text("x")
    firm = store.new("firm", "blank")
    for company in (
        Company(),
        store.open("orders.csv"),
        store.open(firm.folder, inputs=["orders.csv"]),
    ):
        with pytest.raises(KitError, match="kept in no folder of yours"):
            store.save(named(company, "B"))
    for demo in (store.open("demo"), store.open(store.shipped("datasets/demo"))):
        with pytest.raises(KitError, match="comes with the kit and stays as it is"):
            store.save(named(demo, "B"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firm", "orders.csv"]


def test_notes_at_the_top_of_the_file_stay(company):
    file = company.folder / FILE
    body = "".join(text(company).splitlines(keepends=True)[2:])
    file.write_text(f"# Согласовано 3 мая\n\n# с Анной\n{body}", encoding="utf-8-sig")
    store.save(named(store.open(company.folder), "Ромашка"))
    assert text(company).startswith("# Согласовано 3 мая\n\n# с Анной\nkit: 4\nname: Ромашка\n")
    (company.folder / FILE).write_text("kit: 1\n")
    store.save(named(store.open(company.folder), "B"))
    assert text(company).startswith("# What this company has decided")


def test_a_folder_that_cannot_be_written_to(company, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    before = text(company)
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        with pytest.raises(KitError, match=r"company\.yaml cannot be written \(Permission denied"):
            store.save(named(company, "B"))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with pytest.raises(KitError, match="Permission denied"):
            store.save(named(company, "B"))
    assert text(company) == before


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write anywhere"
)
def test_a_read_only_folder_for_an_ordinary_user(company):
    company.folder.chmod(0o555)
    try:
        with pytest.raises(KitError, match="cannot be written"):
            store.save(named(company, "B"))
    finally:
        company.folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="links and modes are those of Unix")
def test_links_and_access_rights_outlive_a_save(company, tmp_path):
    real = tmp_path / "real.yaml"
    (company.folder / FILE).rename(real)
    real.chmod(0o640)
    (company.folder / FILE).symlink_to(real)
    store.save(named(store.open(company.folder), "B"))
    assert (company.folder / FILE).is_symlink()
    assert "name: B\n" in real.read_text(encoding="utf-8")
    assert real.stat().st_mode & 0o777 == 0o640


def test_comments_outlive_what_the_lessons_save_and_undo_brings_the_text_back_as_it_was(company):
    noted = (
        text(company)
        .replace("roles:\n", "# the jobs, as of May\nroles:  # six\n")
        .replace("    label: Hunter\n", "    label: Hunter  # all of Berlin\n")
        .replace("  - id: inside_sales\n", "  # they keep clients\n  - id: inside_sales\n")
        .replace("handoffs:\n", "# who passes clients on\nhandoffs:\n")
    ) + "# ask Anna about the rest\n"  # fmt: skip
    (company.folder / FILE).write_text(noted, encoding="utf-8")
    notes = [line[line.index("#") :] for line in noted.splitlines() if "#" in line]
    assert len(notes) == 8
    now = store.open(company.folder)
    texts = [noted]
    for edit in (
        partial(add_role, label="Key accounts"),
        partial(rename_role, role="hunter", label="Opener"),
        lambda company: decide(nominate(company, "deal 2"), "deal 2"),
    ):
        now = store.save(edit(now))
        texts.append(text(company))
        assert [line[line.index("#") :] for line in texts[-1].splitlines() if "#" in line] == notes
    assert "  # they keep clients\n  - id: inside_sales\n" in texts[-1]
    assert "    label: Opener  # all of Berlin\n" in texts[-1]
    assert "    label: Key accounts\n" in texts[-1]
    assert "    chosen: deal 2\n" in texts[-1]
    store.undo(company.folder)
    assert text(company) == texts[-2]
    store.undo(company.folder)
    assert text(company) == texts[-1]
