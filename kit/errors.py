"""The one error a person is meant to see."""

from __future__ import annotations

from kit.language import Text


class KitError(Exception):
    """The input cannot be used as it is.

    `text` names the file, the column, how many rows, one example and the next step to take. The
    command line prints it in the reader's language and ends with status 2; never a traceback.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return str(self.text)
