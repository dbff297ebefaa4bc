// The career path against two specialists. The line is expected first: five points; then it is drawn,
// and follows the sliders.
//
// For tests, inside .kit-career:
//   points    input[data-testid="point N"], button[data-testid=expect|skip|again]
//   sliders   input[type=range][data-testid="slider ID"], output[data-testid="setting ID"]
//   picture   svg[role=img] path[data-line=path|split|expected]
//   voice     [data-testid=said] (role=status), [data-testid=hint], [data-testid=refused]

const [WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM] = [760, 330, 52, 14, 26, 44];
const COLOURS = { path: "var(--assumed, #8a4b00)", split: "var(--accent, #0b57a4)", expected: "var(--ink, #17202b)" };
const DASHES = { path: "9 4", split: "", expected: "2 4" };
const SHAPES = { path: "square", split: "circle", expected: "cross" };
const PAUSE = 500; // after the last move a screen reader is told
const YEARS = [1, 2, 3, 4, 5];

function career({ model, el }) {
  const moved = {}; // where sliders stand that were moved
  let told = "";
  let timer = 0;

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const at = (id) => moved[id] ?? view().sliders.find((slider) => slider.id === id).value;
  const number = (value, most = 1) => value.toLocaleString(desk.word("lang"), { maximumFractionDigits: most });
  const filled = (name, ...values) => values.reduce((words, value, n) => words.replace(`#${n + 1}`, value), desk.word(name));

  const yearly = (share) => 1 - (1 - share) ** (1 / 12);

  function rates(values) {
    const { fixed } = view();
    const { wins, hours, leaving, gain, filled: shared } = values;
    return { ...fixed, wins, leaving: yearly(leaving / 100), own_hours: hours, manager_hours: hours * fixed.manager_share, gain: gain / 100, filled: shared / 100 };
  }

  const likely = () => rates(Object.fromEntries(view().sliders.map(({ id }) => [id, at(id)])));

  /** Courses with each rate somewhere in its range, which moves with the slider. */
  function plausible() {
    const { sliders, draws } = view();
    return draws.map((places) => {
      let n = 0;
      const values = sliders.map(({ id, value, low, high }) => {
        if (low === null) return [id, at(id)];
        const times = at(id) / value;
        return [id, within([low * times, at(id), high * times], places[n++])];
      });
      return courseOf(rates(Object.fromEntries(values)));
    });
  }

  const x = (month) => LEFT + (month / MONTHS) * (WIDE - LEFT - RIGHT);

  function sentence(course) {
    const last = MONTHS - 1;
    const ahead = Math.round(100 * course.ahead);
    return [
      filled("year_five", number(course.path_won[last]), number(course.path_clients[last], 0), number(course.split_won[last]), number(course.split_clients[last], 0)),
      filled(ahead < 0 ? "less" : "more", `${number(Math.abs(ahead), 0)}${desk.word("percent")}`),
    ].join(" ");
  }

  function picture() {
    const course = courseOf(likely());
    const courses = plausible();
    const bands = { path: bandOf(courses, "path_won"), split: bandOf(courses, "split_won") };
    const { expected } = view();
    const most = Math.max(...bands.path[1], ...bands.split[1], ...course.path_won, ...course.split_won, ...(expected ?? []), 0.1);
    const y = (won) => HIGH - BOTTOM - (won / most) * (HIGH - TOP - BOTTOM);
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((size) => most / size <= 6) ?? most / 5;
    const line = (points) => points.map(([month, won], n) => `${n ? "L" : "M"}${x(month).toFixed(1)} ${y(won).toFixed(1)}`).join("");
    const monthly = (values) => values.map((won, month) => [month + 1, won]);
    const ring = ([low, high]) => `${line(monthly(high))}${line(monthly(low).reverse()).replace("M", "L")}Z`;
    const ticks = Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, n) => n * step);
    const drawn = (name, points, marks) => [
      h("path", { d: line(points), fill: "none", stroke: COLOURS[name], "stroke-width": 2.5, "stroke-dasharray": DASHES[name], "data-line": name }),
      marks.map(([month, won]) => mark(SHAPES[name], x(month), y(won), COLOURS[name])),
    ];
    const years = (values) => YEARS.map((year) => [12 * year, values[12 * year - 1]]);
    const words = `${desk.word("picture")} ${sentence(course)}`;
    return h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "kit-curves", role: "img", "aria-label": words },
      ticks.map((won) => [
        h("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(won), y2: y(won), class: "kit-rule" }),
        h("text", { x: LEFT - 6, y: y(won) + 4, "text-anchor": "end" }, number(won)),
      ]),
      YEARS.map((year) => h("text", { x: x(12 * year) - 6, y: HIGH - BOTTOM + 17, "text-anchor": "middle" }, number(year, 0))),
      h("text", { x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 6, "text-anchor": "middle" }, desk.word("axis")),
      h("text", { x: 4, y: 14 }, desk.word("upward")),
      ["path", "split"].map((name) => h("path", { d: ring(bands[name]), fill: COLOURS[name], opacity: 0.13 })),
      drawn("path", monthly(course.path_won), years(course.path_won)),
      drawn("split", monthly(course.split_won), years(course.split_won)),
      expected && drawn("expected", expected.map((won, n) => [12 * n + 12, won]), expected.map((won, n) => [12 * n + 12, won])));
  }

  function legend() {
    const names = ["path", "split", ...(view().expected ? ["expected"] : [])];
    return h("p", { class: "kit-says kit-legend" }, names.map((name) => h("span", { key: name },
      h("svg", { viewBox: "0 0 44 14", width: 44, height: 14, "aria-hidden": "true" },
        h("path", { d: "M0 7H44", stroke: COLOURS[name], "stroke-width": 2.5, "stroke-dasharray": DASHES[name] }),
        mark(SHAPES[name], 22, 7, COLOURS[name])),
      ` ${desk.word(name)} `)));
  }

  function move(id, value) {
    moved[id] = value;
    clearTimeout(timer);
    timer = setTimeout(() => {
      told = sentence(courseOf(likely()));
      desk.redraw();
    }, PAUSE);
    desk.redraw();
  }

  function row({ id, name, note, least, most, step }) {
    const setting = id === "hours" ? filled("hours_of", number(at(id))) : id === "wins" ? number(at(id), 2) : `${number(at(id))}${desk.word("percent")}`;
    return h("div", { key: id, class: "kit-slider" },
      h("span", { class: "kit-which", id: desk.id(`name-${id}`) }, h("strong", {}, name)),
      h("span", { class: "kit-moves" }, h("input", {
        ...desk.named(`slider ${id}`),
        type: "range",
        min: least,
        max: most,
        step,
        value: at(id),
        "aria-labelledby": desk.id(`name-${id}`),
        "aria-valuetext": setting,
        oninput: ({ target }) => move(id, Number(target.value)),
      })),
      h("output", { "data-testid": `setting ${id}` }, setting),
      h("small", {}, note));
  }

  function expectation() {
    const points = () => YEARS.map((year) => desk.drafts.get(`point ${year}`) ?? "");
    const write = () => desk.ask("expect", { points: points() }, { fields: YEARS.map((year) => `point ${year}`), then: () => desk.focus("again") });
    return [
      h("p", { class: "kit-says" }, desk.word("ask")),
      h("div", { class: "kit-form" },
        YEARS.map((year) => desk.field(`point ${year}`, filled("in_year", year), "", { inputmode: "decimal", size: 5, send: write }))),
      h("div", { class: "kit-tools" },
        desk.button("expect", desk.word("expect"), write),
        desk.button("skip", desk.word("skip"), () => desk.ask("look", {}, { then: () => desk.focus("again") }))),
      desk.voice(),
    ];
  }

  function explorer() {
    const { off } = view();
    return [
      h("p", { class: "kit-says" }, view().intro, " ", desk.word("moved")),
      h("fieldset", {}, h("legend", {}, desk.word("rates")), view().sliders.map(row)),
      h("p", { class: "kit-hint", role: "status", "data-testid": "said" }, told || sentence(courseOf(likely()))),
      h("figure", {}, h("figcaption", {}, h("strong", {}, desk.word("picture")), h("br"), h("small", {}, desk.word("read"))), legend(), picture()),
      off && h("p", { class: "kit-says" }, off),
      h("div", { class: "kit-tools" }, desk.button("again", desk.word("again"), () => desk.ask("forget", {}, { then: () => desk.focus("point 1") }))),
      desk.voice(),
    ];
  }

  function draw() {
    return h("div", { class: "kit-triggers kit-career", lang: desk.word("lang") }, view().revealed ? explorer() : expectation());
  }

  return desk.start();
}

export default { render: career };
