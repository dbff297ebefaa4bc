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
    ["TEST CLIENT 2", "Demo account", "internal_customer", "Dummy firm", "ACME - do not use",
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
    ["Testo SE", "Test", "Test Equipment Corp", "Demo Group Inc", "Internal Medicine Clinic",
     "Samples Ltd", "Тестов и сыновья", "Testa", "Демотехника"],
)  # fmt: skip
def test_real_names_are_no_question(name, tmp_path):
    assert name in clients(tmp_path, name)
