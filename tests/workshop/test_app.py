"""What Voilà is told before it starts, and what it serves."""

import asyncio
import logging
from types import SimpleNamespace

import pytest
import tornado.web
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

from kit.workshop import app
from kit.workshop.lessons import Lessons


@pytest.fixture
def lessons(tmp_path):
    folder = tmp_path / "ru"
    folder.mkdir()
    return Lessons(folder, "00_x.ipynb")


def test_pages_are_served_to_this_computer_alone_and_to_who_has_the_token(lessons):
    told = app.configuration(lessons, port=9000)
    assert told.Voila.ip == "127.0.0.1"
    assert told.Voila.auto_token is True
    assert told.Voila.tornado_settings["allow_remote_access"] is False
    assert told.Voila.port == 9000
    assert told.Voila.root_dir == str(lessons.folder)
    assert app.configuration(lessons).Voila.port == 8866
    assert app.configuration(lessons, port=0).Voila.port > 1023


def test_a_python_that_died_is_not_started_again_behind_the_page(lessons):
    assert app.configuration(lessons).KernelManager.autorestart is False


@pytest.fixture
def served(lessons, monkeypatch):
    """What the page's server answers with, without a server."""
    monkeypatch.setattr(app.Pages, "lessons", lessons, raising=False)
    pages = app.Pages(config=app.configuration(lessons, port=0))
    pages.initialize([])
    pages.settings = pages.init_settings()
    return pages


def test_a_page_that_was_closed_while_its_python_was_being_found_is_no_error(served):
    handlers = [entry[1] for entry in served.init_handlers() if "/channels" in entry[0]]
    assert handlers == [app.ChannelsHandler]
    closed = app.ChannelsHandler.__new__(app.ChannelsHandler)
    closed.connection = None
    with pytest.raises(tornado.web.HTTPError, match="404"):
        closed.select_subprotocol(["v1.kernel.websocket.jupyter.org"])


def test_who_asks_for_what_is_not_there_is_told_where_the_lessons_are(served):
    page = served.settings["jinja2_env"].get_template("error.html").render(status_code=404)
    assert "терминал" in page


@pytest.fixture
def quiet():
    """As `quiet` leaves it, and afterwards as it was."""
    logger = logging.getLogger("tornado")
    before = logger.level
    app.quiet()
    yield
    logger.setLevel(before)


@pytest.mark.parametrize(("status", "lines"), [(404, 0), (403, 0), (500, 1)])
def test_the_terminal_says_what_is_our_fault_alone(quiet, lessons, caplog, status, lines):
    handler = SimpleNamespace(
        get_status=lambda: status,
        request=SimpleNamespace(request_time=lambda: 0.1),
        _request_summary=lambda: "GET /api",
    )
    told = app.configuration(lessons, port=0).Voila.tornado_settings
    tornado.web.Application(**told).log_request(handler)
    assert len(caplog.records) == lines


@pytest.mark.parametrize(
    ("error", "lines"), [(WebSocketClosedError(), 0), (StreamClosedError(), 0), (OSError("x"), 1)]
)
def test_a_page_that_closes_while_it_is_written_to_is_no_error(caplog, error, lines):
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(app.unless_the_page_is_gone)
    loop.call_exception_handler({"message": "never retrieved", "exception": error})
    loop.close()
    assert len(caplog.records) == lines
