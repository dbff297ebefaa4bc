"""New company folders: what the templates hold, and that nothing of anybody's is replaced."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import kit
from kit.company import store
from kit.company.template import from_template
from kit.company.writing import written
from kit.errors import KitError
from kit.triggers.candidates import candidates
from kit.triggers.rules import FORMS, parse


def held(company, role: str) -> set[str]:
    return {one.function for one in company.holdings if one.role == role}


@pytest.mark.parametrize("template", store.TEMPLATES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_new_folder_opens_as_it_was_made(tmp_path, template, language):
    made = store.new(tmp_path / "a" / "firm", template, language)
    assert made == store.open(tmp_path / "a" / "firm")
    assert made.settings.language == language
    assert made.model_dump() == from_template(template, language).model_dump()
    content = (made.folder / "company.yaml").read_bytes()
    assert store.new(tmp_path / "b", template, language).model_dump() == made.model_dump()
    assert (tmp_path / "b" / "company.yaml").read_bytes() == content
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_the_chapter_counts_six_and_nine_functions_and_leaves_two_to_five(tmp_path):
    company = store.new(tmp_path / "firm")
    hunter, manager = held(company, "hunter"), held(company, "account_manager")
    assert (len(hunter), len(manager)) == (6, 9)
    assert hunter - manager == {"relationship", "sale"}
    assert manager - hunter == {
        *("repeat_sales", "order_frequency", "average_deal", "loyalty", "dossier")
    }
    assert (len(hunter & manager), len(hunter | manager), len(company.functions)) == (4, 11, 11)
    assert {one.id for one in company.functions if one.ours} == hunter & manager
    assert {one.level for one in company.holdings} == {"owner"}
    assert {one.hours for one in company.holdings} == {None}
    assert company.people == ()
    assert company.data.inputs == ()


def test_the_chapter_s_conveyor(tmp_path):
    company = store.new(tmp_path / "firm")
    arrows = {(one.from_role, one.to_role): one for one in company.handoffs}
    assert set(arrows) == {
        ("telemarketer", "hunter"),
        ("hunter", "account_manager"),
        ("hunter", "inside_sales"),
        ("account_manager", "project_manager"),
        ("account_manager", "specialist"),
    }
    assert all(one.condition for one in company.handoffs)
    # a figure in money is right for one company only: the rules come from its own orders
    assert all(one.triggers == () for one in company.handoffs)
    assert [one.to_role for one in company.handoffs if one.partial] == [
        "project_manager", "specialist",
    ]  # fmt: skip
    assert all(one.chosen is None for one in company.handoffs)  # there is no canned answer
    places = [one.place for one in company.roles]
    assert None not in places
    assert len(set(places)) == 6


def test_both_languages_hold_the_same_ids_under_labels_of_their_own():
    for template in ("chapter", "demo"):
        english, russian = (from_template(template, code) for code in ("en", "ru"))
        for section in ("roles", "functions"):
            pairs = list(zip(getattr(english, section), getattr(russian, section), strict=True))
            assert all(one.id == other.id for one, other in pairs)
            assert all(one.label.isascii() and not other.label.isascii() for one, other in pairs)
        assert english.holdings == russian.holdings
        assert [one.triggers for one in english.handoffs] == [
            one.triggers for one in russian.handoffs
        ]


@pytest.mark.parametrize("template", ["chapter", "blank"])
def test_the_rules_tried_are_those_of_the_file_alone(tmp_path, template):
    orders = tmp_path / "orders.csv"
    rows = [f"{n},{'ABC'[n % 3]},2024-0{1 + n // 6}-1{n % 6},{300 + 20 * n}" for n in range(24)]
    orders.write_text("\n".join(["Order no,Client,Date,Amount", *rows]) + "\n", encoding="utf-8")
    company = store.new(tmp_path / "firm", template)
    tried = []
    for opened in (kit.open(str(orders)), kit.open(company.folder, inputs=[str(orders)])):
        tried.append([str(rule) for rule in candidates(opened, kit.read(opened))])
    assert tried[0] == tried[1]
    [volume] = [rule for rule in tried[0] if rule.startswith("volume")]
    assert volume == "volume 3500 per 90 days"  # the median of 3,420, 3,540 and 3,660


def test_the_demo_fits_its_data(tmp_path):
    company = store.new(tmp_path / "firm", "demo")
    sales = kit.read(company)
    assert {one.file for one in sales.inputs} <= {path.name for path in company.folder.iterdir()}
    employees = sales.employees.set_index("employee_id")
    assert {one.id: one.roles for one in company.people} == {
        who: (role,) for who, role in employees["role"].items()
    }
    at_work = {one.id: one.hours_per_week for one in company.people if one.hours_per_week}
    there = employees[employees["left_on"].isna()]["hours_per_week"]
    assert at_work == there.to_dict()
    for role, hours in (("hunter", 160), ("account_manager", 160)):
        assert sum(one.hours for one in company.holdings if one.role == role) == hours
    candidates = [text for one in company.handoffs for text in one.triggers]
    assert len(candidates) == 7
    assert {type(parse(text)) for text in candidates} == {type(parse(text)) for text in FORMS}
    for text in candidates:
        parse(text)


def test_the_demo_s_own_company_file_is_the_english_template(tmp_path):
    shipped = store.shipped("datasets/demo") / "company.yaml"
    assert shipped.read_text(encoding="utf-8") == written(from_template("demo"))


def test_a_company_that_is_there_is_never_replaced(tmp_path):
    folder = tmp_path / "firm"
    folder.mkdir()
    for text in ("name: ours\n", "name: [broken", "kit: 99\n"):
        (folder / "company.yaml").write_text(text)
        with pytest.raises(KitError, match="a company folder already"):
            store.new(folder, "demo")
        assert (folder / "company.yaml").read_text() == text
        assert not (folder / "orders.csv").exists()


def test_a_data_file_that_is_there_is_never_replaced(tmp_path):
    (tmp_path / "orders.csv").write_text("mine")
    with pytest.raises(KitError, match=r"orders\.csv is there already"):
        store.new(tmp_path, "demo")
    assert (tmp_path / "orders.csv").read_text() == "mine"
    assert not (tmp_path / "company.yaml").exists()


def test_what_cannot_be_made(tmp_path):
    with pytest.raises(KitError, match=r"no template boats\. Choose one of chapter"):
        store.new(tmp_path / "firm", "boats")
    with pytest.raises(KitError, match="no template in de"):
        store.new(tmp_path / "firm", "blank", "de")
    (tmp_path / "file").write_text("x")
    for place in ("file", "file/inside"):
        with pytest.raises(KitError, match="cannot be written to"):
            store.new(tmp_path / place, "blank")
    assert not (tmp_path / "firm").exists()


def test_my_company_lies_beside_the_lessons_of_both_languages(tmp_path, monkeypatch):
    monkeypatch.delenv("HANDOFF_COMPANY", raising=False)
    for name in ("en", "ru"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "en")
    first = store.my_company()
    assert first.folder.resolve() == tmp_path / "my-company"
    assert (first.name, first.settings.language) == ("Demo distributor", "en")
    assert kit.read(first).inputs
    changed = store.save(first.model_copy(update={"name": "Ours"}))
    monkeypatch.chdir(tmp_path / "ru")
    russian = store.my_company()
    assert (russian.name, russian.settings.language) == ("Ours", "ru")
    assert russian.version == changed.version
    store.save(russian.model_copy(update={"name": "Наша"}))
    assert store.open(tmp_path / "my-company").settings.language == "en"


def test_my_company_is_made_in_the_language_of_the_first_lesson(tmp_path, monkeypatch):
    monkeypatch.delenv("HANDOFF_COMPANY", raising=False)
    (tmp_path / "ru").mkdir()
    monkeypatch.chdir(tmp_path / "ru")
    assert store.my_company().name == "Демонстрационный дистрибьютор"
    assert store.open(tmp_path / "my-company").settings.language == "ru"


def test_my_company_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDOFF_COMPANY", str(tmp_path / "firm"))
    assert store.my_company().folder == tmp_path / "firm"
    monkeypatch.delenv("HANDOFF_COMPANY")
    monkeypatch.chdir(tmp_path)
    assert store.my_company().folder.resolve() == tmp_path / "my-company"


def test_lessons_that_are_opened_at_once_make_one_company(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDOFF_COMPANY", str(tmp_path / "firm"))
    with ThreadPoolExecutor(4) as pool:
        companies = list(pool.map(lambda _: store.my_company(), range(4)))
    assert len({one.version for one in companies}) == 1
    assert kit.read(companies[0]).as_of.isoformat() == "2024-12-30"


def test_my_company_that_is_broken_is_said_and_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDOFF_COMPANY", str(tmp_path))
    (tmp_path / "company.yaml").write_text("name: [unclosed")
    with pytest.raises(KitError, match="line 1: this is not valid YAML"):
        kit.my_company()
    assert (tmp_path / "company.yaml").read_text() == "name: [unclosed"
    assert [path.name for path in tmp_path.iterdir()] == ["company.yaml"]


def test_a_folder_can_move_with_its_data(tmp_path):
    company = store.new(tmp_path / "firm", "demo")
    Path(company.folder).rename(tmp_path / "elsewhere")
    moved = store.open(tmp_path / "elsewhere")
    assert kit.read(moved).as_of.isoformat() == "2024-12-30"
