"""The `handoff` command: for people who would rather not open a notebook."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Annotated, NoReturn

import typer

from kit import __version__
from kit.errors import KitError
from kit.language import LANGUAGES, Language, Text, say, say_n
from kit.triggers.rules import COMPOSITE_FORMS, FORMS

# Seconds after which a person wants to be told that something is going on.
PATIENCE = 2.0

RULES = "\n  ".join((*FORMS, *COMPOSITE_FORMS))
DIAGNOSE_EXAMPLES = f"""\b
Examples:
  handoff diagnose
  handoff diagnose orders.csv
  handoff diagnose orders.xlsx --map amount=SubTotal --map "client_id=Company Name"
  handoff diagnose orders=sales.csv contracts=signed.csv --trigger contract --trigger "deal 2"
  handoff diagnose orders.csv --where "Stage = 'Won'" --as-of 2026-03-31 --lang ru

\b
The tables are orders (what a FILE without TABLE= holds), lines, clients, contracts,
assignments and employees. Only orders is required.

\b
Rules for --trigger:
  {RULES}
"""

app = typer.Typer(
    name="handoff",
    help="When should a client pass from the hunter to the account manager? "
    "Check it against your own sales data. Nothing leaves this computer.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

LangOption = Annotated[
    str | None, typer.Option(metavar="en|ru", help="The language of the report and of messages.")
]


class _Session:
    """A command's talk with the person: their language, and how it ends when something is wrong.

    Status 2 and one message where the input cannot be used, 130 where the person stopped it, and
    for what nobody foresaw 1, with the details in a file instead of on the screen.
    """

    def __init__(self, language: str | None, log_folder: Path | None = None) -> None:
        self.language = Language(language if language in LANGUAGES else "en")
        self.log_folder = log_folder

    def tell(self, text: Text | str) -> None:
        print(self.language(text))

    def warn(self, text: Text | str) -> None:
        print(self.language(text), file=sys.stderr)

    @contextmanager
    def step(self, text: Text) -> Iterator[None]:
        """Show progress on anything that takes longer than a person's patience."""
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        if not console.is_terminal:  # a log needs no spinner
            yield
            return
        progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        progress.add_task(self.language(text), total=None)
        timer = Timer(PATIENCE, progress.start)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            if progress.live.is_started:
                progress.stop()

    def __enter__(self) -> _Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None or isinstance(error, BrokenPipeError):
            _close_stdout()
            return True
        if isinstance(error, KitError):
            self._end(error.text, 2)
        elif isinstance(error, KeyboardInterrupt):
            self._end(say("Stopped."), 130)
        elif isinstance(error, Exception) and not isinstance(error, (typer.Exit, typer.Abort)):
            self._end(
                say(
                    "Something happened that handoff did not foresee; your own files are as they "
                    "were. “handoff doctor” checks this installation. If it finds nothing, pass "
                    "on {file} (it may quote your data) to whoever looks after handoff.",
                    file=str(_log(error, self.log_folder)),
                ),
                1,
            )
        return False

    def _end(self, text: Text, status: int) -> NoReturn:
        self.warn(text)
        raise typer.Exit(status) from None


def _close_stdout() -> None:
    """Write out what is left; a reader who has gone away (`| head`) is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _log(error: Exception, folder: Path | None) -> Path:
    """The details of an error nobody foresaw, in a file."""
    text = "".join(traceback.format_exception(error))
    report = f"handoff {__version__}, Python {sys.version}\n{datetime.now():%F %T}\n\n{text}"
    for place in (folder, Path(tempfile.gettempdir())):
        if place is None:
            continue
        try:
            place.mkdir(parents=True, exist_ok=True)
            file = place / "handoff-error.log"
            file.write_text(report, encoding="utf-8")
        except OSError:
            continue
        return file
    return Path(os.devnull)


def column_map(pairs: Sequence[str]) -> dict[str, str]:
    """`amount=SubTotal` and `client_id="Company Name"` as a mapping, quotes taken off."""
    columns: dict[str, str] = {}
    for pair in pairs:
        canonical, sign, column = (_unquoted(part) for part in pair.partition("="))
        if not (sign and canonical and column):
            raise KitError(
                say(
                    "--map {pair} is not complete: write the kit's name, an equals sign and your "
                    "column, such as --map amount=SubTotal or --map “client_id=Company Name”.",
                    pair=pair,
                )
            )
        if columns.get(canonical, column) != column:
            raise KitError(
                say(
                    "--map names two columns for {canonical}: {first} and {second}. Keep one.",
                    canonical=canonical,
                    first=columns[canonical],
                    second=column,
                )
            )
        columns[canonical] = column
    return columns


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"handoff {__version__}")
        raise typer.Exit


@app.callback()
def _handoff(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    pass


@app.command(
    short_help="Read your orders, try the handoff rules on them, write a report.",
    epilog=DIAGNOSE_EXAMPLES,
)
def diagnose(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TABLE=]FILE",
            help="CSV, TSV, Excel or Parquet files; several of one table are joined end to end. "
            "Without any, and without --company: the demo company.",
            show_default=False,
        ),
    ] = None,
    company: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="A company folder with a company.yaml. FILEs given beside it replace its own.",
        ),
    ] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CANONICAL=COLUMN",
            help="What a column of yours means, such as amount=SubTotal; with several tables "
            "orders.amount=SubTotal. Repeat it for further columns.",
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            metavar="CONDITION",
            help="Use only the orders that meet this SQL condition, written with the file's own "
            "column names. The others are set aside and counted.",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Use nothing later than this day, such as 2026-03-31. Default: the last order.",
        ),
    ] = None,
    lookback: Annotated[
        str | None,
        typer.Option(
            metavar="DAYS",
            help="Clients whose first order falls within so many days of the start of the data "
            "may be old ones; the figures leave them out. Default: 365 with three years of data "
            "or more, else 0.",
        ),
    ] = None,
    trigger: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help="A rule to try, such as “deal 2”. Repeat it for further rules. "
            "Default: one of each kind.",
        ),
    ] = None,
    lang: LangOption = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the report.")] = Path(
        "handoff-report"
    ),
    dates: Annotated[
        str | None,
        typer.Option(
            metavar="day-first|month-first",
            help="How to read dates such as 03/04/2026 where the file leaves it open.",
        ),
    ] = None,
    decimals: Annotated[
        str | None,
        typer.Option(
            metavar="point|comma",
            help="How to read amounts such as 1,234 where the file leaves it open.",
        ),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The company's time zone, such as Europe/Moscow, for times with an offset.",
        ),
    ] = None,
    hours_per_order: Annotated[
        str | None,
        typer.Option(
            metavar="HOURS",
            help="What serving one order costs, in hours; the report then counts the hours that "
            "hunters spend after the first deal.",
        ),
    ] = None,
) -> None:
    """Read your orders, try the handoff rules on them, and write a report.

    The report says when each rule would have handed each client over and what that would have
    meant, and what your data cannot tell.
    """
    with _Session(lang, log_folder=out) as session:
        from kit.company import store

        options = {
            "map": column_map(map or ()) or None,
            "where": where,
            "as_of": as_of,
            "lookback": lookback,
            "triggers": trigger,
            "language": lang,
            "dates": dates,
            "decimals": decimals,
            "time_zone": time_zone,
            "hours_per_order": hours_per_order,
        }
        if company is not None:
            chosen = store.open(company, inputs=inputs, **options)
        else:
            named = inputs or ["demo"]
            chosen = store.open(named[0] if len(named) == 1 else named, **options)
        session.language = Language(chosen.settings.language)
        if company is None and named == ["demo"]:
            session.tell(say("This is the demo company: simulated, not real."))
        os.environ["MPLBACKEND"] = "Agg"  # charts go into files, whatever the terminal is

        from kit.diagnosis import diagnose as whole

        result = whole(chosen, out, step=session.step)
        for one in result.sales.inputs:
            session.tell(
                say_n(
                    "{file}: {n} row read, {used} used, {aside} set aside.",
                    "{file}: {n} rows read, {used} used, {aside} set aside.",
                    one.rows_read,
                    file=one.file,
                    used=one.rows_used,
                    aside=one.rows_set_aside,
                )
            )
        for path in result.files.values():
            session.tell(str(path.resolve()))


@app.command(short_help="Open the lessons in JupyterLab.")
def workshop(
    lang: LangOption = None,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder of yours that the lessons go into.")
    ] = Path("handoff-lessons"),
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address instead of opening it.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The port that JupyterLab listens on.")
    ] = None,
) -> None:
    """Copy the lessons into a folder of yours and open them in JupyterLab.

    A lesson that you have changed is never overwritten. Ctrl-C in this window ends it.
    """
    with _Session(lang) as session:
        from kit.workshop import lay_out, start

        lessons = lay_out(folder, lang or "en")
        for note in lessons.notes:
            session.tell(note)
        session.tell(say("Lessons: {folder}", folder=str(lessons.folder.resolve())))
        _close_stdout()
        start(lessons, browser=not no_browser, port=port)


@app.command(short_help="Check this installation, and say how to mend what is wrong.")
def doctor(
    lang: LangOption = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder you want the report in.")
    ] = Path("handoff-report"),
) -> None:
    """Check this installation, and say how to mend what is wrong.

    Ends with status 1 if something is broken that handoff cannot do without.
    """
    with _Session(lang) as session:
        from kit.doctor import examine

        marks = {"ok": say("ok"), "mind": say("mind"), "broken": say("broken")}
        broken = False
        for check in examine(out):
            session.tell(f"{session.language(marks[check.state]):8}{session.language(check.text)}")
            broken = broken or check.state == "broken"
        if broken:
            raise typer.Exit(1)


def main() -> None:
    """Run the command line; what `handoff` starts."""
    for stream in (sys.stdout, sys.stderr):
        # a terminal that lacks a letter shows a stand-in for it
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries tell programmers
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
