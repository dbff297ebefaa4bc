"""Where the things that come with the kit lie: lessons, demo data."""

from __future__ import annotations

from pathlib import Path

from kit.errors import KitError
from kit.language import say


def shipped(name: str) -> Path:
    """Where something that comes with the kit lies: `datasets/demo`, `notebooks`.

    An installed kit carries it inside the package; in a checkout it lies beside the package.

    Raises
    ------
    KitError
        It is in neither place: the installation is incomplete.
    """
    package = Path(__file__).resolve().parents[1]
    places = (package / "shipped" / name, package.parent / name)
    for place in places:
        if place.exists():
            return place
    raise KitError(
        say(
            "{name}, which comes with handoff, is missing from this installation. "
            "Install handoff again.",
            name=name,
        )
    )


def is_shipped_demo(folder: Path) -> bool:
    """Whether a folder is the demo as it comes with the kit, in which nothing is ever written."""
    try:
        return folder.resolve() == shipped("datasets/demo").resolve()
    except KitError:
        return False
