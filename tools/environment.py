"""Write environment.yml from pyproject.toml, so that there is one list of dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# What conda-forge calls differently from the Python package index.
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "jupyter-client": "jupyter_client",
    "jupyter-server": "jupyter_server",
    "matplotlib": "matplotlib-base",
}


def environment(pyproject: str) -> str:
    """The text of environment.yml that belongs to the text of a pyproject.toml."""
    project = tomllib.loads(pyproject)["project"]
    packages = sorted(_conda(requirement) for requirement in project["dependencies"])
    lines = [
        "# Made from pyproject.toml by tools/environment.py (make environment): do not edit.",
        "name: handoff",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        f"  - python{project['requires-python']}",
        *(f"  - {package}" for package in packages),
        "  - pip",
        "  - pip:",
        "      - .",
    ]
    return "\n".join(lines) + "\n"


def _conda(requirement: str) -> str:
    name = re.split(r"[<>=!~ ]", requirement, maxsplit=1)[0]
    return CONDA_NAMES.get(name, name) + requirement.removeprefix(name)


if __name__ == "__main__":
    text = environment((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(text, encoding="utf-8")
