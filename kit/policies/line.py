"""Those who wait to be handed over, in the order in which they go."""

from __future__ import annotations

import numpy as np

from kit.sales.lanes import Floats, Ints, Whole

SHORT = 5000  # so many who came lately are kept apart, so that a day need not sort all who wait


class Line:
    """Places in `Due`; who has the least value goes first, then who became due first.

    A value of infinity keeps a client in the line and from going.
    """

    def __init__(self, value: Floats, lapse: Whole) -> None:
        self.value, self.lapse = value, lapse
        self._long = self._short = np.zeros(0, np.int64)  # both in order; who came lately is later
        self._coming: list[Ints] = []

    def __bool__(self) -> bool:
        return bool(self._coming or len(self._long) or len(self._short))

    def join(self, places: Ints) -> None:
        """Some become due, in the order of `Due`, after all who are there."""
        self._coming.append(places)

    def everyone(self, morning: int) -> Ints:
        """All who still wait, in no order."""
        waiting: Ints = np.concatenate([self._long, self._short, *self._coming])
        return waiting[self.lapse[waiting] >= morning]

    def form(self, places: Ints) -> None:
        """Line up anew, because values have changed."""
        self._long = places[np.lexsort((places, self.value[places]))]
        self._short, self._coming = places[:0], []

    def first(self, morning: int, most: int | None) -> Ints:
        """Who goes first, at most so many; None: all who may go."""
        self._sort_in()
        if len(self._short) > SHORT:
            self._long = self._in_order(np.append(self._long, self._short))
            self._long = self._long[self.lapse[self._long] >= morning]
            self._short = self._short[:0]
        most = len(self._long) + len(self._short) if most is None else most
        self._from = [self._ahead(line, morning, most) for line in (self._long, self._short)]
        ahead = np.append(self._long[self._from[0]], self._short[self._from[1]])
        self._order = np.argsort(self.value[ahead], kind="stable")[:most]
        return ahead[self._order]

    def leave(self, count: int) -> None:
        """The first so many of those whom `first` gave have gone."""
        of_long = int((self._order[:count] < len(self._from[0])).sum())
        if of_long:
            self._long = self._long[self._from[0][of_long - 1] + 1 :]
        if count > of_long:
            self._short = self._short[self._from[1][count - of_long - 1] + 1 :]

    def _ahead(self, line: Ints, morning: int, most: int) -> Ints:
        """Where in a line the first so many stand who may go on a morning."""
        standing, begin, length = [np.zeros(0, np.int64)], 0, 2 * most + 64
        while begin < len(line) and most > 0:
            part = line[begin : begin + length]
            may = np.isfinite(self.value[part])
            here = np.flatnonzero(may & (self.lapse[part] >= morning))[:most]
            standing.append(here + begin)
            most -= len(here)
            begin = begin + length if may[-1] else len(line)  # from the first infinity on, nobody
        return np.concatenate(standing)

    def _sort_in(self) -> None:
        if self._coming:
            self._short = self._in_order(np.concatenate([self._short, *self._coming]))
            self._coming = []

    def _in_order(self, places: Ints) -> Ints:
        # who came later stands later already: a stable order keeps equals so
        return places[np.argsort(self.value[places], kind="stable")]
