// The five triggers on sliders. Python sends every setting once; a move only chooses what is drawn.
//
// For tests, inside .kit-triggers:
//   sliders    input[type=range][data-testid="slider RULE"], select[data-testid="window RULE"],
//              input[type=checkbox][data-testid="draw RULE"], output[data-testid="setting RULE"]
//   buttons    [data-testid="nominate RULE"]
//   picture    svg[role=img] path[data-curve=RULE]
//   figures    table.kit-figures td[data-rule=RULE]
//   voice      [data-testid=said] (role=status), [data-testid=hint], [data-testid=refused]
//   candidates ul.kit-candidates li[data-rule], button[data-testid="dismiss TEXT"],
//              [data-testid="own-rule"], [data-testid="add-rule"], [data-testid=arrow]

const SVG = "http://www.w3.org/2000/svg";
const LOOKS = {
  contract: { colour: "#0173b2", dash: "", mark: "circle" },
  deal: { colour: "#b34700", dash: "7 3", mark: "square" },
  volume: { colour: "#00795a", dash: "2 3", mark: "diamond" },
  share: { colour: "#9c3d8f", dash: "10 3 2 3", mark: "triangle" },
  tenure: { colour: "#3d3d3d", dash: "4 2", mark: "cross" },
};
const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [760, 330, 52, 14, 12, 44];
const ASIDE = 5; // by how much the bars of two rules make way for each other
const PAUSE = 500; // after the last move a screen reader is told

const drawn = (tag, attributes, ...children) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

function mark(shape, x, y, colour) {
  const look = { fill: "#fff", stroke: colour, "stroke-width": 2 };
  const path = (d) => drawn("path", { d, ...look });
  if (shape === "circle") return drawn("circle", { cx: x, cy: y, r: 4.5, ...look });
  if (shape === "square") return path(`M${x - 4} ${y - 4}h8v8h-8z`);
  if (shape === "diamond") return path(`M${x} ${y - 5.5}l5.5 5.5 -5.5 5.5 -5.5 -5.5z`);
  if (shape === "triangle") return path(`M${x} ${y - 5}l5.5 9.5h-11z`);
  return path(`M${x - 4} ${y - 4}l8 8m0 -8l-8 8`);
}

function triggers({ model, el }) {
  const places = {}; // where each slider stands: {group, at}
  const hidden = new Set(); // rules that are not drawn
  let to = ""; // the arrow that candidates are put on
  let timer = 0;

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const state = () => model.get("state");
  const able = () => view().rules.filter((one) => one.start !== null);

  function place(rule) {
    const known = places[rule.id];
    if (known && rule.groups[known.group]?.settings[known.at] !== undefined) return known;
    const group = rule.groups.findIndex((one) => one.settings.includes(rule.start));
    return (places[rule.id] = { group, at: rule.groups[group].settings.indexOf(rule.start) });
  }
  const setting = (rule) => {
    const { group, at } = place(rule);
    return view().settings[rule.groups[group].settings[at]];
  };

  function move(rule, changes) {
    const now = { ...place(rule), ...changes };
    now.at = Math.min(now.at, rule.groups[now.group].settings.length - 1);
    places[rule.id] = now;
    follow(rule);
    clearTimeout(timer);
    timer = setTimeout(() => (el.querySelector("[data-testid=said]").textContent = setting(rule).sentence), PAUSE);
  }

  /** What depends on a slider, changed in place: the slider itself must not be taken away. */
  function follow(rule) {
    const one = setting(rule);
    const slider = desk.find(`slider ${rule.id}`);
    if (slider) {
      slider.max = rule.groups[place(rule).group].settings.length - 1;
      slider.value = place(rule).at;
      slider.setAttribute("aria-valuetext", one.label);
    }
    el.querySelector(`[data-testid="setting ${rule.id}"]`).textContent = one.label;
    el.querySelector(`[data-heading="${rule.id}"]`).textContent = one.label;
    el.querySelectorAll(`td[data-rule="${rule.id}"]`).forEach((cell, row) => cell.replaceChildren(...figure(one.cells[row])));
    const button = desk.find(`nominate ${rule.id}`);
    const known = state().candidates.some((other) => other.rule === one.rule);
    button.setAttribute("aria-disabled", String(known));
    button.textContent = desk.word(known ? "added" : "add");
    el.querySelector(".kit-curves").replaceWith(picture());
  }

  const figure = ([value, note]) => [`${value} `, ...(note ? [make("small", {}, `(${note})`)] : [])];
  const x = (day) => LEFT + (day / view().days.at(-1)) * (WIDE - LEFT - RIGHT);
  const y = (share) => TOP + (1 - share) * (HIGH - TOP - BOTTOM);

  function picture() {
    const shown = able().filter((rule) => !hidden.has(rule.id));
    const words = [desk.word("picture"), ...shown.map((rule) => setting(rule).sentence)].join(" ");
    const svg = drawn("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "kit-curves", role: "img", "aria-label": words });
    for (const { at, label } of view().percents) {
      svg.append(
        drawn("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(at), y2: y(at), class: "kit-rule" }),
        drawn("text", { x: LEFT - 6, y: y(at) + 4, "text-anchor": "end" }, label),
      );
    }
    for (const { day, label } of view().ticks) {
      svg.append(
        drawn("line", { x1: x(day), x2: x(day), y1: TOP, y2: HIGH - BOTTOM, class: "kit-rule" }),
        drawn("text", { x: x(day), y: HIGH - BOTTOM + 17, "text-anchor": "middle" }, label),
      );
    }
    svg.append(drawn("text", { x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 6, "text-anchor": "middle" }, desk.word("axis")));
    shown.forEach((rule, n) => {
      const { colour, dash, mark: shape } = LOOKS[rule.id];
      const one = setting(rule);
      const line = one.curve.map((share, at) => `${at ? "L" : "M"}${x(view().days[at]).toFixed(1)} ${y(share).toFixed(1)}`);
      svg.append(drawn("path", { d: line.join(""), fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash, "data-curve": rule.id }));
      const aside = (n - (shown.length - 1) / 2) * ASIDE;
      one.marks.forEach((known, month) => {
        if (!known) return;
        const [share, low, high] = known;
        const middle = Math.min(x(view().ticks[month].day) + aside, WIDE - RIGHT - 4);
        svg.append(drawn("path", { d: `M${middle} ${y(low)}V${y(high)}`, stroke: colour, "stroke-width": 2 }), mark(shape, middle, y(share), colour));
      });
    });
    return svg;
  }

  function swatch(rule) {
    const { colour, dash, mark: shape } = LOOKS[rule.id];
    return drawn("svg", { viewBox: "0 0 44 14", width: 44, height: 14, "aria-hidden": "true" },
      drawn("path", { d: "M0 7H44", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash }),
      mark(shape, 22, 7, colour));
  }

  function row(rule) {
    const name = make("strong", { id: desk.id(`name-${rule.id}`) }, rule.name);
    if (rule.start === null) {
      return make("div", { class: "kit-slider", data: { rule: rule.id } }, make("span", { class: "kit-which" }, name), make("p", { class: "kit-why" }, rule.why));
    }
    const { group, at } = place(rule);
    const many = rule.groups[group].settings.length;
    const one = setting(rule);
    const known = state().candidates.some((other) => other.rule === one.rule);
    const shown = make("input", {
      type: "checkbox",
      checked: !hidden.has(rule.id),
      data: { key: `draw ${rule.id}`, testid: `draw ${rule.id}` },
      "aria-label": `${desk.word("show")}: ${rule.name}`,
      onchange: () => {
        if (!hidden.delete(rule.id)) hidden.add(rule.id);
        el.querySelector(".kit-curves").replaceWith(picture());
      },
    });
    const slider = make("input", {
      type: "range",
      min: 0,
      max: many - 1,
      step: 1,
      data: { key: `slider ${rule.id}`, testid: `slider ${rule.id}` },
      "aria-labelledby": desk.id(`name-${rule.id}`),
      "aria-valuetext": one.label,
      oninput: () => move(rule, { at: Number(slider.value) }),
    });
    slider.value = at;
    const window = rule.beside
      ? desk.choice(`window ${rule.id}`, rule.beside, rule.groups.map((other, n) => [String(n), other.label]), String(group), (value) => move(rule, { group: Number(value) }))
      : null;
    return make("div", { class: "kit-slider", data: { rule: rule.id } },
      make("label", { class: "kit-which" }, shown, swatch(rule), name),
      many + rule.groups.length > 2 ? make("span", { class: "kit-moves" }, many > 1 ? slider : null, window) : make("small", { class: "kit-moves" }, desk.word("only")),
      make("output", { data: { testid: `setting ${rule.id}` } }, one.label),
      desk.button(`nominate ${rule.id}`, desk.word(known ? "added" : "add"), () => nominate(setting(rule).rule), { "aria-disabled": String(known), "aria-describedby": desk.id(`name-${rule.id}`) }));
  }

  function table() {
    const head = able().map((rule) =>
      make("th", { scope: "col" }, rule.name, make("small", { data: { heading: rule.id } }, setting(rule).label)));
    const rows = view().measures.map((measure, n) =>
      make("tr", {}, make("th", { scope: "row" }, measure),
        able().map((rule) => make("td", { data: { rule: rule.id } }, ...figure(setting(rule).cells[n])))));
    return make("div", { class: "kit-scroll", tabindex: "0", role: "group", "aria-label": desk.word("table"), data: { scroll: "", key: "figures" } },
      make("table", { class: "kit-figures" }, make("caption", {}, desk.word("table")), make("thead", {}, make("tr", {}, make("td", {}), head)), make("tbody", {}, rows)));
  }

  // the button of what is a candidate stays where the keyboard is, and does nothing
  const nominate = (rule, fields = []) => desk.ask("nominate", { rule, to }, { fields });

  function candidates() {
    const add = () => desk.drafts.get("own-rule")?.trim() && nominate(desk.drafts.get("own-rule"), ["own-rule"]);
    const field = desk.field("own-rule", desk.word("write"), "", { note: desk.word("write_note"), spellcheck: "false", maxlength: 300 });
    field.querySelector("input").addEventListener("keydown", (event) => event.key === "Enter" && add());
    const arrows = state().arrows;
    return make("section", { class: "kit-list", "aria-labelledby": desk.id("candidates") },
      make("h3", { id: desk.id("candidates"), tabindex: "-1", data: { key: "candidates", refuge: "" } }, desk.word("candidates")),
      make("ul", { class: "kit-candidates" }, state().candidates.map((one) =>
        make("li", { data: { rule: one.rule } },
          make("span", {}, one.label, " ", make("code", {}, one.rule), one.chosen ? make("em", {}, ` ${desk.word("decided")}`) : null),
          desk.button(`dismiss ${one.rule}`, desk.word("remove"), () => desk.ask("dismiss", { rule: one.rule }, { then: () => (desk.focusNext = "candidates") }), { "aria-label": `${desk.word("remove")}: ${one.label}` })))),
      state().candidates.length ? null : make("p", {}, desk.word("none")),
      make("div", { class: "kit-form" },
        arrows.length > 1 ? desk.choice("arrow", desk.word("arrow"), arrows.map((one) => [one.to, one.label]), to || arrows[0].to, (value) => (to = value)) : null,
        field,
        desk.button("add-rule", desk.word("add_rule"), add)));
  }

  function draw() {
    if (view().absent) {
      return make("div", { class: "kit-triggers", lang: desk.word("lang") }, make("p", { class: "kit-absent", role: "status" }, view().absent), candidates(), ...desk.voice());
    }
    return make("div", { class: "kit-triggers", lang: desk.word("lang") },
      make("p", { class: "kit-says" }, view().intro, " ", desk.word("moved")),
      make("fieldset", {}, make("legend", {}, desk.word("sliders")), view().rules.map(row)),
      ...desk.voice(),
      make("p", { class: "kit-hint", role: "status", data: { testid: "said" } }),
      make("figure", {}, make("figcaption", {}, make("strong", {}, desk.word("picture")), make("br"), make("small", {}, desk.word("read"))), picture()),
      table(),
      candidates());
  }

  model.on("change:state", () => desk.redraw());
  desk.redraw();
}

export default { render: triggers };
