// People who do both jobs: a row for each, a picture of their hours, and what is decided.
//
// For tests, inside .kit-two-jobs:
//   add      input[data-testid=person], button[data-testid=add], button[data-testid="offer NAME"]
//   row      fieldset[data-person], inputs [data-testid="PART NAME"], select [data-testid="choice NAME"]
//   picture  svg[role=img] [data-point=NAME]
//   voice    [data-testid=hint], [data-testid=refused]

const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [760, 280, 52, 20, 26, 44];
const DECIDED = ["function", "counted", "who", "by"];

function twoJobs({ model, el }) {
  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const number = (value, most = 1) => value.toLocaleString(desk.word("lang"), { maximumFractionDigits: most });
  const percent = (share) => `${number(100 * share, 0)}${desk.word("percent")}`;

  /** The sum of the squared shares of both jobs; null where hours are missing. */
  function concentration([winning, keeping]) {
    const all = (winning ?? 0) + (keeping ?? 0);
    if (winning === null || keeping === null || all === 0) return null;
    return (winning / all) ** 2 + (keeping / all) ** 2;
  }

  function points() {
    return view().people.map(({ person, hours, clients }) => {
      const at = concentration(hours);
      if (at === null || clients === null || clients === undefined) return null;
      return { person, at, from: (100 * clients) / ((hours[0] + hours[1]) * view().weeks) };
    }).filter(Boolean);
  }

  function picture() {
    const shown = points();
    if (!shown.length) return null;
    const most = Math.max(...shown.map(({ from }) => from), 0.1) * 1.15;
    const x = (at) => LEFT + ((at - 0.5) / 0.5) * (WIDE - LEFT - RIGHT);
    const y = (from) => HIGH - BOTTOM - (from / most) * (HIGH - TOP - BOTTOM);
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((size) => most / size <= 5) ?? most / 4;
    const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
    const told = shown.map(({ person, at, from }) => `${person}: ${percent(at)}, ${number(from)}.`).join(" ");
    return h("figure", {},
      h("figcaption", {}, h("strong", {}, desk.word("picture")), h("br"), h("small", {}, desk.word("read"))),
      h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "kit-curves", role: "img", "aria-label": `${desk.word("picture")}. ${told}` },
        ticks.map((from) => [
          h("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(from), y2: y(from), class: "kit-rule" }),
          h("text", { x: LEFT - 6, y: y(from) + 4, "text-anchor": "end" }, number(from)),
        ]),
        [0.5, 0.75, 1].map((at) => h("text", { x: x(at), y: HIGH - BOTTOM + 17, "text-anchor": at === 1 ? "end" : "middle" }, percent(at))),
        h("text", { x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 6, "text-anchor": "middle" }, desk.word("across")),
        h("text", { x: 4, y: 14 }, desk.word("upward")),
        shown.map(({ person, at, from }) => h("g", { "data-point": person },
          mark("circle", x(at), y(from), "var(--accent, #0b57a4)"),
          h("text", { x: at > 0.85 ? x(at) - 9 : x(at) + 9, y: y(from) + 4, "text-anchor": at > 0.85 ? "end" : "start" }, person)))));
  }

  function row(person) {
    const name = person.person;
    const part = (key, extra = {}) => desk.field(`${key} ${name}`, desk.word(key), person[key], {
      commit: (typed) => typed !== undefined && desk.ask("set", { person: name, part: key, typed }, { fields: [`${key} ${name}`] }),
      ...extra,
    });
    const at = concentration(person.hours);
    const known = person.recorded === null ? {} : { placeholder: number(person.recorded, 2) };
    return h("fieldset", { key: name, "data-person": name },
      h("legend", {}, name, " ", h("small", {}, desk.word(person.settled ? "settled" : "open"))),
      h("div", { class: "kit-form" },
        part("winning", { inputmode: "decimal", size: 6 }),
        part("keeping", { inputmode: "decimal", size: 6 }),
        part("won", { inputmode: "decimal", size: 6, ...known }),
        at !== null && h("p", { class: "kit-says" }, desk.word("concentration").replace("#1", percent(at)))),
      h("div", { class: "kit-form" },
        desk.choice(`choice ${name}`, desk.word("choice"), view().choices, person.choice, (chosen) => desk.ask("set", { person: name, part: "choice", typed: chosen })),
        DECIDED.map((key) => part(key, key === "by" ? { placeholder: desk.word("day") } : {})),
        desk.button(`remove ${name}`, desk.word("remove"), () => desk.ask("remove", { person: name }, { then: () => desk.focus("person") }))));
  }

  function draw() {
    const { people, offered } = view();
    const add = (typed) => desk.ask("add", { person: typed ?? desk.drafts.get("person") ?? "" }, { fields: ["person"], then: () => desk.focus("person") });
    return h("div", { class: "kit-triggers kit-two-jobs", lang: desk.word("lang") },
      people.length ? people.map(row) : h("p", { class: "kit-says" }, desk.word("none")),
      h("div", { class: "kit-form" },
        desk.field("person", desk.word("new"), "", { send: () => add(), list: desk.id("offered") }),
        h("datalist", { id: desk.id("offered") }, offered.map((name) => h("option", { key: name, value: name }))),
        desk.button("add", desk.word("add"), () => add())),
      desk.voice(),
      picture());
  }

  return desk.start();
}

export default { render: twoJobs };
