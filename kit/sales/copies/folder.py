"""The folder of copies beside a company.yaml: written whole, signed, found by all that it rests on.

A copy is a file of JSON and the Parquet files that it names. Its name is drawn from all that it
rests on, and a signature covers this name, the JSON and the digests of the tables; both need a
secret that lies with the user and in no company folder. So what a stranger put into a folder is
never opened, and what is damaged, half written or of other files counts as nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from kit import disk
from kit.disk import Render
from kit.language import Text, say

MOST = {"sales": 3, "preview": 30}  # copies of a kind in a folder: the last ones used
LOCK_NAME = ".lock"
NOTE = """\
# handoff keeps here what it has read from your data files, so that it need not read them again.
# It is as confidential as they are. You may delete this folder whenever you like.
*
"""
_FILE = re.compile(r"\.?(([a-z]+)-[0-9a-f]{32})\.(?:json|[a-z_]+\.parquet)(?:\.new)?")
_SECRET = 32  # bytes


@dataclass(frozen=True)
class Copy:
    """What was kept: a document as JSON has it, and the Parquet files of its tables by name."""

    document: Any
    tables: Mapping[str, Path]


@dataclass(frozen=True)
class Copies:
    """The copies in one folder, which only its owner can look into."""

    folder: Path

    def open(self, kind: str, key: Mapping[str, Any]) -> Copy | None:
        """The copy of this kind that rests on all that `key` says; None: there is none to trust."""
        try:
            secret = _secret()
            if secret is None or not _private(self.folder):
                return None
            name = _name(secret, kind, key)
            manifest = self.folder / f"{name}.json"
            signature, _, content = _plain(manifest).read_bytes().partition(b"\n")
            if not hmac.compare_digest(signature, _signature(secret, name, content)):
                return None
            entries = json.loads(content)
            tables = {table: self._table(name, table) for table in entries["tables"]}
            for table, path in tables.items():
                if digest_of(_plain(path)) != entries["tables"][table]:
                    return None
            with suppress(OSError):
                os.utime(manifest)  # used last
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Copy(entries["document"], tables)

    def keep(
        self, kind: str, key: Mapping[str, Any], document: Any, tables: Mapping[str, Render]
    ) -> Text | None:
        """Keep a copy in the place of the oldest ones; why it could not be kept, if so.

        Parameters
        ----------
        kind
            Of `MOST`.
        key
            All that it rests on, as JSON has it.
        document
            Of values that JSON has.
        tables
            What writes each table into a stream.
        """
        try:
            secret = _secret(make=True)
            self._make()
            if secret is None or not _private(self.folder):
                return self.not_kept(say("it is not yours alone"))
            with disk.held(self.folder / LOCK_NAME, 0):
                self._keep(secret, kind, _name(secret, kind, key), document, tables)
        except disk.Busy:
            return None  # somebody is keeping one this very moment
        except OSError as error:
            return self.not_kept(error.strerror or str(error))
        return None

    def _keep(
        self, secret: bytes, kind: str, name: str, document: Any, tables: Mapping[str, Render]
    ) -> None:
        manifest = self.folder / f"{name}.json"
        manifest.unlink(missing_ok=True)
        self._make_room(kind)
        digests = {}
        try:
            for table, render in tables.items():
                digest = hashlib.sha256()
                write = partial(_hashed, render, digest)
                disk.replace(self._table(name, table), write, private=True)
                digests[table] = digest.hexdigest()
            content = json.dumps({"tables": digests, "document": document}).encode()
            signed = _signature(secret, name, content) + b"\n" + content
            disk.replace(manifest, signed, private=True)
        except BaseException:
            for file, _, owner in list(self._files()):
                if owner == name:
                    _delete(file)
            raise

    def _make(self) -> None:
        """Make the folder, if it is not there, and say in it what it is, to people and to git."""
        try:
            self.folder.mkdir(mode=0o700)
        except FileExistsError:
            return
        disk.replace(self.folder / ".gitignore", NOTE.encode(), private=True)

    def _make_room(self, kind: str) -> None:
        """Delete all copies but the last ones used, and what is part of no whole copy."""
        ages = {
            owner: (file.stat().st_mtime_ns, of_kind)
            for file, of_kind, owner in self._files()
            if file.name == f"{owner}.json"
        }
        newest = sorted(ages, key=lambda owner: ages[owner], reverse=True)
        stay: set[str] = set()
        for a_kind, most in MOST.items():
            mine = [owner for owner in newest if ages[owner][1] == a_kind]
            stay |= set(mine[: most - (a_kind == kind)])
        for file, _, owner in list(self._files()):
            if owner not in stay or file.suffix == ".new":
                _delete(file)

    def _files(self) -> Iterator[tuple[Path, str, str]]:
        """Each file of a copy here, the copy's kind and its name."""
        for file in self.folder.iterdir():
            part = _FILE.fullmatch(file.name)
            if part and part[2] in MOST:
                yield file, part[2], part[1]

    def _table(self, name: str, table: str) -> Path:
        return self.folder / f"{name}.{table}.parquet"

    def not_kept(self, reason: Text | str) -> Text:
        """The sentence that says so; `reason`: of the system."""
        return say(
            "What was read could not be kept in {folder} ({reason}); next time the files are read "
            "again.",
            folder=str(self.folder),
            reason=reason,
        )


def digest_of(file: Path) -> str:
    """The digest of a file's bytes, read a part at a time.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Hashing:
    """A stream whose bytes go into a digest on their way."""

    closed = False

    def __init__(self, stream: IO[bytes], digest: hashlib._Hash) -> None:
        self._stream, self._digest = stream, digest

    def write(self, part: Any) -> int:
        self._digest.update(part)
        return self._stream.write(part)

    def tell(self) -> int:
        return self._stream.tell()

    def flush(self) -> None:
        self._stream.flush()


def _hashed(render: Render, digest: hashlib._Hash, stream: IO[bytes]) -> None:
    render(_Hashing(stream, digest))  # type: ignore[arg-type]


def _name(secret: bytes, kind: str, key: Mapping[str, Any]) -> str:
    """The name of a copy, which nobody without the secret can foresee."""
    whole = json.dumps([kind, key], sort_keys=True).encode()
    return f"{kind}-{hmac.digest(secret, b'name' + whole, 'sha256').hex()[:32]}"


def _signature(secret: bytes, name: str, content: bytes) -> bytes:
    return hmac.digest(secret, f"copy {name}\n".encode() + content, "sha256").hex().encode()


def _private(folder: Path) -> bool:
    """Whether it is a folder of this user's, no link, and open to nobody else."""
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode):
        return False
    if sys.platform == "win32":  # there, a folder of the user's is open to nobody else as it is
        return True
    if about.st_uid != os.geteuid():
        return False
    if stat.S_IMODE(about.st_mode) != 0o700:
        folder.chmod(0o700)
    return True


def _plain(file: Path) -> Path:
    """The file, if it is one: no link, and no pipe that would never end."""
    if not stat.S_ISREG(file.lstat().st_mode):
        raise ValueError(f"{file.name} is no file")
    return file


def _delete(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


# ---- the secret ----------------------------------------------------------------------------------


def secret_file() -> Path:
    """Where the secret of this user lies, by which copies are told from those of others."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or "~/AppData/Roaming"
    elif sys.platform == "darwin":
        base = "~/Library/Application Support"
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "handoff" / "secret"


def _secret(*, make: bool = False) -> bytes | None:
    """The secret of this user; None: there is none that nobody else can read.

    Raises
    ------
    OSError
        It cannot be read, or made.
    """
    file = secret_file()
    with suppress(OSError):
        about = file.stat()
        mine = sys.platform == "win32" or (
            about.st_uid == os.geteuid() and not about.st_mode & 0o077
        )
        if mine and stat.S_ISREG(about.st_mode) and about.st_size == _SECRET:
            return file.read_bytes()
    if not make:
        return None
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    disk.replace(file, secrets.token_bytes(_SECRET), private=True)
    return _secret()
