"""Files dropped on the page: of more than a message holds, with what has arrived said meanwhile."""

from playwright.sync_api import expect

# A file of 15 MB: few rows, so that reading it costs little, and a long remark in each.
DROP = """element => {
  const day = n => `2025-0${1 + n % 9}-1${n % 9}`;
  const row = n => `${n};Client ${n % 40};${day(n)};${100 + n};${"x".repeat(7500)}\\n`;
  const rows = Array.from({ length: 2000 }, (_, n) => row(n)).join("");
  const file = new File(["Order no;Customer;Order date;Amount;Remark\\n" + rows], "dropped.csv");
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  const seen = [];
  new MutationObserver(() => {
    const bar = element.querySelector("progress");
    if (bar) seen.push(bar.value);
  }).observe(element, { childList: true, subtree: true, attributes: true });
  window.seen = seen;
  for (const type of ["dragover", "drop"]) {
    element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""


def test_a_large_file_can_be_dropped(visit):
    reader = visit("app", "en")
    reader.open("05")
    zone = reader.find(".kit-drop")
    zone.evaluate(DROP)
    expect(reader.find(".kit-start table").first).to_contain_text("dropped.csv")
    seen = reader.page.evaluate("() => window.seen")
    assert len(set(seen)) > 3
    assert seen == sorted(seen)
    kept = reader.workshop.company / "data" / "dropped.csv"
    assert kept.stat().st_size > 15_000_000
    reader.shoot("05-dropped", reader.find(".kit-start"))
