"""What a person names on the command line: files with their tables, columns with headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError
from kit.language import Quoted, say
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.raw import Raw
from kit.sales.files.workbook import ChooseSheet, Names
from kit.sales.headings.names import addresses, has_column, some
from kit.sales.headings.reports import is_period
from kit.sales.options import map_option, option, unquoted
from kit.sales.tables import TABLES

ALL_SHEETS = "all"  # the answer that sheets are parts of one table
SHEETS = 4  # named in a sentence
WHERE = "where"  # `contracts.where`: the key of a condition on that table
# A condition of a table of its own: contracts="status = 'signed'". It begins like one itself, with
# a column that is compared; `clients = 5` is about a column of the orders.
_OF_TABLE = re.compile(
    r"""(?isx) \s* (\w+) \s* = (?!=) \s*
    ( [(\s]* (?: not \s+ )? (?: "[^"]+" | [^\W\d]\w* (?: \( .* \) )? ) \s*
      (?: [<>!=+*/%-] | \b (?: is | in | not | like | ilike | between ) \b ) .* )"""
)


@dataclass(frozen=True)
class Input:
    """One file to read: its canonical table, where it lies, and its name as the person gave it."""

    table: str
    path: Path
    name: str


def parse_inputs(inputs: Sequence[str], folder: Path) -> list[Input]:
    """`FILE` or `TABLE=FILE` each; without a table it is orders. An existing path is a path.

    Raises
    ------
    KitError
        A table that is not known, or no file of orders.
    """
    files = []
    for text in inputs:
        table, sign, name = text.partition("=")
        table = table.strip().lower()
        if not sign or (folder / text).expanduser().exists():
            table, name = "orders", text
        elif table not in TABLES:
            raise KitError(
                say(
                    "{input}: there is no table “{table}”, and no file of that name. "
                    "Write TABLE=FILE with one of the tables {tables}.",
                    input=text,
                    table=table,
                    tables=list(TABLES),
                )
            )
        path = Path(name).expanduser()
        files.append(Input(table, path if path.is_absolute() else folder / path, name))
    if not any(file.table == "orders" for file in files):
        raise KitError(
            say(
                "No file of orders was given. Name one, for example {example}.",
                example="orders=orders.csv",
            )
        )
    return files


def sheet_chooser(file: Input, doubts: Doubts) -> ChooseSheet:
    """Which sheets of a workbook are read: those that a person named, else the one that fits.

    Sheets with the same headings that are called by months, quarters or years are parts of one
    table. Where several others fit it is asked. The answer `sheet` holds for every workbook,
    `clients.sheet` for those of one table.
    """
    key = f"{file.table}.sheet"

    def choose(names: Names, fitting: Names, alike: Names) -> Names:
        wanted = doubts.answers.get(key, doubts.answers.get("sheet"))
        if wanted is not None:
            same = [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
            if same:
                sheet = say("{file}: the sheet “{sheet}” is read.", file=file.name, sheet=same[0])
                doubts.settle(key, same[0], sheet if len(names) > 1 else None)
                return (same[0],)
            if wanted == ALL_SHEETS and len(alike) > 1:
                sheets = say(
                    "{file}: the sheets {sheets} are read.",
                    file=file.name,
                    sheets=some(alike, SHEETS),
                )
                doubts.settle(key, wanted, sheets)
                return alike
            if len(names) > 1:
                raise KitError(
                    say(
                        "{file} has no sheet “{wanted}”. Its sheets are: {sheets}. Name one, for "
                        "example {option}.",
                        file=file.name,
                        wanted=wanted,
                        sheets=[Quoted(name) for name in names[:10]],
                        option=sheet_option(file.table, fitting[0]),
                    )
                )
        if len(fitting) == 1 or (fitting == alike and all(map(is_period, fitting))):
            return fitting
        text = say("{file}: several sheets could be meant. Which one is it?", file=file.name)
        choices = [
            Choice(
                name, say("the sheet “{sheet}”", sheet=name), option=sheet_option(file.table, name)
            )
            for name in fitting
        ]
        if len(alike) > 1:
            together = say("together, as parts of one table: {sheets}", sheets=some(alike, SHEETS))
            option = sheet_option(file.table, ALL_SHEETS)
            choices.append(Choice(ALL_SHEETS, together, option=option))
        answer = doubts.ask(Doubt(key, text, tuple(choices)))
        return alike if answer == ALL_SHEETS and ALL_SHEETS not in names else (answer,)

    return choose


def sheet_option(table: str, sheet: str) -> str:
    """The option that names a sheet, quoted where the shell needs it."""
    name = sheet if table == "orders" else f"{table}={sheet}"
    return option("--sheet", name)


def named_sheets(sheets: Sequence[str]) -> dict[str, str]:
    """What `--sheet NAME` or `--sheet TABLE=NAME` answers, as answers of the reading."""
    answers = {}
    for text in sheets:
        table, sign, name = text.partition("=")
        if sign and table.strip().lower() in TABLES:
            answers[f"{table.strip().lower()}.sheet"] = unquoted(name)
        else:
            answers["sheet"] = unquoted(text)
    return answers


def conditions(texts: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """What `--where` says: the condition on the orders, and by `TABLE.where` those on others.

    Several on one table have all to be met.
    """
    by_table: dict[str, str] = {}
    for text in texts:
        of_table = _OF_TABLE.fullmatch(text)
        table, condition = "orders", text
        if of_table is not None and of_table[1].lower() in TABLES:
            table, condition = of_table[1].lower(), of_table[2]
        before = by_table.get(table)
        by_table[table] = condition if before is None else f"({before}) AND ({condition})"
    orders = by_table.pop("orders", None)
    return orders, {f"{table}.{WHERE}": condition for table, condition in by_table.items()}


def mapped_names(mapping: Mapping[str, str], table: str) -> dict[str, str]:
    """The person's headings for columns of one table; the key is `amount` or `orders.amount`.

    Raises
    ------
    KitError
        A key that no table has; lists the valid ones.
    """
    names: dict[str, str] = {}
    for key, heading in sorted(mapping.items(), key=lambda pair: "." in pair[0]):
        of_table, column = _split(key)
        tables = [of_table] if of_table else list(TABLES)
        having = [name for name in tables if _has(name, column)]
        if not having:
            offered = of_table if of_table in TABLES else "orders"
            raise KitError(
                say(
                    "--map {key}={heading}: there is no “{key}”. The columns of {table} are "
                    "{columns}; the tables are {tables}.",
                    key=key,
                    heading=heading,
                    table=offered,
                    columns=[column.name for column in TABLES[offered]],
                    tables=list(TABLES),
                )
            )
        if table in having:  # keys with a table come last: they win
            names[column] = unquoted(heading)
    return names


def amounts_from_lines(tables: Collection[str], mapping: Mapping[str, str]) -> bool:
    """Whether what an order comes to is the sum of its lines: a column that is named goes before.

    Raises
    ------
    KitError
        As `mapped_names` does.
    """
    return "lines" in tables and "amount" not in mapped_names(mapping, "orders")


def columns_to_use(
    mapping: Mapping[str, str], raws: Sequence[tuple[str, Raw]]
) -> list[dict[str, str]]:
    """For each file (its table, its content) the person's columns that it has.

    A bare key (`client_id`) counts for every table that knows it. Of several files of one table
    some may lack the column; all of them may not.

    Raises
    ------
    KitError
        A column that none of the files in question has.
    """
    chosen = []
    for table, raw in raws:
        names = mapped_names(mapping, table)
        chosen.append({name: head for name, head in names.items() if has_column(raw, head)})
    for key, heading in mapping.items():
        of_table, column = _split(key)
        wanted = unquoted(heading)
        asked = [
            (place, raw)
            for place, (table, raw) in enumerate(raws)
            if of_table in ("", table) and _has(table, column)
        ]
        if not asked:
            raise KitError(
                say(
                    "--map {key}={heading}: no file was given for a table with that column.",
                    key=key,
                    heading=heading,
                )
            )
        if not any(has_column(raw, wanted) for _, raw in asked):
            raw = asked[0][1]
            if not any(raw.header):
                raise KitError(
                    say(
                        "--map {key}={heading}: the first row of {file} looks like data, so the "
                        "file has no headings. Its columns are called “column 1” to “column "
                        "{n:plain}”. Write, for example, {option}.",
                        key=key,
                        heading=wanted,
                        file=raw.file,
                        n=len(raw.header),
                        option=map_option(key, "column 1"),
                    )
                )
            raise KitError(
                say(
                    "--map {key}={heading}: {file} has no column “{heading}”. "
                    "Its columns are: {columns}.",
                    key=key,
                    heading=wanted,
                    file=raw.file,
                    columns=some(addresses(raw.header)),
                )
            )
    return chosen


def _has(table: str, column: str) -> bool:
    return any(canonical.name == column for canonical in TABLES.get(table, ()))


def _split(key: str) -> tuple[str, str]:
    of_table, _, column = key.strip().rpartition(".")
    pair = of_table.strip(), column.strip()
    return ("lines", "line_amount") if pair == ("lines", "amount") else pair
