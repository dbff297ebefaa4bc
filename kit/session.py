"""How a command talks with the person in front of it, and how it ends."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from getpass import getpass
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import NoReturn, TypeVar

import typer

from kit import __version__
from kit.errors import KitError
from kit.language import LANGUAGES, Language, Text, say

# Seconds after which a person wants to be told that something is going on.
PATIENCE = 2.0
LONGEST = 1000  # characters of a message: nobody reads more
PASSWORDS = 3  # how often a person may try to open a workbook
Result = TypeVar("Result")


# control characters but for tab and new line
_COMMANDS = dict.fromkeys({*range(32), *range(127, 160)} - {9, 10})


class Session:
    """A command's talk with the person: their language, and how it ends when something is wrong.

    Status 2 and one message where the input cannot be used, 130 where the person stopped it, and
    for what nobody foresaw 1, with the details in a file instead of on the screen.
    """

    def __init__(self, language: str | None, log_folder: Path | None = None) -> None:
        self.language = Language(language if language in LANGUAGES else "en")
        self.log_folder = log_folder

    def tell(self, text: Text | str) -> None:
        """Print on standard output, in the person's language."""
        print(self._shown(text))

    def warn(self, text: Text | str) -> None:
        """Print on standard error, in the person's language."""
        print(self._shown(text), file=sys.stderr)

    def _shown(self, text: Text | str) -> str:
        """A text without signs that a terminal would obey: they come from the files."""
        return self.language(text).translate(_COMMANDS)

    def unlocking(self, read: Callable[[], Result]) -> Result:
        """Do what reads files; in a terminal, ask for the password of a workbook that is locked."""
        from kit.sales.files.locked import Locked

        for _ in range(PASSWORDS):
            try:
                return read()
            except Locked as locked:
                if not (sys.stdin.isatty() and sys.stderr.isatty()):
                    raise
                prompt = say("Password for {file} (it is not shown): ", file=locked.file)
                try:
                    locked.open_with(getpass(self.language(prompt), stream=sys.stderr))
                except EOFError:
                    raise locked from None
        return read()

    @property
    def on_terminal(self) -> bool:
        """Whether somebody sits in front of it who can be asked."""
        return sys.stdin.isatty() and sys.stdout.isatty()

    def ask(
        self, question: Text, choices: Sequence[Text], *, free: bool, other: Text | None = None
    ) -> int | str | None:
        """Ask in place, with numbered choices: the place of the one chosen, or what was typed.

        `free`: something else than a number may be typed, and `other` says what. None: nothing was.
        """
        self.tell(question)
        for number, choice in enumerate(choices, start=1):
            self.tell(say("   {number:plain}) {choice}", number=number, choice=choice))
        prompt = say("Number: ")
        if free:
            prompt = say("Number, or {other}: ", other=other or say("another answer"))
        while True:
            try:
                typed = input(self._shown(prompt)).strip()
            except EOFError:
                print()
                return None
            if not typed:
                return None
            if typed.isdecimal() and 0 < int(typed) <= len(choices):
                return int(typed) - 1
            if free and not typed.isdecimal():
                return typed
            self.tell(say("There is no such choice."))

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

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None or isinstance(error, BrokenPipeError):
            close_stdout()
            return True
        if isinstance(error, KitError):
            self._end(error.text, 2)
        elif isinstance(error, KeyboardInterrupt):
            self._end(say("Stopped."), 130)
        elif isinstance(error, Exception) and not isinstance(error, (typer.Exit, typer.Abort)):
            self._end(
                say(
                    "Something happened that handoff did not foresee; your own files are as "
                    "they were. “handoff doctor” checks this installation. If it finds nothing, "
                    "pass on {file} (it may quote your data) to the person who looks after "
                    "handoff.",
                    file=str(_log(error, self.log_folder)),
                ),
                1,
            )
        return False

    def _end(self, text: Text, status: int) -> NoReturn:
        words = self.language(text)
        self.warn(words if len(words) <= LONGEST else words[: LONGEST - 1] + "…")
        raise typer.Exit(status) from None


def close_stdout() -> None:
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
