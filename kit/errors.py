"""The one error a person is meant to see."""

from __future__ import annotations

from kit.language import Language, Text


class KitError(Exception):
    """The input cannot be used as it is.

    `text` names the file, the column, how many rows, one example and the next step to take. The
    command line prints it in the reader's language and ends with status 2; a notebook shows it in
    place of a traceback, in the language that `reader` says.
    """

    reader = "en"

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return str(self.text)

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows instead of a traceback."""
        return [Language(KitError.reader)(self.text)]
