"""Options of the command as a person types them: what a shell hands over as it was meant."""

from __future__ import annotations

import os
import re

_PLAIN = re.compile(r"[\w.=,-]+")
# Signs of a word that mean something else in a key or between words, as an address writes them.
_SIGNS = re.compile(r"""%(?=2[257]|3[BbDd])|[=;"]|^'|'$""")
_WRITTEN = re.compile(r"%(2[257]|3[BbDd])")


def option(name: str, value: str) -> str:
    """An option with its value, quoted where the shell needs it: `--map "amount=Net total"`."""
    if _PLAIN.fullmatch(value):
        return f"{name} {value}"
    if os.name == "nt":
        return name + ' "' + value.replace('"', '\\"') + '"'
    if "!" in value:  # of former commands, even inside double quotes
        return f"{name} '" + value.replace("'", "'\\''") + "'"
    return f'{name} "' + re.sub(r'(["$`\\])', r"\\\1", value) + '"'


def map_option(canonical: str, column: str) -> str:
    """The option that names a column."""
    return option("--map", f"{canonical}={column}")


def answer_option(key: str, answer: str) -> str:
    """The option that answers a question; words in it are `escaped`."""
    return option("--answer", f"{key}={answer}")


def escaped(word: str) -> str:
    """A word of the data as it stands in a key or in a list of words: `;` is `%3B`."""
    return _SIGNS.sub(lambda sign: f"%{ord(sign[0]):02X}", word)


def unescaped(text: str) -> str:
    """The word that was `escaped`; what looks like nothing of that kind stays."""
    return _WRITTEN.sub(lambda code: chr(int(code[1], 16)), text)


def unquoted(text: str) -> str:
    """What a person typed, without the blanks and the quotation marks around it."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
