"""Which encoding a text file has, decided from all its bytes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Encoding:
    """A codec, how it treats bytes it cannot read, and what to tell the reader about it."""

    codec: str
    errors: str
    note: Text


def detect_encoding(path: Path, file: str) -> Encoding:
    """The encoding of a text file: a byte-order mark, else UTF-8, else cp1251 or cp1252.

    The two code pages are told apart by their letters: Cyrillic words are runs of high bytes, while
    accented Latin letters stand beside plain ones.

    Raises
    ------
    KitError
        The file holds NUL bytes: it is no text, or UTF-16 without its mark.
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
    return _code_page(path)


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


def _code_page(path: Path) -> Encoding:
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
