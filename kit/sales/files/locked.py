"""Workbooks that are locked by a password, and the passwords a person gave for them."""

from __future__ import annotations

import io
from pathlib import Path

from kit.errors import KitError
from kit.language import Text, say

_given: dict[str, str] = {}  # digest of a file to the password that a person typed: never written


class Locked(KitError):
    """A workbook is locked, and no password that opens it was given.

    A command that runs in a terminal, or a lesson, asks for one, calls `open_with` and reads again.
    `refused`: one was given, and does not open it.
    """

    def __init__(self, text: Text, file: str, sha256: str, *, refused: bool = False) -> None:
        super().__init__(text)
        self.file = file
        self.sha256 = sha256
        self.refused = refused

    def open_with(self, password: str) -> None:
        """Try this password at the next reading."""
        _given[self.sha256] = password


def password_given() -> bool:
    """Whether this process has been given a password for any file."""
    return bool(_given)


def is_locked(path: Path) -> bool:
    """Whether an Office file is encrypted."""
    import msoffcrypto
    from msoffcrypto.exceptions import FileFormatError

    try:
        with path.open("rb") as stream:
            return bool(msoffcrypto.OfficeFile(stream).is_encrypted())
    except (FileFormatError, OSError, ValueError, KeyError, TypeError):
        return False


def unlocked(path: Path, file: str, sha256: str) -> io.BytesIO:
    """The bytes of an encrypted Office file as they would be without its password.

    Raises
    ------
    Locked
        No password was given for it, or it does not fit.
    """
    import msoffcrypto

    password = _given.get(sha256)
    if password is None:
        raise Locked(
            say(
                "{file} is locked by a password. Run the command in a terminal, where it asks for "
                "the password without showing it; or save the file without one.",
                file=file,
            ),
            file,
            sha256,
        )
    opened = io.BytesIO()
    try:
        with path.open("rb") as stream:
            office = msoffcrypto.OfficeFile(stream)
            office.load_key(password=password)
            office.decrypt(opened)
    except Exception as error:  # a password that does not fit shows itself in many ways
        del _given[sha256]
        text = say("{file}: the password does not open it.", file=file)
        raise Locked(text, file, sha256, refused=True) from error
    opened.seek(0)
    return opened
