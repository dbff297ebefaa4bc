"""The `handoff` command: for people who would rather not open a notebook."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from kit import __version__
from kit.errors import KitError
from kit.language import Language, say
from kit.session import Session, close_stdout
from kit.sources import LangOption, Sources, reads_files
from kit.triggers.rules import COMPOSITE_FORMS, FORMS

if TYPE_CHECKING:
    from kit.company.model import Company
    from kit.sales.tables import Sales

Result = TypeVar("Result")
RULES = "\n  ".join((*FORMS, *COMPOSITE_FORMS))
# So many new objects until the next look for garbage: modules and charts are many, and stay.
OBJECTS = 50_000
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
@reads_files
def diagnose(
    sources: Sources,
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
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the report.")] = Path(
        "handoff-report"
    ),
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
    with Session(sources.lang, log_folder=out) as session:
        chosen = _chosen(
            session, sources, lookback=lookback, triggers=trigger, hours_per_order=hours_per_order
        )
        os.environ["MPLBACKEND"] = "Agg"  # charts go into files, whatever the terminal is
        with _not_found("ipywidgets", "scipy.cluster", "scipy.stats"):
            import seaborn  # noqa: F401 (takes them along where they are; no chart needs them)

        from kit import diagnosis

        result = _asking(
            session,
            chosen,
            lambda company: diagnosis.diagnose(
                company, out, step=session.step, shown=partial(_tell, session, sources)
            ),
        )
        if result.sales is None:
            session.tell(
                say(
                    "{company} names no data files yet: this report rests on what was decided.",
                    company=chosen.name or str(chosen.folder),
                )
            )
        for sentence in result.head:
            session.tell(sentence)
        for headline in result.answered:
            session.tell(headline)
        session.tell(" ".join(map(session.language, result.verdict)))
        for sentence in result.due:
            session.tell(sentence)
        session.tell(say("Report: {file}", file=str(result.report.resolve())))


@contextmanager
def _not_found(*names: str) -> Iterator[None]:
    """Modules that cannot be imported for a moment: loading what nobody needs takes time."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _asking(session: Session, company: Company, run: Callable[[Company], Result]) -> Result:
    """Run it; what reading leaves open is asked in place where somebody can answer."""
    from kit.company.store import with_answers
    from kit.sales.doubts import Unanswered

    while True:
        try:
            return session.unlocking(partial(run, company))
        except Unanswered as unanswered:
            if not session.on_terminal:
                raise
            answers: dict[str, str] = {}
            for doubt in unanswered.doubts:
                chosen = session.ask(
                    doubt.text,
                    [choice.text for choice in doubt.choices],
                    free=bool(doubt.option),
                    other=doubt.other,
                )
                if chosen is None:
                    raise
                answers[doubt.key] = (
                    doubt.choices[chosen].answer if isinstance(chosen, int) else chosen
                )
            company = with_answers(company, answers)


def _tell(session: Session, sources: Sources, sales: Sales) -> None:
    """How the files were read, and answers that no question asked for."""
    for sentence in sales.reading.sentences:
        session.tell(sentence)
    idle = [key for key in sources.answers if not sales.asked_for(key)]
    if idle:
        session.tell(say("Nothing was asked that is answered by: {keys}.", keys=idle))


def _chosen(session: Session, sources: Sources, **options: Any) -> Company:
    """The company folder, the files named, or the demo, which is called by its name."""
    from kit.company import store

    options |= sources.options
    named = sources.inputs or ["demo"]
    if sources.company is not None:
        company = store.open(sources.company, inputs=sources.inputs, **options)
    else:
        company = store.open(named[0] if len(named) == 1 else named, **options)
    session.language = Language(company.settings.language)
    if sources.company is None and named == ["demo"]:
        session.tell(say("This is the demo company: simulated, not real."))
    return company


@app.command(
    "reading", short_help="Show how your files are read: every column, every open question."
)
@reads_files
def show_reading(sources: Sources) -> None:
    """Show how your files are read, and nothing more.

    Every column with what it holds and what it is taken for; then what the files came to, or every
    open question in full. Ends with status 2 while a question is open.
    """
    with Session(sources.lang) as session:
        from kit.diagnosis import previews, read
        from kit.sales.doubts import Unanswered

        chosen = _chosen(session, sources)
        with suppress(KitError):  # reading says it
            for name, preview in session.unlocking(lambda: previews(chosen)).items():
                session.tell(name)
                for sentence in preview.columns:
                    session.tell(sentence)
        try:
            sales = session.unlocking(lambda: read(chosen))
        except Unanswered as unanswered:
            session.tell(unanswered.full)
            raise typer.Exit(2) from None
        _tell(session, sources, sales)


@app.command(short_help="Plan an experiment: who, how long, and what it would show.")
@reads_files
def design(
    sources: Sources,
    trigger: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="The trigger at which a lot is drawn, such as “deal 2”. Default: the one chosen "
            "in company.yaml, else the first candidate.",
        ),
    ] = None,
    wait: Annotated[
        int, typer.Option(metavar="MONTHS", help="How long the group that is drawn “later” waits.")
    ] = 12,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where the list of the lots drawn is written.")
    ] = Path("experiment.csv"),
) -> None:
    """Plan an experiment that shows what a handoff does, and draw the lots.

    Clients who reach the trigger are handed over now or later, as the lot has it. The list is a
    CSV file: when the months are over, add it to the data as experiment=FILE.
    """
    with Session(sources.lang) as session:
        from kit.diagnosis import read
        from kit.questions.design.question import design as designed
        from kit.report.outputs import write_lots

        chosen = _chosen(session, sources)
        sales = _asking(session, chosen, read) if chosen.data.inputs else None
        finding = designed(chosen, sales, trigger=trigger, wait=wait)
        session.tell(finding.read().prose)
        if finding.status != "needs data":
            session.tell(str(write_lots(out, finding).resolve()))


@app.command(short_help="Make a company folder: where you write down what you decide.")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    template: Annotated[
        str,
        typer.Option(
            metavar="chapter|blank|demo",
            help="chapter: the roles, functions and handoffs that the workshop starts from. "
            "blank: nothing yet. demo: the simulated company with its data.",
        ),
    ] = "chapter",
    lang: LangOption = None,
) -> None:
    """Make a company folder with a company.yaml that you, the lessons and the commands can change.

    No file that is there is replaced. To diagnose it: handoff diagnose --company DIR
    """
    with Session(lang) as session:
        from kit.company import store

        made = store.new(folder, template, lang or "en")
        session.tell(str((made.folder / store.FILE_NAME).resolve()))


@app.command(short_help="Open the lessons, in JupyterLab or as pages without code.")
def workshop(
    lang: LangOption = None,
    view: Annotated[
        str,
        typer.Option(
            metavar="lab|app",
            help="lab: JupyterLab, with the code folded away. app: pages without any code.",
        ),
    ] = "lab",
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder of yours that the lessons go into.")
    ] = Path("handoff-lessons"),
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address instead of opening it.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The port that the lessons are served at.")
    ] = None,
) -> None:
    """Copy the lessons into a folder of yours and open them in the browser.

    A lesson that you have changed is never overwritten. Your company is kept in my-company, beside
    the lessons. Ctrl-C in this window ends it.
    """
    with Session(lang) as session:
        from kit.workshop.lessons import lay_out

        if view not in ("lab", "app"):
            raise KitError(say("There is no view {view}. Choose lab or app.", view=view))
        lessons = lay_out(folder, lang or "en")
        for note in lessons.notes:
            session.tell(note)
        session.tell(say("Lessons: {folder}", folder=str(lessons.folder.resolve())))
        close_stdout()
        if view == "app":
            from kit.workshop.app import start
        else:
            from kit.workshop.lab import start
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
    with Session(lang) as session:
        from kit.doctor import examine

        marks = {"ok": say("ok"), "note": say("note"), "broken": say("broken")}
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
    gc.set_threshold(OBJECTS)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
