from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="the benchmark measures memory as Unix does")


def test_small_benchmark_runs_and_the_sql_finds_the_same_firings() -> None:
    script = Path(__file__).parents[2] / "benchmarks" / "backtest.py"
    done = subprocess.run(
        [sys.executable, str(script), "--rows", "20000", "--repeat", "1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "## 20,000 orders" in done.stdout
    assert "The kernel and the SQL find the same 38,194 firings" in done.stdout
    assert done.stdout.count("\n| ") == 8  # head, rule and six parts
