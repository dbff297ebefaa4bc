"""Text columns of very many rows, held in little memory.

Columns of which few texts differ are numbers of their texts; the others lie in files and are read
whenever they are asked for.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa

from kit.sales.stored import give_back
from kit.sales.temporary import folder_of_process

_PIECE = 1 << 17  # rows of a column that are looked at together
_FEW = 0.25  # of the first rows: so many different texts at most are few
_SIZES = ((pa.int8(), 1 << 7), (pa.int16(), 1 << 15), (pa.int32(), 1 << 31))


class TextColumns:
    """Text columns of one length: as much as `Raw.cells` needs of a `pyarrow.Table`."""

    def __init__(self, parts: Iterable[Sequence[pa.Array]]) -> None:
        columns: list[_Coded | _Filed] = []
        for part in parts:
            if not columns:
                few = (len(cells.unique()) <= _FEW * len(cells) for cells in part)
                columns = [_Coded() if is_few else _Filed() for is_few in few]
            for column, cells in zip(columns, part, strict=True):
                column.add(cells)
        for column in columns:
            column.done()
        self._columns = columns
        self._kept: pa.Array | None = None

    def column(self, place: int) -> pa.ChunkedArray:
        """One column as text; null: blank."""
        give_back()  # what was made of the column before
        cells = self._columns[place].cells()
        return cells if self._kept is None else cells.filter(self._kept)

    @property
    def columns(self) -> Iterator[pa.ChunkedArray]:
        """One column after the other."""
        return map(self.column, range(len(self._columns)))

    def filter(self, kept: pa.Array) -> TextColumns:
        """The rows that are kept: of no use after another filter."""
        self._kept = kept
        return self

    def slice(self, offset: int, length: int) -> pa.Table:
        """Some rows that follow each other."""
        return self._table(column.slice(offset, length) for column in self.columns)

    def take(self, places: pa.Array) -> pa.Table:
        """Some rows by their places."""
        if self._kept is not None:
            places = pa.array(np.flatnonzero(self._kept)).take(places)
        return self._table(pa.chunked_array([column.take(places)]) for column in self._columns)

    def _table(self, columns: Iterable[pa.ChunkedArray]) -> pa.Table:
        return pa.table(list(columns), names=[f"c{place}" for place in range(len(self._columns))])


class _Coded:
    """A column of few texts: the number of its text in each row."""

    def __init__(self) -> None:
        self.parts: list[pa.Array] = []

    def add(self, cells: pa.Array) -> None:
        self.parts.append(cells.dictionary_encode())

    def done(self) -> None:
        whole = pa.chunked_array(self.parts).unify_dictionaries()
        texts = whole.chunk(0).dictionary
        size = next(size for size, most in _SIZES if len(texts) <= most)
        codes = pa.concat_arrays([part.indices.cast(size) for part in whole.chunks])
        self.parts = [pa.DictionaryArray.from_arrays(codes, texts)]

    def cells(self) -> pa.ChunkedArray:
        (whole,) = self.parts
        begins = range(0, max(len(whole), 1), _PIECE)
        return pa.chunked_array([whole.slice(at, _PIECE).dictionary_decode() for at in begins])

    def take(self, places: pa.Array) -> pa.Array:
        return self.parts[0].take(places).dictionary_decode()


class _Filed:
    """A column in a file of its owner's only, which goes with this object."""

    def __init__(self) -> None:
        self.path = folder_of_process(os.getpid()) / f"column-{uuid4().hex}.arrow"
        self.writer = pa.ipc.new_file(str(self.path), pa.schema([("cells", pa.string())]))
        weakref.finalize(self, _delete, self.path)

    def add(self, cells: pa.Array) -> None:
        self.writer.write_batch(pa.record_batch([cells], names=["cells"]))

    def done(self) -> None:
        self.writer.close()

    def cells(self) -> pa.ChunkedArray:
        with pa.OSFile(str(self.path)) as file:
            return pa.ipc.open_file(file).read_all().column(0)

    def take(self, places: pa.Array) -> pa.Array:
        return self.cells().take(places).combine_chunks()


def _delete(path: Path) -> None:
    path.unlink(missing_ok=True)
