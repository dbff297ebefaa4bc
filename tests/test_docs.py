"""The documents for people: they say what the kit says, and nothing that it does not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import nbformat
import pytest
import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import kit
from kit.company.model import Company, DataSource, Settings
from kit.company.store import TEMPLATES
from kit.language import LANGUAGES
from kit.lessons.conveyor.edits import KNOWN
from kit.questions.catalogue import QUESTIONS, in_diagnosis
from kit.questions.finding import EVIDENCE, STATUSES
from kit.sales.tables import COLUMN_NAMES, TABLE_NAMES, TABLES
from kit.triggers.rules import COMPOSITE_FORMS, FORMS, parse

ROOT = Path(__file__).resolve().parents[1]
KIT = ROOT / "kit"
GUIDE = (ROOT / "docs" / "facilitator.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
LESSONS = {path.stem[:2]: path for path in sorted((ROOT / "notebooks" / "en").glob("*.ipynb"))}

CLOCK = re.compile(r"\d\d:\d\d")


def tables(text: str) -> dict[str, list[list[str]]]:
    """The rows of each table under the heading it stands under, without the table's own head."""
    found: dict[str, list[list[str]]] = {}
    for section in re.split(r"^#+ ", text, flags=re.M)[1:]:
        lines = [line for line in section.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        if rows:
            assert len({len(row) for row in rows}) == 1, section.splitlines()[0]
            found[section.splitlines()[0].strip()] = rows[2:]
    return found


@cache
def sentences() -> tuple[str, ...]:
    """Every sentence that the kit can say, with its values as `{names}`."""
    with (KIT / "locale" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"say": None, "say_n": (1, 2), "hint": None, "_": None}
    found: list[str] = []
    for _, _, message, _, _ in extract_from_dir(
        str(KIT), method_map=methods, options_map=options, keywords=keywords
    ):
        found += [message] if isinstance(message, str) else message
    return tuple(dict.fromkeys(found))


# --- the facilitator's guide -----------------------------------------------------------------


def minutes(lesson: Path) -> tuple[int, int]:
    """Minutes to read and for the exercise, as the lesson prints them."""
    opening = nbformat.read(lesson, as_version=4).cells[0].source
    found = re.search(r"(\d+) minutes to read,\s+(\d+) minutes for the exercise", opening)
    return int(found[1]), int(found[2])


def test_every_lesson_has_a_part_of_its_own_with_its_minutes():
    headings = re.findall(r"^### Lesson (\d\d): (.+) \((\d+) \+ (\d+) minutes\)$", GUIDE, re.M)
    assert [one[0] for one in headings] == list(LESSONS)
    for number, question, reading, exercise in headings:
        title = nbformat.read(LESSONS[number], as_version=4).cells[0].source.splitlines()[0]
        assert title == f"# {question}"
        assert (int(reading), int(exercise)) == minutes(LESSONS[number])


@pytest.mark.parametrize("number", list(LESSONS))
def test_every_part_says_the_same_things_in_the_same_order(number):
    part = re.split(r"^###? ", GUIDE.split(f"### Lesson {number}: ")[1], flags=re.M)[0]
    places = [
        part.index(f"**{one}**")
        for one in ("Aim.", "What to say.", "What people ask.", "What goes wrong.")
    ]
    assert places == sorted(places)
    assert quoted(part)


@pytest.mark.parametrize("heading", ["One day", "Half a day"])
def test_an_agenda_adds_up_and_names_every_lesson(heading):
    rows = tables(GUIDE)[heading]
    steps, total = rows[:-1], rows[-1]
    begin = datetime.strptime(steps[0][0], "%H:%M")
    assert not CLOCK.fullmatch(total[0])
    spent = 0
    for clock, what, stated in steps:
        assert begin + timedelta(minutes=spent) == datetime.strptime(clock, "%H:%M"), what
        spent += int(stated)
        if number := re.match(r"Lesson (\d\d)", what):
            assert int(stated) == sum(minutes(LESSONS[number[1]])), what
    assert int(total[2]) == spent
    text = GUIDE.split(f"### {heading}\n")[1].split("\n#")[0]
    assert {f"esson {number}" for number in LESSONS} <= set(re.findall(r"esson \d\d", text))
    # what is done before or after the day also takes its printed time
    for number, stated in re.findall(r"[Ll]esson (\d\d)[^.|]*?\((\d+) minutes\)", text):
        assert int(stated) == sum(minutes(LESSONS[number]))
    printed = re.search(r"The lessons take (\d+) minutes of it", text)
    within = [row for row in steps if row[1].startswith("Lesson ")]
    assert int(printed[1]) == sum(int(row[2]) for row in within)


def test_the_sittings_of_self_study_add_up_and_cover_every_lesson():
    rows = tables(GUIDE)["A plan in three sittings"]
    taken = []
    for _, lessons, stated, _ in rows:
        numbers = re.findall(r"\d\d", lessons)
        assert int(stated) == sum(sum(minutes(LESSONS[one])) for one in numbers)
        taken += numbers
    assert taken == list(LESSONS)


def quoted(text: str) -> list[str]:
    """Messages: what stands in block quotes, each as one line."""
    blocks = re.findall(r"(?:^ *>.*\n?)+", text, re.M)
    return [" ".join(re.sub(r"^ *> ?", "", block, flags=re.M).split()) for block in blocks]


def as_pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence can look like once its values are filled in."""
    parts = re.split(r"\{[^{}]*\}", " ".join(sentence.split()))
    return re.compile(".+?".join(re.escape(part) for part in parts))


def own_words(sentence: str) -> int:
    """How many letters of a sentence are its own, not those of a value."""
    return sum(letter.isalpha() for letter in re.sub(r"\{[^{}]*\}", "", sentence))


@pytest.mark.parametrize("message", quoted(GUIDE))
def test_every_quoted_message_is_one_that_the_kit_says(message):
    letters = sum(letter.isalpha() for letter in message)
    # a sentence of hardly more than values would allow every quotation
    telling = [one for one in sentences() if own_words(one) >= min(letters, max(12, letters / 4))]
    assert any(as_pattern(one).fullmatch(message) for one in telling)


def test_a_quotation_that_the_kit_does_not_say_is_noticed():
    for wrong in ("handoff recommends the second deal.", "The best trigger is: deal 2."):
        with pytest.raises(AssertionError):
            test_every_quoted_message_is_one_that_the_kit_says(wrong)


def test_figures_of_the_demo_are_those_it_gives():
    company = kit.open("demo")
    sales = kit.read(company)
    found = {
        name: getattr(kit, name)(company, sales if name != "functions" else None).numbers
        for name in ("functions", "money", "training", "roles")
    }
    one, money, training, roles = found.values()
    told = " ".join(GUIDE.split("**On the demo company**")[1].split("\n\n")[0].split())
    for figure in (
        f"Six functions against nine give {one['unique_hunter']} : {one['unique_account_manager']}",
        f"with {one['shared']} of {one['union']} shared",
        f"from {one['ratio_low']} to {one['ratio_high']}",
        f"between {money['lowest']:.0%} and {money['highest']:.0%} of the margin",
        f"{training['hunter_spend_share']:.0%} of the training",
        f"bring {training['hunter_money_share']:.0%} of the margin",
        f"in {roles['same_owner_rate']:.0%} of cases, against {roles['chance_rate']:.0%} by chance",
    ):
        assert figure.replace("%", " %") in told
    assert (one["hunter"], one["account_manager"]) == (6, 9)
    truth = (ROOT / "datasets" / "demo" / "README.md").read_text(encoding="utf-8")
    assert "**Effect of a handoff: none.**" in truth


def test_words_of_panels_that_are_named_are_on_the_panels():
    said = {sentence.casefold() for sentence in sentences()}
    named = re.findall(r"\*\*«([^»]+)»\*\*", GUIDE)
    assert named
    assert [one for one in named if one.casefold() not in said] == []


def test_exports_are_described_by_headings_that_the_kit_recognises():
    layouts = {}
    for path in sorted((KIT / "sales" / "headings" / "layouts").glob("*.yaml")):
        layout = yaml.safe_load(path.read_text(encoding="utf-8"))
        layouts[layout["name"]] = [form for form in layout["forms"] if form["table"] == "orders"]
    rows = tables(GUIDE)["Get the data out"]
    assert sorted(row[0] for row in rows) == sorted(layouts)
    for system, headings, _ in rows:
        named = {heading.casefold() for heading in re.findall(r"`([^`]+)`", headings)}
        assert any(_recognised(form, named) for form in layouts[system]), system


def _recognised(form: dict, named: set[str]) -> bool:
    """Whether headings identify a form, are all known in it, and give what orders need."""
    signature = {heading.casefold() for heading in form["signature"]}
    columns = {
        name: {heading.casefold() for heading in headings}
        for name, headings in form["columns"].items()
    }
    known = signature.union(*columns.values())
    needed = ("client_id", "ordered_on", "amount")
    return signature <= named <= known and all(named & columns[name] for name in needed)


def test_commands_and_options_exist():
    import typer

    from kit.cli import app

    commands = typer.main.get_command(app).commands
    shown = re.findall(r"`(?:\w+=\S+ )?handoff ([^`]+)`", GUIDE)
    shown += re.findall(r"^    handoff (.+?)(?:  +#.*)?$", GUIDE, re.M)
    assert shown
    for line in shown:
        name, *rest = line.split()
        assert name in commands, line
        options = {option for one in commands[name].params for option in one.opts}
        assert {word for word in rest if word.startswith("--")} <= options, line


def test_the_limits_are_stated():
    limits = GUIDE.split("## What the kit does not do\n")[1].split("\n## ")[0]
    assert set(re.findall(r"\bL\d\b", limits)) == set(EVIDENCE)
    assert "recommends no trigger" in limits


def test_the_sources_of_every_question_are_in_the_methods():
    listed = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8").split("## Sources\n")[1]
    for question in QUESTIONS:
        for source in question.sources:
            assert f"- {re.match('.+? [0-9]{4}', source).group()}. " in listed, source


@pytest.mark.parametrize("name", ["facilitator.md", "glossary.md"])
def test_documents_link_to_files_that_exist(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        assert (ROOT / "docs" / target).exists(), target
    assert not re.search(r"https?://", text)
    assert f"docs/{name}" in (ROOT / "README.md").read_text(encoding="utf-8")


# --- the glossary ----------------------------------------------------------------------------

SECTIONS = tables(GLOSSARY)
ENTRIES = [(section, row) for section, rows in SECTIONS.items() for row in rows]

# Words of panels and of headings over tables that a person may want explained.
LABELS = (
    *(str(text) for text in STATUSES.values()),
    *(str(text) for text in KNOWN.values()),
    *(str(text) for text in TABLE_NAMES.values()),
    *(str(text) for text in COLUMN_NAMES.values()),
    *("owner", "helps", "nothing"),
    *("placeholder", "Ratio", "Hours worked", "Arrow", "Function", "Role", "Person"),
    *("contract", "number of deals", "volume of regular orders", "share of the budget", "tenure"),
    *("Candidate triggers", "Decided on", "not decided yet", "Trigger", "Rule", "Still open"),
    *("New clients", "Can be judged", "Handed over", "Perhaps (budget range)", "Too early"),
    *(
        "Half within, days",
        "Handoffs a month",
        "Others who stop after as many orders",
        "Assumptions",
    ),
    *("Condition gone after 6 months", "Set aside", "It assumes", "Mind", "What would answer more"),
    *("Map of the conveyor", "Undo the last change", "Day and month", "Decimal sign", "Time zone"),
    *("What your company has decided", "Name of the company"),
)


def names(row: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", row[2])


def test_every_entry_has_both_languages_and_a_meaning_in_each():
    for section, row in ENTRIES:
        english, russian, code, meaning, smysl = row
        assert english, (section, row)
        assert not re.search("[а-яё]", english + meaning, re.I), row
        assert re.search("[а-яё]", russian, re.I) or russian == english, row
        assert re.search("[а-яё]", smysl, re.I), row
        assert meaning, row
        assert code == "–" or code == ", ".join(f"`{one}`" for one in names(row)), row


@pytest.mark.parametrize("section", list(SECTIONS))
def test_entries_are_in_alphabetical_order_and_stand_there_once(section):
    terms = [row[0].casefold() for row in SECTIONS[section]]
    assert terms == sorted(set(terms))


def test_every_table_and_column_has_an_entry():
    headed = {section.partition(" ·")[0]: rows for section, rows in SECTIONS.items()}
    assert {one for row in headed["Tables"] for one in names(row)} == set(TABLES)
    columns = {column.name for table in TABLES.values() for column in table}
    assert {one for row in headed["Columns"] for one in names(row)} == columns
    for row in headed["Tables"]:
        assert row[0] == str(TABLE_NAMES[names(row)[0]])
    for row in headed["Columns"]:
        assert row[0] == str(COLUMN_NAMES[names(row)[0]])


def test_every_rule_role_answer_and_entry_of_company_yaml_is_explained():
    explained = {one for _, row in ENTRIES for one in names(row)}
    rules = {re.match(r"a(?:ll|ny) of|[a-z]+", form)[0] for form in (*FORMS, *COMPOSITE_FORMS)}
    assert rules <= explained
    assert set(KNOWN) <= explained
    assert {question.name for question in in_diagnosis()} <= explained
    assert {*STATUSES, *EVIDENCE, *TEMPLATES} <= explained
    entries = {*Company.model_fields, *Settings.model_fields, *DataSource.model_fields} - {"kit"}
    assert entries <= explained
    assert {name for name in kit.__all__ if name.endswith("_panel")} <= explained


@pytest.mark.parametrize("label", dict.fromkeys(LABELS))
def test_labels_of_the_panels_are_explained(label):
    assert without_figure(label) in sentences()
    assert label.casefold() in {row[0].casefold() for _, row in ENTRIES}


def without_figure(term: str) -> str:
    """A term as the sentence has it, whose months are filled in."""
    return re.sub(r"\b\d+(?= (?:months|месяц))", "{months}", term)


@cache
def russian() -> dict[str, set[str]]:
    """The Russian sentences of the catalogue by their English ones, capitals aside."""
    found: dict[str, set[str]] = {}
    with (KIT / "locale" / "ru" / "LC_MESSAGES" / "kit.po").open("rb") as file:
        for message in read_po(file, locale="ru"):
            if isinstance(message.id, str) and message.id and message.string:
                found.setdefault(message.id.casefold(), set()).add(message.string.casefold())
    return found


def test_russian_terms_are_those_of_the_panels():
    for section, (english, term, *_) in ENTRIES:
        used = russian().get(without_figure(english.casefold()))
        whole = without_figure(term.casefold())
        variants = {part.strip() for part in re.split(r",|\(", whole)}
        assert not used or used & {whole, *variants}, (section, english, term, used)


def strings_and_names() -> Iterator[str]:
    """What the code calls things: its names, and its strings taken whole."""
    for path in KIT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Name | ast.arg | ast.keyword):
                yield str(getattr(node, "id", None) or node.arg)


def test_names_in_the_code_are_still_there():
    known = set(strings_and_names())
    gone = []
    for _, row in ENTRIES:
        for one in names(row):
            plain = one.removeprefix("--").replace("-", "_") if one.startswith("--") else one
            if one.endswith(" of"):
                assert str(parse(f"{one} (contract, deal 2)")).startswith(one)
            elif plain not in known:
                gone.append(one)
    assert gone == []


def test_both_languages_of_the_kit_are_those_of_the_glossary():
    assert LANGUAGES == ("en", "ru")
