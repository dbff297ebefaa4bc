"""The table of dates: new clients only, each with the days of the candidates."""

import re
from datetime import date, timedelta

from kit.company.model import Company, Settings
from kit.language import Language
from kit.lessons.triggers.whom import CLIENTS, whom
from kit.questions.finding import MISSING

BEGIN = date(2020, 1, 1)  # of the data


def rows(company, sales):
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", whom(company, sales).html)
    return [cells[at : at + 2] for at in range(0, len(cells), 2)][1:]


def test_clients_of_the_run_in_are_not_among_them(make_sales):
    early = [(f"a{at:02}", day, 100) for at in range(20) for day in (5, 30)]
    new = [(f"b{at:02}", day, 100) for at in range(15) for day in (100 + at, 200 + at)][:-1]
    for code in ("en", "ru"):
        company = Company(settings=Settings(triggers=("deal 2",), lookback=50, language=code))
        found = rows(company, make_sales([*early, *new], as_of=400))
        written = Language(code).write
        assert found == [
            [f"b{at:02}", written(BEGIN + timedelta(days=200 + at))] for at in range(CLIENTS)
        ]


def test_who_was_not_reached_has_a_dash(make_sales):
    company = Company(settings=Settings(triggers=("deal 2",), lookback=0))
    assert rows(company, make_sales([("a", 3, 10)], as_of=9)) == [["a", MISSING]]
