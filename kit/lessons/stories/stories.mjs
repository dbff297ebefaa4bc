// A client's orders on a line, the day of each rule among them, and what somebody says of it.
//
// For tests, inside .kit-stories:
//   client   select[data-testid=client], [data-testid=other], [data-testid=open]
//   rules    button[data-testid="rule RULE"][aria-pressed], path[data-day=RULE]
//   answers  button[data-testid=early|right|late][aria-pressed]
//   after    [data-testid=after] (role=status), sums: ul[data-testid=sums] li

const [WIDE, LEFT, RIGHT, ROW, PLOT, BOTTOM] = [900, 78, 14, 21, 190, 26];
const LETTER = 7.2; // how wide a letter of a label is, about

function stories({ model, el }) {
  let chosen = ""; // the rule whose day is looked at

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const fired = () => view().rules.filter(({ day }) => day !== null).sort((one, other) => one.day - other.day);
  const current = () => view().rules.find(({ rule }) => rule === chosen) ?? fired()[0] ?? view().rules[0];

  const x = (day) => {
    const [begin, end] = view().span;
    return LEFT + ((day - begin) / (end - begin)) * (WIDE - LEFT - RIGHT);
  };

  /** The name and the day of a rule at its mark, on the side where there is room; else in short. */
  function label({ kind, day, label: name, on }, row, here) {
    const fits = (words) => x(day) + 11 + words.length * LETTER <= WIDE || x(day) - 11 - words.length * LETTER >= 0;
    const long = `${name} · ${on}`;
    const words = fits(long) ? long : `${name.split(",")[0]} · ${on}`; // the buttons below have all of it
    const left = x(day) + 11 + words.length * LETTER > WIDE;
    const place = left ? { x: x(day) - 11, "text-anchor": "end" } : { x: x(day) + 11 };
    return h("text", { ...place, y: row + 4.5, class: "kit-at", style: `fill:${LOOKS[kind].colour}`, "font-weight": here ? 700 : 400 }, words);
  }

  function picture() {
    const { orders, most, ticks, money, picture: words } = view();
    const rules = fired();
    const top = rules.length * ROW + 14;
    const [high, floor] = [top + PLOT + BOTTOM, top + PLOT];
    const y = (amount) => floor - (Math.max(amount, 0) / most) * (PLOT - 12);
    const last = WIDE - RIGHT;
    const told = rules.map(({ label, on }) => `${label}: ${on}.`).join(" ");
    const seen = current();
    const after = seen?.said && seen.day !== null; // what came after is shown once one has said
    return h("svg", { viewBox: `0 0 ${WIDE} ${high}`, class: "kit-line-of-orders", role: "img", "aria-label": `${words}. ${told}` },
      after && h("rect", { x: x(seen.day), width: last - x(seen.day), y: top, height: PLOT, class: "kit-after" }),
      money.map(([at, label]) => [
        h("line", { x1: LEFT, x2: last, y1: y(at), y2: y(at), class: "kit-rule" }),
        h("text", { x: LEFT - 8, y: y(at) + 4, "text-anchor": "end" }, label),
      ]),
      ticks.map(([day, label], n) => {
        const wide = label.length * LETTER;
        if (n > 0 && x(day) - x(ticks[n - 1][0]) < wide + 8) return null;
        const place = x(day) + wide > WIDE ? { x: WIDE, "text-anchor": "end" } : { x: x(day) };
        return [h("line", { x1: x(day), x2: x(day), y1: floor, y2: floor + 5, class: "kit-rule" }), h("text", { ...place, y: floor + 19 }, label)];
      }),
      orders.map(({ day, amount, label }) =>
        h("rect", { x: x(day) - 2, width: 4, y: amount < 0 ? floor : y(amount), height: amount < 0 ? 8 : floor - y(amount), class: amount < 0 ? "kit-back" : "kit-bar" }, h("title", {}, label))),
      rules.map((rule, n) => {
        const { colour, dash } = LOOKS[rule.kind];
        const here = rule === current();
        return h("path", { d: `M${x(rule.day)} ${12 + n * ROW}V${floor}`, stroke: colour, "stroke-width": here ? 3.5 : 1.8, "stroke-dasharray": here ? "" : dash, "data-day": rule.rule });
      }),
      rules.map((rule, n) => {
        const { colour, mark: shape } = LOOKS[rule.kind];
        const here = rule === current();
        return [label(rule, 12 + n * ROW, here), mark(shape, x(rule.day), 12 + n * ROW, colour, here ? colour : undefined)];
      }));
  }

  function button(rule) {
    const { colour, mark: shape } = LOOKS[rule.kind];
    const pick = () => {
      chosen = rule.rule;
      desk.redraw();
    };
    const word = rule.said && `: ${desk.word(rule.said).split(":")[0].toLowerCase()}`;
    return desk.button(`rule ${rule.rule}`, [
      h("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" }, mark(shape, 7, 7, colour)),
      h("span", {}, rule.label, rule.day === null ? ` (${desk.word("never")})` : word),
    ], pick, { "aria-pressed": rule === current() });
  }

  function answers(rule) {
    const say = (said) => desk.ask("tell", { client: view().client, rule: rule.rule, said });
    return h("div", { class: "kit-row kit-answers", role: "group", "aria-label": `${desk.word("say_it")} ${rule.label}` },
      ["early", "right", "late"].map((said) =>
        desk.button(said, desk.word(said), () => say(said), { "aria-pressed": rule.said === said })));
  }

  function choice() {
    const open = (client) => {
      chosen = "";
      desk.ask("open", { client }, { fields: ["other"] });
    };
    const typed = () => desk.drafts.get("other")?.trim() && open(desk.drafts.get("other"));
    return h("div", { class: "kit-form" },
      desk.choice("client", desk.word("client"), view().clients, view().client, open),
      desk.field("other", desk.word("other"), "", { send: typed, spellcheck: false, maxlength: 200 }),
      desk.button("open", desk.word("open"), typed));
  }

  function draw() {
    const { absent, rules, title, sums } = view();
    if (absent) return h("div", { class: "kit-stories", lang: desk.word("lang") }, h("p", { class: "kit-absent", role: "status" }, absent));
    const rule = current();
    return h("div", { class: "kit-stories", lang: desk.word("lang") },
      choice(),
      desk.voice(),
      h("figure", {}, h("figcaption", {}, title), picture(),
        h("div", { class: "kit-row", role: "group", "aria-label": desk.word("rules") }, rules.map(button))),
      rule?.day != null && [
        h("strong", {}, `${desk.word("say_it")} (${rule.label} · ${rule.on})`),
        answers(rule),
        h("p", { role: "status", "data-testid": "after" }, rule.said ? [h("strong", {}, `${desk.word("next")}: `), rule.after, " ", h("span", { class: "kit-tag kit-known" }, desk.word("known"))] : desk.word("first")),
      ],
      h("h3", {}, desk.word("sums")),
      sums.length ? h("ul", { "data-testid": "sums" }, sums.map((line) => h("li", {}, line))) : h("p", {}, desk.word("none")));
  }

  return desk.start();
}

export default { render: stories };
