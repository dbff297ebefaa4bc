"""The command line: what it prints, where, and the status it ends with."""

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from kit import cli
from kit.errors import KitError
from kit.language import say
from kit.session import Session

ORDERS = """order_id,client_id,ordered_on,amount
1,A,2023-01-10,100.00
2,A,2023-02-20,150.00
3,A,2023-03-25,150.00
4,B,2023-01-15,900.00
5,B,2023-06-01,50.00
6,C,2023-02-01,70.00
7,C,2023-02-15,
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder with an order file in it."""
    monkeypatch.chdir(tmp_path)
    Path("orders.csv").write_text(ORDERS)
    return tmp_path


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.app(list(arguments))
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def test_the_sheet_that_is_named_is_read(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for year in (2023, 2024):
        sheet = book.create_sheet(f"Year {year}")
        for row in (["Order ID", "Client", "Date", "Amount"], [1, "A", f"{year}-01-05", 7]):
            sheet.append(row)
    book.save("orders.xlsx")
    status, _, told = run(capsys, "diagnose", "orders.xlsx")
    assert status == 2
    assert 'the sheet “Year 2024”: --sheet "Year 2024"' in told
    status, _, told = run(capsys, "diagnose", "orders.xlsx", "--sheet", "Year 2025")
    assert status == 2
    assert "has no sheet “Year 2025”" in told
    status, _, _ = run(capsys, "diagnose", "orders.xlsx", "--sheet", "Year 2024")
    assert status == 0
    read = json.loads(Path("handoff-report/results.json").read_text(encoding="utf-8"))
    assert read["as_of"] == "2024-01-05"


def handoff(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it, in a process of its own."""
    root = str(Path(cli.__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-m", "kit.cli", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_one_s_own_file(here):
    ended = handoff("diagnose", "orders.csv", "--trigger", "deal 2", "--lookback", "0", cwd=here)
    assert (ended.returncode, ended.stderr) == (0, "")
    out = here / "handoff-report"
    told = ended.stdout.splitlines()
    results = json.loads((out / "results.json").read_text())
    answered = [one["headline"] for one in results["findings"] if one["status"] == "answered"]
    assert results["verdict"] == "3 new clients in the last year: next to nothing to hand over."
    assert told == [
        "orders.csv: 7 rows read, 6 used, 1 set aside.",
        "   orders: client = “client_id”, date of the order = “ordered_on”, amount = “amount”, and "
        "order number = “order_id”. No column for: employee and status.",
        "   set aside: no figure: “amount” is blank (1).",
        "6 orders of 3 clients, 1,420 in all, from Jan 10, 2023 to Jun 1, 2023.",
        *answered,
        results["verdict"],
        f"Report: {out / 'report.html'}",
    ]
    # A's second deal is on 20 February, B's on 1 June; C has one deal, its other amount is blank
    assert (out / "firings.csv").read_text() == (
        "client_id,trigger,fired_on\nA,deal 2,2023-02-20\nB,deal 2,2023-06-01\n"
    )
    results = json.loads((out / "results.json").read_text())
    head = ("orders", "clients", "total", "currency", "from", "as_of")
    assert [results[name] for name in head] == [6, 3, 1420, None, "2023-01-10", "2023-06-01"]
    assert results["inputs"][0]["columns"]["ordered_on"] == "ordered_on"
    assert [
        (one["rows_read"], one["rows_used"], one["rows_set_aside"]) for one in results["inputs"]
    ] == [(7, 6, 1)]
    assert [one["name"] for one in results["findings"]] == [
        *(
            "roles",
            "first_handoff",
            "functions",
            "specialisation",
            "drift",
            "career",
            "money",
            "training",
            "backtest",
            "effect",
            "third_handoff",
            "carry",
            "flood",
            "pay",
            "decision",
            "plan",
        )
    ]
    assert (out / "report.html").read_text().startswith("<!doctype html>")


def test_the_same_input_gives_the_same_bytes(here):
    for folder in ("one", "two"):
        ended = handoff(
            "diagnose", "orders.csv", "--out", folder, cwd=here, PYTHONHASHSEED="random"
        )
        assert ended.returncode == 0, ended.stderr
    for name in ("results.json", "firings.csv"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_without_a_file_it_is_the_demo_and_says_so(here, capsys):
    code, out, err = run(capsys, "diagnose", "--out", "demo-report")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "This is the demo company: simulated, not real."
    assert (here / "demo-report" / "report.html").stat().st_size > 10_000


def test_a_company_folder_whose_files_are_replaced(here, capsys):
    company = here / "firm"
    company.mkdir()
    (company / "company.yaml").write_text(
        "settings: {lookback: 0, triggers: [deal 3]}\ndata: {inputs: [gone.csv]}\n"
    )
    code, _, err = run(capsys, "diagnose", "orders.csv", "--company", "firm")
    assert (code, err) == (0, "")
    fired = (here / "handoff-report" / "firings.csv").read_text()
    assert fired == "client_id,trigger,fired_on\nA,deal 3,2023-03-25\n"


def test_a_new_company_folder_and_what_it_says_before_there_is_any_data(here, capsys):
    code, out, err = run(capsys, "new", "firm")
    assert (code, out, err) == (0, f"{here / 'firm' / 'company.yaml'}\n", "")
    code, out, err = run(capsys, "diagnose", "--company", "firm", "--out", "r")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "firm names no data files yet: this report rests on what was decided.",
        "Your map has 6 roles; whether clients move that way, no record shows.",
        "On your map both roles carry 4 of 11 functions.",
        "Your map is drawn. Whether clients move that way, sales records have to show.",
        f"Report: {here / 'r' / 'report.html'}",
    ]
    results = json.loads(Path("r", "results.json").read_text())
    assert (results["as_of"], results["inputs"]) == (None, [])
    (functions,) = [one for one in results["findings"] if one["name"] == "functions"]
    assert {
        name: functions["numbers"][name]
        for name in ("hunter", "account_manager", "shared", "unique_hunter")
    } == {"hunter": 6, "account_manager": 9, "shared": 4, "unique_hunter": 2}
    assert functions["numbers"]["unique_account_manager"] == 5
    assert functions["numbers"]["jaccard"] == pytest.approx(4 / 11)


def test_a_new_company_folder_with_the_demo_in_it_is_the_demo(here, capsys):
    assert run(capsys, "new", "firm", "--template", "demo", "--lang", "ru")[0] == 0
    company = (here / "firm" / "company.yaml").read_text(encoding="utf-8")
    assert "name: Демонстрационный дистрибьютор\n" in company
    assert (here / "firm" / "orders.csv").is_file()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["orders.csv"], "cannot be written to"),
        (["firm", "--template", "boats"], "no template boats. Choose one of chapter, blank"),
        (["firm", "--lang", "de"], "no template in de"),
    ],
)
def test_a_company_folder_that_cannot_be_made(here, capsys, arguments, part):
    code, out, err = run(capsys, "new", *arguments)
    assert (code, out) == (2, "")
    assert part in err
    assert not Path("firm").exists()


def test_a_company_folder_that_is_there_already(here, capsys):
    assert run(capsys, "new", "firm", "--template", "blank")[0] == 0
    before = Path("firm/company.yaml").read_bytes()
    code, _, err = run(capsys, "new", "firm")
    assert code == 2
    assert "firm is a company folder already" in err
    assert Path("firm/company.yaml").read_bytes() == before


def test_the_day_of_as_of_counts_and_the_day_after_does_not(here, capsys):
    """Each table has a row on the day itself and one on the day after."""
    on, after = "2023-06-01", "2023-06-02"  # 142 days after A's first order, and 143
    Path("orders.csv").write_text(
        "order_id,client_id,ordered_on,amount\n"
        f"1,A,2023-01-10,100.00\n2,A,{on},150.00\n3,A,{after},999.00\n"
        f"4,B,2023-01-15,900.00\n5,B,{after},50.00\n6,C,{on},70.00\n"
    )
    tables = {
        "contracts": f"client_id,signed_on\nA,{on}\nB,{after}\n",
        "assignments": f"client_id,employee_id,role,from_on\nA,H1,hunter,2023-01-01\n"
        f"A,M1,account_manager,{on}\nB,M1,account_manager,{after}\n",
        "training": f"on,role,cost\n{on},hunter,300\n{after},hunter,5000\n",
        "experiment": f"client_id,starts_on,arm,hand_over_on\nA,{on},now,2023-06-15\n"
        f"B,{after},later,2023-12-15\n",
    }
    for table, text in tables.items():
        Path(f"{table}.csv").write_text(text)
    rules = ("deal 2", "contract", "tenure 142 days active 200 days", "volume 250 per 150 days")
    code, out, err = run(
        capsys,
        *("diagnose", "orders.csv", *(f"{table}={table}.csv" for table in tables)),
        *("--as-of", on, "--lookback", "0", "--out", "r"),
        *(part for rule in rules for part in ("--trigger", rule)),
    )
    assert (code, err) == (0, "")
    accounts = [line for line in out.splitlines() if "rows read" in line]
    assert accounts == [
        "orders.csv: 6 rows read, 4 used, 2 set aside.",
        "contracts.csv: 2 rows read, 1 used, 1 set aside.",
        "assignments.csv: 3 rows read, 2 used, 1 set aside.",
        "training.csv: 2 rows read, 1 used, 1 set aside.",
        "experiment.csv: 2 rows read, 1 used, 1 set aside.",
    ]
    reason = '"after Jun 1, 2023, the day up to which data count"'
    aside = Path("r", "set_aside.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert len(aside) == 6
    assert all(reason in line and after in line and on not in line for line in aside)
    # A fires by every rule on the last day, and nobody on the day after
    assert Path("r", "firings.csv").read_text().splitlines()[1:] == [
        f"A,{rule},{on}" for rule in rules
    ]
    results = json.loads(Path("r", "results.json").read_text())
    assert results["as_of"] == on
    findings = {finding["name"]: finding for finding in results["findings"]}
    assert findings["money"]["numbers"]["revenue"] == 100_00 + 150_00 + 900_00 + 70_00
    assert findings["money"]["numbers"]["clients"] == 3
    assert findings["training"]["numbers"]["spend"] == 300_00
    assert findings["effect"]["numbers"]["changes"] == 1
    for row in findings["backtest"]["table"]:
        figures = [row[name] for name in ("clients", "fired", "median_days", "revenue_before")]
        assert figures == [3, 1, 142, 250_00]


def test_column_names_with_spaces_and_quotes(here, capsys):
    Path("own.csv").write_text(
        ORDERS.replace("client_id", "Company Name").replace("amount", "Net Value")
    )
    code, out, err = run(
        capsys,
        *("diagnose", "own.csv", "--map", "client_id=Company Name", "--map", 'amount="Net Value"'),
        *("--where", "\"Company Name\" <> 'B'"),
    )
    assert (code, err) == (0, "")
    assert "own.csv: 7 rows read, 4 used, 3 set aside." in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["ordres.csv"], "There is no file or folder ordres.csv"),
        (["--company", "."], "has no company.yaml"),
        (["orders.csv", "--as-of", "31/03/2026"], "as_of cannot be '31/03/2026'"),
        (["orders.csv", "--lookback", "many"], "lookback cannot be 'many'"),
        (["orders.csv", "--lang", "de"], "language cannot be 'de'; it takes en or ru"),
        (["orders.csv", "--dates", "american"], "dates cannot be 'american'"),
        (["orders.csv", "--hours-per-order", "-2"], "hours_per_order cannot be '-2'"),
        (["orders.csv", "--trigger", "deel 2"], "deel 2"),
        (["orders.csv", "--map", "amount"], "--map amount is not complete"),
        (["orders.csv", "--map", "amount=Nothing"], "Nothing"),
        (["orders.csv", "--where", "nonsense ="], "orders.csv"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_message(here, capsys, arguments, part):
    code, out, err = run(capsys, "diagnose", *arguments)
    assert (code, out) == (2, "")
    assert part in err
    assert "Traceback" not in err
    assert not Path("handoff-report").exists()


def test_a_folder_that_cannot_be_written_to_is_said_after_what_was_read(here, capsys):
    code, out, err = run(capsys, "diagnose", "orders.csv", "--out", "orders.csv")
    assert code == 2
    assert out.startswith("orders.csv: 7 rows read")
    assert "cannot be written to" in err


def test_bad_options_end_with_2_as_well(capsys):
    for arguments in (["diagnose", "--nothing"], ["nothing"], ["workshop", "--port", "x"]):
        code, _, err = run(capsys, *arguments)
        assert code == 2
        assert "Usage" in err
        assert "Traceback" not in err


def test_what_nobody_foresaw_goes_into_a_file(here, capsys, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("kit.diagnosis.read", fail)
    code, out, err = run(capsys, "diagnose", "orders.csv", "--out", "r")
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert "handoff doctor" in err
    log = Path("r", "handoff-error.log")
    assert str(log) in err
    assert "ZeroDivisionError: inside" in log.read_text()


def test_ctrl_c(here, capsys, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("kit.diagnosis.read", stop)
    assert run(capsys, "diagnose", "orders.csv") == (130, "", "Stopped.\n")


def test_a_reader_who_goes_away_is_no_error(here):
    root = str(Path(cli.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-m", "kit.cli", "diagnose", "orders.csv"],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        err = process.stderr.read()
        assert (process.wait(120), err) == (0, b"")


def test_progress_shows_on_what_takes_long_only(capsys, monkeypatch):
    monkeypatch.setattr("kit.session.PATIENCE", 0.05)
    session = Session("en")
    with session.step(say("Quick")):
        pass
    assert capsys.readouterr() == ("", "")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with session.step(say("Slow")):
        import time

        time.sleep(0.4)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Slow" in err


def test_help_documents_every_option(capsys):
    code, out, _ = run(capsys, "diagnose", "--help")
    assert code == 0
    for option in (
        *("--company", "--map", "--where", "--as-of", "--lookback", "--trigger", "--lang", "--out"),
        *("--dates", "--decimals", "--time-zone", "--hours-per-order"),
    ):
        assert option in out
    assert "handoff diagnose orders.csv" in out
    assert "volume 50000 per 90 days" in out


def test_version(capsys):
    code, out, _ = run(capsys, "--version")
    assert code == 0
    assert re.fullmatch(r"handoff \d+\.\d+\.\d+\n", out)


def test_what_cannot_be_imported_for_a_moment_can_be_afterwards(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "apart_from_the_kit.py").write_text("there = True\n")
    with cli._not_found("apart_from_the_kit", "json"):
        with pytest.raises(ImportError):
            importlib.import_module("apart_from_the_kit")
        assert importlib.import_module("json") is json  # what is loaded stays
    assert importlib.import_module("apart_from_the_kit").there


def test_doctor_in_a_sound_installation(here, capsys):
    code, out, err = run(capsys, "doctor")
    assert (code, err) == (0, "")
    assert "broken" not in out
    for part in ("Python 3.", "demo company", "lessons", "Cyrillic", "kernel", "browser"):
        assert part in out


def test_doctor_says_what_is_broken_and_how_to_mend_it(here, capsys, monkeypatch):
    from importlib import metadata

    from kit import doctor

    monkeypatch.setattr(metadata, "requires", lambda _: ["numpy>=99", "nothing-of-the-kind>=1"])
    monkeypatch.setattr(doctor, "_kernel", lambda: doctor.Check("ok", say("kernel")))
    code, out, err = run(capsys, "doctor", "--out", "orders.csv/inside")
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert any(
        line.startswith("broken") and "numpy" in line and "pip install" in line for line in lines
    )
    assert any("nothing-of-the-kind is missing: >=1 is needed" in line for line in lines)
    assert any(line.startswith("broken") and "cannot be written to" in line for line in lines)


def test_lessons_are_laid_out_and_never_overwritten(here):
    from kit.workshop.lessons import lay_out

    first = lay_out("mine")
    assert first.folder == Path("mine/en")
    assert first.first.startswith("00_")
    assert first.notes == ()
    lesson = first.folder / first.first
    lesson.write_text("changed")
    again = lay_out("mine")
    assert [str(note) for note in again.notes] == [
        f"{lesson} is kept as you left it. To have the original again, rename yours."
    ]
    assert lesson.read_text() == "changed"
    with pytest.raises(KitError, match="no lessons in de"):
        lay_out("mine", "de")
    with pytest.raises(KitError, match="cannot be written to"):
        lay_out("orders.csv")


def test_the_lessons_server_stays_off_the_network():
    from kit.workshop.lab import server_arguments
    from kit.workshop.lessons import Lessons

    arguments = server_arguments(Lessons(Path("mine/en"), "00_x.ipynb"), browser=False, port=9)
    assert "--LabApp.news_url=None" in arguments
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in arguments
    assert "--LabApp.extension_manager=readonly" in arguments
    assert "--ServerApp.port=9" in arguments
    assert "--no-browser" in arguments
