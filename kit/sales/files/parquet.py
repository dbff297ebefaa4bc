"""Parquet files: their typed columns as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kit.errors import KitError
from kit.language import say
from kit.sales.files.raw import Raw, blanks_to_null
from kit.sales.files.text_columns import TextColumns
from kit.sales.files.typed import number_texts
from kit.sales.stored import IN_MEMORY

ROWS = 131_072  # read at a time


def read_parquet(path: Path, file: str, sha256: str) -> Raw:
    """A Parquet file as `Raw`; row 1 is its first row of data.

    Raises
    ------
    KitError
        The file is damaged or has no rows.
    """
    try:
        with pq.ParquetFile(path) as columns:
            schema, n = columns.schema_arrow, columns.metadata.num_rows
            if not n or not len(schema):
                raise KitError(say("{file} has no rows: export it again.", file=file))
            parts = (
                [_text(cells) for cells in part.columns] for part in columns.iter_batches(ROWS)
            )
            cells = TextColumns(parts) if n > IN_MEMORY else _table(parts)
    except (pa.ArrowException, OSError) as error:
        raise KitError(
            say(
                "{file} cannot be opened as Parquet; it may be damaged: export it again.", file=file
            )
        ) from error
    kept = np.zeros(n, dtype=np.bool_)
    for column in cells.columns:
        kept |= column.is_valid().to_numpy()
        if kept.all():
            break
    else:
        cells = cells.filter(pa.array(kept))
    kinds = schema.types
    return Raw(
        file=file,
        sha256=sha256,
        header=tuple(name.strip() for name in schema.names),
        cells=cells,
        rows=np.flatnonzero(kept).astype(np.int64) + 1,
        set_aside=(),
        date_cells=frozenset(
            place
            for place, kind in enumerate(kinds)
            if pa.types.is_date(kind) or pa.types.is_timestamp(kind)
        ),
        number_cells=frozenset(place for place, kind in enumerate(kinds) if _is_number(kind)),
        notes=(say("The file is Parquet; its column types were used."),),
    )


def _table(parts: Iterable[Sequence[pa.Array]]) -> pa.Table:
    columns = [pa.concat_arrays(column) for column in zip(*parts, strict=True)]
    return pa.table(columns, names=[f"c{place}" for place in range(len(columns))])


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _text(column: pa.Array) -> pa.Array:
    """A column as text; null: blank."""
    return blanks_to_null(_written(column))


def _written(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_timestamp(kind):
        whole = pc.floor_temporal(column, unit="second").cast(
            pa.timestamp("s", kind.tz), safe=False
        )
        # a zone is written as an offset, for whoever reads the dates to convert
        form = "%Y-%m-%d %H:%M:%S%z" if kind.tz else "%Y-%m-%d %H:%M:%S"
        text = pc.strftime(whole, format=form)
        return pc.replace_substring_regex(text, pattern=" 00:00:00$", replacement="")
    if pa.types.is_date(kind):
        return column.cast(pa.date32()).cast(pa.string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.string())
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_boolean(kind):
        return column.cast(pa.string())
    if pa.types.is_floating(kind):
        return number_texts(column.cast(pa.float64()))
    cells = column.to_pylist()
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
