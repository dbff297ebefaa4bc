"""What the browser runs: modules that import nothing and ask nobody, and one published library."""

import hashlib
import re
from pathlib import Path

import pytest

from kit import lessons
from kit.lessons.career.panel import CareerPath
from kit.lessons.conveyor.panel import ConveyorMap
from kit.lessons.flood.panel import FloodPicture
from kit.lessons.functions.panel import FunctionMatrix
from kit.lessons.triggers.panel import TriggerExplorer
from kit.lessons.two_jobs.panel import TwoJobs
from kit.lessons.weights.panel import Weights
from kit.lessons.widgets.modules import PREACT
from kit.lessons.widgets.question import QuestionCard
from kit.lessons.widgets.status import StatusLine

DRAWINGS = (
    CareerPath,
    TwoJobs,
    FloodPicture,
    ConveyorMap,
    FunctionMatrix,
    TriggerExplorer,
    Weights,
)
OURS = sorted(set(Path(lessons.__file__).parent.rglob("*.mjs")) - {PREACT})
# What would ask for something from elsewhere, run text as a program or write text as HTML.
FORBIDDEN = (
    *(
        "import ",
        "import(",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "sendBeacon",
        "http:",
        "https:",
    ),
    *("eval(", "Function(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"),
)
# Words that are put together at run time.
PUT_TOGETHER = {
    CareerPath: {"year_five", "path", "split", "expected", "in_year", "hours_of"},
    TwoJobs: {"winning", "keeping", "won", "function", "counted", "who", "by"},
    FloodPicture: {
        "surge",
        "off",
        "factor",
        "people",
        "reached",
        "late",
        "needed",
        "undone",
        "risk",
    },
    ConveyorMap: {"left", "right", "up", "down", "condition", "triggers"},
    FunctionMatrix: {"owner", "helps", "none"},
    TriggerExplorer: {
        "base",
        "calendar",
        "cap",
        "credit",
        "deals",
        "exempt",
        "months",
        "order",
        "packet",
        "paid",
        "receiver",
        "returns",
    },
}


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_modules_import_nothing_and_ask_nobody(path):
    text = path.read_text(encoding="utf-8")
    # preact's own door to HTML as text stays shut
    for forbidden in (*FORBIDDEN, "dangerouslySetInnerHTML"):
        assert forbidden not in text, forbidden


def test_all_our_modules_are_looked_at():
    assert [path.stem for path in OURS] == [
        "career",
        "course",
        "arrows",
        "conveyor",
        "flood",
        "matrix",
        "plan",
        "drop",
        "live",
        "stories",
        "triggers",
        "two_jobs",
        "weights",
        "marks",
        "parts",
        "question",
        "report",
        "status",
    ]


def test_the_library_is_the_published_one_and_asks_nobody():
    published = PREACT.read_bytes()
    assert hashlib.sha256(published).hexdigest() == (
        "bdcbd9abdf2c77c5c45326eab42191e949222d479d0d5f69467387a77040cb55"
    )
    text = published.decode()
    # names of kinds of drawing, which nobody asks for
    text = re.sub(r"http://www\.w3\.org/(2000/svg|1998/Math/MathML|1999/xhtml)", "", text)
    # the two places that write what `dangerouslySetInnerHTML` says; no module of ours says it
    assert text.count("innerHTML") == 2
    for forbidden in set(FORBIDDEN) - {"innerHTML"}:
        assert forbidden not in text, forbidden
    licence = PREACT.with_suffix(".LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("The MIT License (MIT)")


@pytest.mark.parametrize("widget", [*DRAWINGS, StatusLine, QuestionCard])
def test_a_widget_is_one_module_with_the_library_in_front(widget):
    text = widget._esm
    assert text.startswith("const { h, render } = (() => {")
    assert text.count("export ") == text.count("export default ") == 1
    assert "sourceMappingURL" not in text  # which a browser would go and look for


@pytest.mark.parametrize("widget", DRAWINGS)
def test_every_word_that_the_browser_asks_for_is_there(widget):
    asked = set(re.findall(r'desk\.word\("(\w+)"\)', widget._esm))
    if "desk.question(" not in widget._esm:
        asked.remove("keep")  # what the question offers that all drawings could ask
    told = set(widget.texts) | {"lang"}
    assert asked <= told, asked - told
    choices = re.findall(r'\? "(\w+)" : "(\w+)"', widget._esm)
    chosen = {word for pair in choices for word in pair}
    assert told - asked - PUT_TOGETHER.get(widget, set()) <= chosen
