// Points for the criteria: a column for each participant, and how clients would take each rule.
//
// For tests, inside .kit-weights:
//   a saved figure    input[data-testid="points CRITERION PERSON"]   (persons from 0)
//   the next person   input[data-testid="new CRITERION"], [data-testid=save-points]
//   take away         [data-testid="remove PERSON"]
//   together          td[data-share=CRITERION]
//   clients' view     input[data-testid="view RULE"]
//   voice             [data-testid=hint], [data-testid=refused]

function weights({ model, el }) {
  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const person = (n) => desk.word("participant").replace("#", n + 1);
  const newKey = ({ id }) => `new ${id}`;

  /** A field of points that says so where leaving it, or Enter, sends an act. */
  const number = (key, label, saved, attributes) =>
    desk.field(key, label, saved, { inputmode: "decimal", size: 4, maxlength: 6, ...attributes });
  const saving = (act, content, key) => ({
    commit: (points) => points !== undefined && desk.ask(act, { ...content, points }, { fields: [key] }),
  });

  function save() {
    const { criteria } = view();
    const points = Object.fromEntries(criteria.map((criterion) => [criterion.id, desk.drafts.get(newKey(criterion)) ?? ""]));
    const fields = criteria.filter(({ known }) => known).map(newKey);
    desk.ask("add", { points }, { fields, then: () => (desk.focusNext = fields[0] ?? "save-points") });
  }

  function row(criterion) {
    const { id, label, step, known, says, points, share } = criterion;
    const ofPerson = (typed, n) => {
      if (!known) return h("td", {}, typed);
      const key = `points ${id} ${n}`;
      return h("td", {}, number(key, `${label}: ${person(n)}`, typed, { hiddenLabel: true, ...saving("weigh", { criterion: id, person: n }, key) }));
    };
    return h("tr", { key: id },
      h("th", { scope: "row" }, label),
      h("td", {}, step),
      h("td", {}, says.length > 0 && h("ul", {}, says.map((line) => h("li", {}, line)))),
      points.map(ofPerson),
      h("td", {}, known ? number(newKey(criterion), `${label}: ${desk.word("new")}`, "", { hiddenLabel: true, send: save }) : "–"),
      h("td", { "data-share": id }, share));
  }

  function table() {
    const people = [...Array(view().people).keys()];
    const heading = (...content) => h("th", { scope: "col" }, content);
    const removing = (n) =>
      h("td", {}, desk.button(`remove ${n}`, desk.word("remove"), () => desk.ask("remove", { person: n }, { then: () => (desk.focusNext = "save-points") }), { "aria-label": `${desk.word("remove")}: ${person(n)}` }));
    return h("div", { class: "kit-matrix-scroll", tabindex: "0", role: "group", "aria-label": desk.word("title"), "data-key": "points" },
      h("table", { class: "kit-matrix kit-points" },
        h("thead", {}, h("tr", {},
          heading(desk.word("criterion")),
          heading(desk.word("step")),
          heading(desk.word("answers")),
          people.map((n) => heading(person(n))),
          heading(desk.word("new"), h("br"), h("small", {}, desk.word("points"))),
          heading(desk.word("together")))),
        h("tbody", {},
          view().criteria.map(row),
          h("tr", {}, h("td", { colspan: 3 }), people.map(removing), h("td", {}, desk.button("save-points", desk.word("save"), save)), h("td")))));
  }

  function views() {
    return h("fieldset", { class: "kit-form" },
      h("legend", {}, desk.word("views")),
      h("p", { class: "kit-says" }, desk.word("views_how")),
      view().views.map(({ rule, label, score }) => number(`view ${rule}`, label, score, saving("score", { rule }, `view ${rule}`))));
  }

  function draw() {
    return h("div", { class: "kit-weights", lang: desk.word("lang") },
      h("h3", {}, desk.word("title")),
      h("p", { class: "kit-says" }, desk.word("how")),
      view().why && h("p", { class: "kit-wrong" }, view().why),
      table(),
      desk.voice(),
      views());
  }

  return desk.start();
}

export default { render: weights };
