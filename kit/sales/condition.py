"""`--where`: a person's SQL condition on the rows of the order file, under its own headings."""

from __future__ import annotations

from threading import Timer

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import say
from kit.sales.files.raw import Raw
from kit.sales.headings.names import addresses

LONGEST = 30  # seconds for a condition
_NUMBER = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?$"
_WHOLE = r"^-?(0|[1-9][0-9]{0,17})$"


def rows_meeting(raw: Raw, where: str) -> npt.NDArray[np.bool_]:
    """Which rows meet the condition (False and NULL do not). Shape (rows,).

    Blanks are NULL. A column whose cells are all plain numbers is a number (whole: BIGINT, else
    DOUBLE; a leading zero makes it text); every other column is text. The condition cannot reach
    files, the network or the settings.

    Raises
    ------
    KitError
        The condition is not understood by DuckDB; lists the columns there are.
    """
    names = addresses(raw.header)
    columns = [_typed(raw.cells.column(place)) for place in range(len(names))]
    position = "row position"
    while position in {name.casefold() for name in names}:
        position += "_"
    table = pa.table(
        [*columns, pa.array(np.arange(len(raw.rows)), pa.int64())], names=[*names, position]
    )
    con = duckdb.connect(":memory:", config={"python_enable_replacements": "false"})
    try:
        con.register("orders", table)
        for setting in (
            "enable_external_access = false",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "lock_configuration = true",
        ):
            con.execute(f"SET {setting}")
        query = f'SELECT "{position}" FROM orders WHERE (\n{where}\n)'
        if len(con.extract_statements(query)) != 1:
            raise duckdb.ParserException("one condition is expected, not several statements")
        timer = Timer(LONGEST, con.interrupt)
        timer.daemon = True
        timer.start()
        try:
            met = con.execute(query).fetchnumpy()[position]
        finally:
            timer.cancel()
    except duckdb.InterruptException:
        raise KitError(
            say(
                "{file}: the condition --where {where} took more than {n} seconds. Compare columns"
                " of the file with values, and no more.",
                file=raw.file,
                where=where,
                n=LONGEST,
            )
        ) from None
    except (duckdb.Error, RuntimeError) as problem:
        lines = str(problem).strip().splitlines()
        raise KitError(
            say(
                "{file}: the condition --where {where} cannot be used: {problem}. "
                "The columns are: {columns}. A name with blanks goes in double quotes, a text value"
                " in single quotes.",
                file=raw.file,
                where=where,
                problem=lines[0].rstrip(".") if lines else "",
                columns=[f'"{name}"' for name in names],
            )
        ) from None
    finally:
        con.close()
    kept = np.zeros(len(raw.rows), dtype=np.bool_)
    kept[np.asarray(met, dtype=np.int64)] = True
    return kept


def _typed(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text as numbers, where every cell is a plain one that survives the change."""
    cells = pc.utf8_trim_whitespace(cells)
    if cells.null_count == len(cells):
        return cells
    if pc.all(pc.match_substring_regex(cells, _WHOLE)).as_py():
        return pc.cast(cells, pa.int64())
    if pc.all(pc.match_substring_regex(cells, _NUMBER)).as_py():
        return pc.cast(cells, pa.float64())
    return cells
