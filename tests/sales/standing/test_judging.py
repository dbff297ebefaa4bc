"""Which rows are orders: words, flags, probabilities, kinds of document; nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.cells import words
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

HEAD = "Order ID;Client;Order date;Amount"


def read(folder: Path, head: str, *rows: str, **options: object) -> Sales:
    lines = [f"{HEAD};{head}"]
    lines += [f"{n};C{n % 2};2024-0{n}-10;{n}00;{row}" for n, row in enumerate(rows, start=1)]
    (folder / "o.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]


def asked(folder: Path, head: str, *rows: str, **options: object) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        read(folder, head, *rows, **options)
    return caught.value


def ids(sales: Sales) -> list[str]:
    return sorted(sales.orders["order_id"])


@pytest.mark.parametrize(
    ("head", "won", "lost", "open_"),
    [
        ("Deal stage", "Deal won", "Deal lost", "Draft"),
        ("Stage", "Closed Won – renewal", "Lost: price", "Qualification"),
        ("Phase", "Gewonnen", "Verloren", "Entwurf"),
        ("Etapa", "Ganada", "Perdida por precio", "Borrador"),
        ("Этап воронки", "Сделка выиграна", "Проиграна – дорого", "Переговоры"),
        ("Anything at all", "Paid", "Voided", "Draft"),  # found by its words
        ("Tila", "Toimitettu", "Peruttu", "Luonnos"),
        ("Stav", "Vyřízeno", "Stornováno", "Rozpracováno"),
        ("Állapot", "Kifizetve", "Sztornózott", "Piszkozat"),
        ("Статус замовлення", "Виконано", "Скасовано", "В роботі"),
        ("ステータス", "入金済", "キャンセル", "下書き"),
    ],
)
def test_the_column_is_found_by_name_or_words_in_any_language(head, won, lost, open_, tmp_path):
    sales = read(tmp_path, head, won, lost, open_, won)
    assert ids(sales) == ["1", "4"]
    assert sales.inputs[0].matched["status"] == head
    assert set(map(str, sales.set_aside["reason"])) == {"cancelled or lost", "not won yet"}


@pytest.mark.parametrize(
    ("head", "won", "lost"),
    [("Status", "Afgreitt", "Hætt við"), ("Būsena", "Įvykdyta", "Atšaukta"),
     ("Κατάσταση", "Ολοκληρώθηκε", "Ακυρώθηκε"), ("ステータス", "発送", "中止")],
)  # fmt: skip
def test_words_of_languages_that_are_not_known_are_asked_about(head, won, lost, tmp_path):
    unanswered = asked(tmp_path, head, won, lost, won, won)
    assert [doubt.key for doubt in unanswered.doubts] == ["orders.words"]
    read_so = read(tmp_path, head, won, lost, won, won, answers={"orders.words": won})
    assert ids(read_so) == ["1", "3", "4"]


def test_a_companys_own_words_are_no_orders_until_somebody_says_so(tmp_path):
    rows = ("Won", "Lost", "Firm handshake", "Legal", "Won", "Legal")
    unanswered = asked(tmp_path, "Stage", *rows)
    assert [doubt.key for doubt in unanswered.doubts] == ["orders.words"]
    text = str(unanswered)
    assert "“Stage”" in text
    assert "“Legal” (2 rows, 1,000) and “Firm handshake” (1 row, 300)" in text
    assert "--answer orders.words=none" in text
    assert ids(read(tmp_path, "Stage", *rows, answers={"orders.words": "none"})) == ["1", "5"]
    every = read(tmp_path, "Stage", *rows, answers={"orders.words": "all"})
    assert ids(every) == ["1", "3", "4", "5", "6"]
    assert every.answers == {
        "orders.words.Legal": "yes",
        "orders.words.Firm handshake": "yes",
    }
    assert ids(read(tmp_path, "Stage", *rows, answers={"orders.words": "legal"})) == [
        "1", "4", "5", "6"
    ]  # fmt: skip
    by_word = {"orders.words.Legal": "open", "orders.words.Firm handshake": "yes"}
    assert ids(read(tmp_path, "Stage", *rows, answers=by_word)) == ["1", "3", "5"]


def test_a_new_word_of_the_next_export_is_asked_again(tmp_path):
    kept = read(tmp_path, "Stage", "Won", "Legal", answers={"orders.words": "none"}).answers
    assert kept == {"orders.words.Legal": "no"}
    text = str(asked(tmp_path, "Stage", "Won", "Legal", "Tender", answers=kept))
    assert "“Tender” (1 row, 300)" in text
    assert "Legal" not in text


def test_a_condition_on_the_column_answers(tmp_path):
    rows = ("Won", "Lost", "Legal", "Parked")
    where = "Stage IN ('Won', 'Legal', 'Lost')"
    assert ids(read(tmp_path, "Stage", *rows, where=where)) == ["1", "3"]


def test_only_unknown_words_are_asked_about_and_one_word_is_not(tmp_path):
    assert "“ab”" in str(asked(tmp_path, "Status", "ab", "cd", "ab"))
    assert ids(read(tmp_path, "Status", "ab", "ab", "ab")) == ["1", "2", "3"]


def test_a_status_of_a_name_that_is_not_listed_is_asked_about_but_not_that_of_others(tmp_path):
    assert "“current_state”" in str(asked(tmp_path, "current_state", "4", "6", "4"))
    assert ids(read(tmp_path, "Client status", "VIP", "gold", "VIP")) == ["1", "2", "3"]
    assert ids(read(tmp_path, "State", "CA", "NY", "CA")) == ["1", "2", "3"]


def test_blank_is_the_usual_where_only_ends_are_marked(tmp_path):
    assert ids(read(tmp_path, "Status", "", "Cancelled", "")) == ["1", "3"]
    assert "“(blank)” (2 rows, 400)" in str(asked(tmp_path, "Status", "", "Paid", ""))


def test_little_is_left_out_with_a_note(tmp_path):
    lines = [f"{n};C;2024-01-10;1000;Won" for n in range(150)] + ["x;C;2024-01-11;5;Parked"]
    text = "\n".join([f"{HEAD};Stage", *lines])
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")
    sales = read_sales(["o.csv"], folder=tmp_path)
    assert len(sales.orders) == 150
    assert any("at most 1% of the rows" in str(note) for note in sales.notes)
    (tmp_path / "o.csv").write_text(text.replace(";5;Parked", ";50000;Parked"), encoding="utf-8")
    with pytest.raises(Unanswered, match="Parked"):
        read_sales(["o.csv"], folder=tmp_path)


@pytest.mark.parametrize(("yes", "no"), [("TRUE", "FALSE"), ("1", "0"), ("да", "нет"), ("Y", "N")])
@pytest.mark.parametrize("head", ["IsWon", "Is won", "Выиграна", "Gewonnen"])
def test_a_flag_that_says_won_decides(head, yes, no, tmp_path):
    assert ids(read(tmp_path, head, yes, no, yes)) == ["1", "3"]
    stage = read(tmp_path, f"Stage;{head}", f"Closed Won;{yes}", f"Own;{no}", f"Other;{yes}")
    assert ids(stage) == ["1", "3"]


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("IsDeleted", "true"), ("Cancelled at", "2024-05-01"), ("Voided", "1"), ("Draft", "yes"),
        ("Дата отмены", "01.05.2024"), ("Пометка удаления", "Да"), ("Storniert", "ja"),
        ("Makulerad", "Ja"), ("Mitätöity", "kyllä"), ("Stornováno", "Ano"), ("İptal", "Evet"),
    ],
)  # fmt: skip
def test_what_is_deleted_or_cancelled_is_no_order(head, mark, tmp_path):
    no = {"true": "false", "1": "0", "yes": "no", "Да": "Нет", "ja": "nein"}
    no |= {"Ja": "Nej", "kyllä": "ei", "Ano": "Ne", "Evet": "Hayır"}
    other = no.get(mark, "")
    sales = read(tmp_path, f"Status;{head}", f"Paid;{other}", f"Paid;{mark}", f"Paid;{other}")
    assert ids(sales) == ["1", "3"]


def test_won_but_not_closed_is_asked_about(tmp_path):
    rows = ("Won;Y", "Won;N", "Won;Y")
    text = str(asked(tmp_path, "Stage;Closed", *rows))
    assert "“Closed” says no in rows whose status says “Won”" in text
    assert ids(read(tmp_path, "Stage;Closed", *rows, answers={"orders.closed": "no"})) == ["1", "3"]
    everything = read(tmp_path, "Stage;Closed", *rows, answers={"orders.closed": "yes"})
    assert ids(everything) == ["1", "2", "3"]


def test_probability_tells_won_from_open(tmp_path):
    rows = ("Closed Won;100", "Own;75", "Closed Lost;0", "Closed Won;100%")
    assert ids(read(tmp_path, "Stage;Probability (%)", *rows)) == ["1", "4"]
    assert ids(read(tmp_path, "Вероятность", "100", "40", "0", "100")) == ["1", "4"]
    same = ("Won;75", "Own;75", "Lost;75")  # nobody keeps it up: it says nothing
    assert "“Own”" in str(asked(tmp_path, "Stage;Probability", *same))


def test_a_second_column_takes_back_but_does_not_grant(tmp_path):
    rows = ("Completed;Paid", "Completed;Refunded", "Odd;Paid", "Completed;Paid")
    text = str(asked(tmp_path, "Order status;Payment status", *rows))
    assert "“Odd” (1 row, 300)" in text
    sales = read(tmp_path, "Order status;Payment status", *rows, answers={"orders.words": "none"})
    assert ids(sales) == ["1", "4"]


def test_the_stage_of_a_won_deal_does_not_open_it_again(tmp_path):
    rows = ("Negotiation;Won", "Negotiation;Lost", "Negotiation;Open", "Contract sent;Won")
    assert ids(read(tmp_path, "Stage;Status", *rows)) == ["1", "4"]


@pytest.mark.parametrize(
    ("head", "sale", "taken_back", "nothing"),
    [
        ("Вид документа", "Реализация товаров", "Возврат товаров от клиента", "Счет на оплату"),
        ("Document type", "Invoice", "Credit note", "Quotation"),
        ("Belegart", "Rechnung", "Gutschrift", "Angebot"),
        ("Tipo de documento", "Factura", "Nota de crédito", "Presupuesto"),
        ("Transaction type", "Sales receipt", "Credit memo", "Pro forma invoice"),
        ("Typ dokladu", "Faktura", "Dobropis", "Zálohová faktura"),
        ("Laskutyyppi", "Myyntilasku", "Hyvityslasku", "Tarjous"),
        ("Bizonylat típusa", "Normál számla", "Sztornó számla", "Díjbekérő"),
    ],
)
def test_returns_are_negative_and_quotations_no_sales(head, sale, taken_back, nothing, tmp_path):
    sales = read(tmp_path, head, sale, taken_back, nothing, sale)
    assert dict(zip(sales.orders["order_id"], sales.orders["amount"], strict=True)) == {
        "1": 10000, "2": -20000, "4": 40000
    }  # fmt: skip
    assert [str(reason) for reason in sales.set_aside["reason"]] == [f"“{nothing}” is no sale"]


def test_a_return_that_is_negative_already_stays_so(tmp_path):
    text = f"{HEAD};Type\n1;A;2024-01-01;100;Invoice\n2;A;2024-02-01;-30;Credit note\n"
    (tmp_path / "o.csv").write_text(text, encoding="utf-8")
    assert list(read_sales(["o.csv"], folder=tmp_path).orders["amount"]) == [10000, -3000]


def test_contracts_that_were_never_signed_are_none(tmp_path):
    (tmp_path / "o.csv").write_text(f"{HEAD}\n1;A;2024-12-01;100\n", encoding="utf-8")
    rows = ["Подписан", "Проект", "Расторгнут", "Аннулирован", "На согласовании"]
    lines = [f"{name};2024-0{n}-01;{row}" for n, (name, row) in
             enumerate(zip("ABCDE", rows, strict=True), start=1)]  # fmt: skip
    text = "\n".join(["Client;Signed on;Status", *lines])
    (tmp_path / "k.csv").write_text(text, encoding="utf-8")
    sales = read_sales(["o.csv", "contracts=k.csv"], folder=tmp_path)
    assert list(sales.contracts["client_id"]) == ["A", "C"]
    (tmp_path / "k.csv").write_text(text.replace("Проект", "Лежит"), encoding="utf-8")
    with pytest.raises(Unanswered, match=r"contracts\.words=none"):
        read_sales(["o.csv", "contracts=k.csv"], folder=tmp_path)


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        ("Not cancelled", "unknown"), ("Awaiting payment – lost?", "unknown"),
        ("Won/Lost", "unknown"), ("Deal won (2)", "completed"), ("Отменено клиентом", "cancelled"),
        ("Не выиграна", "unknown"), ("Partially refunded", "unknown"),
    ],
)  # fmt: skip
def test_a_word_that_is_taken_back_says_nothing(cell, meaning):
    assert words.status(cell) == meaning


@pytest.mark.parametrize(
    ("paid", "part", "owed"),
    [
        ("Paid", "Overdue", "Open"),
        ("Bezahlt", "Teilbezahlt", "Offen"),
        ("Pagado", "Vencido", "Pendiente"),
        ("Opłacona", "Nieopłacona", "Otwarta"),
        ("Оплачен", "Частично оплачен", "Открыт"),
    ],
)
def test_what_is_owed_is_asked_about_and_not_taken_for_no_sale(paid, part, owed, tmp_path):
    rows = (paid, part, owed, "Draft", paid)
    (doubt,) = asked(tmp_path, "Status", *rows).doubts
    assert doubt.key == "orders.words"
    assert f"“{owed}”" in str(doubt.text)
    assert ids(read(tmp_path, "Status", *rows, answers={"orders.words": "all"})) == [
        "1", "2", "3", "5",
    ]  # fmt: skip


def test_open_beside_won_is_no_sale(tmp_path):
    assert ids(read(tmp_path, "Status", "Won", "Open", "Lost", "Won")) == ["1", "4"]


@pytest.mark.parametrize(
    "cell", ["Internal transfer", "Внутреннее перемещение", "Umlagerung", "Free sample", "Teklif"]
)
def test_what_is_moved_or_given_away_is_no_sale(cell, tmp_path):
    assert ids(read(tmp_path, "Type", "Sale", cell, "Sale")) == ["1", "3"]


@pytest.mark.parametrize(
    ("head", "sale", "back"),
    [
        ("Tipo documento", "TD01", "TD04"),
        ("Fiş Türü", "Toptan Satış Faturası", "SATIŞ İADE FATURASI"),
        ("Fatura Türü", "Toptan Satış", "Toptan Satış İade"),
        ("Ordretype", "Salg", "Retur"),
        ("Type de pièce", "Facture", "Avoir"),
    ],
)
def test_returns_by_code_and_in_turkish(head, sale, back, tmp_path):
    sales = read(tmp_path, head, sale, sale, back)
    assert sales.orders.set_index("order_id")["amount"].to_dict() == {
        "1": 10000, "2": 20000, "3": -30000,
    }  # fmt: skip
    assert not any("kinds of order" in str(note) for note in sales.notes)


def test_codes_of_kinds_of_document_that_nobody_knows_are_asked_about(tmp_path):
    rows = ("ZF2", "ZF2", "ZX9", "ZF2")
    (doubt,) = asked(tmp_path, "Billing type", *rows).doubts
    assert doubt.key == "orders.document"
    assert ids(read(tmp_path, "Billing type", *rows, answers={"orders.document": "ZF2"})) == [
        "1", "2", "4",
    ]  # fmt: skip
    assert ids(read(tmp_path, "Delivery type", *rows)) == ["1", "2", "3", "4"]


def test_a_kind_of_document_with_negative_sums_takes_back_by_itself(tmp_path):
    (tmp_path / "o.csv").write_text(
        "Order ID;Client;Order date;Amount;Billing type\n"
        "1;A;2024-01-05;100;ZF2\n2;A;2024-02-05;-40;ZX9\n"
    )
    sales = read_sales(["o.csv"], folder=tmp_path)
    assert sales.orders["amount"].sum() == 6000


@pytest.mark.parametrize(
    "head", ["Lost reason", "Closed lost reason", "Причина отказа", "Verlustgrund"]
)
def test_what_has_a_reason_for_its_loss_was_lost(head, tmp_path):
    assert ids(read(tmp_path, head, "", "Price", "", "too late")) == ["1", "3"]
    assert ids(read(tmp_path, f"{head};Stage", ";Won", "Price;Won", "Price;Lost")) == ["1", "2"]
    # a reason that every row has says nothing
    assert ids(read(tmp_path, head, "none", "none")) == ["1", "2"]


def test_open_beside_what_is_due_is_asked_about(tmp_path):
    rows = ("100;Closed", "0;Open", "0;Closed", "0;Open")
    (doubt,) = asked(tmp_path, "Balance due;Status", *rows).doubts
    assert "“Open” (2 rows, 600)" in str(doubt.text)


def test_unknown_words_before_numbers_are_asked_about_beside_known_ones(tmp_path):
    def orders(**options: object) -> list[str]:
        words = ["Реализация", "Корректировка реализации", "Реализация"]
        rows = [f"{word} 0{n};A;2024-0{n}-05;{n}00" for n, word in enumerate(words, start=1)]
        text = "\n".join(["Документ;Клиент;Дата;Сумма", *rows])
        (tmp_path / "o.csv").write_text(text, encoding="utf-8")
        return ids(read_sales(["o.csv"], folder=tmp_path, **options))  # type: ignore[arg-type]

    with pytest.raises(Unanswered) as caught:
        orders()
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.document"]
    assert orders(answers={"orders.document": "none"}) == ["Реализация 01", "Реализация 03"]
