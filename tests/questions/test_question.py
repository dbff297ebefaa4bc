"""A question declares itself once, and is found everywhere; a chart that fails fails alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

import kit
from kit.company import store
from kit.diagnosis import diagnose, findings
from kit.language import Text, say
from kit.lessons.widgets.answer import answer, picture
from kit.questions import catalogue
from kit.questions.finding import Finding
from kit.questions.pictures import chart_names, plot
from kit.questions.question import Chart, Column
from kit.sales.tables import TABLES

ADDED = Path(__file__).parent / "added"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def company(tmp_path):
    (tmp_path / "orders.csv").write_text(
        "Order No,Client,Order date,Amount\n1,A,2024-01-05,100.00\n2,B,2024-02-01,300.00\n",
        encoding="utf-8",
    )
    (tmp_path / "company.yaml").write_text(
        "kit: 1\nname: Ours\ndata: {inputs: [orders.csv]}\n", encoding="utf-8"
    )
    return store.open(tmp_path)


@pytest.fixture
def largest(monkeypatch):
    """The question of the folder `added/largest`, with its line in the catalogue."""
    monkeypatch.syspath_prepend(ADDED)
    question = import_module("largest.question").largest
    monkeypatch.setattr(catalogue, "QUESTIONS", (*catalogue.QUESTIONS, question))
    return question


def words(box):
    return re.sub(r"<[^>]+>", " ", " ".join(getattr(child, "value", "") for child in box.children))


def test_a_folder_and_a_line_in_the_catalogue_are_a_question(largest, company, tmp_path):
    assert kit.largest is largest
    assert "largest" in dir(kit)
    assert "largest" in kit.__all__
    assert largest.__doc__ == "Which client gave the largest order?"
    sales = kit.read(company)
    finding = kit.largest(company, sales)
    assert [one.name for one in findings(company, sales)][-1] == "largest"
    assert finding.read().text == ["The largest order is that of B."]
    assert chart_names(finding) == ("bar",)
    assert plot(finding, "bar").subfigs[0].axes[0].get_xlabel() == "client"

    files = diagnose(company, tmp_path / "out").files
    report = html.parse(files["report.html"])
    text = report.getroot().text_content()
    for said in ("Which client gave the largest order?", "The largest order is that of B.",
                 "Look at B.", "Its amount", "How large orders are", "All of them together.",
                 "more than all others", "Nobody 2026"):  # fmt: skip
        assert said in text, said
    assert "A bar." in report.xpath("//figure/@aria-label")
    results = json.loads(files["results.json"].read_text(encoding="utf-8"))["findings"][-1]
    assert results["text"] == "The largest order is that of B."
    assert results["table"] == [{"client": "B", "amount": 30000}]
    assert results["units"] == {"client": "text", "amount": "money"}
    assert results["details"] == {"sizes": [{"orders": 2, "size": "more than all others"}]}
    assert results["headline"] == "Look at B."

    assert "The largest order is that of B." in words(answer(company, kit.largest))
    assert "How large" in words(answer(company, kit.largest, table="sizes"))
    assert 'aria-label="A bar."' in picture(company, kit.largest).children[1].value


@pytest.mark.parametrize(("taken", "kept"), [("", True), ("money.concentration", False)])
def test_the_layers_know_a_question_by_its_folder_alone(tmp_path, taken, kept):
    shutil.copytree(ROOT / "kit", tmp_path / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    questions = tmp_path / "kit" / "questions"
    shutil.copytree(ADDED / "largest", questions / "largest")
    with (questions / "catalogue.py").open("a", encoding="utf-8") as lines:
        lines.write("from kit.questions.largest.question import largest\n")
    if taken:  # a part of another question
        with (questions / "largest" / "chart.py").open("a", encoding="utf-8") as lines:
            lines.write(f"import kit.questions.{taken}\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    environment = {name: path for name, path in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*command, "--no-cache"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert (done.returncode == 0) is kept, done.stdout + done.stderr
    assert ("each question keeps to its folder BROKEN" in done.stdout) is not kept


def test_without_orders_it_says_what_it_needs(largest, tmp_path):
    bare = store.new(tmp_path / "bare", "blank")
    finding = largest(bare, None)
    assert finding.status == "needs data"
    assert finding.read().text == ["Without orders there is no largest one."]
    assert "Your orders, with client, date and amount" in finding.read().needs[0]


def test_a_chart_that_fails_takes_down_that_chart_alone(company, tmp_path, monkeypatch):
    def fail(finding, figure, language):
        raise ZeroDivisionError("nothing to divide")

    broken = Chart("pie", say("A pie"), say("A pie."), lambda finding: 2.0, fail)
    whole = kit.money.charts()
    monkeypatch.setattr(kit.money, "charts", lambda: (broken, *whole))
    report = html.parse(diagnose(company, tmp_path / "out").files["report.html"])
    said = "The picture “A pie” could not be drawn (ZeroDivisionError: nothing to divide)."
    assert said in report.getroot().text_content()
    assert str(whole[0].alt) in report.xpath("//figure/@aria-label")
    assert "A pie." not in report.xpath("//figure/@aria-label")
    page = picture(company, kit.money).children[1].value
    assert said in page
    assert f'aria-label="{whole[0].alt}"' in page


def test_every_question_says_what_its_tables_and_charts_are():
    canonical = set(TABLES) | {
        f"{name}.{column.name}" for name, table in TABLES.items() for column in table
    }
    for question in catalogue.QUESTIONS:
        assert set(question.needs) <= canonical, question.name
        assert (question.absent is None) == (not question.needs)
        assert question.tables[0].name == ""
        for names in (
            [table.name for table in question.tables],
            [chart.name for chart in question.charts()],
            *(table.names for table in question.tables),
        ):
            assert len(names) == len(set(names)), question.name
        for table in question.tables:
            assert all(isinstance(column.heading, Text) for column in table.columns)


def test_a_column_that_is_not_declared_is_refused():
    with pytest.raises(ValueError, match="strange"):
        Finding(kit.money, "answered", table=pd.DataFrame({"strange": [1]}))


def test_a_table_that_is_not_declared_lists_those_there_are():
    with pytest.raises(ValueError, match="no table 'pie': choose one of"):
        kit.money.table("pie")


def test_a_sentence_among_the_codes_is_refused():
    nothing = {"lowest": None, "highest": None, "basis": "margin"}
    table = pd.DataFrame({"definition": [say("words")]})
    finding = Finding(kit.money, "answered", table=table, numbers=nothing)
    with pytest.raises(TypeError, match="column of words"):
        finding.to_dict()


def test_an_interval_stands_in_the_cell_of_its_figure():
    table = replace(kit.money.table(), columns=(Column("share", say("x"), "share", interval=True),))
    assert table.names == ["share", "share_low", "share_high"]
    assert table.shown(table.frame([])) == ["share"]
    assert table["share_low"] is table["share"]


@pytest.mark.parametrize(("rows", "shown", "cut"), [(200, 200, False), (201, 200, True)])
def test_a_table_shows_no_more_rows_than_people_read(rows, shown, cut):
    pairs = [(f"E{at}", f"F{at}", 5, 5) for at in range(rows)]
    columns = ["from_employee", "to_employee", "clients", "at_once"]
    finding = kit.roles(kit.open("demo"), None)
    frame = pd.DataFrame(pairs, columns=columns)
    finding = replace(finding, details={**finding.details, "employees": frame})
    table = finding.show_table("employees").html
    assert table.count("<tr>") == 1 + shown
    assert ("Only the first rows are shown: 200 of 201." in table) is cut
    assert len(finding.to_dict()["details"]["employees"]) == rows
