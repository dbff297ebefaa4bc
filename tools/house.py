"""How large is the house? Files, lines of code, and imports between its rooms.

    python tools/house.py            the checkout this file lies in
    python tools/house.py FOLDER     another one, such as an older checkout

A line counts where it holds code: blank lines, comments and docstrings do not. A room is a folder
of `kit/`; an import counts once for each pair of modules in different rooms.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections import Counter
from pathlib import Path

NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
VAGUE = ("one", "known", "found", "said", "seen")  # local names that do not say what they hold


def code_lines(source: str) -> int:
    """Lines that hold code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                lines.difference_update(range(first.lineno, (first.end_lineno or 0) + 1))
    return len(lines)


def imported(source: str) -> set[str]:
    """The modules of the kit that a module imports, wherever in it."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kit."):
            modules.add(node.module)
        elif isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names if alias.name.startswith("kit."))
    return modules


def names(source: str) -> Counter[str]:
    """How often each vague name is used as a variable."""
    return Counter(
        node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and node.id in VAGUE
    )


def main(root: Path) -> None:
    """Print the figures of the package, its rooms, and the tests."""
    files = sorted((root / "kit").rglob("*.py"))
    sources = {path: path.read_text(encoding="utf-8") for path in files}
    rooms: dict[str, list[Path]] = {}
    for path in files:
        parts = path.relative_to(root / "kit").parts[:-1]
        rooms.setdefault("/".join(parts) or ".", []).append(path)
    print("| room | files | lines | lines of code |")
    print("|---|---:|---:|---:|")
    for room, members in sorted(rooms.items()):
        lines = sum(len(sources[path].splitlines()) for path in members)
        code = sum(code_lines(sources[path]) for path in members)
        print(f"| {room} | {len(members)} | {lines:,} | {code:,} |")
    total = sum(len(source.splitlines()) for source in sources.values())
    code = sum(map(code_lines, sources.values()))
    print(f"| **kit** | **{len(files)}** | **{total:,}** | **{code:,}** |")

    between = 0
    for path, source in sources.items():
        home = path.relative_to(root).parent.parts
        for module in imported(source):
            parts = tuple(module.split("."))
            other = parts if (root / Path(*parts)).is_dir() else parts[:-1]
            between += other != home
    print(f"\nImports between rooms: {between:,}")
    vague = sum((names(source) for source in sources.values()), Counter())
    print("Vague local names: " + ", ".join(f"{name} {vague[name]:,}" for name in VAGUE))
    tests = sorted((root / "tests").rglob("*.py"))
    lines = sum(code_lines(path.read_text(encoding="utf-8")) for path in tests)
    print(f"Tests: {len(tests)} files, {lines:,} lines of code")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
