"""Small files in every known layout read to the same canonical orders."""

# ruff: noqa: E501 - rows of exports are as long as they are

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kit.errors import KitError
from kit.sales.clean import read_sales
from kit.sales.headings.names import Layout, known_layouts, layout_of, plain, synonyms
from kit.sales.tables import TABLES

# what every file below says: two clients, three deals, one lost (where the system knows lost)
ORDERS = [
    ("ООО Ромашка", "2024-01-05", 12500000, "Иванов"),
    ("ООО Ромашка", "2024-03-20", 932684, "Иванов"),
    ("Тест", "2024-02-13", 500000, "Петров"),
]

AMOCRM = """\
ID,Название сделки,Бюджет ,Ответственный,Дата создания сделки,Кем создана сделка,Дата редактирования,\
Кем редактирована,Дата закрытия,Теги,Примечание,Этап сделки,Воронка,Полное имя контакта,\
Компания контакта,Ответственный за контакт,Компания,Товар,Источник,cid,Товар,Источник,cid
1,Первая,125000,Иванов,01.12.2023 10:00:00,Иванов,06.01.2024 10:00:00,Иванов,05.01.2024 23:59:59,,,\
Успешно реализовано,Продажи,Анна,ООО Ромашка,Иванов,ООО Ромашка,A,сайт,1,B,почта,2
2,Вторая,"9326,84",Иванов,02.03.2024 09:00:00,Иванов,,,20.03.2024 12:00:00,,,\
Успешно реализовано,Продажи,Анна,ООО Ромашка,Иванов,ООО Ромашка,,,,,,
3,Третья,5000,Петров,02.02.2024 09:00:00,Петров,,,13.02.2024 12:00:00,,,\
Успешно реализовано,Продажи,Олег,Тест,Петров,Тест,,,,,,
4,Четвёртая,7777,Петров,02.02.2024 09:00:00,Петров,,,14.02.2024 12:00:00,,,\
Закрыто и не реализовано,Продажи,Олег,Тест,Петров,Тест,,,,,,
5,Пятая,100,Петров,02.02.2024 09:00:00,Петров,,,,,,Переговоры,Продажи,Олег,Тест,Петров,Тест,,,,,,
"""

BITRIX = """\
"ID";"Название заявки";"Стадия сделки";"Сумма";"Валюта";"Ответственный";"Компания";"Дата создания";\
"Предполагаемая дата закрытия";"Повторная сделка";
"1";"Первая";"Сделка успешна";"100000.00";"Российский рубль";"Иванов";"ООО Ромашка";"01.12.2023 10:00:00";"05.01.2024";"нет";
"1";"Первая";"Сделка успешна";"25000.00";"Российский рубль";"Иванов";"ООО Ромашка";"01.12.2023 10:00:00";"05.01.2024";"нет";
"2";"Вторая";"Сделка успешна";"9326.84";"Российский рубль";"Иванов";"ООО Ромашка";"01.03.2024 10:00:00";"20.03.2024";"да";
"3";"Третья";"Сделка успешна";"5000.00";"Российский рубль";"Петров";"Тест";"01.02.2024 10:00:00";"13.02.2024";"нет";
"4";"Четвёртая";"Сделка провалена";"7777.00";"Российский рубль";"Петров";"Тест";"01.02.2024 10:00:00";"14.02.2024";"нет";
"""

BITRIX_HTML = (
    "<html><head><meta charset='utf-8'></head><body><table>"
    + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in (
            (
                "ID",
                "Стадия сделки",
                "Сумма",
                "Валюта",
                "Ответственный",
                "Компания",
                "Дата закрытия",
            ),
            ("1", "Сделка успешна", "125000.00", "RUB", "Иванов", "ООО Ромашка", "05.01.2024"),
            ("2", "Сделка успешна", "9326.84", "RUB", "Иванов", "ООО Ромашка", "20.03.2024"),
            ("3", "Сделка успешна", "5000.00", "RUB", "Петров", "Тест", "13.02.2024"),
        )
    )
    + "</table></body></html>"
)

ONE_C = """\
Дата;Номер;Контрагент;ИНН;Сумма без НДС;Ставка НДС;НДС;Итого;Ответственный
05.01.2024;147;ООО Ромашка;7722753969;125000,00;22%;27500,00;152500,00;Иванов
20.03.2024;148;ООО Ромашка;7722753969;9326,84;22%;2051,90;11378,74;Иванов
13.02.2024;149;Тест;7722753970;5000,00;22%;1100,00;6100,00;Петров
Итого;;;;139326,84;;30651,90;169978,74;
"""

HUBSPOT = """\
Record ID,Deal Name,Amount,Deal Stage,Close Date,Deal Owner,Company Name,Pipeline,Create Date
1,First,$125000,Closed Won,2024-01-05 10:00,Иванов,ООО Ромашка,Sales,2023-12-01 10:00
2,Second,$9326.84,Closed Won (Sales Pipeline),2024-03-20 10:00,Иванов,ООО Ромашка,Sales,2024-03-01 10:00
3,Third,$5000,closedwon,2024-02-13 10:00,Петров,Тест,Sales,2024-02-01 10:00
4,Fourth,$7777,Closed Lost,2024-02-14 10:00,Петров,Тест,Sales,2024-02-01 10:00
"""

SALESFORCE = """\
Opportunity Owner,Account Name,Opportunity Name,Stage,Probability (%),Amount,Close Date,Next Step,Type
Иванов,ООО Ромашка,Renewal,Closed Won,100%,"$125,000",2024-01-05,,New Business
Иванов,ООО Ромашка,Renewal,Closed Won,100%,"$9,326.84",2024-03-20,,Existing Business
Петров,Тест,Third,Closed Won,100%,"$5,000",2024-02-13,,New Business
Петров,Тест,Fourth,Closed Lost,0%,"$7,777",2024-02-14,,New Business
Петров,Тест,Fifth,Negotiation/Review,50%,"$1,000",2024-02-15,,New Business
"""

PIPEDRIVE = """\
Deal - Title,Deal - Value,Deal - Currency of value,Deal - Status,Deal - Won time,Organization,Deal - Owner
First,125000,USD,Won,2024-01-05 10:00:00,ООО Ромашка,Иванов
Second,9326.84,USD,Won,2024-03-20 10:00:00,ООО Ромашка,Иванов
Third,5000,USD,Won,2024-02-13 10:00:00,Тест,Петров
Fourth,7777,USD,Lost,,Тест,Петров
Fifth,100,USD,Open,,Тест,Петров
"""

ZOHO = """\
Deal Id,Deal Owner.id,Deal Owner,Deal Name,Company Name.id,Company Name,Amount,Stage,Closing Date
zcrm_1,zcrm_91,Иванов,First,zcrm_71,ООО Ромашка,$125.00K,Closed Won,"Jan 5, 2024"
zcrm_2,zcrm_91,Иванов,Second,zcrm_71,ООО Ромашка,"9,326.84",Closed Won,2024-03-20
zcrm_3,zcrm_92,Петров,Third,zcrm_72,Тест,"5,000.00",Closed Won,13 Feb 2024
zcrm_4,zcrm_92,Петров,Fourth,zcrm_72,Тест,"7,777.00",Closed Lost to Competition,2024-02-14
"""

DYNAMICS = """\
(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Account,\
Original Owner,Current Owner,Last Assigned Date,Contract Date,Date Signed,Contract Total,Status
a-1,x,45300,First,ООО Ромашка,Петров,Иванов,45290,45290,45296,"125,000.00",Won
a-2,x,45300,Second,ООО Ромашка,Петров,Иванов,45290,45290,45371,"9,326.84",Won
a-3,x,45300,Third,Тест,Петров,Петров,45290,45290,45335,"5,000.00",Won
a-4,x,45300,Fourth,Тест,Петров,Петров,45290,45290,45336,"7,777.00",Lost
"""

EXPORTS = {
    "amoCRM": ("deals.csv", AMOCRM, 2),
    "Bitrix24": ("deals.csv", BITRIX, 1),
    "Bitrix24 (Excel)": ("deals.xls", BITRIX_HTML, 0),
    "1C": ("register.csv", ONE_C, 1),
    "HubSpot": ("hubspot.csv", HUBSPOT, 1),
    "Salesforce": ("report.csv", SALESFORCE, 2),
    "Pipedrive": ("deals.csv", PIPEDRIVE, 2),
    "Zoho": ("zoho.csv", ZOHO, 1),
    "Dynamics 365": ("dynamics.csv", DYNAMICS, 1),
}
ZOHO_IDS = {"zcrm_71": "ООО Ромашка", "zcrm_72": "Тест", "zcrm_91": "Иванов", "zcrm_92": "Петров"}


@pytest.mark.parametrize("system", EXPORTS)
def test_every_layout_reads_to_the_same_orders(system: str, tmp_path: Path) -> None:
    name, content, set_aside = EXPORTS[system]
    encoding = "cp1251" if system == "1C" else "utf-8"
    (tmp_path / name).write_bytes(content.encode(encoding))
    sales = read_sales([name], folder=tmp_path)
    orders = sales.orders.replace(ZOHO_IDS)
    orders = [
        (row.client_id, row.day.date().isoformat(), row.amount, row.employee_id)
        for row in orders.itertuples()
    ]
    assert orders == ORDERS
    (file,) = sales.inputs
    assert file.rows_set_aside == set_aside == len(sales.set_aside)
    note = f"Recognised as an export of {system.removesuffix(' (Excel)')}."
    assert note in [str(text) for text in file.notes]
    assert (sales.start, sales.as_of) == (date(2024, 1, 5), date(2024, 3, 20))


@pytest.mark.parametrize(
    ("system", "currency"),
    [("Bitrix24", "RUB"), ("HubSpot", "$"), ("Pipedrive", "USD"), ("Zoho", "$"), ("1C", None)],
)
def test_currency_of_a_layout(system: str, currency: str | None, tmp_path: Path) -> None:
    name, content, _ = EXPORTS[system]
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert read_sales([name], folder=tmp_path).currency == currency


def test_salesforce_deals_of_one_name_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text(SALESFORCE, encoding="utf-8")
    sales = read_sales(["report.csv"], folder=tmp_path)
    assert list(sales.orders["order_id"]) == ["Renewal", "Renewal", "Third"]
    assert any("no order number" in str(note) for note in sales.notes)


def test_bitrix_product_rows_are_one_deal(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(BITRIX, encoding="utf-8")
    sales = read_sales(["deals.csv"], folder=tmp_path)
    assert sales.inputs[0].rows_used == 4
    assert len(sales.orders) == 3


def test_1c_client_list(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(ONE_C, encoding="utf-8")
    (tmp_path / "c.csv").write_text(
        "Наименование;Код;Основной менеджер;Бизнес-регион;Дата регистрации\n"
        "ООО Ромашка;000001;Иванов;Москва;01.01.2020\n"
        "Тест;000002;Петров;Казань;01.01.2021\n",
        encoding="utf-8",
    )
    sales = read_sales(["r.csv", "clients=c.csv"], folder=tmp_path)
    assert list(sales.clients["client_id"]) == ["ООО Ромашка", "Тест"]
    assert list(sales.clients["segment"]) == ["Москва", "Казань"]


def test_1c_grouped_report_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text(
        "Валовая прибыль предприятия;;;\nПериод: 01.06.2026 - 30.06.2026;;;\n"
        "Покупатель;Выручка;Себестоимость;Валовая прибыль\n"
        "ООО Ромашка;18 997 284;12 000 000;6 997 284\nПо менеджерам;;;\n"
        "Иванов;18 997 284;12 000 000;6 997 284\nИтого;18 997 284;12 000 000;6 997 284\n",
        encoding="utf-8",
    )
    with pytest.raises(KitError, match="not a table of orders") as caught:
        read_sales(["report.csv"], folder=tmp_path)
    assert "one row for each sales document" in str(caught.value)


def test_no_heading_stands_under_two_columns() -> None:
    for table, columns in TABLES.items():
        names = [name for listed in synonyms(table).values() for name in listed]
        twice = pd.Series(names)[pd.Series(names).duplicated()]
        assert list(twice) == [], table
        assert {column.name for column in columns} <= set(synonyms(table))


def test_layouts_name_known_columns_only() -> None:
    names = {layout.name for layout in known_layouts()}
    assert names == {name.removesuffix(" (Excel)") for name in EXPORTS}
    for layout in known_layouts():
        canonical = {column.name for column in TABLES[layout.table]} | {"order_title"}
        assert set(layout.columns) <= canonical, layout.name


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("SalesOrderID", "sales order id"),
        ("Order_Date", "order-date"),
        ("Дата отчёта", "дата отчета"),
        ("Amount, EUR", "amount"),
        ("Сумма (руб.)", "сумма"),
        ("Order #", "order no"),
        ("№ заказа", "Номер заказа"),
        ("Est. Revenue", "est revenue"),
    ],
)
def test_headings_that_are_the_same_name(heading: str, other: str) -> None:
    assert plain(heading) == plain(other)


def test_a_margin_in_percent_is_not_a_margin() -> None:
    assert plain("Margin %") != plain("Margin")


def test_the_longest_signature_decides_and_of_two_as_long_neither(monkeypatch) -> None:
    short, long, other = (
        Layout(name, "orders", tuple(signature), {})
        for name, signature in (("short", "ab"), ("long", "abc"), ("other", "abd"))
    )
    monkeypatch.setattr("kit.sales.headings.names.known_layouts", lambda: (short, long, other))
    assert layout_of("orders", ["A", "B", "C"]) == long
    assert layout_of("orders", ["A", "B", "C", "D"]) is None
    assert layout_of("orders", ["A", "B"]) == short
    assert layout_of("clients", ["A", "B"]) is None
