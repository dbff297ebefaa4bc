"""Parquet files: their typed columns as text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kit.errors import KitError
from kit.language import say
from kit.sales.files.raw import Raw, blanks_to_null
from kit.sales.files.typed import number_texts


def read_parquet(path: Path, file: str, sha256: str) -> Raw:
    """A Parquet file as `Raw`; row 1 is its first row of data.

    Raises
    ------
    KitError
        The file is damaged or has no rows.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise KitError(
            say(
                "{file} cannot be opened as Parquet; it may be damaged: export it again.", file=file
            )
        ) from error
    if table.num_rows == 0 or table.num_columns == 0:
        raise KitError(say("{file} has no rows: export it again.", file=file))
    columns = [column.combine_chunks() for column in table.columns]
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for column in columns
    ]
    texts = [blanks_to_null(_text(column)) for column in columns]
    kept = pc.is_valid(texts[0])
    for text in texts[1:]:
        kept = pc.or_(kept, pc.is_valid(text))
    cells = pa.table(texts, names=[f"c{place}" for place in range(len(texts))]).filter(kept)
    kinds = [column.type for column in columns]
    return Raw(
        file=file,
        sha256=sha256,
        header=tuple(name.strip() for name in table.column_names),
        cells=cells,
        rows=np.flatnonzero(kept.to_numpy(zero_copy_only=False)).astype(np.int64) + 1,
        set_aside=(),
        date_cells=frozenset(
            place
            for place, kind in enumerate(kinds)
            if pa.types.is_date(kind) or pa.types.is_timestamp(kind)
        ),
        number_cells=frozenset(place for place, kind in enumerate(kinds) if _is_number(kind)),
        notes=(say("The file is Parquet; its column types were used."),),
    )


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _text(column: pa.Array) -> pa.Array:
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
