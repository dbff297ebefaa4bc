"""`python -m kit.worlds FOLDER`: write the demo company's files."""

import sys
from pathlib import Path

from kit.errors import KitError
from kit.language import say
from kit.worlds.demo import write_demo


def main(arguments: list[str]) -> int:
    """Write the files and name them; 2 where no folder was named or it cannot be written to."""
    if len(arguments) != 1:
        print(say("Say where the files go: python -m kit.worlds FOLDER"), file=sys.stderr)
        return 2
    try:
        written = write_demo(Path(arguments[0]))
    except OSError as error:
        reason = error.strerror or str(error)
        message = say("{place} cannot be written to: {reason}.", place=arguments[0], reason=reason)
        print(message, file=sys.stderr)
        return 2
    except KitError as error:
        print(error, file=sys.stderr)
        return 2
    for path in written:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
