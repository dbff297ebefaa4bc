// The candidates' curves; the one in front has its colour, its range and its share at the end.
//
// For tests, inside .kit-live:
//   button[data-testid="rule RULE"][aria-pressed], path[data-curve=RULE], [data-testid=told]

const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [860, 300, 56, 64, 14, 34];

function live({ model, el }) {
  let chosen = "";

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const current = () => view().rules.find(({ rule }) => rule === chosen) ?? view().rules[0];
  const look = (kind) => LOOKS[kind] ?? LOOKS.joint;
  const x = (month) => LEFT + (month / view().last) * (WIDE - LEFT - RIGHT);
  const y = (share) => TOP + (1 - share) * (HIGH - TOP - BOTTOM);

  // a share stays what it is until the day on which it changes
  const stairs = (points, place) =>
    points.map((point, n) => `${n ? `H${x(point[0]).toFixed(1)}V` : `M${x(point[0]).toFixed(1)} `}${y(point[place]).toFixed(1)}`).join("");

  function band(points) {
    const back = points.map((point, n) => {
      const level = y(point[2]).toFixed(1);
      return n < points.length - 1 ? `V${level}H${x(point[0]).toFixed(1)}` : `V${level}`;
    }).reverse();
    return `${stairs(points, 3)}${back.join("")}Z`;
  }

  function picture() {
    const { percents, ticks, rules } = view();
    const front = current();
    const { colour, mark: shape } = look(front.kind);
    const end = front.points.at(-1);
    return h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "kit-curves", role: "img", "aria-label": front.sentence },
      percents.map(({ at, label }) => [
        h("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(at), y2: y(at), class: "kit-rule" }),
        h("text", { x: LEFT - 8, y: y(at) + 4, "text-anchor": "end" }, label),
      ]),
      ticks.map(({ at, label }, n) => h("text", { x: x(at), y: HIGH - 8, "text-anchor": n ? "middle" : "start" }, label)),
      rules.map((rule) => rule !== front && h("path", { key: rule.rule, d: stairs(rule.points, 1), class: "kit-behind", "data-curve": rule.rule })),
      h("path", { d: band(front.points), fill: colour, "fill-opacity": 0.13 }),
      h("path", { key: front.rule, d: stairs(front.points, 1), fill: "none", stroke: colour, "stroke-width": 3, "data-curve": front.rule }),
      mark(shape, x(end[0]), y(end[1]), colour, colour),
      h("text", { x: x(end[0]) + 10, y: y(end[1]) + 4, class: "kit-end", style: `fill:${colour}` }, front.end));
  }

  function button(rule) {
    const { colour, mark: shape } = look(rule.kind);
    const pick = () => {
      chosen = rule.rule;
      desk.redraw();
    };
    return desk.button(`rule ${rule.rule}`, [
      h("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" }, mark(shape, 7, 7, colour)),
      h("span", {}, rule.label),
    ], pick, { "aria-pressed": rule === current() });
  }

  function draw() {
    if (!view().rules) return h("div", { class: "kit-live" });
    const { title, measured, tag, rules } = view();
    return h("div", { class: "kit-live", lang: desk.word("lang") },
      h("h3", {}, title),
      h("p", {}, h("small", {}, measured, " "), h("span", { class: "kit-tag kit-inferred" }, tag)),
      h("div", { class: "kit-row", role: "group", "aria-label": desk.word("rules") }, rules.map(button)),
      picture(),
      h("p", { role: "status", "data-testid": "told" }, current().sentence));
  }

  return desk.start();
}

export default { render: live };
