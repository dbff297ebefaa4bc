"""The house: dependencies, layers, lessons and promises that a slip would break."""

import importlib.metadata as metadata
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kit

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# docutils: public domain and BSD but for an editor's add-on that is not installed; docstring check
PARTLY_GPL = {"docutils"}
LESSONS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


def locked() -> dict[str, list[Requirement]]:
    """The locked requirements by name; some have one version per Python or system."""
    found: dict[str, list[Requirement]] = {}
    for line in LOCK.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip("\\ "))
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_environment_yml_follows_pyproject():
    spec = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == module.environment(PYPROJECT)


def test_every_dependency_is_locked_at_a_version_it_allows():
    pins = locked()
    for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]:
        wanted = Requirement(line)
        for pin in pins[canonicalize_name(wanted.name)]:
            (version,) = (one.version for one in pin.specifier)
            assert wanted.specifier.contains(version), (line, str(pin))


def test_the_lock_has_hashes_and_no_addresses():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\\n", entry), entry[:80]
        assert "--hash=sha256:" in entry
    for sign in ("://", "--index", "--extra-index", "--find-links", "file:", "@"):
        assert sign not in LOCK


def test_the_lock_is_for_windows_and_mac_too():
    pins = locked()
    assert str(pins["pywinpty"][0].marker) == 'os_name == "nt"'
    assert str(pins["appnope"][0].marker) == 'sys_platform == "darwin"'
    assert str(pins["colorama"][0].marker) == 'sys_platform == "win32"'


def test_no_dependency_binds_its_users_to_the_gpl():
    checked = 0
    for name in locked():
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:  # for another system
            continue
        checked += 1
        licence = about.get("License-Expression") or (about.get("License") or "").split("\n")[0]
        trove = [one for one in about.get_all("Classifier") or () if one.startswith("License")]
        words = " ".join([licence, *trove])
        binding = re.search(r"(?<!L)A?GPL|GNU (Affero )?General Public", words)
        assert not binding or name in PARTLY_GPL, (name, words)
    assert checked > 100


HEAVY = {"pandas", "numpy", "pyarrow", "duckdb", "matplotlib", "pydantic"}


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("kit", HEAVY | {"babel"}),
        ("kit.cli", HEAVY),
        ("kit.diagnosis", {"scipy.stats"}),
        ("kit.questions.pictures", {"scipy.stats", "seaborn"}),
    ],
)
def test_starting_costs_nothing(module, heavy):
    code = f"import sys, {module}; loaded = {heavy} & set(sys.modules); assert not loaded, loaded"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_what_the_kit_offers():
    from kit.questions.catalogue import in_diagnosis

    # beside a name for each question
    assert len(set(kit.__all__) - {question.name for question in in_diagnosis()}) <= 16
    assert dir(kit) == sorted(kit.__all__)
    for name in kit.__all__:
        value = getattr(kit, name)
        assert value.__doc__, name
    with pytest.raises(AttributeError, match="kit has no 'opne'; it has agreement_panel, backtest"):
        kit.opne  # noqa: B018


def test_every_question_is_in_the_catalogue():
    from kit.questions.catalogue import QUESTIONS

    folders = {path.parent.name for path in (ROOT / "kit" / "questions").glob("*/question.py")}
    assert [question.name for question in QUESTIONS if question.name not in folders] == []
    assert {question.name for question in QUESTIONS} == folders


def test_no_question_and_no_lesson_is_found_by_a_name_made_at_run_time():
    for room in ("questions", "lessons"):
        for path in sorted((ROOT / "kit" / room).rglob("*.py")):
            assert "import_module" not in path.read_text(encoding="utf-8"), path


def test_no_language_in_a_calculation():
    """A sentence stays a Text until it is read; charts are given the language to draw in."""
    questions = ROOT / "kit" / "questions"
    read_there = {questions / f"{name}.py" for name in ("finding", "question", "pictures")}
    for room in ("questions", "owners", "triggers", "evidence"):
        for path in sorted((ROOT / "kit" / room).rglob("*.py")):
            if path.name in ("chart.py", "style.py") or path in read_there:
                continue
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"Language\(|language:|settings\.language", source), path


def test_no_file_reaches_for_the_network():
    for path in sorted((ROOT / "kit").rglob("*")):
        if path.suffix in {".py", ".html", ".css", ".js", ".mjs", ".yaml"}:
            text = path.read_text(encoding="utf-8")
            for address in re.findall(r"https?://[^\s\"'<>)]+", text):
                assert address.startswith(("https://doi.org/", "http://www.w3.org/")), (
                    path,
                    address,
                )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.name)
def test_lessons_carry_no_outputs_and_short_cells(lesson):
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
            assert len("".join(cell["source"]).splitlines()) <= 10


def test_there_are_lessons():
    assert LESSONS


def test_the_makefile_explains_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.M).group(1).split()
    explained = re.findall(r"^([a-z]+):[^#\n]*## \S", makefile, re.M)
    assert sorted(phony) == sorted(explained)
    told = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in phony:
        assert f"make {target} " in told.stdout


def test_documents_point_at_files_that_exist():
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)", text):
            assert (ROOT / target).exists(), (name, target)
    layers = tomllib.loads(PYPROJECT)["tool"]["importlinter"]["contracts"][0]["layers"]
    picture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for layer in re.split(r"[ |]+", " ".join(layers)):
        assert layer in picture, layer
