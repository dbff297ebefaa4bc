"""The report that a lesson hands over is that of `handoff diagnose` on the same company."""

import pytest

from kit.company import store
from kit.diagnosis import diagnose
from kit.language import Language, say
from kit.lessons.decided.panel import decided
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.report import ReportButton

ROWS = "\n".join(f"C{n % 7},2023-{1 + n % 12:02}-1{n % 9},{100 + n}" for n in range(90))


@pytest.fixture(params=["en", "ru"])
def company(request, tmp_path):
    made = store.new(tmp_path / "ours", "blank", request.param)
    (made.folder / "orders.csv").write_text(f"client_id,ordered_on,amount\n{ROWS}\n")
    data = made.data.model_copy(update={"inputs": ("orders.csv",)})
    return store.save(made.model_copy(update={"name": "Acme / Söhne", "data": data}))


def pressed(button):
    """What is said on the way, and the messages to the browser."""
    said, sent = [], []
    button.observe(lambda change: said.append(change["new"]), "said")
    button.send = lambda content, buffers=(): sent.append((content, *map(bytes, buffers)))
    button._heard(button, {"act": "write"}, [])
    return said, sent


def test_the_report_is_that_of_a_diagnosis_and_lies_in_the_company_folder(company, tmp_path):
    button = ReportButton.of(Desk.of(company))
    said, ((content, report),) = pressed(button)
    told = Language(company.settings.language)
    assert content == {
        "act": "written",
        "name": f"{told(say('Handoff report'))} {company.name}.html",
    }
    run = diagnose(company, tmp_path / "run")
    assert report == run.report.read_bytes()
    written = company.folder / "handoff-report"
    assert {path.name: path.read_bytes() for path in written.iterdir()} == {
        name: path.read_bytes() for name, path in run.files.items()
    }
    # each question is named while it is worked out
    assert [line.partition(": ")[2] for line in said[1:-2]] == [
        told(finding.question.asks) for finding in run.findings
    ]
    assert (button.busy, button.wrong) == (False, "")


def test_what_the_files_leave_open_is_said_instead(company):
    file = company.folder / "orders.csv"
    file.write_text("client_id,ordered_on,amount\nA,03/04/2024,5\nB,05/06/2024,7\n")
    button = ReportButton.of(Desk.of(company))
    _, sent = pressed(button)
    assert sent == []
    assert button.said == ""
    told = Language(company.settings.language)
    assert button.wrong == told(
        say("Answer first what your files leave open, where you have chosen them.")
    )
    assert not button.busy


def test_every_lesson_has_it_once_a_company_and_in_the_reader_s_language(company):
    button = decided(company, "01").children[-1]
    assert button is ReportButton.of(Desk.of(company))
    Desk.turn_to("elsewhere")
    try:
        other = "en" if company.settings.language == "ru" else "ru"
        Desk.of(company).speak(other)
        assert button.words["button"] == Language(other)(say("Download the report"))
    finally:
        Desk.turn_to("")
