"""What is not certain is asked, all at once; an answer is used, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.language import LANGUAGES, Language, Money, say
from kit.sales.clean import read_sales
from kit.sales.doubts import LONGEST, Choice, Doubt, Doubts, Unanswered
from kit.sales.tables import Sales

OPEN = (
    "Order No,Account,Buyer,Date,SubTotal,TotalDue\n"
    "1,A,x,03/04/2024,10,12\n2,A,y,05/06/2024,20,24\n3,B,y,05/07/2024,30,36\n"
)


def read(folder: Path, text: str = OPEN, name: str = "orders.csv", **options: object) -> Sales:
    (folder / name).write_text(text, encoding="utf-8")
    return read_sales([name], folder=folder, **options)  # type: ignore[arg-type]


def asked(folder: Path, text: str = OPEN, **options: object) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        read(folder, text, **options)
    return caught.value


def lengths(text: object) -> list[int]:
    return [len(Language(code)(text)) for code in LANGUAGES]  # type: ignore[arg-type]


STATUS = Doubt(
    "orders.words",
    say("Is “{word}” an order?", word="Parked"),
    (
        Choice("count", say("it is"), 7, Money(12_300, "EUR")),
        Choice("leave", say("it is not"), 1),
    ),
)


def test_a_doubt_stays_open_and_reading_goes_on_with_the_first_choice():
    doubts = Doubts()
    assert doubts.ask(STATUS) == "count"
    assert doubts.ask(STATUS, "leave") == "leave"
    assert doubts.is_open("orders.words")
    assert doubts.settled == {}
    with pytest.raises(Unanswered) as caught:
        doubts.close()
    assert caught.value.doubts == (STATUS,)
    assert str(caught.value) == (
        "Is “Parked” an order?\n"
        "   it is (7 rows, €123): --answer orders.words=count\n"
        "   it is not (1 row): --answer orders.words=leave"
    )


def test_an_answer_settles_it():
    doubts = Doubts({"orders.words": "leave"})
    assert doubts.ask(STATUS) == "leave"
    assert doubts.settled == {"orders.words": "leave"}
    doubts.close()


def test_an_answer_that_is_no_choice_is_none():
    doubts = Doubts({"orders.words": "perhaps"})
    assert doubts.ask(STATUS) == "count"
    with pytest.raises(Unanswered, match=r"“perhaps” cannot be the answer. Is “Parked” an order\?"):
        doubts.close()


def test_where_there_is_something_to_fill_in_any_fitting_answer_will_do():
    doubt = Doubt("orders.words", say("Which?"), option="--answer orders.words=WORDS")
    assert Doubts({"orders.words": "x,y"}).ask(doubt) == "x,y"
    refusing = Doubts({"orders.words": "x,y"})
    assert refusing.ask(doubt, "z", fits=lambda answer: answer == "z") == "z"
    assert refusing.is_open("orders.words")
    with pytest.raises(Unanswered, match=r"--answer orders.words=WORDS"):
        refusing.close()


def test_an_error_comes_with_the_doubts_unless_columns_are_open():
    doubts = Doubts()
    error = KitError(say("Something else."))
    assert doubts.stopped_by(error) is error
    doubts.ask(STATUS)
    stopped = doubts.stopped_by(error)
    assert isinstance(stopped, Unanswered)
    assert str(stopped).endswith("And: Something else.")
    doubts.ask(Doubt("orders.amount", say("Which?"), option="--map amount=COLUMN"))
    assert "Something else." not in str(doubts.stopped_by(error))


def test_many_doubts_are_cut_to_what_a_person_reads_and_the_whole_is_kept():
    doubts = Doubts()
    for n in range(40):
        choices = tuple(Choice(f"a{at}", say("answer {n}", n=at)) for at in range(30))
        doubts.ask(Doubt(f"orders.d{n}", say("Question {n}?", n=n), choices, "--answer x=WORD"))
    unanswered = Unanswered(doubts.open)
    assert max(lengths(unanswered.text)) <= LONGEST
    assert "40 questions only you can answer" in str(unanswered)
    assert "1. Question 0?" in str(unanswered)
    assert "handoff reading" in str(unanswered)
    assert str(unanswered.full).count("--answer orders.d39=a29") == 1


def test_everything_open_comes_in_one_run(tmp_path):
    unanswered = asked(tmp_path)
    assert [doubt.key for doubt in unanswered.doubts] == [
        "orders.client_id",
        "orders.amount",
        "dates",
    ]
    text = str(unanswered)
    assert text.startswith("3 questions only you can answer.")
    assert "2. orders.csv (orders): 2 columns could be the amount" in text
    assert "“TotalDue” (such as 12, 24, and 36): --map amount=TotalDue" in text
    assert "3. orders.csv, column “Date”: 3 rows can be read day-first or month-first" in text
    assert "--dates month-first" in text
    assert max(lengths(unanswered.text)) <= LONGEST


def test_questions_of_several_files_come_together(tmp_path):
    (tmp_path / "orders.csv").write_text(OPEN, encoding="utf-8")
    (tmp_path / "c.csv").write_text("Whom,Inked\nA,2024-01-05\nA,2024-02-05\nB,2024-02-05\n")
    with pytest.raises(Unanswered) as caught:
        read_sales(["orders.csv", "contracts=c.csv"], folder=tmp_path)
    keys = [doubt.key for doubt in caught.value.doubts]
    assert keys[:2] == ["orders.client_id", "orders.amount"]
    assert keys[2:] == ["contracts.client_id", "contracts.signed_on", "dates"]
    assert "--map contracts.signed_on=Inked" in str(caught.value)


@pytest.mark.parametrize("dates", ["option", "answer"])
@pytest.mark.parametrize("columns", ["map", "answers"])
def test_options_and_answers_say_the_same(columns, dates, tmp_path):
    stated = {"orders.amount": "TotalDue", "orders.client_id": "Account"}
    options: dict[str, object] = {columns: stated}
    if dates == "option":
        options["dates"] = "month-first"
    else:
        options["answers"] = {**(stated if columns == "answers" else {}), "dates": "month-first"}
    sales = read(tmp_path, **options)
    assert list(sales.orders["amount"]) == [1200, 2400, 3600]
    assert [f"{day:%m-%d}" for day in sales.orders["day"]] == ["03-04", "05-06", "05-07"]


def test_an_answer_names_a_column_that_is_there(tmp_path):
    stated = {"orders.amount": "Gone", "orders.client_id": "Account", "dates": "day-first"}
    unanswered = asked(tmp_path, answers=stated)
    assert [doubt.key for doubt in unanswered.doubts] == ["orders.amount"]
    assert str(unanswered).startswith("“Gone” cannot be the answer. orders.csv (orders): 2 columns")


def test_the_likeliest_column_is_the_example_and_never_an_unlikely_one(tmp_path):
    unanswered = asked(
        tmp_path,
        "deal_id,note,company_id,done_at,expected_value_sum\n"
        "D1,call,C1,2024-01-05,100\nD2,visit,C1,2024-03-05,100\n",
    )
    text = str(unanswered)
    assert "--map ordered_on=done_at" in text
    assert "--map amount=expected_value_sum" in text
    assert "=note" not in text
    assert "date of the order" in text


def test_a_client_column_is_not_proposed_as_the_order_number(tmp_path):
    text = str(asked(tmp_path, "cliente_x,quando,valor_x\n1,2024-01-05,44.46\n1,2024-02-16,99\n"))
    assert "--map client_id=cliente_x" in text
    assert "order_id=cliente" not in text
    assert "order_id" not in text  # it is not needed


def test_thousands_of_columns_make_a_message_that_can_be_read(tmp_path):
    heads = ",".join(f"zz{n}q" for n in range(2000))
    cells = ",".join("7" for _ in range(2000))
    unanswered = asked(tmp_path, f"{heads}\n{cells}\n")
    assert max(lengths(unanswered.text)) <= LONGEST
    assert "1,990 more" in str(unanswered)
    long = ",".join("x" * 300 + str(n) for n in range(40))
    unanswered = asked(tmp_path, f"{long}\n{','.join('1' * 40)}\n")
    assert max(lengths(unanswered.text)) <= LONGEST


PLAIN = "Order No,Client,Date,Amount\n1,A,2024-01-05,10\n2,A,2024-02-05,20\n"


def read_with_clients(folder: Path, text: str, **options: object) -> Sales:
    (folder / "orders.csv").write_text(PLAIN, encoding="utf-8")
    (folder / "c.csv").write_text(text, encoding="utf-8")
    return read_sales(["orders.csv", "clients=c.csv"], folder=folder, **options)  # type: ignore[arg-type]


def test_a_near_miss_is_a_question(tmp_path):
    text = "Client,Бюджет закупок в год\nA,1000\n"
    with pytest.raises(Unanswered) as caught:
        read_with_clients(tmp_path, text)
    (doubt,) = caught.value.doubts
    assert doubt.key == "clients.annual_budget"
    assert '--map "clients.annual_budget=Бюджет закупок в год"' in str(caught.value)
    assert "yearly budget" in str(caught.value)
    for answer, budget in (("Бюджет закупок в год", [100_000]), ("none", [None])):
        sales = read_with_clients(tmp_path, text, answers={"clients.annual_budget": answer})
        assert (
            sales.clients["annual_budget"]
            .astype(object)
            .where(sales.clients["annual_budget"].notna(), None)
            .tolist()
            == budget
        )


@pytest.mark.parametrize(
    "text",
    [
        "Client,Budget,Бюджет закупок в год\nA,1,2\n",  # one is called so
        "Client,Бюджет закупок в год\nA,см. договор\n",  # holds no figures
        "Client,Доля бюджета закупок\nA,0.5\n",  # a share of it
        "Client,Согласован ли бюджет закупок с руководством\nA,1\n",  # much more than the name
    ],
)
def test_what_only_sounds_like_it_is_no_question(tmp_path, text):
    assert len(read_with_clients(tmp_path, text).clients) == 1


def test_an_owner_who_is_nearly_called_so_is_asked_about(tmp_path):
    head = PLAIN.replace("Amount", "Amount,Ответственный 2024", 1)
    text = head.replace(",10\n", ",10,Ann\n").replace(",20\n", ",20,Bob\n")
    unanswered = asked(tmp_path, text)
    assert [doubt.key for doubt in unanswered.doubts] == ["orders.employee_id"]
    assert "--answer orders.employee_id=none" in str(unanswered)
    assert len(read(tmp_path, text, answers={"orders.employee_id": "none"}).orders) == 2
