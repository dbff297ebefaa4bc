"""Columns are matched by map, layout, synonyms; what is ambiguous is asked, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.sales.clean import read_sales
from kit.sales.tables import Sales

ROW = {
    "Order No": ["1", "2", "3"],
    "Client": ["A", "A", "B"],
    "Date": ["2024-01-05", "2024-02-05", "2024-03-05"],
    "Amount": ["10.50", "20.25", "30"],
}


def write(path: Path, columns: dict[str, list[str]], headings: list[str] | None = None) -> None:
    rows = [headings or list(columns), *zip(*columns.values(), strict=True)]
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")


def read(tmp_path: Path, columns: dict[str, list[str]], **options: object) -> Sales:
    write(tmp_path / "orders.csv", columns)
    return read_sales(["orders.csv"], folder=tmp_path, **options)  # type: ignore[arg-type]


def refused(tmp_path: Path, columns: dict[str, list[str]], **options: object) -> str:
    with pytest.raises(KitError) as caught:
        read(tmp_path, columns, **options)
    return str(caught.value)


def test_plain_english_headings(tmp_path: Path) -> None:
    sales = read(tmp_path, ROW)
    assert dict(sales.inputs[0].matched) == {
        "order_id": "Order No",
        "client_id": "Client",
        "ordered_on": "Date",
        "amount": "Amount",
    }
    assert list(sales.orders["amount"]) == [1050, 2025, 3000]


def test_plain_russian_headings(tmp_path: Path) -> None:
    write(
        tmp_path / "заказы.csv",
        {
            "№ заказа": ["1"],
            "Клиент": ["Ромашка"],
            "Дата заказа": ["05.01.2024"],
            "Сумма руб": ["10"],
            "Маржа": ["3"],
            "Менеджер": ["Иванов"],
            "Тип заказа": ["Проектный"],
        },
    )
    sales = read_sales(["заказы.csv"], folder=tmp_path)
    (order,) = sales.orders.to_dict("records")
    assert (order["order_id"], order["client_id"], order["amount"]) == ("1", "Ромашка", 1000)
    assert (order["margin"], order["employee_id"], order["regular"]) == (300, "Иванов", False)
    assert sales.currency == "RUB"


def test_two_amounts_are_asked_with_samples_and_the_option(tmp_path: Path) -> None:
    text = refused(tmp_path, {**ROW, "Total Due": ["11", "21", "31"]})
    assert "orders.csv (orders): 2 columns could be the amount" in text
    assert "“Amount” (such as 10.50, 20.25, and 30): --map amount=Amount" in text
    assert '“Total Due” (such as 11, 21, and 31): --map "amount=Total Due"' in text


@pytest.mark.parametrize("key", ["amount", "orders.amount"])
@pytest.mark.parametrize("heading", ["Total Due", "'Total Due'", '"Total Due"', "total_due"])
def test_map_decides(key: str, heading: str, tmp_path: Path) -> None:
    columns = {**ROW, "Total Due": ["11", "21", "31"]}
    assert list(read(tmp_path, columns, map={key: heading}).orders["amount"]) == [1100, 2100, 3100]


def test_two_amounts_that_agree_everywhere_are_one(tmp_path: Path) -> None:
    sales = read(tmp_path, {**ROW, "Total": ROW["Amount"]})
    assert sales.inputs[0].matched["amount"] == "Amount"
    assert any("hold the same" in str(note) for note in sales.inputs[0].notes)


def test_ids_that_correspond_one_to_one_are_no_question(tmp_path: Path) -> None:
    sales = read(tmp_path, {**ROW, "Customer ID": ["7", "7", "9"]})
    assert list(sales.orders["client_id"]) == ["7", "7", "9"]
    assert any("one to one" in str(note) for note in sales.inputs[0].notes)


def test_ids_that_do_not_correspond_are_asked(tmp_path: Path) -> None:
    text = refused(tmp_path, {**ROW, "Customer ID": ["7", "8", "9"]})
    assert "2 columns could be the client" in text


def test_an_ambiguous_optional_column_is_left_out_and_noted(tmp_path: Path) -> None:
    sales = read(tmp_path, {**ROW, "Margin": ["1", "2", "3"], "Profit": ["1", "2", "4"]})
    assert "orders.margin" not in sales.given
    assert sales.orders["margin"].isna().all()
    (note,) = [str(n) for n in sales.inputs[0].notes if "margin is left out" in str(n)]
    assert "“Margin” and “Profit”" in note
    assert "--map margin=Margin" in note


def test_of_two_statuses_the_one_counts_whose_words_say_something(tmp_path: Path) -> None:
    columns = {**ROW, "Stage": ["a", "b", "c"], "Status": ["Won", "Lost", "Won"]}
    sales = read(tmp_path, columns)
    assert sales.inputs[0].matched["status"] == "Status"
    assert len(sales.orders) == 2


def test_a_missing_column_lists_what_there_is(tmp_path: Path) -> None:
    columns = {name: cells for name, cells in ROW.items() if name != "Client"}
    text = refused(tmp_path, {**columns, "Whom": ["A", "A", "B"]})
    assert "no column was recognised as the client" in text
    assert "“Order No”, “Date”, “Amount”, and “Whom”" in text
    assert "--map client_id=Whom" in text


def test_a_blank_candidate_does_not_compete(tmp_path: Path) -> None:
    sales = read(tmp_path, {**ROW, "Total": ["", "", ""]})
    assert sales.inputs[0].matched["amount"] == "Amount"


def test_unknown_map_key_lists_the_choices(tmp_path: Path) -> None:
    text = refused(tmp_path, ROW, map={"amonut": "Amount"})
    assert "there is no “amonut”" in text
    assert "order_id, client_id, ordered_on, fulfilled_on, amount" in text


def test_unknown_map_column_lists_the_columns(tmp_path: Path) -> None:
    text = refused(tmp_path, ROW, map={"amount": "SubTotal"})
    assert "orders.csv has no column “SubTotal”" in text
    assert "“Order No”, “Client”, “Date”, and “Amount”" in text


def test_map_for_a_table_that_was_not_given(tmp_path: Path) -> None:
    text = refused(tmp_path, ROW, map={"contracts.signed_on": "Date"})
    assert "no file was given for a table with that column" in text


def test_a_repeated_heading_is_addressed_by_number(tmp_path: Path) -> None:
    columns = {**ROW, "x": ["1", "2", "3"], "y": ["4", "5", "6"]}
    write(tmp_path / "orders.csv", columns, [*ROW, "Net", "Net"])
    with pytest.raises(KitError) as caught:
        read_sales(["orders.csv"], folder=tmp_path, map={"amount": "Net"})
    assert '--map "orders.amount=Net#2" for the column such as 4' in str(caught.value)
    for heading, first in (("Net#1", 100), ("Net#2", 400)):
        sales = read_sales(["orders.csv"], folder=tmp_path, map={"amount": heading})
        assert sales.orders["amount"].iloc[0] == first


def test_fulfilled_on_is_never_matched_only_named(tmp_path: Path) -> None:
    columns = {**ROW, "Ship Date": ["2024-01-09", "", "2024-03-09"]}
    sales = read(tmp_path, columns)
    assert "fulfilled_on" not in sales.orders
    assert any('--map "fulfilled_on=Ship Date"' in str(note) for note in sales.notes)
    mapped = read(tmp_path, columns, map={"fulfilled_on": "Ship Date"})
    assert [str(day.date()) for day in mapped.orders["day"]] == ["2024-01-09", "2024-03-09"]
    (reason,) = mapped.set_aside["reason"]
    assert str(reason) == "not carried out yet: “Ship Date” is blank"
    assert not any("dated by their order date" in str(note) for note in mapped.notes)


def test_an_order_named_by_title_where_there_is_no_number(tmp_path: Path) -> None:
    columns = {"Deal name": ["x", "x", "x"], **{k: v for k, v in ROW.items() if k != "Order No"}}
    assert len(read(tmp_path, columns).orders) == 3


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (["bills=orders.csv"], "there is no table “bills”"),
        (["clients=orders.csv"], "No file of orders was given"),
        ([], "No file of orders was given"),
    ],
)
def test_inputs_that_cannot_be(inputs: list[str], message: str, tmp_path: Path) -> None:
    write(tmp_path / "orders.csv", ROW)
    with pytest.raises(KitError, match=message):
        read_sales(inputs, folder=tmp_path)


def test_a_path_with_an_equals_sign_is_a_path(tmp_path: Path) -> None:
    write(tmp_path / "a=b.csv", ROW)
    assert len(read_sales(["a=b.csv"], folder=tmp_path).orders) == 3


def test_a_bare_key_counts_for_every_table_that_has_the_column(tmp_path: Path) -> None:
    write(tmp_path / "orders.csv", {**ROW, "Whom": ["x", "y", "z"]})
    write(tmp_path / "clients.csv", {"Whom": ["x"], "Name": ["X"]})
    sales = read_sales(
        ["orders.csv", "clients=clients.csv"], folder=tmp_path, map={"client_id": "Whom"}
    )
    assert list(sales.orders["client_id"]) == ["x", "y", "z"]
    assert list(sales.clients["client_id"]) == ["x"]


def test_an_open_choice_that_would_falsify_amounts_is_asked(tmp_path: Path) -> None:
    currencies = {"Currency": ["EUR", "USD", "EUR"], "Order currency": ["EUR", "EUR", "EUR"]}
    assert "2 columns could be the currency" in refused(tmp_path, {**ROW, **currencies})
    columns = {name: cells for name, cells in ROW.items() if name != "Amount"}
    columns |= {"Qty": ["1", "2", "3"], "Price": ["5", "5", "5"]}
    columns |= {"Discount": ["0.1", "0", "0"], "Discount %": ["10", "0", "0"]}
    assert "2 columns could be the discount" in refused(tmp_path, columns)


def test_the_choice_between_columns_of_one_name_can_be_followed(tmp_path: Path) -> None:
    columns = {**{k: v for k, v in ROW.items() if k != "Amount"}, "x": ["1"] * 3, "y": ["2"] * 3}
    write(tmp_path / "orders.csv", columns, ["Order No", "Client", "Date", "Amount", "Amount"])
    with pytest.raises(KitError) as caught:
        read_sales(["orders.csv"], folder=tmp_path)
    for name, amount in (("Amount#1", 100), ("Amount#2", 200)):
        assert f'--map "amount={name}"' in str(caught.value)
        sales = read_sales(["orders.csv"], folder=tmp_path, map={"amount": name})
        assert sales.orders["amount"].iloc[0] == amount


def test_of_ids_that_correspond_the_one_with_fewer_blanks_is_read(tmp_path: Path) -> None:
    columns = {**ROW, "Client": ["A", "A", ""], "Customer name": ["Ann", "Ann", "Bob"]}
    assert list(read(tmp_path, columns).orders["client_id"]) == ["Ann", "Ann", "Bob"]


def test_three_columns_are_one_only_if_all_agree(tmp_path: Path) -> None:
    columns = {**ROW, "Total": ROW["Amount"], "Total Due": ["11", "21", "31"]}
    assert "3 columns could be the amount" in refused(tmp_path, columns)


def test_ids_correspond_only_if_they_do_so_in_both_directions(tmp_path: Path) -> None:
    for clients in (["7", "8", "9"], ["7", "7", "7"]):
        assert "2 columns could be the client" in refused(tmp_path, {**ROW, "Customer ID": clients})


def test_a_heading_that_two_columns_come_near_to_is_not_there(tmp_path: Path) -> None:
    columns = {**ROW, "Net-total": ["1", "2", "3"], "Net total": ["4", "5", "6"]}
    text = refused(tmp_path, columns, map={"amount": "NetTotal"})
    assert "orders.csv has no column “NetTotal”" in text


@pytest.mark.parametrize(
    "headings",
    [
        "Auftragsnummer;Kundenname;Auftragsdatum;Nettobetrag;Verkäufer;Auftragsstatus;Währung",
        "Número de pedido;Cliente;Fecha de pedido;Importe;Vendedor;Estado del pedido;Moneda",
        "N° de commande;Raison sociale;Date de commande;Montant HT;Vendeur;Statut;Devise",
        "Número do pedido;Razão social;Data do pedido;Valor total;Vendedor;Situação;Moeda",
        "Numero ordine;Ragione sociale;Data ordine;Imponibile;Agente;Stato ordine;Valuta",
        "Ordernummer;Klantnaam;Orderdatum;Bedrag;Verkoper;Orderstatus;Valuta",
        "订单号;客户名称;订单日期;金额;销售员;订单状态;币种",
        "Numer zamówienia;Kontrahent;Data zamówienia;Kwota netto;Handlowiec;Etap;Waluta",
    ],
)
def test_headings_in_other_languages(headings: str, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        f"{headings}\n1;A;2024-01-05;10,50;E;paid;EUR\n2;B;2024-02-05;20,00;E;paid;EUR\n",
        encoding="utf-8",
    )
    sales = read_sales(["orders.csv"], folder=tmp_path)
    assert list(sales.orders["amount"]) == [1050, 2000]
    assert list(sales.orders["employee_id"]) == ["E", "E"]
    assert sales.currency == "EUR"
