"""Content that teachers edit: what is wrong with a file is said with its line, in words."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from pydantic import BaseModel

from kit.choice.inputs import COST_OF_DEAL, INPUTS
from kit.content import load
from kit.errors import KitError
from kit.language import Language, Text
from kit.lessons.exercise.made_up import STORIES
from kit.lessons.quiz.panel import FIGURES, LESSONS, Quiz, quiz
from kit.lessons.widgets.criteria import CRITERIA, SPECIFICS

KIT = Path(__file__).parents[1] / "kit"
GOOD = """\
questions:
  - id: 00.rows
    ask: Who of {early_days} days?
    answers:
      - id: a
        right: true
        say: One.
        why: Because.
      - id: b
        say: Two.
        why: Not at all.
"""


def sentences(value) -> list[Text]:
    """Every sentence of a piece of content."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, BaseModel):
        return [one for _, inner in value for one in sentences(inner)]
    if isinstance(value, dict):
        return sentences(list(value.values()))
    if isinstance(value, (list, tuple)):
        return [one for inner in value for one in sentences(inner)]
    return []


def test_a_sentence_has_the_figures_that_it_names(tmp_path):
    file = tmp_path / "quiz.yaml"
    file.write_text(GOOD, encoding="utf-8")
    (question,) = quiz(file, {"early_days": 180, "claim": 80})
    assert question.text == Text("Who of {early_days} days?", {"early_days": 180})
    assert str(question.text) == "Who of 180 days?"
    assert [(one.id, one.right, str(one.why)) for one in question.answers] == [
        *(("a", True, "Because."), ("b", False, "Not at all.")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{early_days}", "{late_days}", "line 3: there is no figure {late_days}. A sentence can "
         "name {claim} and {early_days}."),
        ("{early_days}", "{early_days", "line 3: the brackets { and } do not match"),
        ("ask: Who of {early_days} days?", "ask:", "line 3: a sentence is needed here"),
        ("say: Two.", "say: 2", "line 10: a sentence is needed here"),
        ("        say: Two.\n", "", "line 9: the entry “say” is missing here."),
        ("say: Two.", "says: Two.", "line 10: there is no entry “says” here."),
        ("id: b", "id: no", "line 9: “id” cannot be False."),
        ("id: b", "id: a", "line 9: a is there twice."),
        ("right: true", "right: perhaps", "line 6: “right” cannot be 'perhaps'."),
        ("        right: true\n", "", "line 2: 00.rows has 0 answers marked"),
        ("say: Two.", "say: Two.\n        right: true", "line 2: 00.rows has 2 answers marked"),
        ("    ask: Who", "  ask: Who", "not valid YAML"),
        ("say: Two.", "say: One.\n        say: Two.", "line 11: this is not valid YAML (say"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_and_line(tmp_path, old, new, message):
    file = tmp_path / "quiz.yaml"
    assert GOOD.count(old) == 1
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(KitError) as caught:
        load(file, Quiz, {"early_days": 180, "claim": 80})
    assert str(file) in str(caught.value)
    assert message in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(KitError, match=r"gone\.yaml cannot be read"):
        load(tmp_path / "gone.yaml", Quiz)


def test_every_sentence_of_the_content_is_in_the_translators_hands():
    with (KIT / "locale" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    extracted = {
        (message, name.rpartition("/")[2])
        for name, _, message, _, _ in extract_from_dir(str(KIT), methods, options)
        if name.endswith(".yaml")
    }
    found = {
        *(
            (text.msgid, f"lesson_{lesson}.yaml")
            for lesson, questions in LESSONS.items()
            for text in sentences(questions)
        ),
        *((text.msgid, "criteria.yaml") for text in sentences([SPECIFICS, CRITERIA])),
        *((text.msgid, "stories.yaml") for text in sentences(STORIES)),
        *((text.msgid, "inputs.yaml") for text in sentences(INPUTS)),
    }
    assert len(found) == 548
    assert found == extracted


def test_figures_in_the_content_are_those_of_the_kit():
    russian = Language("ru")
    base_rate = LESSONS["10"][0].text
    assert "in the next 180 days" in str(base_rate)
    assert "в следующие 180 дней" in russian(base_rate)
    assert "the 80% of the book" in str(LESSONS["06"][0].answers[0].text)
    assert "had bought for 11,000" in re.sub("having", "had", str(STORIES[0].told))
    assert set(FIGURES) == {"early_days", "claim"}


def test_the_inputs_are_what_they_were():
    placeholders = {figure.id: figure.placeholder for figure in INPUTS}
    assert len(INPUTS) == 17
    assert placeholders["effect"] == (-0.27, -0.02, 0.23)
    assert placeholders["hours_per_order"] == (0.5, 1.5, 4)
    assert placeholders["new_client_margin"] is None
    assert COST_OF_DEAL == (0.02, 0.05, 0.15)
    limits = {figure.id: (figure.least, figure.most) for figure in INPUTS}
    assert limits["margin_share"] == (-1, 1)
    assert limits["new_client_margin"] == (-float("inf"), float("inf"))
