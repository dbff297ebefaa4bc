"""Small companies made by hand."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

from kit.sales.tables import Sales

# a slow computer makes a test slow, and nothing else
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

DAY_0 = date(2020, 1, 1)
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def _dates(days: Sequence[int]) -> pd.Series:
    return pd.Series([pd.Timestamp(DAY_0 + timedelta(days=int(one))) for one in days]).astype(
        "datetime64[s]"
    )


def make_sales(
    orders: Sequence[tuple],
    *,
    as_of: int,
    contracts: Sequence[tuple[str, int]] | None = None,
    budgets: dict[str, int] | None = None,
    assignments: Sequence[tuple[str, str, int]] | None = None,
    margin: bool = False,
    start: int = 0,
) -> Sales:
    """Sales from (client, day, amount in units[, regular]); days count from 2020-01-01."""
    rows = sorted(orders, key=lambda one: (one[0], one[1]))
    amounts = [round(one[2] * 100) for one in rows]
    frame = pd.DataFrame(
        {
            "order_id": [str(number) for number in range(len(rows))],
            "client_id": [one[0] for one in rows],
            "day": _dates([one[1] for one in rows]),
            "ordered_on": _dates([one[1] for one in rows]),
            "amount": pd.Series(amounts, dtype="int64"),
            "margin": pd.Series([a // 4 if margin else pd.NA for a in amounts], dtype="Int64"),
            "regular": [one[3] if len(one) > 3 else True for one in rows],
        }
    )
    given = {"orders.order_id", "orders.client_id", "orders.ordered_on", "orders.amount"}
    given |= {"orders.kind"} | ({"orders.margin"} if margin else set())
    if contracts is not None:
        given |= {"contracts.client_id", "contracts.signed_on"}
    if budgets is not None:
        given |= {"clients.client_id", "clients.annual_budget"}
    if assignments is not None:
        given |= {f"assignments.{one}" for one in ("client_id", "employee_id", "role", "from_on")}
    names = list(budgets or {})
    signed = contracts or []
    assigned = assignments or []
    return Sales(
        orders=frame,
        clients=pd.DataFrame(
            {
                "client_id": pd.Series(names, dtype="str"),
                "annual_budget_low": pd.Series([budgets[n] * 100 for n in names], dtype="Int64"),
                "annual_budget_high": pd.Series([budgets[n] * 100 for n in names], dtype="Int64"),
            }
        ),
        contracts=pd.DataFrame(
            {
                "client_id": pd.Series([one for one, _ in signed], dtype="str"),
                "signed_on": _dates([day for _, day in signed]),
                "ends_on": _dates([]).reindex(range(len(signed))),
            }
        ),
        assignments=pd.DataFrame(
            {
                "client_id": pd.Series([one for one, _, _ in assigned], dtype="str"),
                "employee_id": "e",
                "role": pd.Series([role for _, role, _ in assigned], dtype="str"),
                "from_on": _dates([day for _, _, day in assigned]),
            }
        ),
        employees=pd.DataFrame({"employee_id": pd.Series(dtype="str")}),
        given=frozenset(given),
        start=DAY_0 + timedelta(days=start),
        as_of=DAY_0 + timedelta(days=as_of),
        currency="EUR",
        per_unit=100,
        set_aside=pd.DataFrame({"file": [], "row": [], "reason": [], "record": []}),
        inputs=(),
    )


@pytest.fixture(autouse=True, scope="session")
def _settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The settings of whoever runs the tests stay as they are."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "APPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture(name="make_sales")
def _make_sales() -> Callable[..., Sales]:
    return make_sales


@pytest.fixture(scope="session")
def benchmark_module() -> Callable[[str], ModuleType]:
    """Loads a benchmark by its name, as a module of its own; it may import its neighbours."""
    if str(BENCHMARKS) not in sys.path:
        sys.path.append(str(BENCHMARKS))

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # its dataclasses ask for it
        spec.loader.exec_module(module)
        return module

    return load
