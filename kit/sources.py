"""Which files a command reads, and how: the options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from kit.errors import KitError
from kit.language import Text, say
from kit.sales.options import unescaped, unquoted

LangOption = Annotated[
    str | None, typer.Option(metavar="en|ru", help="The language of the report and of messages.")
]


@dataclass(frozen=True)
class Sources:
    """Which files a command reads, and what the person says of them."""

    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TABLE=]FILE",
            help="CSV, TSV, Excel or Parquet files; several of one table are joined end to end. "
            "Without any, and without --company: the demo company.",
            show_default=False,
        ),
    ] = None
    company: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="A company folder with a company.yaml. FILEs given beside it replace its own.",
        ),
    ] = None
    map: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CANONICAL=COLUMN",
            help="What a column of yours means, such as amount=SubTotal; with several tables "
            "orders.amount=SubTotal. Repeat it for further columns.",
        ),
    ] = None
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[TABLE=]CONDITION",
            help="Use only the orders that meet this SQL condition, written with the file's own "
            "column names. The others are set aside and counted. For another table, such as "
            "contracts=\"status = 'signed'\". Repeat it for further conditions.",
        ),
    ] = None
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Use nothing later than this day, such as 2026-03-31. Default: the last order.",
        ),
    ] = None
    dates: Annotated[
        str | None,
        typer.Option(
            metavar="day-first|month-first",
            help="How to read dates such as 03/04/2026 where the file leaves it open.",
        ),
    ] = None
    decimals: Annotated[
        str | None,
        typer.Option(
            metavar="point|comma",
            help="How to read amounts such as 1,234 where the file leaves it open.",
        ),
    ] = None
    time_zone: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The company's time zone, such as Europe/Moscow, for times with an offset.",
        ),
    ] = None
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=ANSWER",
            help="The answer to a question about your files, as the question itself says. In a "
            "word of yours that stands in KEY, or among several in ANSWER, %3D is an equals sign, "
            "%3B a semicolon and %22 a quotation mark. Repeat it for further answers.",
        ),
    ] = None
    sheet: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="The sheet of a workbook that is read, where several could be meant; with several "
            "tables clients=NAME.",
        ),
    ] = None
    reading: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where your answers about the files are kept for the next export; made if it does "
            "not exist. Delete or change one there to be asked again. Default: reading.yaml in the "
            "company folder.",
        ),
    ] = None
    lang: LangOption = None

    @property
    def options(self) -> dict[str, Any]:
        """What `kit.open` is told.

        Raises
        ------
        KitError
            A pair is not complete, or two of them contradict each other.
        """
        from kit.sales.inputs import conditions, named_sheets

        on_orders, on_others = conditions(self.where or ())
        answers = {**on_others, **self.answers, **named_sheets(self.sheet or ())}
        return {
            "map": column_map(self.map or ()) or None,
            "where": on_orders,
            "answers": answers or None,
            "as_of": self.as_of,
            "language": self.lang,
            "dates": self.dates,
            "decimals": self.decimals,
            "time_zone": self.time_zone,
            "reading": self.reading,
        }

    @property
    def answers(self) -> dict[str, str]:
        """What `--answer` says, by the keys of the questions."""
        return given_answers(self.answer or ())


def reads_files(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all these options; it gets them as its first argument, `Sources`."""
    of_files = get_type_hints(Sources, include_extras=True)
    own = list(signature(command, eval_str=True).parameters.values())[1:]
    shared = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=None, annotation=of_files[field.name])
        for field in fields(Sources)
    ]

    @wraps(command)
    def run(**given: Any) -> None:
        sources = Sources(**{field.name: given.pop(field.name) for field in fields(Sources)})
        command(sources, **given)

    parameters = [*shared, *(each.replace(kind=Parameter.KEYWORD_ONLY) for each in own)]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def column_map(pairs: Sequence[str]) -> dict[str, str]:
    """`amount=SubTotal` and `client_id="Company Name"` as a mapping, quotes taken off."""
    return _pairs(
        "--map",
        pairs,
        say(
            "Write the kit's name, an equals sign and your column, such as --map amount=SubTotal "
            "or --map “client_id=Company Name”."
        ),
    )


def given_answers(pairs: Sequence[str]) -> dict[str, str]:
    """`orders.amount=SubTotal` as a mapping: the keys of questions, and what was answered."""
    answers = _pairs(
        "--answer",
        pairs,
        say("Write the key of the question, an equals sign and the answer, as the question says."),
    )
    return {unescaped(key): answer for key, answer in answers.items()}


def _pairs(option: str, pairs: Sequence[str], form: Text) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = (unquoted(part) for part in pair.partition("="))
        if not (sign and key and value):
            raise KitError(
                say("{option} {pair} is not complete. {form}", option=option, pair=pair, form=form)
            )
        if values.get(key, value) != value:
            raise KitError(
                say(
                    "{option} says two things of {key}: {first} and {second}. Keep one.",
                    option=option,
                    key=key,
                    first=values[key],
                    second=value,
                )
            )
        values[key] = value
    return values
