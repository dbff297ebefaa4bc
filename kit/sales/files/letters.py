"""How likely a text is in a language: letters by the letters before them.

The models are made, when a file needs them, from the names of countries, languages, currencies and
months in the Unicode Common Locale Data Repository, which Babel brings: some two thousand words of
each language, with letters as frequent and in such company as in the names of a company's clients.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

from babel.localedata import load

_PARTS = ("territories", "languages", "currency_names", "months", "days", "scripts", "time_zones")
_LETTERS = re.compile(
    r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+"
)
_BEGIN, _END = "^", "$"
_UNSEEN = 0.02  # of a letter that the words of a language do not have
_BACK = 2.0  # letters seen after another one, beside which letters as such count
_TOKEN = re.compile(r"[^\x00-\x200-9!-/:-@\[-`{-~]+")
_HALF_WIDTH = "\uff00"  # letters beyond it are others in another width
_MARKS = "\u00a0«»„“”‘’‚‹›–—…·•´ºª"  # beside and within words
_SIGNS = frozenset("№€£¥₽°§®©™±×½¼²³µ")  # apart from words
_COMMON, _INSIDE, _STRANGE = -4.0, -9.0, -14.0
_ALONE = -5.0  # a letter by itself
_TURN = -3.0  # a capital after a small letter


def likelihood(text: str, languages: tuple[str, ...]) -> float:
    """The logarithm of how likely the tokens that are not all ASCII are, each in its language."""
    return sum(
        max(_token(token, language) for language in languages) for token in beyond_ascii(text)
    )


def beyond_ascii(text: str) -> list[str]:
    """The different tokens of a text that are not all ASCII."""
    return [token for token in dict.fromkeys(_TOKEN.findall(text)) if not token.isascii()]


def _token(token: str, language: str) -> float:
    """All letters of a token count, so that no reading wins by leaving some to plain words."""
    core = token.strip(_MARKS)
    total = _COMMON * (len(token) - len(core))
    if core in _SIGNS:
        return total + _COMMON
    if len(core) == 1:
        total += _ALONE
    for sign in _LETTERS.sub("", core):
        total += _COMMON if sign.isspace() else _INSIDE if sign in _MARKS else _STRANGE
    for word in _LETTERS.findall(core):
        full = unicodedata.normalize("NFKC", word) if max(word) > _HALF_WIDTH else word
        total += _word(full.lower(), language)
        total += _TURN * sum(a.islower() and b.isupper() for a, b in pairwise(word))
    return total


def _word(word: str, language: str) -> float:
    single, pairs, before, n = _model(language)
    total, previous = 0.0, _BEGIN
    for letter in word + _END:
        alone = (single[letter] + _UNSEEN) / (n + 1)
        total += math.log((pairs[previous, letter] + _BACK * alone) / (before[previous] + _BACK))
        previous = letter
    return total


@cache
def _model(
    language: str,
) -> tuple[Counter[str], Counter[tuple[str, str]], Counter[str], int]:
    """Letters, pairs of letters, letters that begin a pair, and how many letters there are."""
    content = load(language)
    words = {
        word
        for part in _PARTS
        for text in _texts(content.get(part))
        for word in _LETTERS.findall(text.lower())
    }
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for word in sorted(words):
        single.update(word + _END)
        pairs.update(zip(_BEGIN + word, word + _END, strict=True))
    before: Counter[str] = Counter()
    for (letter, _), times in pairs.items():
        before[letter] += times
    return single, pairs, before, single.total()


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _texts(value)
