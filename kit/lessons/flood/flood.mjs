// A flood to try out. Python gives, for each of many plausible cases, the load today, its growth and
// what one stream of new clients takes month by month; here they are added up as the sliders move.
//
// For tests, inside .kit-flood:
//   sliders           input[data-testid=surge|off|factor|people], [data-testid=leaving]
//   what it comes to  dd[data-testid=reached|late|needed|undone|risk]

/** The value that such a part of all does not exceed. */
const quantile = (values, part) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))];
};

/** The load of every case, month by month. */
const loads = ({ start, flow, months, managers, span }, grown, { surge, off, factor, people }) => {
  const more = (surge - 1) * (1 - off + off * factor);
  return start.map((begun, draw) =>
    Array.from({ length: months + 1 }, (_, month) =>
      ((begun * grown[draw] ** (month / span) + more * flow[draw][month]) * managers) / people));
};

const firstBeyond = (path, limit) => {
  const month = path.findIndex((load) => load >= limit);
  return month < 0 ? Infinity : month;
};

/** The share of requests that wait longer than agreed, at a load. */
const late = (load, patience) => (load >= 1 ? 1 : load * Math.exp(-2 * (1 - load) * patience));

/** Everything that the sliders come to. */
function summedUp(view, at) {
  const { months, limit, near, month_days, patience } = view;
  const paths = loads(view, view.grown, at);
  const slow = loads(view, view.slow, at);
  const bands = Array.from({ length: months + 1 }, (_, month) => [0.05, 0.5, 0.95].map((part) => quantile(paths.map((path) => path[month]), part)));
  const end = bands[months];
  const fullest = paths.map((path) => (Math.max(...path) * at.people) / limit);
  const piled = paths.map((path) => path.slice(1).reduce((sum, load) => Math.max(sum + load - 1, 0), 0) * month_days);
  return {
    bands,
    reached: [quantile(paths.map((path) => firstBeyond(path, limit - near)), 0.05), quantile(slow.map((path) => firstBeyond(path, limit + near)), 0.95)],
    late: [late(end[0], patience), late(end[2], patience)],
    needed: [quantile(fullest, 0.05), quantile(fullest, 0.95)].map((each) => Math.max(1, Math.ceil(each - 1e-9))),
    undone: [quantile(piled, 0.05), quantile(piled, 0.95)],
  };
}

const BOX = { wide: 720, high: 260, left: 56, right: 14, top: 12, bottom: 40 };

function flood({ model, el }) {
  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const set = {};
  const chosen = () => ({ surge: 2, off: 0, factor: view().factor[0], people: view().managers, ...set });
  const lang = () => desk.word("lang");
  const number = (value, digits = 0) => new Intl.NumberFormat(lang(), { maximumFractionDigits: digits }).format(value);
  const percent = (share) => new Intl.NumberFormat(lang(), { style: "percent", maximumFractionDigits: 0 }).format(share);
  /** Two figures as a range; a unit that both have is written once. */
  function range([low, high], write) {
    const [from, to] = [write(low), write(high)];
    if (from === to) return to;
    const unit = to.match(/[^\d]+$/)?.[0] ?? "";
    return `${unit && from.endsWith(unit) ? from.slice(0, -unit.length) : from}–${to}`;
  }

  const slider = (key, [least, most, step], shown) => h("div", { key },
    h("label", { for: desk.id(key) }, desk.word(key), ": ", h("output", { for: desk.id(key) }, shown(chosen()[key]))),
    h("input", {
      ...desk.named(key), id: desk.id(key), type: "range", min: least, max: most, step, value: chosen()[key],
      "aria-valuetext": shown(chosen()[key]),
      oninput: ({ target }) => { set[key] = Number(target.value); desk.redraw(); },
      onkeydown: (event) => event.stopPropagation(),
    }));

  function reached([low, high]) {
    if (low === Infinity) return desk.word("never");
    const from = low === 0 ? desk.word("today") : number(low);
    if (high === Infinity) return `${from}, ${desk.word("never_or")}`;
    return low === high ? from : `${from} – ${high === 0 ? desk.word("today") : number(high)}`;
  }

  function picture({ bands, reached: [soonest, latest] }) {
    const { wide, high, left, right, top, bottom } = BOX;
    const { months, limit } = view();
    const most = Math.max(1.2, ...bands.map((band) => band[2])) * 1.05;
    const x = (month) => left + ((wide - left - right) * month) / months;
    const y = (load) => high - bottom - ((high - top - bottom) * load) / most;
    const told = soonest === Infinity || latest !== Infinity; // else no middle leads
    const line = (place) => bands.map((band, month) => `${x(month).toFixed(1)},${y(band[place]).toFixed(1)}`);
    const step = most > 3 ? 1 : most > 1.6 ? 0.5 : 0.25;
    const rules = Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
    const ticks = [0, 6, 12, 18, 24].filter((month) => month <= months);
    return h("figure", {},
      h("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": `${desk.word("title")}: ${desk.word("load")}, ${desk.word("months")}` },
        rules.map((load) => h("g", { key: `r${load}` },
          h("line", { class: "kit-rule", x1: left, x2: wide - right, y1: y(load), y2: y(load) }),
          h("text", { x: left - 6, y: y(load) + 4, "text-anchor": "end" }, percent(load)))),
        ticks.map((month) => h("text", { key: `t${month}`, x: x(month), y: high - bottom + 18, "text-anchor": "middle" }, month)),
        h("polygon", { class: "kit-band", points: [...line(2), ...line(0).reverse()].join(" ") }),
        told && h("polyline", { class: "kit-middle", points: line(1).join(" ") }),
        h("line", { class: "kit-limit", x1: left, x2: wide - right, y1: y(limit), y2: y(limit) }),
        h("text", { class: "kit-name", x: left + 6, y: y(limit) - 5 }, `${desk.word("limit")} ${percent(limit)}`),
        h("text", { x: (left + wide - right) / 2, y: high - 6, "text-anchor": "middle" }, desk.word("months"))),
      h("figcaption", {}, h("small", {}, `${desk.word("load")}. ${desk.word("basis")}`)));
  }

  function draw() {
    const { why, ours } = view();
    if (why) return h("div", { class: "kit-flood", lang: lang() }, h("h3", {}, desk.word("title")), h("p", { class: "kit-wrong" }, why));
    const at = chosen();
    const found = summedUp(view(), at);
    const share = Number(String(set.leaving ?? "").replace(",", "."));
    const assumed = String(set.leaving ?? "").trim() !== "" && share >= 0 && share <= 100;
    const money = (value) => `${number(Number(value.toPrecision(2)))} ${view().currency}`.trim();
    const row = (key, said) => [h("dt", { key: `${key}-name` }, desk.word(key)), h("dd", { key, "data-testid": key }, said)];
    return h("div", { class: "kit-flood", lang: lang() },
      h("h3", {}, desk.word("title")),
      ours && h("p", { class: "kit-wrong" }, desk.word("ours")),
      h("div", { class: "kit-sliders" },
        slider("surge", view().surge, percent),
        slider("people", [1, view().most, 1], (value) => number(value)),
        slider("off", view().off, percent),
        slider("factor", view().factor, (value) => number(value, 2))),
      picture(found),
      h("div", { role: "status" }, h("dl", {},
        row("reached", reached(found.reached)),
        row("late", range(found.late, percent)),
        row("needed", range(found.needed, (value) => number(value))),
        row("undone", range(found.undone, (value) => number(value))),
        assumed && row("risk", range(found.late.map((part) => (part * share * view().year) / 100), money)))),
      h("div", { class: "kit-field" },
        h("label", { for: desk.id("leaving") }, desk.word("leaving")),
        h("input", {
          ...desk.named("leaving"), id: desk.id("leaving"), inputmode: "decimal", size: 5, autocomplete: "off",
          "aria-describedby": desk.id("leaving-note"), value: set.leaving ?? "",
          oninput: ({ target }) => { set.leaving = target.value; desk.redraw(); },
          onkeydown: (event) => event.stopPropagation(),
        }),
        h("small", { id: desk.id("leaving-note") }, desk.word("leaving_note"))));
  }

  return desk.start();
}

export default { render: flood };
