"""Clients whose whole name says that they are none are asked about; real names are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered


def clients(folder: Path, name: str, **options: object) -> set[str]:
    names = ["Alpha", "Beta", name, "Gamma"]
    rows = [f"{n},{names[n % 4]},2024-0{n + 1}-10,{n + 1}00" for n in range(8)]
    text = "\n".join(["Order ID,Client,Order date,Amount", *rows])
    (folder / "o.csv").write_text(text, encoding="utf-8")
    sales = read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]
    return set(sales.orders["client_id"])


@pytest.mark.parametrize(
    "name",
    ["Test", "тест", "DEMO", "Internal", "Test 2", "Our company",
     "TEST CLIENT 2", "Demo account", "internal_customer", "Dummy firm", "ACME - do not use",
     "Test Kunde", "Тестовый клиент", "тест тест", "НЕ ИСПОЛЬЗОВАТЬ Ромашка"],
)  # fmt: skip
def test_a_client_that_is_none_is_asked_about(name, tmp_path):
    with pytest.raises(Unanswered) as caught:
        clients(tmp_path, name)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.client_id.tests"]
    key = "orders.client_id.tests"
    assert clients(tmp_path, name, answers={key: "keep"}) == {"Alpha", "Beta", "Gamma", name}
    assert clients(tmp_path, name, answers={key: "leave-out"}) == {"Alpha", "Beta", "Gamma"}


@pytest.mark.parametrize(
    "name",
    ["Testo SE", "Test Equipment Corp", "Demo Group Inc", "Internal Medicine Clinic",
     "Samples Ltd", "Тестов и сыновья", "Testa", "Демотехника"],
)  # fmt: skip
def test_real_names_are_no_question(name, tmp_path):
    assert name in clients(tmp_path, name)


def sales(folder: Path, names: list[str], headings: str = "", cells: str = "", **options: object):
    rows = [
        f"{n},{name},2024-{n // 28 + 1:02}-{n % 28 + 1:02},100{cells}"
        for n, name in enumerate(names)
    ]
    text = "\n".join(["Order ID,Client,Order date,Amount" + headings, *rows])
    (folder / "o.csv").write_text(text, encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]


def test_what_weighs_little_or_stands_in_a_sample_stays_and_that_is_said(tmp_path):
    many = [f"Client {n % 7}" for n in range(200)] + ["Test"]
    for names in (many, ["Alpha", "Test", "Alpha"]):
        read = sales(tmp_path, names)
        assert len(read.orders) == len(names)
        assert ["--answer orders.client_id.tests=leave-out" in str(offer.offered)
                for offer in read.offers] == [True]  # fmt: skip
        left = sales(tmp_path, names, answers={"orders.client_id.tests": "leave-out"})
        assert len(left.orders) == len(names) - 1


def test_the_company_whose_name_stands_in_every_row_is_asked_about(tmp_path):
    names = ["Ромашка", "Alpha", "Beta", "Gamma", "Ромашка", "Alpha"]
    with pytest.raises(Unanswered) as caught:
        sales(tmp_path, names, ",Организация", ",«Ромашка»")
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.client_id.tests"]
    read = sales(
        tmp_path,
        names,
        ",Организация",
        ",«Ромашка»",
        answers={"orders.client_id.tests": "leave-out"},
    )
    assert set(read.orders["client_id"]) == {"Alpha", "Beta", "Gamma"}


@pytest.mark.parametrize(
    "name",
    ["Walk-in customer", "Guest", "Cash sale", "Розничный покупатель", "Частное лицо", "Физ. лица",
     "Laufkundschaft", "Consumidor final", "Client comptoir", "Muhtelif müşteriler"],
)  # fmt: skip
def test_a_name_for_anybody_is_asked_about(name, tmp_path):
    with pytest.raises(Unanswered) as caught:
        clients(tmp_path, name)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.client_id.tests"]
