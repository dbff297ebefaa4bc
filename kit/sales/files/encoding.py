"""Which encoding a text file has, decided from all its bytes."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from kit.errors import KitError
from kit.language import Text, say, say_n

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# U+FFFD stands for bytes that are no UTF-8
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_RUSSIAN_PAGES = {"cp1251": "cp1251", "cp866": "cp866", "koi8-r": "KOI8-R"}
# letters of Russian by frequency, per thousand; of its neighbours' alphabets, and signs of business
_PER_THOUSAND = (
    "о 110 е 85 а 80 и 74 н 67 т 63 с 55 р 47 в 45 л 44 к 35 м 32 д 30 п 28 у 26 я 20 ы 19 ь 17"
    " г 17 з 16 б 16 ч 14 й 12 х 10 ж 9 ш 7 ю 6 ц 5 щ 4 э 3 ф 3 ъ 1 ё 1 і 3 ї 1 є 1 ґ 0.2 ў 1"
    " № 5 « 5 » 5 – 3 — 3 ₽ 1 ° 1"
).split(" ")
_FREQUENCY = {
    sign: math.log(float(n) / 1000)
    for sign, n in zip(_PER_THOUSAND[::2], _PER_THOUSAND[1::2], strict=True)
}
_RARE = math.log(1e-5)
_PLAUSIBLE = -4.2  # Russian text comes to about -3
_WORD = re.compile(rb"[A-Za-z]{0,20}[\x80-\xff][^\x00-\x20,;|\"]{0,60}")
_ENOUGH = 1 << 16  # bytes


@dataclass(frozen=True)
class Encoding:
    """A codec, how it treats bytes it cannot read, and what to tell the reader about it."""

    codec: str
    errors: str
    note: Text


def detect_encoding(path: Path, file: str) -> Encoding:
    """The encoding of a text file: a byte-order mark, else UTF-8, else a code page.

    GBK is told by its pairs of bytes; cp866 and KOI8-R by how often each letter comes in Russian.
    cp1251 and cp1252 are told apart by their letters: Cyrillic words are runs of high bytes, while
    accented Latin letters stand beside plain ones.

    Raises
    ------
    KitError
        The file holds NUL bytes: it is no text, or UTF-16 without its mark. Or its letters make no
        sense in any code page.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    for mark, codec, name in _MARKS:
        if start.startswith(mark):
            return Encoding(codec, "strict", say("Encoding: {name}.", name=name))
    if any(b"\0" in block for block in _blocks(path)):
        raise KitError(
            say(
                "{file} holds NUL bytes, so it is not a text file, or it is UTF-16 without its "
                "mark. Save it as “CSV UTF-8” or as a workbook (.xlsx).",
                file=file,
            )
        )
    readable, unreadable = _utf8_letters(path)
    if not unreadable:
        return Encoding("utf-8", "strict", say("Encoding: {name}.", name="UTF-8"))
    if readable >= 10 * unreadable:
        note = say_n(
            "Encoding: UTF-8, but {n} byte sequence is not; it is shown as {sign}.",
            "Encoding: UTF-8, but {n} byte sequences are not; they are shown as {sign}.",
            unreadable,
            sign=_UNREADABLE,
        )
        return Encoding("utf-8", "replace", note)
    return _code_page(path, file)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _utf8_letters(path: Path) -> tuple[int, int]:
    """How many characters beyond ASCII are valid UTF-8, and how many sequences are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    readable = unreadable = 0
    for block in _blocks(path):
        text = decoder.decode(block)
        if text.isascii():
            continue
        bad = text.count(_UNREADABLE)
        unreadable += bad
        readable += len(text) - len(text.encode("ascii", "ignore")) - bad
    return readable, unreadable + len(decoder.decode(b"", final=True))


def _code_page(path: Path, file: str) -> Encoding:
    sample = _sample(path)
    if _is_chinese(sample):
        return Encoding("gb18030", "replace", say("Encoding: {name}.", name="GBK"))
    page = max(_RUSSIAN_PAGES, key=lambda page: _russian(sample, page))
    if page != "cp1251" and _russian(sample, page) > max(_russian(sample, "cp1251"), _PLAUSIBLE):
        return Encoding(page, "replace", say("Encoding: {name}.", name=_RUSSIAN_PAGES[page]))
    found = _windows_page(path)
    if found.codec == "cp1251" and _is_nonsense(sample):
        raise KitError(
            say(
                "{file}: its letters make no sense in any encoding that was tried: {encodings}. "
                "Open it in the program it comes from, or in a spreadsheet, and save it as "
                "“CSV UTF-8” or as a workbook (.xlsx).",
                file=file,
                encodings=["UTF-8", *_RUSSIAN_PAGES.values(), "cp1252", "GBK"],
            )
        )
    return found


def _sample(path: Path) -> bytes:
    """The first words with bytes beyond ASCII, to judge an encoding by."""
    words: list[bytes] = []
    size = 0
    for block in _blocks(path):
        for word in _WORD.findall(block):
            words.append(word)
            size += len(word)
        if size >= _ENOUGH:
            break
    return b" ".join(words)


def _russian(sample: bytes, page: str) -> float:
    """How much like Russian the letters of a sample are: the mean logarithm of their frequency.

    A capital in the middle of a word counts against it: in KOI8-R, the letters of cp1251 have their
    case the other way round.
    """
    text = sample.decode(page, "replace")
    beyond = [sign for sign in text if not sign.isascii() and sign != "\u00a0"]
    inside = sum(1 for left, right in pairwise(text) if min(left, right) > "~" and left.isalpha())
    if len(beyond) < 4 or inside < 0.5 * len(beyond):  # signs and accents, but no words
        return -math.inf
    total = sum(_FREQUENCY.get(sign.casefold(), _RARE) for sign in beyond)
    turns = sum(
        1 for left, right in pairwise(text) if left.islower() and right.isupper() and right > "~"
    )
    return (total - 3 * turns) / len(beyond)


def _is_chinese(sample: bytes) -> bool:
    """Whether a sample is GBK: pairs of bytes, and nearly all of them common characters."""
    try:
        text = sample.decode("gb18030")
    except UnicodeDecodeError:
        return False
    beyond = [sign for sign in text if not sign.isascii()]
    common = sum(1 for sign in beyond if b"\xa1" <= sign.encode("gb18030")[:1] <= b"\xd7")
    pairs = sum(1 for sign in beyond if sign.encode("gb18030")[1:2] >= b"\xa1")
    return bool(beyond) and min(common, pairs) >= 0.9 * len(beyond)


def _is_nonsense(sample: bytes) -> bool:
    """Whether there are words enough to tell that cp1251 makes no words of them."""
    letters = sum(byte >= 0x80 for byte in sample)
    return letters >= 40 and _russian(sample, "cp1251") < _PLAUSIBLE - 1.5


def _windows_page(path: Path) -> Encoding:
    cyrillic = latin = 0
    beyond_ascii: set[int] = set()
    for block in _blocks(path):
        codes = np.frombuffer(block, np.uint8)
        # 0xA8 and 0xB8 are Ё and ё in cp1251
        high = (codes >= 0xC0) | (codes == 0xA8) | (codes == 0xB8)
        plain = ((codes | 0x20) >= ord("a")) & ((codes | 0x20) <= ord("z"))
        cyrillic += int((high[1:] & high[:-1]).sum())
        latin += int((high[1:] & plain[:-1]).sum() + (plain[1:] & high[:-1]).sum())
        beyond_ascii.update(np.unique(codes[codes >= 0x80]).tolist())
    as_1251 = {code: bytes([code]).decode("cp1251", "replace") for code in beyond_ascii}
    as_1252 = {code: bytes([code]).decode("cp1252", "replace") for code in beyond_ascii}
    if as_1251 == as_1252:
        note = say(
            "Encoding: cp1251 or cp1252; the file holds only signs that are the same in both."
        )
        return Encoding("cp1252", "replace", note)
    if cyrillic == latin:  # no words: the page in which the bytes make sense as signs
        cyrillic += sum(sign in "№€" for sign in as_1251.values())
        latin += sum(sign in "€£¥" for sign in as_1252.values())
    if cyrillic == latin:
        note = say(
            "Encoding: cp1252 is assumed, the bytes do not tell it from cp1251. If letters look "
            "wrong, save the file as UTF-8."
        )
        return Encoding("cp1252", "replace", note)
    name = "cp1251" if cyrillic > latin else "cp1252"
    return Encoding(name, "replace", say("Encoding: {name}.", name=name))
