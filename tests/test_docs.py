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
from kit.choice.calibration import QUESTIONS as CALIBRATION
from kit.company.model import Company, DataSource, Settings
from kit.company.store import TEMPLATES
from kit.language import LANGUAGES, Language
from kit.lessons.conveyor.edits import KNOWN
from kit.lessons.exercise.made_up import case
from kit.lessons.guesses.figures import FIGURES
from kit.questions.catalogue import QUESTIONS, in_diagnosis
from kit.questions.finding import EVIDENCE, STATUSES
from kit.sales.tables import COLUMN_NAMES, TABLE_NAMES, TABLES
from kit.triggers.rules import COMPOSITE_FORMS, FORMS, parse

ROOT = Path(__file__).resolve().parents[1]
KIT = ROOT / "kit"
GUIDE = (ROOT / "docs" / "facilitator.md").read_text(encoding="utf-8")
GUIDE_RU = (ROOT / "docs" / "ru" / "facilitator.md").read_text(encoding="utf-8")
SHEETS = {
    code: (ROOT / "docs" / folder / "worksheets.html").read_text(encoding="utf-8")
    for code, folder in (("en", "."), ("ru", "ru"))
}
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
LESSONS, LESSONS_RU = (
    {path.stem[:2]: path for path in sorted((ROOT / "notebooks" / code).glob("*.ipynb"))}
    for code in LANGUAGES
)

DOCUMENTS = [
    path.relative_to(ROOT)
    for path in (*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md")))
]

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


@pytest.mark.parametrize(
    ("guide", "lessons"), [(GUIDE, LESSONS), (GUIDE_RU, LESSONS_RU)], ids=LANGUAGES
)
def test_every_lesson_has_a_part_of_its_own_with_its_minutes(guide, lessons):
    heading = r"^### (?:Lesson|Урок) (\d\d): (.+) \((\d+) \+ (\d+) (?:minutes|минут)\)$"
    headings = re.findall(heading, guide, re.M)
    assert [one[0] for one in headings] == list(lessons)
    for number, question, reading, exercise in headings:
        title = nbformat.read(lessons[number], as_version=4).cells[0].source.splitlines()[0]
        assert title == f"# {question}"
        assert (int(reading), int(exercise)) == minutes(LESSONS[number])


@pytest.mark.parametrize("number", list(LESSONS))
def test_every_part_says_the_same_things_in_the_same_order(number):
    part = re.split(r"^###? ", GUIDE.split(f"### Lesson {number}: ")[1], flags=re.M)[0]
    places = [
        part.index(f"**{one}**")
        for one in ("Aim.", "Model answer.", "What to say.", "What people ask.", "What goes wrong.")
    ]
    assert places == sorted(places)
    assert quoted(part)


@pytest.mark.parametrize("number", list(LESSONS))
def test_the_minutes_of_the_panels_are_those_of_the_exercise(number):
    heading = re.search(rf"^### (Lesson {number}: .+)$", GUIDE, re.M)[1]
    rows = tables(GUIDE)[heading]
    assert sum(int(row[1]) for row in rows) == minutes(LESSONS[number])[1]
    cells = nbformat.read(LESSONS[number], as_version=4).cells
    marks = [mark for cell in cells for mark in re.findall(r"^# ▶ (\d+\.\d+)", cell.source, re.M)]
    named: list[str] = []
    for panel, *_ in rows:
        ends = re.findall(r"\d+\.\d+", panel)
        named += marks[marks.index(ends[0]) : marks.index(ends[-1]) + 1] if ends else []
    # the first opens the lesson
    assert named == [mark for mark in marks if not mark.endswith(".1")]


def half_days() -> list[str]:
    """The headings of the four half-days."""
    return [heading for heading in tables(GUIDE) if heading.startswith("Half-day ")]


def test_the_four_half_days_take_every_lesson_in_order():
    assert len(half_days()) == 4
    taken = [
        number
        for heading in half_days()
        for _, what, _ in tables(GUIDE)[heading]
        for number in re.findall(r"^Lesson (\d\d)", what)
    ]
    assert taken == list(LESSONS)


@pytest.mark.parametrize("heading", ["One day", "Half a day", *half_days()])
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
    if heading in half_days():
        assert spent <= 270
        return
    text = GUIDE.split(f"### {heading}\n")[1].split("\n#")[0]
    assert {f"esson {number}" for number in LESSONS} <= set(re.findall(r"esson \d\d", text))
    # what is done before or after the day also takes its printed time
    for number, stated in re.findall(r"[Ll]esson (\d\d)[^.|]*?\((\d+) minutes\)", text):
        assert int(stated) == sum(minutes(LESSONS[number]))
    printed = re.search(r"The lessons take (\d+) minutes of it", text)
    within = [row for row in steps if row[1].startswith("Lesson ")]
    assert int(printed[1]) == sum(int(row[2]) for row in within)


def test_the_sittings_of_self_study_add_up_and_cover_every_lesson():
    rows = tables(GUIDE)["A plan in four sittings"]
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


def is_said(message: str, sayings: tuple[str, ...]) -> bool:
    """Whether one of the kit's sentences can look like this."""
    letters = sum(letter.isalpha() for letter in message)
    # a sentence of hardly more than values would allow every quotation
    telling = [one for one in sayings if own_words(one) >= min(letters, max(12, letters / 4))]
    return any(as_pattern(one).fullmatch(message) for one in telling)


@cache
def sentences_ru() -> tuple[str, ...]:
    """Every sentence of the Russian catalogue, each plural form by itself."""
    with (KIT / "locale" / "ru" / "LC_MESSAGES" / "kit.po").open("rb") as file:
        strings = [message.string for message in read_po(file, locale="ru") if message.id]
    return tuple(one for text in strings for one in ([text] if isinstance(text, str) else text))


@pytest.mark.parametrize("message", quoted(GUIDE))
def test_every_quoted_message_is_one_that_the_kit_says(message):
    assert is_said(message, sentences())


@pytest.mark.parametrize("message", quoted(GUIDE_RU))
def test_every_quoted_message_is_one_that_the_kit_says_in_russian(message):
    assert is_said(message, sentences_ru())


def test_a_quotation_that_the_kit_does_not_say_is_noticed():
    for wrong in ("handoff recommends the second deal.", "The best trigger is: deal 2."):
        assert not is_said(wrong, sentences())
    assert not is_said("Лучший триггер: вторая сделка.", sentences_ru())


def test_the_walk_through_the_demo_has_the_figures_it_gives():
    company = kit.open("demo")
    sales = kit.read(company)
    found = {
        name: getattr(kit, name)(company, sales if name != "functions" else None)
        for name in ("functions", "money", "training", "roles", "effect", "carry", "backtest")
    }
    one, money, training, roles, effect, carry = (
        found[name].numbers
        for name in ("functions", "money", "training", "roles", "effect", "carry")
    )
    walk = {row[0]: row[1:] for row in tables(GUIDE)["A walk through the demo"] if len(row) == 3}
    orders = sales.inputs[0]
    reach = found["backtest"].table.set_index("trigger")["reached_12m"]
    low, high = (f"{effect[end]:.0%}".replace("-", "−") for end in ("low", "high"))
    deals = sales.orders[sales.orders["amount"] > 0].groupby("client_id").size()
    assert walk["00"][0] == f"{(deals == 1).sum()} of {len(deals)} clients have bought once so far"
    assert walk["05"][0] == (
        f"{orders.rows_read:,} rows read, {orders.rows_used:,} used, "
        f"{orders.rows_set_aside} set aside"
    )
    assert walk["01"][0].startswith(f"{effect['handoffs']} clients on the arrow")
    assert roles["recorded"] == 1
    assert walk["02"][0].startswith(
        f"{one['ratio']}, with {one['shared']} of {one['union']} shared; half"
    )
    assert one["hours_shared_share"] == 0.5
    assert walk["06"][0] == (
        f"{money['lowest']:.0%} to {money['highest']:.0%} of the margin from existing clients; "
        f"hunters have {training['hunter_spend_share']:.0%} of the training"
    )
    leads = kit.first_handoff(company, sales)
    marks, passed = leads.table.set_index("marks")["bought_12m"], leads.numbers
    assert walk["08"][0] == (
        f"{passed['share_low']:.0%} to {passed['share_high']:.0%} of {passed['passed']} leads met "
        f"both conditions; within a year {marks['both']:.0%} of these ordered, and "
        f"{marks['late']:.0%} of those confirmed later"
    )
    assert walk["09"][0] == (
        f"within a year the 1st deal reaches {reach['deal 1']:.0%} of the clients, "
        f"the volume rule {reach[reach.index.str.startswith('volume')].iloc[0]:.0%}"
    )
    assert walk["10"][0] == (
        f"{effect['treated']} clients handed over against {effect['compared']}: "
        f"anything from {low} to {high}"
    )
    third = kit.third_handoff(company, sales)
    assert walk["12"][0] == (
        f"{third.table['begun_30d'].iloc[-1]:.0%} of {third.numbers['needs']} needs are begun "
        f"within a month; on {third.rows('functions')['orphan'].iloc[-1]:.1%} of their days nobody "
        "had the functions that passed"
    )
    assert carry["can_carry"] == "open"
    load = re.search(
        r"(\d+%) to (\d+%) of their time", str(found["carry"].read(Language("en")).text)
    )
    assert load.groups() == re.search(r"stated\s+allow (\S+) to (\S+) of", GUIDE).groups()
    truth = (ROOT / "datasets" / "demo" / "README.md").read_text(encoding="utf-8")
    assert "**Effect of a handoff: none.**" in truth
    assert walk["10"][1] == "**no effect at all**"


def test_the_made_up_companies_have_the_figures_of_the_exercise():
    rows = {row[0]: row[1:] for row in tables(GUIDE)["A walk through the demo"]}
    for story, name in (("peak", "fastenings"), ("judgement", "pumps"), ("left", "joinery")):
        made = case(story)
        assert rows[name][0] == f"{made.change:+.0%}".replace("-", "−")
        planted = "nothing" if made.truth == 0 else f"{made.truth:+.0%}".replace("-", "−")
        assert rows[name][1].startswith(f"{planted}: ")


def test_words_of_panels_that_are_named_are_on_the_panels():
    for guide, sayings in ((GUIDE, sentences()), (GUIDE_RU, sentences_ru())):
        said = {sentence.casefold() for sentence in sayings}
        named = re.findall(r"\*\*[“«]([^”»]+)[”»]\*\*", guide)
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


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_commands_and_options_exist(path):
    import typer

    from kit.cli import app

    commands = typer.main.get_command(app).commands
    text = (ROOT / path).read_text(encoding="utf-8")
    shown = re.findall(r"`(?:\w+=\S+ )?handoff ([^`]+)`", text)
    shown += re.findall(r"^    (?:\S*bin[/\\])?handoff (.+?)(?:  +#.*)?$", text, re.M)
    assert shown or not {"README", "facilitator"} & set(path.stem.split("."))
    for line in shown:
        name, *rest = line.split()
        assert name in commands, line
        options = {option for one in commands[name].params for option in one.opts}
        assert {word for word in rest if word.startswith("--")} <= options | {"--help"}, line


def test_the_limits_are_stated():
    limits = GUIDE.split("\n## What the kit does not do\n")[1].split("\n## ")[0]
    assert set(re.findall(r"\bL\d\b", limits)) == set(EVIDENCE)
    assert "recommends no trigger" in limits


def test_the_sources_of_every_question_are_in_the_methods():
    listed = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8").split("## Sources\n")[1]
    for question in QUESTIONS:
        for source in question.sources:
            assert f"- {re.match('.+? [0-9]{4}', source).group()}. " in listed, source


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_documents_link_to_files_and_headings_that_exist(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
        file = (ROOT / path).parent / target if target else ROOT / path
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
            assert anchor in {
                re.sub(r"[^\w -]", "", one.casefold()).replace(" ", "-") for one in headings
            }
    assert not re.search(r"https?://", text)


def test_every_document_is_in_the_list_of_each_readme():
    for name in ("README.md", "README.ru.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for path in (*DOCUMENTS, Path("docs/worksheets.html"), Path("docs/ru/worksheets.html")):
            assert path.parts[0] != "docs" or f"({path.as_posix()})" in text, path


# --- pages to print --------------------------------------------------------------------------


def cells(code: str, page: str) -> list[list[str]]:
    """The rows of the tables of a page, without markup."""
    part = re.search(rf'<section id="{page}">(.*?)</section>', SHEETS[code], re.S)[1]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall("<tr>.*?</tr>", part)]
    return [row for row in rows if row]


@pytest.mark.parametrize(("column", "heading"), [(0, "One day"), (1, "Half a day")])
def test_the_run_sheet_has_the_clock_and_minutes_of_the_agenda(column, heading):
    agenda = [(row[0], row[2]) for row in tables(GUIDE)[heading][:-1]]
    for code in LANGUAGES:
        rows = [row for row in cells(code, "run-sheet") if CLOCK.fullmatch(row[column])]
        rows.sort(key=lambda row: row[column])
        assert [(row[column], row[4].split(" / ")[-column:][0]) for row in rows] == agenda


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_worksheets_ask_what_the_panels_ask(code):
    language = Language(code)
    asked = [language(question.question) for question in CALIBRATION]
    assert [row[0] for row in cells(code, "calibration")] == asked
    guesses = [row[0] for row in cells(code, "guesses")]
    assert {f"{language(one.ask)} ({number})" for number, one in FIGURES.items()} <= set(guesses)
    labels = {"en": set(sentences()), "ru": set(sentences_ru())}[code]
    points = [row[0] for row in cells(code, "points") if len(row) == 3]
    assert len(points) == 5
    assert set(points) <= labels


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
    *(
        "Condition gone after 6 months",
        "Set aside",
        "It assumes",
        "Keep in mind",
        "What would answer more",
    ),
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
