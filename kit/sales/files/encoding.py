"""Which encoding a text file has, decided from all its bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError
from kit.language import Quoted, Text, say, say_n
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.letters import beyond_ascii, likelihood
from kit.sales.options import answer_option

KEY = "encoding"  # of the answer that names a code page
_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# U+FFFD stands for bytes that are no UTF-8
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
# Code pages, the likelier first, and the languages that are written in them.
_WESTERN = ("de", "fr", "es", "pt", "it", "nl", "sv", "da", "fi")
_CENTRAL = ("pl", "cs", "sk", "hu", "ro", "hr", "sl", "de")
_CYRILLIC = ("ru", "uk", "be", "bg", "sr", "kk")
_PAGES: Mapping[str, tuple[str, ...]] = {
    "cp1252": _WESTERN,
    "cp1251": _CYRILLIC,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp866": ("ru", "be"),
    "koi8-r": ("ru",),
    "gb18030": ("zh_Hans",),
    "big5": ("zh_Hant",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "cp949": ("ko",),
    "cp1254": ("tr", "de", "fr"),
    "cp1253": ("el",),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa"),
    "cp1257": ("lt", "lv", "et"),
    "cp874": ("th",),
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
    "mac_roman": _WESTERN,
    "mac_cyrillic": ("ru", "uk"),
}
_NAMES = {
    "koi8-r": "KOI8-R", "gb18030": "GBK", "big5": "Big5", "cp932": "Shift-JIS", "euc_jp": "EUC-JP",
    "cp949": "EUC-KR", "iso8859-2": "ISO 8859-2", "mac_roman": "Mac Roman",
    "mac_cyrillic": "Mac Cyrillic",
}  # fmt: skip
_ENOUGH = 1 << 14  # bytes of lines that hold others than ASCII
_SURE = 4.0  # so much more likely than any other reading, as a logarithm: 50 times
_WORDS = 5  # different words that should have told
_BROKEN = 0.01  # share of the bytes that a page may not have, in a file that is damaged
_THOUSANDS = re.compile(rb"(?<=[0-9])\xa0(?=[0-9])")
_NO_TEXT = re.compile(r"[\x80-\x9f\ue000-\uf8ff\ufffd]")
_PLAUSIBLE = -6.0  # of each byte of a word, where there are enough to tell
_OF_THOUSANDS = -8.5  # where each sign is one of thousands
_DOUBLE = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
_TELLING = 20  # bytes


@dataclass(frozen=True)
class Encoding:
    """A codec, how it treats bytes it cannot read, and what to tell the reader about it."""

    codec: str
    errors: str
    note: Text


def detect_encoding(path: Path, file: str, doubts: Doubts | None = None) -> Encoding:
    """The encoding of a text file: a byte-order mark, else UTF-8, else a code page.

    A code page is the one in which the words of the file are by far the likeliest, in one of the
    languages that are written in it; letters that stand in two of them in the same way decide
    nothing.

    Parameters
    ----------
    doubts
        Where a code page is asked that the words do not show; an answer beats what they look like,
        but no mark and no UTF-8. Without it, an open question is an error.

    Raises
    ------
    KitError
        The file holds NUL bytes and is no UTF-16: it is no text. Or its letters make no sense in
        any code page, or as much in several; or there is no encoding of the name given.
    """
    asked = Doubts() if doubts is None else doubts
    named = None if KEY not in asked.answers else _named(asked.answers[KEY], file)
    with path.open("rb") as stream:
        start = stream.read(4)
    for mark, codec, name in _MARKS:
        if start.startswith(mark):
            return Encoding(codec, "strict", say("Encoding: {name}.", name=name))
    if any(b"\0" in block for block in _blocks(path)):
        return _without_mark(path, file)
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
    if named is not None:
        asked.settle(KEY, asked.answers[KEY], named.note)
        return named
    encoding = _code_page(path, file, asked)
    if doubts is None:
        asked.close()
    return encoding


def _named(name: str, file: str) -> Encoding:
    """The encoding that a person named, by our name for it or Python's."""
    ours = {shown.casefold(): codec for codec, shown in _NAMES.items()}
    codec = ours.get(name.strip().casefold(), name.strip())
    try:
        codecs.lookup(codec)
    except LookupError as error:
        raise KitError(
            say(
                "{file}: there is no encoding “{name}”. Those that are tried are {names}.",
                file=file,
                name=name,
                names=["UTF-8", *map(_shown, _PAGES)],
            )
        ) from error
    return Encoding(codec, "replace", say("Encoding: {name}.", name=_shown(codec)))


def _without_mark(path: Path, file: str) -> Encoding:
    """UTF-16 without its mark: every other byte of its figures, commas and line ends is NUL."""
    with path.open("rb") as stream:
        start = stream.read(_BLOCK)
    for codec, nul in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if nul.count(0) < 0.99 * start.count(0) or nul.count(0) < max(8, 0.2 * len(nul)):
            continue
        try:
            text = start[: len(start) // 2 * 2].decode(codec)
        except UnicodeDecodeError:
            continue
        if "\n" in text and "\0" not in text:
            return Encoding(codec, "strict", say("Encoding: {name}.", name="UTF-16"))
    raise KitError(
        say(
            "{file} holds NUL bytes, so it is not a text file. Save it as “CSV UTF-8” or as a "
            "workbook (.xlsx).",
            file=file,
        )
    )


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


def _code_page(path: Path, file: str, doubts: Doubts) -> Encoding:
    sample = _sample(path)
    beyond = sum(byte >= 0x80 for byte in sample)
    texts = {page: sample.decode(page, "replace") for page in _PAGES}
    broken = {page: len(_NO_TEXT.findall(text)) for page, text in texts.items()}
    least = min(broken.values())
    likely = {
        page: likelihood(_NO_TEXT.sub(" ", text), _PAGES[page])
        for page, text in texts.items()
        if broken[page] <= max(least, _BROKEN * beyond)
    }
    most = max(likely, key=lambda page: likely[page])
    best = next(page for page in likely if texts[page] == texts[most])  # of equal ones the first
    others = [page for page in likely if texts[page] != texts[best]]
    second = max(others, key=lambda page: likely[page], default=best)
    if texts["cp1251"] == texts["cp1252"] and best in ("cp1251", "cp1252"):
        note = say(
            "Encoding: cp1251 or cp1252; the file holds only signs that are the same in both."
        )
        return Encoding("cp1252", "replace", note)
    written = sum(len(word.encode(best, "replace")) for word in beyond_ascii(texts[best]))
    plausible = _OF_THOUSANDS if best in _DOUBLE and not broken[best] else _PLAUSIBLE
    if beyond >= _TELLING and likely[most] < plausible * written:
        raise KitError(
            say(
                "{file}: its letters make no sense in any encoding that was tried: {encodings}. "
                "Open it in the program it comes from, or in a spreadsheet, and save it as "
                "“CSV UTF-8” or as a workbook (.xlsx).",
                file=file,
                encodings=["UTF-8", *map(_shown, _PAGES)],
            )
        )
    name = _shown(best)
    if likely[most] - likely[second] >= _SURE or second == best:
        return Encoding(best, "replace", say("Encoding: {name}.", name=name))
    words, as_second = beyond_ascii(texts[best]), beyond_ascii(texts[second])
    differing = [word for word in words if word not in as_second]
    others_differing = [word for word in as_second if word not in words]
    if len(differing) >= _WORDS:
        text = say(
            "{file}: it cannot be told in which encoding it is. Which words are spelt rightly? If"
            " none are, save it as “CSV UTF-8” or as a workbook (.xlsx).",
            file=file,
        )
        choices = tuple(
            Choice(
                page,
                say(
                    "{words} ({name})",
                    words=[Quoted(word) for word in spelt[:3]],
                    name=_shown(page),
                ),
            )
            for page, spelt in ((best, differing), (second, others_differing))
        )
        chosen = doubts.ask(Doubt(KEY, text, choices))
        return Encoding(chosen, "replace", say("Encoding: {name}.", name=_shown(chosen)))
    note = say(
        "Encoding: {name} is assumed (“{word}”), the bytes do not tell it from {other} "
        "(“{second}”). If letters look wrong, save the file as UTF-8 or add {option}.",
        name=name,
        word=differing[0] if differing else "",
        other=_shown(second),
        second=others_differing[0] if others_differing else "",
        option=answer_option(KEY, second),
    )
    return Encoding(best, "replace", note)


def _shown(codec: str) -> str:
    return _NAMES.get(codec, codec)


def _sample(path: Path) -> bytes:
    """The first lines with bytes beyond ASCII, each once, to judge an encoding by.

    Blanks that part thousands in figures are left out.
    """
    lines: dict[bytes, None] = {}
    size, left = 0, b""
    for block in _blocks(path):
        *whole, left = (left + block).split(b"\n")
        for line in whole:
            line = _THOUSANDS.sub(b" ", line)
            if not line.isascii() and line not in lines:
                lines[line] = None
                size += len(line)
            if size >= _ENOUGH:
                return b"\n".join(lines)
    left = _THOUSANDS.sub(b" ", left)
    if not left.isascii():
        lines[left] = None
    return b"\n".join(lines)[: 4 * _ENOUGH]
