// The page around the lessons: which step is in front, what has been seen, where a panel goes.
// Nothing here needs Python: one that is busy or gone holds up the panels alone.
(() => {
  const root = document.documentElement;
  const words = JSON.parse(document.getElementById("words").textContent);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const lessonOf = (place) => place.split("/")[0];
  const places = all("article .step").map((step) => `${step.parentElement.dataset.lesson}/${step.dataset.step}`);
  const RETRY = 1000; // milliseconds until a panel that could not be drawn is tried again
  const PATIENCE = 45000; // milliseconds until a Python that has not come is said not to answer

  // What the browser keeps between two visits; where it may not, the page works without.
  const kept = (name) => {
    try { return JSON.parse(localStorage.getItem(`handoff ${name}`)); } catch { return null; }
  };
  const keep = (name, value) => {
    try { localStorage.setItem(`handoff ${name}`, JSON.stringify(value)); } catch { /* without */ }
  };

  const seen = new Set(kept("seen") ?? []);
  let here = "";
  let model = null;

  function show(wanted, byReader) {
    const place = places.includes(wanted) ? wanted : places.find((one) => lessonOf(one) === lessonOf(wanted)) ?? places[0];
    if (!place) return;
    const turned = lessonOf(here) !== lessonOf(place);
    here = place;
    let front = null;
    for (const step of all("article .step")) {
      const it = `${step.parentElement.dataset.lesson}/${step.dataset.step}` === place;
      step.hidden = !it;
      if (it) front = step;
    }
    for (const article of all("article")) article.hidden = article.dataset.lesson !== lessonOf(place);
    const at = places.indexOf(place);
    const last = lessonOf(places[at + 1] ?? "") !== lessonOf(place);
    const heading = front.querySelector("h1, h2")?.textContent ?? "";
    document.title = heading;
    document.getElementById("where").textContent = front.parentElement.dataset.name;
    document.getElementById("step").textContent = front.dataset.of;
    document.querySelector("[data-act=back]").disabled = at === 0;
    const next = document.querySelector("[data-act=next]");
    next.disabled = at === places.length - 1;
    next.firstElementChild.textContent = last && !next.disabled ? words.next_lesson : words.next;
    seen.add(place);
    keep("seen", [...seen]);
    mark(place);
    document.querySelector(".frame").classList.remove("open");
    window.scrollTo(0, 0);
    if (byReader) front.focus({ preventScroll: true });
    if (turned) ask();
    window.dispatchEvent(new Event("resize")); // what was hidden measures itself anew
    performance.mark(`handoff step ${place}`);
  }

  // From the opening page on to the first lesson that has not been seen to its end.
  function offer() {
    const row = all("[data-row]").find((it) => it.dataset.row !== "start" && it.dataset.state !== "done");
    const on = document.getElementById("on");
    on.parentElement.hidden = !row;
    if (!row) return;
    const own = places.filter((it) => lessonOf(it) === row.dataset.row);
    on.setAttribute("href", `#${own.find((it) => !seen.has(it)) ?? own[0]}`);
    on.querySelector("span").textContent = row.querySelector(".name").textContent;
  }

  // In the list of lessons: where one is, and what has been seen.
  function mark(place) {
    for (const row of all("[data-row]")) {
      const own = places.filter((it) => lessonOf(it) === row.dataset.row);
      const count = own.filter((it) => seen.has(it)).length;
      row.dataset.state = count === 0 ? "new" : count < own.length ? "begun" : "done";
      row.querySelector(".tick")?.setAttribute("aria-label", words[row.dataset.state]);
      row.classList.toggle("front", row.dataset.row === lessonOf(place));
    }
    for (const link of all(".steps a")) {
      const its = link.getAttribute("href").slice(1);
      link.classList.toggle("seen", seen.has(its));
      if (its === place) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    offer();
    tell();
  }

  // In the list of lessons: what those that were begun still ask for, and the way to it.
  function tell() {
    const asked = model?.get("asked") ?? {};
    const open = {}; // what is open in each step
    for (const [name, what] of Object.values(asked).flatMap(({ cells }) => Object.entries(cells))) {
      const step = document.querySelector(`[data-slot="${CSS.escape(name)}"]`)?.closest(".step");
      if (step) (open[`${step.parentElement.dataset.lesson}/${step.dataset.step}`] ??= []).push(what);
    }
    for (const link of all(".steps a")) {
      link.querySelector("small").textContent = (open[link.getAttribute("href").slice(1)] ?? []).join(", ");
    }
    for (const row of all("[data-row]")) {
      const link = row.querySelector(".open");
      const first = places.find((it) => lessonOf(it) === row.dataset.row && open[it]);
      if (!link) continue;
      link.hidden = !first || row.dataset.state === "new";
      link.textContent = asked[row.dataset.row]?.said ?? "";
      if (first) link.setAttribute("href", `#${first}`);
    }
  }

  const ask = () => model?.send({ act: "open", lesson: lessonOf(here) });

  function turn(by) {
    const place = places[places.indexOf(here) + by];
    if (place) location.hash = place;
  }

  function look(name, on) {
    root.classList.toggle(name, on);
    if (name === "dark") {
      root.classList.toggle("light", !on);
      document.body.dataset.jpThemeLight = String(!on);
    }
    document.querySelector(`[data-act=${name}]`).setAttribute("aria-pressed", on);
  }

  const acts = {
    next: () => turn(1),
    back: () => turn(-1),
    skip: () => document.querySelector("article:not([hidden]) .step:not([hidden])")?.focus(),
    menu: () => document.querySelector(".frame").classList.toggle("open"),
    dark: () => { const on = !root.classList.contains("dark"); look("dark", on); keep("dark", on); },
    projector: () => { const on = !root.classList.contains("projector"); look("projector", on); keep("projector", on); },
  };

  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "skip") event.preventDefault();
    acts[act]?.();
    const menu = document.querySelector("[data-act=menu]");
    menu.setAttribute("aria-expanded", document.querySelector(".frame").classList.contains("open"));
  });

  // Whoever types, moves a slider or walks through a table keeps the arrow keys.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, summary, .slot, .wide, [contenteditable]")) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) {
      event.preventDefault();
      turn(by);
    }
  });

  // The token has let one in; it need not stay in the list of visited pages.
  if (new URLSearchParams(location.search).has("token")) history.replaceState(null, "", location.pathname + location.hash);
  addEventListener("hashchange", () => show(location.hash.slice(1), true));
  look("projector", kept("projector") ?? false);
  look("dark", kept("dark") ?? matchMedia("(prefers-color-scheme: dark)").matches);
  show(location.hash.slice(1), false);
  performance.mark("handoff text");

  const starting = document.getElementById("starting");
  const silence = setTimeout(() => {
    starting.textContent = words.silent;
    starting.setAttribute("role", "alert");
  }, PATIENCE);

  // What a cell shows is drawn once, in its place among the text, and stays there.
  const drawn = new Set();
  async function draw(manager, name, ids) {
    const place = document.querySelector(`[data-slot="${CSS.escape(name)}"]`);
    if (!place || drawn.has(name)) return;
    drawn.add(name);
    let views;
    try {
      views = await Promise.all(ids.map(async (id) => manager.create_view(await manager.get_model(id))));
    } catch { // what it shows is still on its way, such as after a break of the connection
      drawn.delete(name);
      setTimeout(draw, RETRY, manager, name, ids);
      return;
    }
    place.replaceChildren();
    place.removeAttribute("aria-busy");
    place.hidden = ids.length === 0;
    for (const { luminoWidget } of views) luminoWidget.constructor.attach(luminoWidget, place);
    performance.mark(`handoff panel ${name}`);
  }

  window.handoff = {
    // Python has set the stage: say which lesson is open, and draw what comes.
    connect(stage) {
      model = stage;
      const update = () => {
        for (const [name, ids] of Object.entries(stage.get("shown"))) draw(stage.widget_manager, name, ids);
        starting.hidden = "status" in stage.get("shown");
      };
      stage.on("change:shown", update);
      stage.on("change:asked", tell);
      clearTimeout(silence);
      performance.mark("handoff connected");
      update();
      tell();
      ask();
    },
  };
})();
