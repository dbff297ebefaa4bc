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
//              [data-testid=build-kind], [data-testid="figure N"], [data-testid="add-rule"],
//              [data-testid=arrow]
//   terms      .kit-terms [data-testid="term ROLE NAME"], [data-testid=no-terms],
//              [data-testid=read-with], [data-testid=regulation] li

const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [760, 330, 52, 14, 12, 44];
const ASIDE = 5; // by how much the bars of two rules make way for each other
const PAUSE = 500; // after the last move a screen reader is told

function swatch(rule) {
  const { colour, dash, mark: shape } = LOOKS[rule.id];
  return h("svg", { viewBox: "0 0 44 14", width: 44, height: 14, "aria-hidden": "true" },
    h("path", { d: "M0 7H44", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash }),
    mark(shape, 22, 7, colour));
}

function triggers({ model, el }) {
  const places = {}; // where each slider stands: {group, at}
  const hidden = new Set(); // rules that are not drawn
  let to = ""; // the arrow that candidates are put on
  const units = {}; // by arrow: what a cap will be counted in
  let kind = "deal"; // of the rule that is put together
  const joined = ["", ""]; // the two rules that it joins
  let readWith = ""; // the rule whose sentences are shown
  let said = null; // what a screen reader is told about the last move, and by which view
  let timer = 0;

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const state = () => model.get("state");
  const able = () => view().rules.filter((rule) => rule.start !== null);

  function place(rule) {
    const kept = places[rule.id];
    if (kept && rule.groups[kept.group]?.settings[kept.at] !== undefined) return kept;
    const group = rule.groups.findIndex(({ settings }) => settings.includes(rule.start));
    return (places[rule.id] = { group, at: rule.groups[group].settings.indexOf(rule.start) });
  }

  function setting(rule) {
    const { group, at } = place(rule);
    return view().settings[rule.groups[group].settings[at]];
  }

  function move(rule, changes) {
    const next = { ...place(rule), ...changes };
    next.at = Math.min(next.at, rule.groups[next.group].settings.length - 1);
    places[rule.id] = next;
    clearTimeout(timer);
    timer = setTimeout(() => {
      said = { view: view(), sentence: setting(rule).sentence };
      desk.redraw();
    }, PAUSE);
    desk.redraw();
  }

  const x = (day) => LEFT + (day / view().days.at(-1)) * (WIDE - LEFT - RIGHT);
  const y = (share) => TOP + (1 - share) * (HIGH - TOP - BOTTOM);

  /** The line of a rule, and a mark with its bar at some months, beside those of other rules. */
  function curve(rule, aside) {
    const { colour, dash, mark: shape } = LOOKS[rule.id];
    const { curve: shares, marks } = setting(rule);
    const { days, ticks } = view();
    const points = shares.map((share, at) => `${at ? "L" : "M"}${x(days[at]).toFixed(1)} ${y(share).toFixed(1)}`);
    return [
      h("path", { d: points.join(""), fill: "none", stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash, "data-curve": rule.id }),
      marks.map((bar, month) => {
        if (!bar) return null;
        const [share, low, high] = bar;
        const middle = Math.min(x(ticks[month].day) + aside, WIDE - RIGHT - 4);
        return [h("path", { d: `M${middle} ${y(low)}V${y(high)}`, stroke: colour, "stroke-width": 2 }), mark(shape, middle, y(share), colour)];
      }),
    ];
  }

  function picture() {
    const shown = able().filter((rule) => !hidden.has(rule.id));
    const words = [desk.word("picture"), ...shown.map((rule) => setting(rule).sentence)].join(" ");
    return h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "kit-curves", role: "img", "aria-label": words },
      view().percents.map(({ at, label }) => [
        h("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(at), y2: y(at), class: "kit-rule" }),
        h("text", { x: LEFT - 6, y: y(at) + 4, "text-anchor": "end" }, label),
      ]),
      view().ticks.map(({ day, label }) => [
        h("line", { x1: x(day), x2: x(day), y1: TOP, y2: HIGH - BOTTOM, class: "kit-rule" }),
        h("text", { x: x(day), y: HIGH - BOTTOM + 17, "text-anchor": "middle" }, label),
      ]),
      h("text", { x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 6, "text-anchor": "middle" }, desk.word("axis")),
      shown.map((rule, n) => curve(rule, (n - (shown.length - 1) / 2) * ASIDE)));
  }

  function row(rule) {
    const { id, groups } = rule;
    const name = h("strong", { id: desk.id(`name-${id}`) }, rule.name);
    if (rule.start === null) {
      return h("div", { key: id, class: "kit-slider", "data-rule": id }, h("span", { class: "kit-which" }, name), h("p", { class: "kit-why" }, rule.why));
    }
    const { group, at } = place(rule);
    const many = groups[group].settings.length;
    const { label, rule: text } = setting(rule);
    const isCandidate = state().candidates.some((candidate) => candidate.rule === text);
    const show = () => {
      if (!hidden.delete(id)) hidden.add(id);
      desk.redraw();
    };
    const shown = h("input", { ...desk.named(`draw ${id}`), type: "checkbox", checked: !hidden.has(id), "aria-label": `${desk.word("show")}: ${rule.name}`, onchange: show });
    const slider = h("input", {
      ...desk.named(`slider ${id}`),
      type: "range",
      min: 0,
      max: many - 1,
      step: 1,
      value: at,
      "aria-labelledby": desk.id(`name-${id}`),
      "aria-valuetext": label,
      oninput: ({ target }) => move(rule, { at: Number(target.value) }),
    });
    const beside = rule.beside &&
      desk.choice(`window ${id}`, rule.beside, groups.map((other, n) => [String(n), other.label]), String(group), (chosen) => move(rule, { group: Number(chosen) }));
    return h("div", { key: id, class: "kit-slider", "data-rule": id },
      h("label", { class: "kit-which" }, shown, swatch(rule), name),
      many + groups.length > 2 ? h("span", { class: "kit-moves" }, many > 1 && slider, beside) : h("small", { class: "kit-moves" }, desk.word("only")),
      h("output", { "data-testid": `setting ${id}` }, label),
      // the button of what is a candidate stays where the keyboard is, and does nothing
      desk.button(`nominate ${id}`, desk.word(isCandidate ? "added" : "add"), () => nominate(text), { "aria-disabled": isCandidate, "aria-describedby": desk.id(`name-${id}`) }));
  }

  function table() {
    const figure = (rule, [value, note]) => h("td", { "data-rule": rule.id }, `${value} `, note && h("small", {}, `(${note})`));
    return h("div", { class: "kit-scroll", tabindex: "0", role: "group", "aria-label": desk.word("table"), "data-key": "figures" },
      h("table", { class: "kit-figures" },
        h("caption", {}, desk.word("table")),
        h("thead", {}, h("tr", {}, h("td"), able().map((rule) => h("th", { scope: "col" }, rule.name, h("small", {}, setting(rule).label))))),
        h("tbody", {}, view().measures.map((measure, n) =>
          h("tr", {}, h("th", { scope: "row" }, measure), able().map((rule) => figure(rule, setting(rule).cells[n])))))));
  }

  function nominate(rule, fields = []) {
    said = null;
    desk.ask("nominate", { rule, to }, { fields });
  }

  function candidates() {
    const { arrows, candidates: rules } = state();
    const dismiss = (rule) => desk.ask("dismiss", { rule }, { then: () => (desk.focusNext = "candidates") });
    return h("section", { class: "kit-list", "aria-labelledby": desk.id("candidates") },
      h("h3", { id: desk.id("candidates"), tabindex: "-1", "data-key": "candidates", "data-refuge": "" }, desk.word("candidates")),
      h("ul", { class: "kit-candidates" }, rules.map(({ rule, label, chosen }) =>
        h("li", { key: rule, "data-rule": rule },
          h("span", {}, label, chosen && h("em", {}, ` ${desk.word("decided")}`)),
          desk.button(`dismiss ${rule}`, desk.word("remove"), () => dismiss(rule), { "aria-label": `${desk.word("remove")}: ${label}` })))),
      rules.length === 0 && h("p", {}, desk.word("none")),
      h("div", { class: "kit-form" },
        arrows.length > 1 && desk.choice("arrow", desk.word("arrow"), arrows.map((arrow) => [arrow.to, arrow.label]), to || arrows[0].to, (chosen) => {
          to = chosen;
          desk.redraw();
        }),
        builder(),
        // an error stands under what was typed; that of the terms is in the line above the panel too
        h("div", { class: "kit-voice" }, desk.voice()),
        rules.every(({ rule }) => rule !== "keep") && desk.button("add-keep", desk.word("add_keep"), () => nominate("keep"))));
  }

  /** Every rule by its words: the candidates, and where the sliders stand. */
  function known() {
    const all = state().candidates.filter(({ rule }) => rule !== "keep").map(({ rule, label }) => [rule, label]);
    for (const rule of view().rules ? able() : []) all.push([setting(rule).rule, setting(rule).label]);
    return [...new Map(all)];
  }

  /** A rule put together: its kind, its figures, or the two rules that it joins. */
  function builder() {
    const choices = known();
    const kinds = state().kinds.filter((each) => !each.joined || choices.length > 1);
    const of = kinds.find(({ id }) => id === kind) ?? kinds[0];
    const keys = of.figures.map((_, n) => `figure ${n}`);
    const which = (n) => (choices.some(([rule]) => rule === joined[n]) ? joined[n] : choices[n][0]);
    const add = () => {
      said = null;
      const figures = keys.map((key, n) => (of.joined ? which(n) : (desk.drafts.get(key) ?? "")));
      desk.ask("build", { kind: of.id, figures, to }, { fields: of.joined ? [] : keys });
    };
    return h("fieldset", { class: "kit-form" }, h("legend", {}, desk.word("another")),
      desk.choice("build-kind", desk.word("kind"), kinds.map(({ id, label }) => [id, label]), of.id, (chosen) => {
        kind = chosen;
        for (const key of keys) desk.drafts.delete(key);
        desk.redraw();
      }),
      of.figures.map((label, n) => of.joined
        ? desk.choice(`joined ${n}`, label, choices, which(n), (chosen) => {
          joined[n] = chosen;
          desk.redraw();
        })
        : desk.field(keys[n], label, "", { send: add, inputmode: "decimal", size: 9 })),
      desk.button("add-rule", desk.word("add_rule"), add));
  }

  /** The fields of one term each, and what they come to as sentences. */
  function terms() {
    const { arrows } = state();
    const arrow = arrows.find((each) => each.to === to) ?? arrows[0];
    if (!arrow) return null;
    const { fields, choices, policies } = arrow;
    const key = (name) => `term ${arrow.to} ${name}`;
    const change = (name, typed, beside, drafts = []) =>
      desk.ask("term", { to: arrow.to, name, typed, beside }, { fields: drafts.map(key) });
    const now = (name) => desk.drafts.get(key(name)) ?? fields[name];
    const number = (name, commit) => desk.field(key(name), desk.word(name), fields[name], { commit, inputmode: "decimal", size: 9 });
    const plain = (name) => number(name, (typed) => typed !== undefined && change(name, typed, "", [name]));
    const pick = (name) => desk.choice(key(name), desk.word(name), choices[name], fields[name], (typed) => change(name, typed));
    const tick = (name) =>
      h("div", { class: "kit-field kit-check" },
        h("input", {
          ...desk.named(key(name)),
          id: desk.id(key(name)),
          type: "checkbox",
          checked: fields[name],
          onchange: ({ target }) => change(name, target.checked ? "yes" : ""),
        }),
        h("label", { for: desk.id(key(name)) }, desk.word(name)));
    const credit = () => now("credit") && change("credit", now("credit"), now("months"), ["credit", "months"]);
    const unit = units[arrow.to] ?? fields.unit;
    const count = (chosen) => {
      units[arrow.to] = chosen; // of a cap that is still to be typed, nobody but this page knows it
      if (now("cap")) change("cap", now("cap"), chosen, ["cap"]);
      else desk.redraw();
    };
    const read = policies.find(({ rule }) => rule === readWith) ?? policies[0];
    return h("section", { class: "kit-terms", "aria-labelledby": desk.id("terms") },
      h("h3", { id: desk.id("terms") }, desk.word("terms"), " ", h("small", {}, arrow.label)),
      h("p", { class: "kit-says" }, desk.word("terms_how")),
      arrow.problem && h("p", { class: "kit-wrong" }, arrow.problem),
      h("fieldset", {}, h("legend", {}, desk.word("how_many")),
        number("cap", (typed) => typed !== undefined && change("cap", typed, unit, ["cap"])),
        desk.choice(key("unit"), desk.word("unit"), choices.unit, unit, count),
        ["order", "calendar", "base"].map(pick)),
      h("fieldset", {}, h("legend", {}, desk.word("whom")),
        plain("exempt"),
        desk.field(key("clients"), desk.word("clients"), fields.clients, { tag: "textarea", rows: 2, spellcheck: false, commit: (typed) => typed !== undefined && change("clients", typed, "", ["clients"]) }),
        plain("deals"), tick("packet"), tick("paid")),
      h("fieldset", {}, h("legend", {}, desk.word("to_whom")),
        pick("receiver"),
        plain("returns"),
        h("div", { class: "kit-tools" },
          number("credit", (typed) => (typed?.trim() === "" ? change("credit", "", "", ["credit"]) : credit())),
          number("months", credit))),
      desk.button("no-terms", desk.word("without"), () => change("all", "")),
      h("div", { class: "kit-regulation" },
        h("strong", { id: desk.id("regulation") }, desk.word("as_regulation")),
        policies.length > 1 && desk.choice("read-with", desk.word("with_rule"), policies.map(({ rule, label }) => [rule, label]), read.rule, (chosen) => {
          readWith = chosen;
          desk.redraw();
        }),
        h("div", { role: "status", "data-testid": "regulation" },
          read ? h("ul", {}, read.sentences.map((sentence) => h("li", {}, sentence))) : h("p", {}, desk.word("no_rule")))));
  }

  function explorer() {
    return [
      h("p", { class: "kit-says" }, view().intro, " ", desk.word("moved")),
      h("fieldset", {}, h("legend", {}, desk.word("sliders")), view().rules.map(row)),
      h("p", { class: "kit-hint", role: "status", "data-testid": "said" }, said?.view === view() && said.sentence),
      h("figure", {}, h("figcaption", {}, h("strong", {}, desk.word("picture")), h("br"), h("small", {}, desk.word("read"))), picture()),
      table(),
      candidates(),
      terms(),
    ];
  }

  function draw() {
    const { absent } = view();
    return h("div", { class: "kit-triggers", lang: desk.word("lang") },
      absent ? [h("p", { class: "kit-absent", role: "status" }, absent), candidates(), terms()] : explorer());
  }

  return desk.start();
}

export default { render: triggers };
