"""Leads, needs and joint groups: read by their headings, and taken for nothing else."""

# ruff: noqa: E501 - rows of exports are as long as they are

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.sales.clean import read_sales
from kit.sales.headings.preview import likely_table
from kit.sales.tables import Sales

ORDERS = (
    "Order No,Client,Order date,Amount,Employee\n"
    "1,Acorn Ltd,2024-01-05,100,H1\n2,Birch,2024-02-05,100,M1\n3,Acorn Ltd,2024-06-05,100,M1\n"
)
STAFF = "Employee,Name,Role\nT1,Ann Lee,telemarketer\nH1,Bo Ek,hunter\nM1,Cy Fox,account manager\n"


def read(folder: Path, **tables: str) -> Sales:
    for name, text in {"orders": ORDERS, "employees": STAFF, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_sales(
        ["orders.csv", "employees=employees.csv", *(f"{name}={name}.csv" for name in tables)],
        folder=folder,
    )


def days(column: pd.Series) -> list[str]:
    return ["" if pd.isna(day) else day.date().isoformat() for day in column]


LEADS_EN = (
    "Client,Passed by,Passed to,Qualified on,Need confirmed,Passed on,Accepted on,Returned on,Reason\n"
    "Acorn Ltd,Ann Lee,Bo Ek,2024-01-02,2024-01-03,2024-01-04,2024-01-05,,\n"
    "Birch,Ann Lee,Bo Ek,,2024-02-01,2024-02-02,,2024-02-03,no budget\n"
    "Cedar,Ann Lee,Bo Ek,,,2024-05-02,,2024-05-01,earlier than it was passed\n"
    "Dale,Ann Lee,Bo Ek,,,2024-07-02,,,after the data end\n"
    "Elm,Ann Lee,,2024-03-02,,,,,\n"
)
LEADS_RU = (
    "Компания;Телемаркетолог;Активный менеджер;Дата квалификации;Дата потребности;Дата передачи;"
    "Принят в работу;Дата возврата;Причина\n"
    "Acorn Ltd;Ann Lee;Bo Ek;02.01.2024;03.01.2024;04.01.2024;05.01.2024;;\n"
)


def test_leads_are_read_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    sales = read(tmp_path, leads=LEADS_EN)
    leads = sales.leads
    assert leads["client_id"].tolist() == ["Acorn Ltd", "Birch", "Elm"]
    assert days(leads["passed_on"]) == ["2024-01-04", "2024-02-02", ""]
    assert days(leads["qualified_on"]) == ["2024-01-02", "", "2024-03-02"]
    assert days(leads["need_on"]) == ["2024-01-03", "2024-02-01", ""]
    assert days(leads["returned_on"]) == ["", "2024-02-03", ""]
    assert leads["reason"].fillna("").tolist() == ["", "no budget", ""]
    # both people of a row are matched by the table of employees
    assert leads["by_id"].tolist() == ["T1", "T1", "T1"]
    assert leads["to_id"].fillna("").tolist() == ["H1", "H1", ""]
    account = sales.inputs[-1]
    assert (account.rows_read, account.rows_used, account.rows_set_aside) == (5, 3, 2)
    reasons = sorted(str(reason) for reason in sales.set_aside["reason"])
    assert reasons == ["after Jun 5, 2024, the day up to which data count", "ends before it begins"]


def test_leads_with_russian_headings_are_the_same(tmp_path: Path) -> None:
    leads = read(tmp_path, leads=LEADS_RU).leads
    [row] = leads.to_dict("records")
    assert (row["client_id"], row["by_id"], row["to_id"]) == ("Acorn Ltd", "T1", "H1")
    for column, day in (("qualified_on", 2), ("need_on", 3), ("passed_on", 4), ("accepted_on", 5)):
        assert row[column] == pd.Timestamp(2024, 1, day)
    assert pd.isna(row["returned_on"])


def test_needs_keep_the_kinds_that_nobody_listed(tmp_path: Path) -> None:
    needs = read(
        tmp_path,
        needs=(
            "Client,Kind of need,Recorded on,Started on,Ended on,Due on,Done by,Functions\n"
            "Acorn Ltd,Проект,2024-01-10,2024-01-20,2024-03-01,2024-03-10,Cy Fox,\n"
            "Birch,Consultation,2024-02-10,,,,,offer\n"
            "Birch,Audit,2024-03-10,,,,,\n"
            "Birch,Audit,,,,,,\n"
        ),
    ).needs
    assert needs["need"].tolist() == ["project", "advice", "Audit"]
    assert needs["employee_id"].fillna("").tolist() == ["M1", "", ""]
    assert days(needs["due_on"]) == ["2024-03-10", "", ""]
    assert needs["functions"].fillna("").tolist() == ["", "offer", ""]


def test_needs_are_read_from_a_list_of_tickets(tmp_path: Path) -> None:
    needs = read(
        tmp_path,
        needs=(
            "Ticket,Customer,Type,Created,Started,Due,Closed,Assignee\n"
            "T1,Acorn Ltd,Project,2024-01-10,2024-01-20,2024-03-10,2024-03-01,Cy Fox\n"
        ),
    ).needs
    (row,) = needs.to_dict("records")
    assert (row["client_id"], row["need"], row["employee_id"]) == ("Acorn Ltd", "project", "M1")
    assert days(needs["recorded_on"]) == ["2024-01-10"]
    assert days(needs["ended_on"]) == ["2024-03-01"]


def test_groups_have_members_of_both_sides_and_perhaps_no_end(tmp_path: Path) -> None:
    groups = read(
        tmp_path,
        groups=(
            "Клиент;Цель;Наши участники;Участники клиента;Начало;Окончание\n"
            "Acorn Ltd;Запуск склада;Cy Fox, Bo Ek;И. Петров;01.02.2024;01.04.2024\n"
            "Birch;Обмен данными;Cy Fox;А. Орлова;01.03.2024;\n"
        ),
    ).groups
    assert groups["our_members"].tolist() == ["Cy Fox, Bo Ek", "Cy Fox"]
    assert days(groups["to_on"]) == ["2024-04-01", ""]


HEADINGS = {
    # exports of leads, as CRM systems write them
    "leads Salesforce": "First Name,Last Name,Title,Company / Account,Email,Lead Source,Rating,Lead Owner,"
    "Lead Status,Create Date,Industry,Annual Revenue",
    "leads HubSpot": "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,"
    "Lead Status,Create Date,Associated Company,Became a Sales Qualified Lead Date",
    "leads Bitrix24, Russian": "ID;Название лида;Имя;Фамилия;Дата создания;Источник;Название компании;"
    "Должность;Валюта;Сумма;Статус;Ответственный;Кем создан",
    "leads Bitrix24, English": "ID;Lead name;First name;Last name;Created on;Source;Company name;Currency;Total;"
    "Status;Responsible person;Created by",
    # lists that people keep themselves
    "leads own": LEADS_EN.splitlines()[0],
    "leads own, Russian": LEADS_RU.splitlines()[0],
    "leads own, short": "Lead,SDR,Qualified,Handed over on",
    # in amoCRM a lead is a deal: what is won of them are the orders
    "orders amoCRM": "ID,Название сделки,Компания,Бюджет,Ответственный,Этап сделки,Воронка,"
    "Дата создания сделки,Дата закрытия",
    "orders Salesforce": "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Close Date",
    "needs own": "Client,Need,Recorded on,Started on,Ended on,Specialist",
    "needs own, Russian": "Клиент;Вид потребности;Дата запроса;Начало работ;Окончание работ;Исполнитель",
    "groups own": "Client,Aim,Our members,Their members,From,To",
    # tables that were there before
    "clients own": "Client,Name,Segment,Annual budget low,Annual budget high,First contact",
    "clients own, Russian": "Код клиента;Наименование;Сегмент;Годовой бюджет",
    "contracts own": "Client,Signed,Ends,Status",
    "assignments own": "Client,Employee,Role,From,To",
    "assignments functions": "Client,Employee,Role,Function,From,To",
    "employees own": "Employee,Name,Role,Hired,Left",
    "training own": "Date,Role,Employee,Topic,Cost",
    "activities own": "Who,Date,Kind of work,Hours,Client,How many",
    "orders own": "Order No,Client,Order date,Amount,Owner,Status",
    "orders own, Russian": "Номер;Дата;Контрагент;Сумма;Менеджер",
}


@pytest.mark.parametrize("listed", HEADINGS)
def test_each_list_is_taken_for_what_it_is(listed: str, tmp_path: Path) -> None:
    headings = HEADINGS[listed]
    sign = ";" if ";" in headings else ","
    cells = [_cell(heading) for heading in headings.split(sign)]
    rows = [sign.join(cell.format(n=n) for cell in cells) for n in range(1, 4)]
    path = tmp_path / "file.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    assert likely_table(path) == listed.split()[0].rstrip(",")


def _cell(heading: str) -> str:
    text = heading.casefold()
    if any(
        part in text for part in ("amount", "сумма", "бюджет", "total", "cost", "budget", "revenue")
    ):
        return "1{n}00"
    if any(part in text for part in ("date", "дата", "signed", "ends", " on", "from", "hired", "начало",
                                     "окончание", "first contact", "принят", "qualified", "to")):  # fmt: skip
        return "2024-0{n}-05" if text not in ("passed to", "total", "customer") else "Bo {n}"
    if text in ("hours", "how many", "order no", "id", "record id", "номер"):
        return "{n}"
    return heading[:4] + " {n}"


def test_a_company_without_these_tables_has_them_empty(tmp_path: Path) -> None:
    sales = read(tmp_path)
    assert len(sales.leads) == len(sales.needs) == len(sales.groups) == 0
    assert not any(name.startswith(("leads", "needs", "groups")) for name in sales.given)


def test_a_function_in_a_second_file_is_no_copy_of_the_whole_client(tmp_path: Path) -> None:
    for name, text in {
        "orders": ORDERS,
        "owners": "Client,Employee,Role,From,To\nAcorn Ltd,M1,manager,2024-01-05,\n",
        "functions": "Client,Employee,Role,Function,From,To\nAcorn Ltd,M1,manager,offer,2024-01-05,\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    files = ["orders.csv", "assignments=owners.csv", "assignments=functions.csv"]
    sales = read_sales(files, folder=tmp_path)
    assert sales.assignments["function"].fillna("").tolist() == ["", "offer"]
    assert not len(sales.set_aside)
