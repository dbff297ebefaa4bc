"""What a person names on the command line: files with their tables, columns with headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError
from kit.language import say
from kit.sales.files.raw import Raw
from kit.sales.headings.names import addresses, has_column, some
from kit.sales.tables import TABLES


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
            names[column] = _unquoted(heading)
    return names


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
        wanted = _unquoted(heading)
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
    return of_table.strip(), column.strip()


def _unquoted(heading: str) -> str:
    text = heading.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].strip()
    return text
