"""One name in Cyrillic and in Latin letters: Ромашка and Romashka."""

from __future__ import annotations

import re

SHORTEST = 5  # letters of a name as it sounds: shorter ones sound alike by chance

_CYRILLIC = re.compile("[а-яёіїєґўђјљњћџ]")
_LATIN = re.compile("[a-z]")
_SPELT = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e",
        "э": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "і": "i", "ї": "i", "ы": "i", "ј": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
        "ъ": "", "ь": "", "ю": "iu", "я": "ia",
    }
)  # fmt: skip
# What different ways of writing Russian in Latin letters have in common, in this order.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("['’`]", ""),
        ("shch|sch|tsch", "sh"),
        ("tch", "ch"),
        ("kh", "h"),
        ("ph", "f"),
        ("x", "ks"),
        ("ts|tz|c(?=[eiy])", "s"),
        ("ck|q|c(?!h)", "k"),
        ("w", "v"),
        ("[yj]", "i"),
        (r"(.)\1+", r"\1"),
        ("i(?=e)|(?<=e)i(?=[aou])", ""),
        (r"(.)\1+|(?<=.)e$", r"\1"),
    )
)


def is_cyrillic(name: str) -> bool | None:
    """Whether a name is in Cyrillic letters, False if in Latin ones; None: in both or neither."""
    cyrillic, latin = bool(_CYRILLIC.search(name)), bool(_LATIN.search(name))
    return cyrillic if cyrillic != latin else None


def sound(name: str) -> str:
    """A name in small letters as it sounds, the same for both alphabets; "" where it is short."""
    text = name.translate(_SPELT)
    for pattern, heard in _SOUNDS:
        text = pattern.sub(heard, text)
    return text if sum(map(str.isalpha, text)) >= SHORTEST else ""
