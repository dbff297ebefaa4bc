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

  /** A number that is saved when one leaves it. */
  function number(key, label, saved, commit) {
    const field = desk.field(key, label, saved, { commit, inputmode: "decimal", size: 4, maxlength: 6 });
    field.querySelector("label").classList.add("kit-unseen");
    return field;
  }

  function save() {
    const keys = view().criteria.map((one) => `new ${one.id}`);
    const points = Object.fromEntries(view().criteria.map((one) => [one.id, desk.drafts.get(`new ${one.id}`) ?? ""]));
    desk.ask("add", { points }, { fields: keys, then: () => (desk.focusNext = keys[0]) });
  }

  const change = (id, n, key) => () =>
    desk.drafts.has(key) && desk.ask("weigh", { criterion: id, person: n, points: desk.drafts.get(key) }, { fields: [key] });

  function row(one) {
    const fresh = number(`new ${one.id}`, `${one.label}: ${desk.word("new")}`, "", undefined);
    fresh.querySelector("input").addEventListener("keydown", (event) => event.key === "Enter" && save());
    return make("tr", {},
      make("th", { scope: "row" }, one.label),
      make("td", {}, one.step),
      make("td", {}, one.says.length ? make("ul", {}, one.says.map((line) => make("li", {}, line))) : null),
      one.points.map((points, n) => {
        const key = `points ${one.id} ${n}`;
        return make("td", {}, number(key, `${one.label}: ${person(n)}`, points, change(one.id, n, key)));
      }),
      make("td", {}, fresh),
      make("td", { data: { share: one.id } }, one.share));
  }

  function table() {
    const people = [...Array(view().people).keys()];
    const head = ["criterion", "step", "answers"].map((word) => make("th", { scope: "col" }, desk.word(word)));
    const last = make("tr", {}, make("td", { colspan: 3 }),
      people.map((n) => make("td", {}, desk.button(`remove ${n}`, desk.word("remove"), () => desk.ask("remove", { person: n }, { then: () => (desk.focusNext = "save-points") }), { "aria-label": `${desk.word("remove")}: ${person(n)}` }))),
      make("td", {}, desk.button("save-points", desk.word("save"), save)), make("td", {}));
    return make("div", { class: "kit-matrix-scroll", tabindex: "0", role: "group", "aria-label": desk.word("title"), data: { scroll: "", key: "points" } },
      make("table", { class: "kit-matrix kit-points" },
        make("thead", {}, make("tr", {}, head, people.map((n) => make("th", { scope: "col" }, person(n))), make("th", { scope: "col" }, desk.word("new"), make("br"), make("small", {}, desk.word("points"))), make("th", { scope: "col" }, desk.word("together")))),
        make("tbody", {}, view().criteria.map(row), last)));
  }

  function views() {
    return make("fieldset", { class: "kit-form" }, make("legend", {}, desk.word("views")), make("p", { class: "kit-says" }, desk.word("views_how")),
      view().views.map((one) => {
        const key = `view ${one.rule}`;
        return desk.field(key, one.label, one.score, {
          inputmode: "decimal", size: 4, maxlength: 6,
          commit: () => desk.drafts.has(key) && desk.ask("score", { rule: one.rule, points: desk.drafts.get(key) }, { fields: [key] }),
        });
      }));
  }

  function draw() {
    return make("div", { class: "kit-weights", lang: desk.word("lang") },
      make("h3", {}, desk.word("title")),
      make("p", { class: "kit-says" }, desk.word("how")),
      view().why ? make("p", { class: "kit-wrong" }, view().why) : null,
      table(), ...desk.voice(), views());
  }

  desk.redraw();
}

export default { render: weights };
