"""kit.open: what it finds, what it refuses, and how it says so."""

from datetime import date
from pathlib import Path

import pytest

from kit.company import store
from kit.company.model import Company, DataSource, Settings
from kit.company.reading import known_entries
from kit.errors import KitError


def write(folder: Path, text: str) -> Path:
    (folder / "company.yaml").write_text(text, encoding="utf-8")
    return folder


def refusal(*source, **options) -> str:
    with pytest.raises(KitError) as caught:
        store.open(*source, **options)
    return str(caught.value)


def test_the_demo_is_what_opens_by_default():
    company = store.open()
    assert company.model_dump() == store.open("demo").model_dump()
    assert company.folder == store.shipped("datasets/demo")
    assert all((company.folder / one.partition("=")[2]).is_file() for one in company.data.inputs)


def test_the_demo_speaks_the_language_asked_for():
    company = store.open("demo", language="ru")
    assert company.settings.language == "ru"
    assert company.roles[1].label == "Активный менеджер"
    assert company.roles[1].id == store.open().roles[1].id == "hunter"


def test_a_folder_with_everything(tmp_path):
    write(
        tmp_path,
        """
kit: 1
name: Ромашка
settings:
  language: ru
  as_of: 2026-03-31
  lookback: 180
  triggers: [deal 2, "share 40%"]
  hours_per_order: 1.5
data:
  inputs: [orders.csv, contracts=signed.xlsx]
  map: {amount: Сумма}
  where: Stage = 'Won'
  dates: day-first
  decimals: comma
  time_zone: Europe/Moscow
""",
    )
    company = store.open(tmp_path)
    assert company.folder == tmp_path
    assert (
        company.model_dump()
        == Company(
            name="Ромашка",
            settings=Settings(
                language="ru",
                as_of=date(2026, 3, 31),
                lookback=180,
                triggers=("deal 2", "share 40%"),
                hours_per_order=1.5,
            ),
            data=DataSource(
                inputs=("orders.csv", "contracts=signed.xlsx"),
                map={"amount": "Сумма"},
                where="Stage = 'Won'",
                dates="day-first",
                decimals="comma",
                time_zone="Europe/Moscow",
            ),
        ).model_dump()
    )
    assert store.open(str(tmp_path / "company.yaml")) == company


def test_an_empty_file_and_empty_headings_leave_the_defaults(tmp_path):
    for text in ("", "settings:\ndata:\n# nothing yet\n"):
        assert store.open(write(tmp_path, text)).model_dump() == Company().model_dump()


def test_a_data_file_is_a_company_of_which_nothing_else_is_known(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("orders.csv").write_text("x")
    Path("a=b.csv").write_text("x")
    company = store.open("orders.csv", map={"amount": "SubTotal"}, triggers=["deal 2"])
    assert company.data.inputs == ("orders.csv",)
    assert company.data.map == {"amount": "SubTotal"}
    assert company.settings.triggers == ("deal 2",)
    assert company.folder == Path()
    several = store.open(["orders=orders.csv", Path("a=b.csv")])
    assert several.data.inputs == ("orders=orders.csv", "a=b.csv")


def test_options_override_and_none_does_not(tmp_path):
    folder = write(
        tmp_path, "settings: {language: ru, lookback: 90}\ndata: {map: {amount: A, client_id: C}}\n"
    )
    company = store.open(
        folder, language="en", lookback=None, map={"amount": "B"}, as_of="2025-01-31"
    )
    assert company.settings.language == "en"
    assert company.settings.lookback == 90
    assert company.settings.as_of == date(2025, 1, 31)
    assert company.data.map == {"amount": "B", "client_id": "C"}
    assert company.folder == tmp_path


def test_files_given_replace_the_company_s_and_start_from_here(tmp_path):
    folder = write(tmp_path, "data: {inputs: [old.csv], where: x > 1}\n")
    company = store.open(folder, inputs=["new.csv"])
    assert company.data.inputs == ("new.csv",)
    assert company.data.where == "x > 1"
    assert company.folder == Path()


def test_a_missing_file_or_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    assert "no file or folder ordres.csv" in refusal("ordres.csv")
    assert "no file or folder ordres.csv" in refusal("orders=ordres.csv")
    assert "empty has no company.yaml" in refusal("empty")
    assert "empty is a folder" in refusal("orders=empty")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("name: [unclosed\nsettings: {}\n", ["company.yaml, line 2", "YAML"]),
        ("name: a\nname: b\n", ["line 2", "name twice"]),
        ("- a\n- b\n", ["should consist of entries"]),
        ("kit: 5\n", ["newer handoff", "format 5", "up to 4"]),
        ("kit: two\n", ["kit cannot be 'two'", "a whole number"]),
        (
            "nmae: x\n",
            [
                "line 1: there is no entry nmae",
                "answers, assumptions, calibration, cards, ceiling, criteria, data, decision",
            ],
        ),
        ("settings: {langauge: ru}\n", ["no entry settings.langauge", "hours_per_order, language"]),
        ("data: {input: []}\n", ["no entry data.input", "decimals, inputs, map"]),
        ("settings: {language: de}\n", ["settings.language cannot be 'de'", "en or ru"]),
        ("settings: {as_of: 31.03.2026}\n", ["settings.as_of", "31.03.2026", "2026-03-31"]),
        ("settings: {as_of: 2026-02-30}\n", ["company.yaml", "day"]),
        ("settings: {as_of: 20260331}\n", ["settings.as_of cannot be 20260331"]),
        ("settings: {lookback: -1}\n", ["settings.lookback cannot be -1", "0 to 36,525"]),
        ("settings: {lookback: yes}\n", ["settings.lookback cannot be True"]),
        ("settings: {triggers: deal 2}\n", ["settings.triggers cannot be 'deal 2'", "a list"]),
        (
            "settings:\n  triggers:\n    - deal 2\n    - 2\n",
            ["line 4: settings.triggers cannot be 2"],
        ),
        ("settings: {hours_per_order: 0}\n", ["hours_per_order cannot be 0", "above 0"]),
        ("settings: 3\n", ["settings cannot be 3", "entries of its own"]),
        ("data: {map: {amount: 2024}}\n", ["data.map.amount cannot be 2024", "in quotes"]),
        ("data: {dates: american}\n", ["data.dates cannot be 'american'", "month-first"]),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place_and_the_choices(tmp_path, text, parts):
    message = refusal(write(tmp_path, text))
    assert str(tmp_path / "company.yaml") in message
    for part in parts:
        assert part in message


def test_a_file_that_is_not_utf8(tmp_path):
    (tmp_path / "company.yaml").write_bytes("name: Ромашка".encode("cp1251"))
    assert "not UTF-8" in refusal(tmp_path)


def test_a_byte_order_mark_is_no_matter(tmp_path):
    (tmp_path / "company.yaml").write_bytes("name: Ромашка\n".encode("utf-8-sig"))
    assert store.open(tmp_path).name == "Ромашка"


def test_options_that_cannot_be_used():
    assert "no option colour" in refusal("demo", colour="red")
    assert "time_zone, triggers, and where" in refusal("demo", colour="red")
    assert refusal("demo", as_of="2024-13-01") == (
        "The option as_of cannot be '2024-13-01'; it takes a date such as 2026-03-31."
    )
    assert "lookback cannot be 'many'" in refusal("demo", lookback="many")
    assert "language cannot be 'de'" in refusal("demo", language="de")


ROLE = "roles:\n  - {id: hunter, label: Hunter}\n"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("roles: hunter\n", ["line 1: roles cannot be 'hunter'", "each with an id and a label"]),
        ("roles:\n  - id: hunter\n", ["line 2: roles.label is missing here"]),
        ("roles:\n  - {id: Hunter, label: x}\n", ["line 2: roles.id cannot be 'Hunter'", "small"]),
        ("roles:\n  - {id: a, label: 2024}\n", ["line 2: roles.label cannot be 2024"]),
        ("roles:\n  - {id: a, label: no}\n", ["line 2: roles.label cannot be False"]),
        ("roles:\n  - {id: a, lable: x}\n", ["no entry roles.lable", "id, label, and place"]),
        ("roles:\n  - {id: a, label: x, place: [1]}\n", ["line 2: roles.place", "two numbers"]),
        (f"{ROLE}  - {{id: hunter, label: Other}}\n", ["line 3: roles: hunter is there twice"]),
        (
            f"{ROLE}holdings:\n  - {{role: hunter, function: sale}}\n",
            ["line 4: holdings: there is no function sale"],
        ),
        (
            f"{ROLE}functions:\n  - {{id: sale, label: Sale}}\n"
            "holdings:\n  - {role: hunter, function: sale, level: half}\n",
            ["line 6: holdings.level cannot be 'half'", "owner or helps"],
        ),
        (
            f"{ROLE}functions:\n  - {{id: sale, label: Sale}}\n"
            "holdings:\n  - {role: hunter, function: sale, hours: yes}\n",
            ["line 6: holdings.hours cannot be True"],
        ),
        (
            f"{ROLE}functions:\n  - {{id: sale, label: Sale}}\nholdings:\n"
            "  - {role: hunter, function: sale}\n  - {role: hunter, function: sale}\n",
            ["line 7: holdings: hunter holds sale twice"],
        ),
        (
            f"{ROLE}handoffs:\n  - from: hunter\n    to: farmer\n",
            ["line 4: handoffs: there is no role farmer"],
        ),
        (f"{ROLE}handoffs:\n  - to: hunter\n", ["line 4: handoffs.from is missing here"]),
        (
            f"{ROLE}handoffs:\n  - from: hunter\n    to: hunter\n    partial: 1\n",
            ["line 6: handoffs.partial cannot be 1", "true or false"],
        ),
        (
            f"{ROLE}handoffs:\n  - {{from_: hunter, to: hunter}}\n",
            ["handoffs.from_", "chosen, condition, from, partial, terms, to, and triggers"],
        ),
        ("people:\n  - {id: 17}\n", ["line 2: people.id cannot be 17", "in quotes"]),
        ("people:\n  - {id: A, roles: [boss]}\n", ["line 2: people: there is no role boss"]),
        (
            "assumptions:\n  - {id: a, label: Uplift, low: 3, likely: 2, high: 4}\n",
            ["line 2: Uplift: low (3), likely (2) and high (4) have to rise"],
        ),
        (
            "criteria:\n  - {id: a, label: A, weights: [1]}\n  - {id: b, label: B}\n",
            ["line 3: criteria: b has 0 weights and a has 1"],
        ),
        (
            "criteria:\n  - {id: a, label: A, weights: [101]}\n",
            ["line 2: criteria.weights cannot be 101", "0 to 100"],
        ),
        (
            "criteria:\n  - {id: a, label: A, scores: {deal 2: -1}}\n",
            ["line 2: criteria.scores", "such as deal 2: 60"],
        ),
        (
            "criteria:\n  - {id: a, label: A}\n  - {id: a, label: B}\n",
            ["line 3: criteria: a is there twice"],
        ),
        ("settings: {horizon_months: 6}\n", ["horizon_months cannot be 6", "months, 12 to 120"]),
        ("answers: {q1: 2}\n", ["line 1: answers.q1 cannot be 2", "in quotes"]),
        ("a: &a [*a]\n", ["line 1", "not valid YAML"]),
        ("[a]: b\n", ["line 1", "not valid YAML"]),
        ("1: b\n", ["line 1: 1 is no name of an entry"]),
        ("[" * 1500, ["cannot be read"]),
    ],
)
def test_what_is_wrong_with_the_map_of_roles_is_named_with_its_line(tmp_path, text, parts):
    folder = write(tmp_path, text)
    message = refusal(folder)
    for part in parts:
        assert part in message
    assert (folder / "company.yaml").read_text(encoding="utf-8") == text


def test_every_entry_says_what_it_takes():
    entries = known_entries()
    assert len(entries) == 137
    sections = {"settings", "data", "expectations", "decision", "room", "ceiling", "qualification"}
    assert {name for name, field in entries.items() if not field.description} == sections
    assert {"handoffs.from", "holdings.hours", "expectations.guesses"} <= set(entries)


def test_what_is_shipped_is_found_or_missed():
    assert (store.shipped("notebooks") / "en").is_dir()
    with pytest.raises(KitError, match="datasets/nothing"):
        store.shipped("datasets/nothing")


def test_other_files_are_not_judged_by_what_is_true_of_the_demo(tmp_path, monkeypatch):
    folder = store.new(tmp_path / "ours", "demo").folder
    (tmp_path / "mine.csv").write_text("Order no,Client,Date,Amount\n1,A,2024-01-01,5\n")
    monkeypatch.chdir(tmp_path)
    company = store.open(folder, inputs=["mine.csv"])
    assert company.assumptions == ()
    assert company.people == ()
    assert company.settings.hours_per_order is None
    assert company.data.inputs == ("mine.csv",)
    assert not any("7000" in rule for handoff in company.handoffs for rule in handoff.triggers)
    same = store.open(folder, inputs=["orders=ours/orders.csv"])
    assert len(same.assumptions) == 7  # the demo's own orders: still the demo
