"""Who works in which role, as the company said and as its systems recorded it."""

from __future__ import annotations

import pandas as pd

from kit.company.model import Company
from kit.owners.staff import role_ids, staff


def test_roles_are_recognised_by_label_and_by_usual_names():
    company = Company.model_validate(
        {"roles": [{"id": "hunter", "label": "Искатель"}, {"id": "boss", "label": "The Boss"}]}
    )
    texts = pd.Series(["искатель", "HUNTER", "the-boss", "КМ", "Account  Manager", "Cook", None])
    assert role_ids(texts, company)[:6].to_list() == [
        "hunter", "hunter", "boss", "account_manager", "account_manager", "Cook",
    ]  # fmt: skip
    assert pd.isna(role_ids(texts, company)[6])


def test_staff_from_register_and_company(register):
    sales = register(
        ("c", "H", "Hunter", "2020-01-01", None),
        ("d", "H", "Клиентский менеджер", "2020-01-01", None),
    )
    company = Company.model_validate(
        {
            "roles": [{"id": "hunter", "label": "Hunter"}],
            "people": [{"id": "H", "roles": ["hunter"]}, {"id": "N", "roles": ["hunter"]}],
        }
    )
    found = staff(company, sales)
    assert found.roles("H") == {"hunter", "account_manager"}
    assert found.single() == {"N": "hunter"}
    assert found.of_role("hunter") == {"H", "N"}
    assert list(found.differing()) == ["H"]
