"""What the browser runs of a widget: the view library and the widget's own modules in one text."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
# The library with which every widget is drawn; as published, with its licence beside it.
PREACT = HERE / "vendored" / "preact-11.2.0.mjs"
# What all drawings have in common.
PARTS = HERE / "parts.mjs"
# What each kind of rule looks like.
MARKS = HERE / "marks.mjs"
_EXPORTS = re.compile(r"export\{(?P<names>[^}]*)\};")


def script(*files: Path) -> str:
    """A widget's module, with preact's `h` and `render` before it: it cannot import others."""
    return _preact() + "".join(file.read_text(encoding="utf-8") for file in files)


def _preact() -> str:
    """The library as an expression that keeps its own names to itself."""
    text = PREACT.read_text(encoding="utf-8")
    exports = _EXPORTS.search(text)
    assert exports is not None
    local = {
        public: name
        for name, _, public in (pair.partition(" as ") for pair in exports["names"].split(","))
    }
    inner = text[: exports.start()]
    wanted = ", ".join(f"{public}: {local[public]}" for public in ("h", "render"))
    return f"const {{ h, render }} = (() => {{\n{inner}\nreturn {{ {wanted} }};\n}})();\n"
