"""Sales and previews of files that were read before, from their copies; else read and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kit.disk import Render
from kit.language import Money, Quoted, Text
from kit.sales import stored
from kit.sales.clean import read_sales
from kit.sales.copies.folder import Copies, Copy
from kit.sales.copies.ground import Former, Ground, ground_of_preview, ground_of_sales
from kit.sales.copies.values import KIND, OF, from_json, to_json
from kit.sales.doubts import Choice, Doubt
from kit.sales.files.locked import password_given
from kit.sales.headings.preview import Preview, preview_file
from kit.sales.same_clients.decisions import Merge
from kit.sales.same_clients.merges import Merges
from kit.sales.same_clients.proposals import Proposal
from kit.sales.stored import StoredOrders, kinds_of, read_table, write_table
from kit.sales.tables import InputFile, Sales, Word

RECORDS = (
    Choice, Doubt, InputFile, Merge, Merges, Money, Preview, Proposal, Quoted, Text, Word,
)  # fmt: skip


def read_or_reopen(
    inputs: Sequence[str],
    kept_in: Path | None,
    *,
    folder: Path,
    former: Former,
    seen: Sequence[str],
    today: date | None = None,
    **settings: Any,
) -> tuple[Sales, Text | None]:
    """The same as `read_sales`, without reading the files where these very bytes were read before.

    Parameters
    ----------
    inputs
        As for `read_sales`.
    kept_in
        The folder of copies; None: nothing is kept.
    folder, former
        As for `read_sales`.
    seen
        The digests of the files that `former` is about.
    today
        As for `read_sales`.
    **settings
        As for `read_sales`: all that says how the files are to be read.

    Returns
    -------
    tuple
        The sales; and why they could not be kept for the next time, if so.

    Raises
    ------
    KitError
        As `read_sales` does.
    """

    today = today or date.today()
    ground = None
    if kept_in is not None:
        ground = ground_of_sales(inputs, folder, settings, former=former, seen=seen, today=today)
    copies = Copies(kept_in or folder)
    copy = copies.open("sales", ground.key) if ground else None
    sales = None if copy is None else _sales_of(copy, today)
    if sales is not None:
        return sales, None
    sales = read_sales(inputs, folder=folder, former=former, today=today, **settings)
    problem = None
    if ground is not None and _may_be_kept(ground):
        problem = _keep(copies, ground.key, sales, today)
    return sales, problem


def preview_or_reopen(path: Path, kept_in: Path | None, **settings: Any) -> Preview:
    """The same as `preview_file`, without reading the file where it was looked at before.

    Parameters
    ----------
    path
        The file.
    kept_in
        The folder of copies; None: nothing is kept.
    **settings
        As for `preview_file`.

    Raises
    ------
    KitError
        As `preview_file` does.
    """
    ground = None if kept_in is None else ground_of_preview(path, settings)
    if kept_in is None or ground is None:
        return preview_file(path, **settings)
    copies = Copies(kept_in)
    copy = copies.open("preview", ground.key)
    if copy is not None:
        with suppress(ValueError, KeyError, TypeError):
            preview: Preview = from_json(copy.document, RECORDS)
            return preview
    preview = preview_file(path, **settings)
    if _may_be_kept(ground):  # if it cannot be, reading says so
        copies.keep("preview", ground.key, to_json(preview), {})
    return preview


def _may_be_kept(ground: Ground) -> bool:
    """Whether what was read is of the very files, and none of it was locked with a password."""
    return not password_given() and ground.still_there


def _keep(copies: Copies, key: Mapping[str, Any], sales: Sales, today: date) -> Text | None:
    """Keep the sales; why they could not be, if so."""
    document: dict[str, Any] = {"read_on": today.isoformat(), "kinds": {}, "values": {}}
    tables: dict[str, Render] = {}
    try:
        for field in fields(Sales):
            value = vars(sales)[field.name]
            if isinstance(value, StoredOrders):
                document["kinds"][field.name] = dict(value.kinds)
                tables[field.name] = value.copy_to
            elif isinstance(value, pd.DataFrame):
                document["kinds"][field.name] = _kinds(value)
                if len(value):
                    tables[field.name] = partial(write_table, _with_texts(value))
            else:
                document["values"][field.name] = to_json(value)
        return copies.keep("sales", key, document, tables)
    except (TypeError, ValueError, pa.ArrowException) as error:
        return copies.not_kept(f"{type(error).__name__}: {error}")


def _sales_of(copy: Copy, today: date) -> Sales | None:
    """The sales that were kept; None where another day may ask more, or they are not understood."""
    try:
        values = from_json({KIND: "mapping", OF: copy.document["values"]}, RECORDS)
        read_on = date.fromisoformat(copy.document["read_on"])
        # of what is still to come is asked, and another day may ask otherwise
        if read_on != today and not values["as_of"] <= read_on < today:
            return None
        for table, kinds in copy.document["kinds"].items():
            values[table] = _table(copy.tables.get(table), kinds, table)
        return Sales(**values)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None


def _table(path: Path | None, kinds: Mapping[str, str], table: str) -> pd.DataFrame | StoredOrders:
    if path is None:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    if table == "orders" and pq.read_metadata(path).num_rows > stored.IN_MEMORY:
        return StoredOrders(path, kinds)
    frame = read_table(path, kinds)
    for name, kind in kinds.items():
        if kind == "object":
            codes, texts = pd.factorize(frame[name])
            values = [from_json(json.loads(text), RECORDS) for text in texts]
            frame[name] = pd.Series([values[code] for code in codes], dtype=object)
    return frame


def _kinds(frame: pd.DataFrame) -> dict[str, str]:
    """The types of the columns, if they can be brought back by their names.

    Raises
    ------
    TypeError
        They cannot.
    """
    kinds = dict(kinds_of(frame))
    if any(pd.api.types.pandas_dtype(kinds[name]) != frame[name].dtype for name in kinds):
        raise TypeError(f"columns of the types {sorted(set(kinds.values()))}")
    if not frame.index.equals(pd.RangeIndex(len(frame))):
        raise TypeError("rows that are not numbered")
    return kinds


def _with_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with sentences and other objects as JSON."""
    texts = {}
    for name in (name for name, kind in kinds_of(frame).items() if kind == "object"):
        written: dict[int, str] = {}  # rows share their reasons
        for value in frame[name]:
            if id(value) not in written:
                written[id(value)] = json.dumps(to_json(value))
        texts[name] = [written[id(value)] for value in frame[name]]
    return frame.assign(**texts) if texts else frame
