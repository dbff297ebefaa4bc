"""Names that differ in one letter, and whether that is a slip of the hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from kit.sales.same_clients.spelling import DIGITS, compact, letters_of

_VOWELS = frozenset("aeiouyаиоуыэюя")
_MUCH_MORE = 10  # times as many names have the word of which the other is a slip
FAMILY = 8  # names that differ in one letter: more of them are a family, not slips


def one_letter_apart(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs that are the same once each has lost at most one letter; figures must agree."""
    if len(names) < 2:
        return []
    length = np.array([len(name) for name in names])
    width = int(length.max())
    letters = np.zeros((len(names), width), dtype=np.uint32)
    for row, name in enumerate(names):
        letters[row, : len(name)] = np.frombuffer(name.encode("utf-32-le"), dtype=np.uint32)
    figures = [hash("|".join(DIGITS.findall(name))) for name in names]
    keys = (
        _shortened(letters, length) ^ np.array(figures, dtype=np.int64).astype(np.uint64)[:, None]
    )
    valid = np.arange(width + 1) <= length[:, None]
    owners = np.broadcast_to(np.arange(len(names))[:, None], keys.shape)[valid]
    flat = keys[valid]
    by_key = np.argsort(flat, kind="stable")
    flat, owners = flat[by_key], owners[by_key]
    begins = np.flatnonzero(np.r_[True, flat[1:] != flat[:-1]])
    sizes = np.diff(np.r_[begins, len(flat)])
    pairs: set[tuple[int, int]] = set()
    for begin, size in zip(begins[sizes > 1], sizes[sizes > 1], strict=True):
        same = sorted(set(owners[begin : begin + size].tolist()))
        if len(same) <= FAMILY:
            pairs.update(combinations(same, 2))
    return [(names[one], names[other]) for one, other in sorted(pairs)]


def _shortened(
    letters: npt.NDArray[np.uint32], length: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint64]:
    """A number for each name without its i-th letter, and (at i = length) for the whole name.

    Shape (names, width + 1); polynomials modulo 2^64, so equal texts have equal numbers.
    """
    n, width = letters.shape
    base = np.uint64(0x9E3779B97F4A7C15)
    mixed = (letters.astype(np.uint64) + np.uint64(1)) * np.uint64(0xD6E8FEB86659FD93)
    mixed[np.arange(width) >= length[:, None]] = 0
    powers = np.cumprod(np.r_[np.uint64(1), np.full(width, base)])[: width + 1]
    terms = mixed * powers[:width]  # of a letter in its place
    before = np.cumsum(np.c_[np.zeros(n, np.uint64), terms], axis=1, dtype=np.uint64)
    moved = np.zeros((n, width), np.uint64)  # of a letter one place further left
    moved[:, 1:] = mixed[:, 1:] * powers[: width - 1]
    after = np.cumsum(np.c_[moved[:, ::-1], np.zeros((n, 1), np.uint64)], axis=1, dtype=np.uint64)
    total_moved = after[:, width - 1]
    seen = np.cumsum(moved, axis=1, dtype=np.uint64)
    keys = before.copy()
    keys[:, :width] = before[:, :width] + (total_moved[:, None] - seen)
    keys[np.arange(n), length] = before[:, -1]
    return keys


def is_slip(one: Sequence[str], other: Sequence[str], using: Mapping[str, int]) -> bool:
    """Whether the one difference between two names looks like a slip, not like another name.

    Not: short words, figures, words that other names have as well, endings that tell a man from
    a woman.
    """
    if len(one) == len(other):
        different = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        if len(different) != 1:
            return False
        first, second = different[0]
    else:
        first, second = compact(one), compact(other)
    fewer, more = sorted((using.get(first, 0), using.get(second, 0)))
    if fewer > 1 and more < _MUCH_MORE * fewer:
        return False
    if DIGITS.search(first) or DIGITS.search(second):
        return False
    begin = 0
    while begin < min(len(first), len(second)) and first[begin] == second[begin]:
        begin += 1
    end = 0
    while end < min(len(first), len(second)) - begin and first[-1 - end] == second[-1 - end]:
        end += 1
    lost, put = first[begin : len(first) - end], second[begin : len(second) - end]
    shorter, letters = min(len(first), len(second)), min(len(compact(one)), len(compact(other)))
    if len(lost) == len(put) == 2:  # two letters changed places
        return lost == put[::-1] and shorter >= 5
    if len(lost) + len(put) == 1:
        letter = lost or put
        if end == 0 and _man_or_woman(first, second):
            return False
        doubled = first[begin - 1 : begin] == letter
        return letters >= 6 if doubled and shorter >= 5 else shorter >= 6 and letters >= 8
    if len(lost) == len(put) == 1:
        vowels = lost in _VOWELS and put in _VOWELS
        return shorter >= 6 and letters >= (10 if begin == 0 else 7 if vowels else 8)
    return False


@cache
def _women() -> tuple[str, ...]:
    return tuple(letters_of(ending) for ending in ("ова", "ева", "ина", "ына"))


def _man_or_woman(first: str, second: str) -> bool:
    return max(first, second, key=len).endswith(_women())
