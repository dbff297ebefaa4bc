"""How a command talks: what files hold never commands the terminal."""

from kit.language import say
from kit.session import Session


def test_signs_that_a_terminal_obeys_are_left_out(capsys):
    session = Session("en")
    heading = "a\x1b]0;PWNED\x07\x1b[2J\x9b31m\x7f"
    session.tell(say("Column {heading}.\n\tNext", heading=heading))
    session.warn(heading)
    shown = capsys.readouterr()
    assert shown.out == "Column a]0;PWNED[2J31m.\n\tNext\n"
    assert shown.err == "a]0;PWNED[2J31m\n"


def test_blanks_that_do_not_break_stay(capsys):
    Session("ru").tell("1\u00a0234\u202f567 ₽ – ok")
    assert capsys.readouterr().out == "1\u00a0234\u202f567 ₽ – ok\n"
