"""How long does it take until the panel of sliders has drawn a new setting?

    python benchmarks/sliders.py --rows 1000000

Makes the orders of `benchmarks/backtest.py`, opens the panel of lesson 09 on them, and gives what
it sends to the browser to a page with the panel's own module in it. There each slider is moved
through all its settings; a move is timed from the event until the frame with the new picture and
table is done. Prints a table; the page asks nobody, and no Python, for anything.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

PAGE = "<!doctype html><meta charset=utf-8><style>%s</style><div id=panel></div>"
# a stand-in for the widget's model: what it holds is what Python has sent
START = """async ({ module, traits }) => {
  const url = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const model = { get: (name) => traits[name], on() {}, send() {}, save_changes() {} };
  widget.render({ model, el: document.getElementById("panel") });
}"""
MOVE = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const taken = [];
  for (const slider of document.querySelectorAll("input[type=range]")) {
    for (let at = 0; at <= Number(slider.max); at += 1) {
      await frame();
      const began = performance.now();
      slider.value = at;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await frame();
      taken.push(performance.now() - began);
    }
  }
  return taken;
}"""


def tool(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def company_of(folder: Path, rows: int) -> Any:
    """A company folder with that many orders; with 0 rows the demo."""
    import pyarrow.parquet as pq

    from kit.company import store

    if not rows:
        return store.new(folder / "demo", "demo")
    company = store.new(folder / "large", "chapter")
    tool(ROOT / "benchmarks" / "backtest.py").make(folder, rows)
    orders = pq.read_table(folder / "orders.parquet").select(["client_id", "day", "amount"])
    number = list(range(orders.num_rows))
    named = orders.rename_columns(["client_id", "ordered_on", "amount"])
    pq.write_table(named.append_column("order_id", [number]), company.folder / "orders.parquet")
    data = company.data.model_copy(update={"inputs": ("orders.parquet",)})
    return store.save(company.model_copy(update={"data": data}))


def measured(browser: Any, company: Any) -> dict[str, Any]:
    from kit.lessons.triggers.panel import trigger_panel
    from kit.lessons.widgets.answer import sales_of

    began = time.perf_counter()
    sales = sales_of(company)
    assert sales is not None
    read = time.perf_counter() - began
    began = time.perf_counter()
    panel = trigger_panel(company).children[1]
    worked_out = time.perf_counter() - began
    traits = {name: getattr(panel, name) for name in ("view", "words", "state")}
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_content(PAGE % panel._css)
    page.evaluate(START, {"module": panel._esm, "traits": traits})
    taken = page.evaluate(MOVE)
    page.close()
    return {
        "orders": len(sales.book.orders),
        "settings": len(panel.view["settings"]),
        "sent": len(json.dumps(traits, ensure_ascii=False).encode()),
        "read": read,
        "worked_out": worked_out,
        "moves": len(taken),
        "median": statistics.median(taken),
        "slow": statistics.quantiles(taken, n=20)[-1],
        "slowest": max(taken),
    }


def row(one: dict[str, Any]) -> str:
    return (
        f"| {one['orders']:,} | {one['settings']} | {one['read']:.1f} | {one['worked_out']:.1f} "
        f"| {one['sent'] / 1000:.0f} | {one['moves']} | {one['median']:.0f} | {one['slow']:.0f} "
        f"| {one['slowest']:.0f} |"
    )


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many orders")
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    found = tool(ROOT / "tools" / "browser.py").find()
    with tempfile.TemporaryDirectory(prefix="sliders-") as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"Python {platform.python_version()}, Chromium {browser.version}.\n")
        print(
            "| orders | settings | read, s | worked out, s | sent, kB | moves | median, ms "
            "| 19 of 20 within, ms | slowest, ms |\n" + "| ---: " * 9 + "|"
        )
        for rows in (0, asked.rows):
            print(row(measured(browser, company_of(Path(name), rows))), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
