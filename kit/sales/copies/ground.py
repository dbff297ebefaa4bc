"""What a reading rests on: the bytes of the files, what was said about them, and this very kit."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from kit.errors import KitError
from kit.sales.copies.folder import digest_of
from kit.sales.copies.values import to_json
from kit.sales.days import FUTURE
from kit.sales.inputs import WHERE, parse_inputs
from kit.sales.same_clients import merges

PACKAGES = ("duckdb", "lxml", "numpy", "pandas", "pyarrow", "python-calamine")
# what may ask the clock: a function, or one of SQL's words for today
_CLOCK = re.compile(r"(?i)\b(?!(?:and|in|not|or)\b)\w+\s*\(|current|local")

Former = Mapping[str, Mapping[str, Sequence[str]]]
Stamps = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Ground:
    """What a reading rests on: `key` as JSON has it, and the files with their looks then."""

    key: Mapping[str, Any]
    files: tuple[Path, ...]
    stamps: Stamps

    @property
    def still_there(self) -> bool:
        """Whether nobody has touched the files since."""
        try:
            return _stamps(self.files) == self.stamps
        except OSError:
            return False


def ground_of_sales(
    inputs: Sequence[str],
    folder: Path,
    settings: Mapping[str, Any],
    *,
    former: Former,
    seen: Sequence[str],
    today: date,
) -> Ground | None:
    """What the sales rest on that `read_sales` reads; None where a file cannot be read.

    Parameters
    ----------
    inputs, folder
        As for `read_sales`.
    settings
        All that `read_sales` is given beside the other parameters here.
    former
        As for `read_sales`.
    seen
        The digests of the files that `former` is about.
    today
        As for `read_sales`.
    """
    answers = settings.get("answers", {})
    try:
        files = parse_inputs(inputs, folder)
        decisions = folder / Path(answers.get(merges.KEY, "")).expanduser()
        paths = [file.path for file in files] + [decisions] * decisions.is_file()
        stamps = _stamps(paths)
        digests = [digest_of(path) for path in paths]
    except (KitError, OSError):
        return None
    conditions = [answers[name] for name in answers if name.endswith(f".{WHERE}")]
    conditions.append(settings.get("where") or "")
    by_the_clock = FUTURE in answers or any(_CLOCK.search(text) for text in conditions)
    # with the files that it is about nothing in `former` has gone, if each has its own table
    tables = [file.table for file in files]
    same = list(seen) == digests[: len(files)] and len(set(tables)) == len(tables)
    compared = not same and any(
        f"{table}.{name}" in answers for table, names in former.items() for name in names
    )
    key = {
        "made with": made_with(),
        "files": [[file.table, file.name] for file in files],
        "digests": digests,
        "settings": {name: to_json(value) for name, value in settings.items()},
        "former": to_json(former) if compared else None,
        "day": today.isoformat() if by_the_clock else None,
    }
    return Ground(key, tuple(paths), stamps)


def ground_of_preview(path: Path, settings: Mapping[str, Any]) -> Ground | None:
    """What the preview of a file rests on; `settings`: all that `preview_file` is given."""
    try:
        stamps = _stamps([path])
        digest = digest_of(path)
    except OSError:
        return None
    said = {name: to_json(value) for name, value in settings.items()}
    key = {"made with": made_with(), "name": path.name, "digest": digest, "settings": said}
    return Ground(key, (path,), stamps)


def _stamps(paths: Sequence[Path]) -> Stamps:
    about = [path.stat() for path in paths]
    return tuple((one.st_mtime_ns, one.st_size, one.st_ino) for one in about)


@cache
def made_with() -> str:
    """What tells this kit from another: its version, its code of reading, what that rests on.

    A version alone does not tell two states of a kit that is not released yet.
    """
    package = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(sys.version.encode())
    for name in PACKAGES:
        try:
            digest.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:
            digest.update(f"{name}\n".encode())
    files = [path for path in (package / "sales").rglob("*") if path.suffix in (".py", ".yaml")]
    for path in sorted([*files, *package.glob("*.py")]):  # the version stands in kit itself
        digest.update(f"{path.relative_to(package).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
