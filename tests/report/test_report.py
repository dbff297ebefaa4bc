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
from kit.language import Text
from kit.questions.backtest.question import firings
from kit.questions.catalogue import in_diagnosis
from kit.questions.pictures import chart_names
from kit.report.html import page
from kit.report.outputs import write_diagnosis
from kit.report.results import results_document
from kit.report.verdict import verdict

DATA = Path(__file__).parents[3] / "shared" / "data"
WORKBOOK = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
DIAGNOSTICS = [question.name for question in in_diagnosis()]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    company = kit.open("demo")
    sales = kit.read(company)
    findings = findings_of(company, sales)
    write_diagnosis(folder, company, sales, findings)
    return folder, company, sales, findings


@pytest.fixture(scope="module")
def russian():
    company = kit.open("demo", language="ru")
    sales = kit.read(company)
    return company, sales, findings_of(company, sales)


@pytest.fixture(scope="module")
def demo_report(written, russian):
    """The demo's report by language, each drawn once."""
    english = (written[0] / "report.html").read_text(encoding="utf-8")
    return {"en": english, "ru": page(*russian)}


def test_the_report_loads_nothing(written):
    read = html.parse(written[0] / "report.html")
    assert read.xpath("//script | //link | //iframe | //object | //embed | //img | //image") == []
    assert read.xpath("//@src | //@srcset | //@data | //@background") == []
    assert all(one.startswith("#") for one in read.xpath("//*[local-name()='use']/@href"))
    links = read.xpath("//a/@href")
    assert links
    assert all(one.startswith(("https://doi.org/", "#")) for one in links)
    style = "".join(read.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style


def test_the_report_is_small_enough_to_send_on(written):
    assert (written[0] / "report.html").stat().st_size < 1_000_000


def test_page_one_has_the_verdict_figures_answers_picture_steps_contents_and_reading(written):
    folder, _, sales, findings = written
    page = html.parse(folder / "report.html")
    (first,) = page.xpath("//section[@id='page-one']")
    parts = first.xpath(
        "h1 | dl[@class='figures'] | div[@class='answer'] | figure | div[@class='bottom']"
        " | p[@class='reading'] | p[@class='legend']"
    )
    assert [part.tag for part in parts] == [
        *("h1", "dl", "div", "div", "div", "figure", "div"),
        "p",
        "p",
    ]
    assert words_of(parts[0]) == " ".join(map(str, verdict(findings)))
    assert len(parts[1].xpath("div")) == 4
    asked = [words_of(each) for each in first.xpath("div[@class='answer']//h3")]
    assert asked == ["Can we carry it?", "Does it pay?", "When?"]
    assert len(first.xpath(".//ol[@class='steps']/li[div[@class='by']]")) == 3
    rows = sum(one.rows_read for one in sales.inputs)
    used = sum(one.rows_used for one in sales.inputs)
    assert f"{rows:,} rows were read: {used:,} used, {rows - used} set aside" in words_of(parts[7])
    assert "“Amount”" in words_of(parts[7])
    listed = first.xpath(".//ol[@class='contents']//a/@href")
    assert listed == [f"#{name}" for name in page.xpath("//section[position() > 1]/@id")]


@pytest.mark.parametrize("company", ["demo", "adventureworks", "nothing to hand over", "map only"])
@pytest.mark.parametrize("code", ["en", "ru"])
def test_page_one_is_short_and_every_claim_has_its_tag(demo_report, tmp_path, company, code):
    given = None if company == "demo" else some_company(company, code, tmp_path)
    text = page(*given) if given else demo_report[code]
    (first,) = html.fromstring(text).xpath("//section[@id='page-one']")
    assert len(words_of(first.xpath("h1")[0]).split()) <= 25
    for part in first.xpath(".//ol | .//nav | .//*[local-name()='svg']"):
        part.getparent().remove(part)
    assert len([word for word in words_of(first).split() if re.search(r"\w", word)]) <= 370
    for figure in first.xpath("dl/div"):
        assert len(figure.xpath(".//span[starts-with(@class, 'tag')]")) == 1
    for paragraph in first.xpath("div[@class='answer']/div[2]/p"):
        tags = paragraph.xpath(".//span[starts-with(@class, 'tag')]")
        if company != "map only":
            assert tags
        for tag in tags:  # glued to the word before it
            assert tag.getparent().get("class") == "whole"


def some_company(name, code, folder):
    if name == "map only":
        company = store.new(folder / "firm", "chapter", code)
        return company, None, findings_of(company, None)
    if name == "adventureworks":
        if not WORKBOOK.exists():
            pytest.skip(f"real data not found: {WORKBOOK}")
        where = "SalesPersonID IS NOT NULL"
        company = kit.open(str(WORKBOOK), map={"amount": "SubTotal"}, where=where, language=code)
    else:
        orders = folder / "orders.csv"
        rows = (f"C{at % 9},202{at % 3}-{at % 12 + 1:02}-10,{100 + at}" for at in range(60))
        orders.write_text("client_id,ordered_on,amount\n" + "\n".join(rows) + "\n")
        company = kit.open(str(orders), language=code)
    sales = kit.read(company)
    return company, sales, findings_of(company, sales)


def words_of(part) -> str:
    return " ".join(part.text_content().split())


def has_section(page, question: str) -> bool:
    """Whether a question has one; what lacks data is told with what is still open."""
    return bool(page.xpath(f"//section[@id='{question}']"))


def test_each_question_is_told_once(written):
    folder, _, _, findings = written
    read = html.parse(folder / "report.html")
    for finding in findings:
        if not has_section(read, finding.name):
            assert finding.status == "needs data"
            continue
        reading = finding.read()
        heads = [words_of(head) for head in read.xpath("//h2")]
        assert heads.count(" ".join(reading.headline.split())) == 1
        texts = [words_of(each) for each in read.xpath("//p")]
        for nth, said in enumerate(finding.text):
            if isinstance(said, Text):
                times = texts.count(" ".join(str(said).split()))
                # what reads out a row of the main table is left to the table
                rows = re.search(
                    "” would reach|On your map and|of the training spend",
                    str(said),
                )
                assert times == (0 if nth >= 2 and rows else 1), str(said)


@pytest.mark.parametrize("code", ["en", "ru"])
def test_what_several_answers_rest_on_is_said_once_with_their_places(
    written, russian, demo_report, code
):
    findings = written[3] if code == "en" else russian[2]
    read = html.fromstring(demo_report[code])
    lines = [
        one
        for finding in findings
        for reading in [finding.read()]
        for one in {reading.evidence, *reading.assumptions, *reading.caveats}
    ]
    said = [words_of(each) for each in read.xpath("//details//li | //details/p")]
    common = [words_of(each) for each in read.xpath("//section[@id='methods']/ul/li")]
    for line in set(lines):
        line = " ".join(line.split())
        apart = sum(text == line for text in said)
        together = [text for text in common if text.startswith(line)]
        assert apart + len(together) == 1, line
        if lines.count(line) > 1:
            assert re.search(r"\(A\d.*\)$", together[0])
    shown = [finding for finding in findings if has_section(read, finding.name)]
    sources = [source for finding in shown for source in finding.sources]
    listed = read.xpath("//section[@id='methods']/details//li")
    assert len(listed) == len(set(sources))


@pytest.mark.parametrize("code", ["en", "ru"])
def test_no_id_key_or_path_of_ours_is_on_the_page(demo_report, code):
    read = html.fromstring(demo_report[code])
    for part in read.xpath("//style | //section[@id='account']"):  # columns of the company's files
        part.getparent().remove(part)
    ours = r"`|\b[a-z]+_[a-z_]+\b|\b\w+\.(yaml|csv|html|json)\b|--\w|`|\bkit\."
    found = [text for text in read.itertext() if re.search(ours, text)]
    assert [text for text in found if not text.startswith("handoff 0.")] == []


def test_headline_tag_and_next_step_of_each_section_are_those_of_the_results(written):
    folder, _, _, _ = written
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    page = html.parse(folder / "report.html")
    for told in results["findings"]:
        if not has_section(page, told["name"]):
            assert told["status"] == "needs data"
            continue
        (section,) = page.xpath(f"//section[@id='{told['name']}']")
        assert words_of(section.xpath(".//h2")[0]) == told["headline"]
        assert section.xpath(".//p[@class='lead']/span[1]/@class") == [f"tag {told['rests_on']}"]
        # one that page one has is not said again
        steps = [words_of(step) for step in page.xpath("//ol[@class='steps']/li")]
        if not any(step.startswith(told["next_step"]) for step in steps):
            (step,) = section.xpath("p[@class='next']")
            assert words_of(step) == f"Next step: {told['next_step']}"
    assert results["verdict"] == words_of(page.xpath("//h1")[0])


def test_the_account_of_the_files_is_the_last_section(written):
    folder, _, sales, _ = written
    page = html.parse(folder / "report.html")
    (section,) = page.xpath("(//section)[last()][@id='account']")
    # what each column was taken for is folded away, and says nothing that a table says
    said = [words_of(one) for one in section.xpath("details[last()]/ul/li")]
    assert "client = “Client”" in said[0]
    assert said[1].startswith("count as orders: “Completed” (6,848 rows")
    assert said[2].startswith("do not count: “Cancelled” (151 rows")
    assert not any("set aside" in line for line in said)
    seen = " ".join(map(words_of, section.xpath("*[not(self::details)]")))
    assert len(seen.split()) < 120
    assert section.xpath("string(.//tbody/tr[1]/td[1])") == "orders"
    rows = section.xpath("(.//table)[1]/tbody/tr")
    assert [int(row[2].text_content().replace(",", "")) for row in rows] == [
        one.rows_read for one in sales.inputs
    ]
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


def test_every_picture_is_described_once_and_every_heading_cell_scoped(written):
    read = html.parse(written[0] / "report.html")
    drawn = [name for finding in written[3] for name in chart_names(finding)]
    assert {"reach", "flow", "early_late", "split", "load"} <= set(drawn)
    assert len(read.xpath("//figure/*[local-name()='svg']")) == len(drawn)
    described = read.xpath("//figure/@aria-label")
    assert len(set(described)) == len(drawn)
    assert all(len(one) > 30 for one in described)
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


def test_the_report_reads_in_russian(demo_report):
    read = html.fromstring(demo_report["ru"])
    assert read.get("lang") == "ru"
    for one in read.xpath("//style | //*[local-name()='svg']"):
        one.getparent().remove(one)
    letters = [one for one in read.text_content() if one.isalpha()]
    cyrillic = [one for one in letters if re.match("[а-яё]", one, re.IGNORECASE)]
    assert len(cyrillic) / len(letters) > 0.7


def test_results_are_the_same_in_every_language_but_for_the_words(written, russian):
    _, *english = written
    both = [json.loads(results_document(*given)) for given in (english, russian)]
    assert [document.pop("language") for document in both] == ["en", "ru"]
    assert len({document.pop("verdict") for document in both}) == 2
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
    names = ("question", "headline", "next_step", "text", "assumptions", "caveats", "needs")
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
    (first,) = read.xpath("//section[@id='page-one']")
    assert "names no data files yet" in words_of(first)
    assert words_of(first.xpath("h1")[0]).startswith("Your map is drawn.")
    assert "Bring a file of orders" in words_of(first.xpath(".//ol[@class='steps']")[0])
    assert read.xpath("//section[@id='account']") == []
    waiting = [question for question in in_diagnosis() if question.needs]
    assert len(read.xpath("//section[@id='open']/ul/li")) == len(waiting)
    for heading in read.xpath("//h2 | //h3"):  # none without something under it
        assert heading.getnext() is not None, heading.text_content()
