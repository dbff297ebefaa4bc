"""The words of the lessons: few, in short sentences, and none of ours that a reader need not know.

What is folded away counts as words to read, but not among the visible ones.
"""

import json
import math
import re
from pathlib import Path

import pytest

import kit
from kit.language import Language
from kit.lessons.quiz.panel import LESSONS

FOLDER = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(path.stem for path in (FOLDER / "en").glob("*.ipynb"))
BOTH = [(language, name) for name in NAMES for language in ("en", "ru")]
VISIBLE = 600  # words
STEPS = range(4, 7)
LONGEST, USUAL = 25, 15  # words of a sentence, and of all on average
A_MINUTE = 180  # words
FOLD = re.compile(r"<details><summary>(.+?)</summary>(.+?)</details>", re.S)
# English that sounds translated or too clever, or is not ours (quotes, a space before %)
CLUMSY = r"\b(whoever|reckon\w*|mend\w*|stands?|standing|anew|lots|nought|mind)\b|[«»]|\d\s%"
# calques and figures of speech in Russian, English quotes, a hyphen for a minus
CALQUES = (
    r"\b(handoff|дробност\w*|контрольн\w+ д\w+|мучит\w*|свидетел\w*|жребий|кто бы ни|сальто)\b"
    r"|[“”]|(?<!\w)-\d|построен\w* на песке"
)
OURS = r"`|\b\w+_\w+\b|\b\w+\.(yaml|csv|ipynb|html|py)\b|\bkit\b|--\w|\bmy-company\b"


def cells(language: str, name: str) -> list[str]:
    path = FOLDER / language / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"
    ]


def prose(language: str, name: str) -> str:
    """The text of a lesson, without the targets of its links."""
    return re.sub(r"\]\([^)]*\)", "]", "\n\n".join(cells(language, name)))


def quiz(language: str, name: str) -> list[str]:
    """The sentences of a lesson's questions."""
    write = Language(language)
    texts = []
    for question in LESSONS[name[:2]]:
        texts.append(write(question.text))
        texts += [write(text) for answer in question.answers for text in (answer.text, answer.why)]
    return texts


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[-'’.,][^\W_]+)*%?", text)


def sentences(text: str) -> list[str]:
    """The sentences of Markdown: paragraphs, entries of lists and cells of tables apart."""
    text = re.sub(r"</?(details|summary)>", "\n\n", text)
    text = re.sub(r"^\s*(#+|-|\d+\.)\s+", "\n\n", text, flags=re.M)
    blocks = re.split(r"\n\s*\n|\|", re.sub(r"[*\[\]]", "", text))
    split = [
        re.split(r"(?<=[.!?…])[”»)]?\s+(?=[A-ZА-ЯЁ“«\d])", " ".join(one.split())) for one in blocks
    ]
    return [one for block in split for one in block if words(one)]


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_few_words_are_visible(language, name):
    visible = FOLD.sub(r"\1", prose(language, name))
    assert "details>" not in visible
    assert 150 < len(words(visible)) <= VISIBLE


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_a_lesson_has_four_to_six_steps(language, name):
    steps = re.findall(r"^## (.+)$", prose(language, name), re.M)
    assert len(steps) in STEPS
    assert len(set(steps)) == len(steps)


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_sentences_are_short(language, name):
    read = sentences(prose(language, name)) + [
        one for text in quiz(language, name) for one in sentences(text)
    ]
    lengths = [len(words(one)) for one in read]
    assert max(lengths) <= LONGEST, read[lengths.index(max(lengths))]
    assert sum(lengths) / len(lengths) <= USUAL


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_no_word_is_clumsy_and_none_is_ours(language, name):
    clumsy = CLUMSY if language == "en" else CALQUES
    for text in (prose(language, name), *quiz(language, name)):
        assert not re.search(clumsy, text, re.I), re.search(clumsy, text, re.I)
        assert not re.search(OURS, text), re.search(OURS, text)


@pytest.mark.parametrize("name", NAMES)
def test_the_minutes_are_those_that_reading_takes(name):
    text = prose("en", name)
    stated = [
        re.findall(r"\*\*(?:Time|Время):\*\* (\d+)\D+(\d+)", prose(language, name))
        for language in ("en", "ru")
    ]
    assert stated[0] == stated[1]
    read = len(words(text)) + sum(len(words(one)) for one in quiz("en", name))
    assert abs(int(stated[0][0][0]) - math.ceil(read / A_MINUTE)) <= 1


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_asks_for_a_guess_first_and_ends_with_its_own_decision(name):
    notebook = json.loads((FOLDER / "en" / f"{name}.ipynb").read_text(encoding="utf-8"))
    code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    calls = re.findall(r"\w+(?=\(company)", json.dumps(code))
    guess = "expect_panel" if name.startswith("11") else "guess_panel"
    wanted = [guess, "agreement_panel", "lesson_questions", "decided"]
    assert [call for call in calls if call in wanted] == wanted


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_research_speaks_for_and_against_and_is_folded_away(language, name):
    folds = dict(FOLD.findall(prose(language, name)))
    title = {"en": "What research says, for and against", "ru": "Исследования: за и против"}
    text = folds[title[language]]
    for side in {"en": ("**For.**", "**Against.**"), "ru": ("**За.**", "**Против.**")}[language]:
        assert side in text
    assert re.search(r"\([^)]*\b(19|20)\d\d\)", text)


@pytest.fixture(scope="module")
def demo():
    """Figures of the demo by lesson, as its worked example has to tell them."""
    company = kit.open("demo")
    sales = kit.read(company)
    (orders,) = (file for file in sales.inputs if file.table == "orders")
    roles, functions, money, training = (
        question(company, sales).numbers
        for question in (kit.roles, kit.functions, kit.money, kit.training)
    )
    flood = kit.flood(company, sales)
    returns = flood.rows("segments").query("kind == 'returns'").set_index("segment")["factor"]
    logistics = returns["Logistics"]
    assert not flood.numbers["segments_off"]
    leads = kit.first_handoff(company, sales)
    marks = leads.table.set_index("marks")
    third = kit.third_handoff(company, sales)
    plan = kit.plan(company, sales).numbers
    own = sales.assignments[sales.assignments["role"] == "account_manager"]
    handed = own.groupby("client_id")["from_on"].min()
    last = sales.orders[sales.orders["amount"] > 0].groupby("client_id")["day"].max()
    ordered = (last.reindex(handed.index) > handed).sum()
    tried = kit.backtest(company, sales).table.set_index("trigger")["reached_12m"]
    effect = kit.effect(company, sales).numbers
    decided = kit.decision(company, sales).numbers["decided"]
    deals = sales.orders[sales.orders["amount"] > 0].groupby("client_id").size()
    planted = (FOLDER.parent / "datasets" / "demo" / "README.md").read_text(encoding="utf-8")
    drift, career = kit.drift(company, sales), kit.career(company, sales)
    parts = drift.rows("parts").set_index(["employee", "part"])["won_a_month"].unstack()
    years, ahead = career.table.set_index("year"), career.numbers
    rates = career.rows("rates").set_index("rate")
    return {
        "00": [
            f"Of {len(deals)} clients {(deals == 1).sum()} have bought once so far",
            f"or {(deals == 1).mean():.0%}",
            re.search(r"(\d+) one-off", planted)[1] + " one-off clients",
        ],
        "03": [
            f"Of {functions['hours']:g} hours a week, {functions['hours_shared']:g} go into",
            *(
                ["data are missing"]
                if not kit.specialisation(company, sales).numbers["people"]
                else []
            ),
        ],
        "04": [
            f"won {drift.numbers['won']} new clients in {drift.numbers['months']} months",
            f"{drift.numbers['won_a_month']:.2f} a month each",
            # with the largest bases against the smallest
            *(["four of the five won"] if (parts[3] > parts[1]).sum() == 4 else ["?"]),
            f"win {years.loc[5, 'path_won']} after five years",
            f"{-ahead['ahead']:.0%} less at the likely rates",
            f"{-ahead['ahead_low']:.0%} less to {ahead['ahead_high']:.0%} more",
            f"{Language('en')(rates.loc['gain', 'even'])} faster",
            *(["nobody can say"] if drift.status == "needs data" else []),
        ],
        "05": [
            f"{orders.rows_read:,} rows",
            f"{orders.rows_set_aside} are set aside",
            f"{orders.rows_used:,} are used",
            re.search(r"\| (\d+) \| cancelled orders", planted)[1] + " cancelled rows",
            re.search(r"\| (\d+) \| no amount", planted)[1] + " without an amount",
            re.search(r"\| (\d+) \| no client", planted)[1] + " without a client",
        ],
        "01": [
            f"{roles['same_owner_rate']:.0%} of cases",
            f"it would be {roles['chance_rate']:.0%}",
            re.search(r"(\d+) clients were handed over", planted)[1] + " clients passed",
            re.search(r"(\d+) on\s+2023-07-03, when hunter H1 left", planted)[1] + " of these",
        ],
        "02": [
            functions["ratio"],
            functions["ratio_low"],
            functions["ratio_high"],
            f"{functions['jaccard']:.0%}",
            f"{functions['hours_shared']:.0f} of {functions['hours']:.0f}",
            f"{functions['hours_shared_share']:.0%}",
        ],
        "06": [
            f"{money['lowest']:.0%}",
            f"{money['highest']:.0%}",
            re.search(r"(\d+ clients) placed their first order before", planted)[1] + " had bought",
            f"{training['hunter_spend_share']:.0%} of the training money",
            f"{training['hunter_money_share']:.0%} of the margin",
            *re.search(r"([\d,]+) euros for hunters, ([\d,]+) for account", planted).groups(),
        ],
        "07": [
            f"{flood.numbers['new_clients']} new clients came in two years",
            f"{flood.numbers['more_work_low']:.0%} to {flood.numbers['more_work_high']:.0%} of",
            # whether that is too much
            *(["cannot be told"] if flood.status == "cannot tell" else []),
            f"none of the {flood.numbers['segments_compared']} takes",
            f"Logistics looks {logistics - 1:.0%} higher",
        ],
        "08": [
            f"{leads.numbers['passed']} leads were passed on",
            f"{leads.numbers['share_low']:.0%} of them surely",
            f"For {leads.numbers['unknown']} a date is missing",
            f"up to {leads.numbers['share_high']:.0%}",
            f"{marks.loc['both', 'bought_12m']:.0%} ordered within a year",
            f"it was {marks.loc['late', 'bought_12m']:.0%}",
            f"returned {marks.loc['late', 'returned_share']:.0%} of those",
            f"{marks.loc['both', 'returned_share']:.1%} of the others",
            re.search(r"all the same: (\d+) of 165", planted)[1] + " clients from 165",
            re.search(r"against (\d+) of 84", planted)[1] + " from 84",
        ],
        "09": [
            f"{tried['deal 2']:.0%} of the new clients",
            f"contract it is {tried['contract']:.0%}",
            f"7,000 only {tried['volume 7000 per 90 days']:.0%}",
            re.search(r"handed over: (\d+) some 10 to 60 days after", planted)[1] + " of 317",
        ],
        "10": [
            f"Of {effect['handoffs']} handoffs, only {effect['treated']} clients",
            f"with {effect['compared']} others",
            f"a loss of {-effect['low']:.0%} to a gain of {effect['high']:.0%}",
        ],
        "13": [
            f"Its map gives {plan['lines']} lines, and {plan['lines_named']} of them",
            f"of {len(handed)} clients handed over, {len(handed) - ordered} have no order",
            re.search(r"(\d+) of them had already left", planted)[1] + f" of the {len(handed)}",
        ],
        "11": [
            # no policy is chosen
            *([] if decided else ["None of its policies is chosen"]),
            f"from a loss of {-effect['low']:.0%} to a gain of {effect['high']:.0%}",
        ],
        "12": [
            f"Of {third.numbers['needs']} needs {third.table['begun_30d'].iloc[-1]:.0%} are begun",
            f"{third.numbers['forgotten']} have waited",
            f"Of {third.table['judged'].iloc[-1]} with an agreed day, "
            f"{third.table['in_time'].iloc[-1]:.0%} were back",
            f"{third.numbers['lines']} functions passed",
            f"On {third.rows('functions')['orphan'].iloc[-1]:.1%} of their",
            re.search(r"(\d+) were never begun", planted)[1] + " of the needs were never",
            "nobody for " + re.search(r"Two had (\d+) days", planted)[1] + " days",
        ],
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_example_tells_the_demos_own_figures(demo, name):
    start = {"en": "**On the demo company.**", "ru": "**На демонстрационной компании.**"}
    examples = {
        language: [
            " ".join(FOLD.sub("", cell).split())
            for cell in cells(language, name)
            if cell.startswith(start[language])
        ]
        for language in ("en", "ru")
    }
    together = " ".join(examples["en"])
    assert "*What was planted:*" in together
    for figure in demo[name[:2]]:
        assert figure in together
    # and both languages tell the same ones
    digits = [
        sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[,\s](?=\d{3})", "", " ".join(both))))
        for both in examples.values()
    ]
    assert digits[0] == digits[1]


def test_the_measures_notice_what_they_are_for():
    assert sentences("Two words. And three more!\n\n- One entry\n- Another") == [
        "Two words.",
        "And three more!",
        "One entry",
        "Another",
    ]
    assert words("80% of 2,040 clients' well-known goods") == [
        *("80%", "of", "2,040", "clients", "well-known", "goods")
    ]
    for wrong in ("Whoever reckons", "It stands here", "«quoted»", "18 %"):
        assert re.search(CLUMSY, wrong, re.I)
    for wrong in ("`deal 2`", "account_manager", "company.yaml", "in my-company", "--lang"):
        assert re.search(OURS, wrong)
    for wrong in ("handoff скажет", "потеря -7", "“слово”"):
        assert re.search(CALQUES, wrong, re.I)
