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


# other forms of the same and of more systems: what the system is called, headings, how a row is
# written, and the words for won, lost and open ("" where a form does not have such rows)
FORMS = {
    "Bitrix24, English": (
        "Bitrix24",
        "ID;Pipeline;Stage;Name;Type;Amount;Currency;Probability;Company;Responsible;Created on;Start date;End date;Closed",
        "{n};General;{word};Deal {n};Sale;{amount};US Dollar;;{client};{owner};11/30/2023;12/01/2023;{date};Y",
        ("Deal won", "Deal lost", "Create papers"),
    ),
    "Bitrix24, English, fields": (
        "Bitrix24",
        "ID;Deal stage;Total;Responsible person;Company;Assumed close date",
        "{n};{word};{amount};{owner};{client};{date}",
        ("Deal won", "Deal lost", "Final invoice"),
    ),
    "Bitrix24, API": (
        "Bitrix24",
        "ID,TITLE,STAGE_ID,CURRENCY_ID,OPPORTUNITY,COMPANY_ID,BEGINDATE,CLOSEDATE,ASSIGNED_BY_ID,DATE_CREATE,CLOSED",
        "{n},Deal {n},{word},RUB,{amount},{client},2023-12-01,{date},{owner},2023-11-30,Y",
        ("C4:WON", "C4:LOSE", "C4:EXECUTING"),
    ),
    "Kommo, Spanish": (
        "amoCRM",
        "ID,Nombre del lead,Compañía del lead,Contacto principal,Responsable,Estatus del lead,Embudo de ventas,Presupuesto,Fecha de creación,Cerrado el",
        "{n},Negocio {n},{client},Ana,{owner},{word},Ventas,{amount},2023-12-01,{date}",
        ("Logrado con éxito", "Venta perdida", "Propuesta enviada"),
    ),
    "Kommo, Portuguese": (
        "amoCRM",
        "ID,Empresa lead 's,Usuário responsável,Etapa do lead,Funil de vendas,Lead venda R$,Criado em,Fechado em",
        "{n},{client},{owner},{word},Vendas,{amount},2023-12-01,{date}",
        ("Venda ganha", "Venda perdida", "Proposta enviada"),
    ),
    "Dynamics 365, Russian": (
        "Dynamics 365",
        "(Не изменять) Возможная сделка;(Не изменять) Контрольная сумма строки;Раздел;Потенциальный клиент;Предполагаемая дата закрытия;Предполагаемый доход;Фактическая дата закрытия;Фактический доход;Ответственный;Состояние",
        "{n};x;Сделка {n};{client};2030-01-01;1;{date};{amount};{owner};{word}",
        ("Реализованная", "Упущенная", "Открытая"),
    ),
    "HubSpot, German": (
        "HubSpot",
        "Datensatz-ID,Deal-Name,Dealphase,Abschlussdatum,Zuständiger Mitarbeiter für Deal,Betrag,Erstellungsdatum,Pipeline,Zugehöriges Unternehmen",
        "{n},Deal {n},{word},{date} 11:00,{owner},{amount},2023-12-01 10:00,Vertriebspipeline,{client}",
        ("Abgeschlossen und gewonnen", "Abgeschlossen und verloren", "Vertrag gesendet"),
    ),
    "HubSpot, Spanish": (
        "HubSpot",
        "ID de registro,Nombre del negocio,Etapa del negocio,Fecha de cierre,Propietario del negocio,Valor,Fecha de creación,Empresa asociada",
        "{n},Negocio {n},{word},{date},{owner},{amount},2023-12-01,{client}",
        ("Cierre ganado", "Cierre perdido", "Contrato enviado"),
    ),
    "HubSpot, API": (
        "HubSpot",
        "hs_object_id,dealname,dealstage,closedate,createdate,amount,hubspot_owner_id,associated_company_id",
        "{n},Deal {n},{word},{date}T10:00:00,2023-12-01,{amount},{owner},{client}",
        ("closedwon", "closedlost", "contractsent"),
    ),
    "Pipedrive, German": (
        "Pipedrive",
        "Deal - ID,Deal - Titel,Deal - Organisation,Deal - Wert,Deal - Status,Deal - Besitzer,Deal - Deal erstellt,Deal - Deal abgeschlossen am,Deal - Datum des gewonnenen Deals",
        "{n},Deal {n},{client},{amount},{word},{owner},2023-12-01 10:00:00,{date} 10:00:00,{date} 10:00:00",
        ("Gewonnen", "Verloren", "Offen"),
    ),
    "Pipedrive, Russian": (
        "Pipedrive",
        '"Сделка - ID","Сделка - Название","Сделка - Организация","Сделка - Сумма","Сделка - Статус","Сделка - Владелец","Сделка - Ожидаемая дата закрытия","Сделка - Дата выигрыша"',
        "{n},Сделка {n},{client},{amount},{word},{owner},2030-01-01,{date}",
        ("Выиграна", "Проиграна", "Открыта"),
    ),
    "Salesforce, API": (
        "Salesforce",
        "Id,IsDeleted,AccountId,Name,StageName,Amount,Probability,CloseDate,Type,CurrencyIsoCode,OwnerId,CreatedDate",
        "{n},0,{client},Deal,{word},{amount},100,{date} 00:00:00,New Business,USD,{owner},2023-12-01 10:00:00",
        ("Closed Won", "Closed Lost", "Prospecting"),
    ),
    "Zoho, Russian": (
        "Zoho",
        "Идентификатор записи,Ответственный за сделку,Сумма,Название сделки,Дата закрытия,Название контрагента,Стадия,Тип,Время создания",
        "{n},{owner},{amount},Сделка {n},{date},{client},{word},,2023-12-01 10:00:00",
        ("Закрыто с выигрышем", "Закрыто с проигрышем", "Переговоры/Рассмотрение"),
    ),
    "Zoho, API": (
        "Zoho",
        "id,Deal_Name,Account_Name,Amount,Stage,Closing_Date,Owner,Created_Time",
        "{n},Deal {n},{client},{amount},{word},{date},{owner},2023-12-01",
        ("Closed Won", "Closed Lost", "Qualification"),
    ),
    "1C, journal of documents": (
        "1C",
        "Дата;Номер;Клиент;Сумма;Валюта;Менеджер;Организация",
        "{date} 12:00:00;0000-{n};{client};{amount};RUB;{owner};ООО Мы",
        ("", "", ""),
    ),
    "1C, movements of a register": (
        "1C",
        "Период;Регистратор;Номер строки;Контрагент;Менеджер;Выручка;Сумма без НДС",
        "{date} 12:00:00;Реализация товаров и услуг 00-{n} от 05.01.2024 12:00:00;1;{client};{owner};1,00;{amount}",
        ("", "", ""),
    ),
    "Shopify": (
        "Shopify",
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Billing Company,Employee",
        "#{n},a@b.example,{word},{date},fulfilled,USD,{amount},5,1,1,{date} 10:15:00,1,Mug,{client},{owner}",
        ("paid", "refunded", ""),
    ),
    "WooCommerce": (
        "WooCommerce",
        "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Company (Billing),Email (Billing),Order Subtotal Amount,Order Total Amount,Order Refund Amount",
        "{n},{word},{date} 10:00,,Ann,{client},a@b.example,{amount},{amount},0",
        ("Completed", "Failed", "Pending payment"),
    ),
    "WooCommerce, names of fields": (
        "WooCommerce",
        "order_id,order_number,order_date,paid_date,status,order_total,order_subtotal,order_currency,customer_id,billing_company",
        "{n},{n},{date} 10:00,{date},{word},{amount},1,USD,7,{client}",
        ("completed", "refunded", "on-hold"),
    ),
    "Stripe": (
        "Stripe",
        "id,Amount Due,Amount Paid,Billing,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subtotal,Total,Status",
        "in_{n},1,1,send_invoice,TRUE,usd,{client},{date} 10:00,2030-01-01,A-{n},TRUE,1,{amount},{word}",
        ("paid", "uncollectible", "draft"),
    ),
    "Xero": (
        "Xero",
        "*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,Description,*Quantity,*UnitAmount,LineAmount,Currency,Type,Status",
        "{client},a@b.example,INV-{n},,{date},2030-01-01,999,Goods,1,7,{amount},NZD,Sales invoice,{word}",
        ("Paid", "Voided", "Draft"),
    ),
    "Odoo": (
        "Odoo",
        "Order Reference,Order Date,Customer,Salesperson,Activities,Company,Untaxed Amount,Total,Status",
        "S{n},{date} 10:00:00,{client},{owner},,Us,{amount},1,{word}",
        ("Done", "Cancelled", "Quotation"),
    ),
    "Odoo, paths": (
        "Odoo",
        "id,order_line/order_id/date_order,order_line/order_id/name,order_line/order_partner_id/display_name,order_line/salesman_id,order_line/price_subtotal,order_line/order_id/state",
        "x_{n},{date} 6:49,S{n},{client},{owner},{amount},{word}",
        ("done", "cancel", "draft"),
    ),
    "SAP, sales orders": (
        "SAP",
        "MANDT,VBELN,ERDAT,AUDAT,KUNNR,NETWR,WAERK,PERNR",
        "100,{n},20300101,{compact},{client},{amount},EUR,{owner}",
        ("", "", ""),
    ),
    "SAP, list of billing documents": (
        "SAP",
        "Bill.Doc.\tBillT\tBilling Date\tSold-to pt\tNet Value\tCurr.\tCreated by",
        "{n}\tF2\t{date}\t{client}\t{amount}\tEUR\t{owner}",
        ("", "", ""),
    ),
    "QuickBooks": (
        "QuickBooks",
        "Transaction date,Transaction type,No.,Name,Status,Due date,Total,Balance,Currency",
        "{date},Invoice,{n},{client},{word},2030-01-01,{amount},0.00,USD",
        ("Paid", "Voided", ""),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_layout_reads_to_the_same_orders(form: str, tmp_path: Path) -> None:
    system, headings, row, words = FORMS[form]
    deals = [
        (n, client, day, amount / 100, owner, words[0])
        for n, (client, day, amount, owner) in enumerate(ORDERS, start=1)
    ]
    deals += [
        (n, "Тест", "2024-02-14", 7777, "Петров", word)
        for n, word in enumerate(words[1:], start=4)
        if word
    ]
    lines = [headings]
    for n, client, day, amount, owner, word in deals:
        lines.append(
            row.format(
                n=n,
                client=client,
                date=day,
                compact=day.replace("-", ""),
                amount=f"{amount:.2f}",
                owner=owner,
                word=word,
            )
        )
    (tmp_path / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sales = read_sales(["export.csv"], folder=tmp_path)
    owners = "owner" in row
    read = [
        (
            order.client_id,
            order.day.date().isoformat(),
            order.amount,
            order.employee_id if owners else None,
        )
        for order in sales.orders.itertuples()
    ]
    assert read == [(*order[:3], order[3] if owners else None) for order in ORDERS]
    assert f"Recognised as an export of {system}." in map(str, sales.inputs[0].notes)
    assert sales.inputs[0].rows_set_aside == len(deals) - 3


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
    named = {name.removesuffix(" (Excel)") for name in EXPORTS}
    assert names == named | {system for system, *_ in FORMS.values()}
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


def test_a_time_zone_in_brackets_is_no_part_of_a_name() -> None:
    assert plain("Date (UTC)") == plain("Date")
    assert plain("Company (Billing)") != plain("Company")


def test_of_two_forms_as_long_the_one_with_more_columns_decides(monkeypatch) -> None:
    poor = Layout("poor", "orders", ("a",), {"amount": ("x",)})
    rich = Layout("rich", "orders", ("b",), {"amount": ("c",), "status": ("x", "d")})
    twin = Layout("rich", "orders", ("c",), {"amount": ("b",), "status": ("d",)})
    layouts = {"orders": (poor, rich, twin)}
    monkeypatch.setattr("kit.sales.headings.names.known_layouts", layouts.__getitem__)
    assert layout_of("orders", ["A", "B", "C", "D"]) == rich
    assert layout_of("orders", ["A", "B"]) is None


def test_the_longest_signature_decides_and_of_two_as_long_neither(monkeypatch) -> None:
    short, long, other = (
        Layout(name, "orders", tuple(signature), {})
        for name, signature in (("short", "ab"), ("long", "abc"), ("other", "abd"))
    )
    layouts = {"orders": (short, long, other), "clients": ()}
    monkeypatch.setattr("kit.sales.headings.names.known_layouts", layouts.__getitem__)
    assert layout_of("orders", ["A", "B", "C"]) == long
    assert layout_of("orders", ["A", "B", "C", "D"]) is None
    assert layout_of("orders", ["A", "B"]) == short
    assert layout_of("clients", ["A", "B"]) is None
