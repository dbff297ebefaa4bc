"""The report and the files for machines, from the demo company."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

import kit
from kit.company import store
from kit.company.model import Company
from kit.diagnosis import findings as findings_of
from kit.questions.backtest.question import firings
from kit.questions.catalogue import in_diagnosis
from kit.questions.pictures import chart_names
from kit.report.html import page
from kit.report.outputs import write_diagnosis
from kit.report.results import results_document

DIAGNOSTICS = [question.name for question in in_diagnosis()]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    company = kit.open("demo")
    sales = kit.read(company)
    findings = findings_of(company, sales)
    write_diagnosis(folder, company, sales, findings)
    return folder, company, sales, findings


def test_the_report_loads_nothing(written):
    read = html.parse(written[0] / "report.html")
    assert read.xpath("//script | //link | //iframe | //object | //embed") == []
    sources = read.xpath("//@src | //@srcset | //@data | //@background")
    assert sources
    assert all(one.startswith("data:image/png;base64,") for one in sources)
    links = read.xpath("//a/@href")
    assert all(one.startswith(("https://doi.org/", "#")) for one in links)
    style = "".join(read.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style


def test_the_report_is_small_enough_to_send_on(written):
    assert (written[0] / "report.html").stat().st_size < 700_000


def test_it_opens_with_the_account_then_answers_charts_tables(written):
    folder, _, sales, findings = written
    text = (folder / "report.html").read_text(encoding="utf-8")
    read = sum(one.rows_read for one in sales.inputs)
    places = [
        text.index(f"{read:,} rows were read"),
        text.index(findings[0].read().prose.split("\n\n")[0]),
        text.index("<img"),
        text.index("<table"),
    ]
    assert places == sorted(places)
    account = html.fromstring(text).xpath("(//section[@id='account']//table)[1]/tbody/tr")
    assert [int(row[2].text_content().replace(",", "")) for row in account] == [
        one.rows_read for one in sales.inputs
    ]


def test_the_answers_in_short_stand_before_all_others(written):
    folder, _, _, findings = written
    read = html.parse(folder / "report.html")
    short = [term.text_content() for term in read.xpath("//dl[@class='short']/*")]
    told = [finding.read() for finding in findings if finding.read().headline]
    assert [reading.finding.name for reading in told] == ["carry", "pay", "decision"]
    assert short == [part for reading in told for part in (reading.question, reading.headline)]
    heads = [head.text_content() for head in read.xpath("//h2")]
    assert heads.index("In short") < heads.index("The answers in plain words")


def test_its_head_says_how_each_file_was_understood_and_results_say_what_it_came_to(written):
    folder, _, sales, _ = written
    page = html.parse(folder / "report.html")
    (head,) = page.xpath("//section[@class='account']")
    said = [one.text_content().strip() for one in head.xpath("p")]
    assert said[0].startswith("orders.csv: 7,001 rows read")
    assert "client = “Client”" in said[1]
    assert said[2].startswith("count as orders: “Completed” (6,848 rows")
    assert said[3].startswith("do not count: “Cancelled” (151 rows")
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    orders = sales.orders
    assert results["orders"] == len(orders)
    assert results["clients"] == orders["client_id"].nunique()
    assert results["total"] == orders["amount"].sum() / 100
    assert (results["currency"], results["from"]) == ("EUR", "2021-01-04")
    words = results["inputs"][0]["status_words"]
    assert [(word["word"], word["counts"], word["rows"]) for word in words] == [
        ("Completed", True, 6848),
        ("Cancelled", False, 151),
    ]


def test_every_picture_is_described_and_every_heading_cell_scoped(written):
    read = html.parse(written[0] / "report.html")
    drawn = [name for finding in written[3] for name in chart_names(finding)]
    assert {"reach", "flow", "early_late", "split"} <= set(drawn)
    assert len(read.xpath("//img")) == len(drawn)
    assert all(len(one) > 30 for one in read.xpath("//img/@alt"))
    assert read.xpath("//th[not(@scope)]") == []
    assert read.getroot().get("lang") == "en"


def test_what_a_file_says_cannot_become_markup(tmp_path):
    orders = tmp_path / "<b>orders.csv"
    orders.write_text(
        "order_id,client_id,order_date,amount,<script>alert(1)</script>\n1,a,2024-01-01,10,x\n",
        encoding="utf-8",
    )
    company = kit.open(str(orders))
    sales = kit.read(company)
    text = page(company, sales, findings_of(company, sales))
    assert "<script" not in text
    assert "<b>orders" not in text


def test_results_have_the_promised_form(written):
    folder, _, sales, _ = written
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert results["kit"] == kit.__version__
    assert (results["as_of"], results["language"]) == ("2024-12-30", "en")
    for one, given in zip(results["inputs"], sales.inputs, strict=True):
        assert one["rows_read"] == one["rows_used"] + one["rows_set_aside"]
        content = (Path(kit.open("demo").folder) / given.file).read_bytes()
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
    assert [one["name"] for one in results["findings"]] == DIAGNOSTICS
    row = results["findings"][DIAGNOSTICS.index("backtest")]["table"][2]
    assert row["trigger"] == "deal 2"
    for name in (
        "status", "clients", "fired", "fired_share", "median_days", "reached_3m", "reached_6m",
        "reached_12m", "reached_24m", "too_early_n", "too_early_of", "too_early_share",
        "revenue_before", "revenue_after", "reached_12m_competing",
    ):  # fmt: skip
        assert row[name] is not None, name
    assert isinstance(row["revenue_before"], int)


def test_results_have_a_line_for_each_row_of_a_table(written):
    folder, _, _, findings = written
    lines = (folder / "results.json").read_text(encoding="utf-8").splitlines()
    curves = next(finding for finding in findings if finding.name == "backtest").details["curves"]
    of_curves = [json.loads(line.rstrip(",")) for line in lines if '"reached_competing"' in line]
    assert len(of_curves) == (curves["kind"] == "reached_competing").sum() > 0
    assert [row["day"] for row in of_curves[:3]] == list(
        curves["day"][curves["kind"] == "reached_competing"][:3]
    )


def test_firings_agree_with_the_cohort_of_the_finding(written):
    folder, _, _, findings = written
    fired = pd.read_csv(folder / "firings.csv", dtype=str)
    assert list(fired.columns) == ["client_id", "trigger", "fired_on"]
    assert fired["fired_on"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert not fired.duplicated(["client_id", "trigger"]).any()
    counts = fired["trigger"].value_counts()
    # run-in clients are in the file and not in the cohort
    for row in findings[DIAGNOSTICS.index("backtest")].table.itertuples():
        assert counts[row.trigger] > row.fired
    orders = kit.read(kit.open("demo")).orders
    deals = orders[orders["amount"] > 0]
    assert counts["deal 1"] == deals["client_id"].nunique()
    assert counts["deal 3"] == (deals["client_id"].value_counts() >= 3).sum()


def test_firings_are_the_bytes_that_pandas_writes_whatever_is_in_an_id(make_sales, tmp_path):
    ids = ["a,b", 'c"d', "e f", "Ж", '"', "g;h"]
    sales = make_sales([(client, day, 100) for client in ids for day in (0, 40)], as_of=500)
    written = write_diagnosis(tmp_path, Company(), sales, ())["firings.csv"].read_bytes()
    fired = firings(Company(), sales)
    assert len(fired) >= 2 * len(ids)
    assert written == fired.to_csv(index=False, lineterminator="\n").encode()


def test_set_aside_rows_can_be_found_again(written):
    folder, company, sales, _ = written
    with (folder / "set_aside.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["file", "row", "reason", "record"]
    assert len(rows) == sum(one.rows_set_aside for one in sales.inputs)
    lines = (company.folder / "orders.csv").read_text(encoding="utf-8").splitlines()
    for row in rows:
        first = row["record"].split(" | ")[0]
        assert lines[int(row["row"]) - 1].startswith(first)


def test_the_same_input_gives_the_same_bytes(written, tmp_path):
    folder, company, sales, _ = written
    write_diagnosis(tmp_path, company, sales, findings_of(company, kit.read(company)))
    for name in ("results.json", "firings.csv", "set_aside.csv", "report.html"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.fixture(scope="module")
def russian():
    company = kit.open("demo", language="ru")
    sales = kit.read(company)
    return company, sales, findings_of(company, sales)


def test_the_report_reads_in_russian(russian):
    read = html.fromstring(page(*russian))
    assert read.get("lang") == "ru"
    for one in read.xpath("//style | //img"):
        one.getparent().remove(one)
    letters = [one for one in read.text_content() if one.isalpha()]
    cyrillic = [one for one in letters if re.match("[а-яё]", one, re.IGNORECASE)]
    assert len(cyrillic) / len(letters) > 0.7


def test_results_are_the_same_in_every_language_but_for_the_words(written, russian):
    _, *english = written
    both = [json.loads(results_document(*given)) for given in (english, russian)]
    assert [document.pop("language") for document in both] == ["en", "ru"]
    for findings in zip(*(document["findings"] for document in both), strict=True):
        question = getattr(kit, findings[0]["name"])
        words = [_without_words(question, finding) for finding in findings]
        assert words[0]["question"] != words[1]["question"]
        assert words[0]["text"] != words[1]["text"]
    assert both[0] == both[1]


def _without_words(question, finding):
    """Take out of a finding what is in a language: the sentences, and the columns of words."""
    for table in question.tables:
        rows = finding["details"].get(table.name, []) if table.name else finding["table"]
        for column in table.columns:
            if column.unit == "words":
                for row in rows:
                    row.pop(column.name, None)
    names = ("question", "headline", "text", "assumptions", "caveats", "needs")
    return {name: finding.pop(name, None) for name in names}


def test_every_chart_and_every_table_shown_is_described():
    for question in in_diagnosis():
        assert all(chart.title and chart.alt for chart in question.charts())
        for table in question.tables:
            assert (table.title is None) == (table.note is None), table.name


def test_without_data_files_it_says_so_and_leaves_no_files_of_an_earlier_run(tmp_path):
    company = store.new(tmp_path / "firm")
    for name in ("firings.csv", "set_aside.csv", "notes.txt"):
        (tmp_path / name).write_text("old")
    findings = findings_of(company, None)
    assert list(write_diagnosis(tmp_path, company, None, findings)) == [
        *("report.html", "results.json")
    ]
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert (results["as_of"], results["inputs"]) == (None, [])
    status = {one["name"]: one["status"] for one in results["findings"]}
    assert list(status) == DIAGNOSTICS
    assert status["functions"] == "answered"
    assert {status[name] for name in ("money", "training", "backtest")} == {"needs data"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("firm", "notes.txt", "report.html", "results.json")
    ]
    read = html.parse(tmp_path / "report.html")
    assert "names no data files yet" in read.xpath("//section[1]")[0].text_content()
    assert read.xpath("//section[@id='account']") == []
    for heading in read.xpath("//h2 | //h3"):  # none without something under it
        assert heading.getnext() is not None, heading.text_content()
