// The plan: a row for each line, with a name, a day and a sign.
//
// For tests, inside .kit-plan:
//   a field           input[data-testid="who LINE"], "by LINE", "wrong LINE"
//   a line without    tr[data-loose] with [data-testid="loose LINE"]
//   a new line        input[data-testid=new], [data-testid=add], [data-testid="remove LINE"]
//   voice             [data-testid=hint], [data-testid=refused]

function plan({ model, el }) {
  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();

  /** A field of a line; leaving it, or Enter, saves it. */
  const field = (line, part, label) => {
    const key = `${part} ${line.id}`;
    return h("td", {}, desk.field(key, `${label}: ${line.what}`, line[part], {
      hiddenLabel: true,
      maxlength: 300,
      size: part === "by" ? 11 : 14,
      commit: (typed) => typed !== undefined && desk.ask("set", { line: line.id, part, typed }, { fields: [key] }),
    }));
  };

  const row = (line) => h("tr", { key: line.id, "data-loose": line.named ? undefined : "" },
    h("th", { scope: "row" }, line.what,
      !line.named && h("small", { class: "kit-wrong", "data-testid": `loose ${line.id}` }, line.decided ? desk.word("loose") : desk.word("open"))),
    h("td", {}, line.lesson),
    field(line, "who", desk.word("who")),
    field(line, "by", desk.word("by")),
    field(line, "wrong", desk.word("wrong")),
    h("td", {}, line.own && desk.button(`remove ${line.id}`, desk.word("remove"), () => desk.ask("remove", { line: line.id }, { then: () => (desk.focusNext = "new") }), { "aria-label": `${desk.word("remove")}: ${line.what}` })));

  const add = () => desk.ask("add", { typed: desk.drafts.get("new") ?? "" }, { fields: ["new"], then: () => (desk.focusNext = "new") });

  function draw() {
    const { lines } = view();
    const heading = (word) => h("th", { scope: "col" }, desk.word(word));
    return h("div", { class: "kit-plan", lang: desk.word("lang") },
      h("h3", {}, desk.word("title")),
      h("p", { class: "kit-says" }, desk.word("how")),
      lines.length === 0 && h("p", {}, desk.word("none")),
      lines.length > 0 && h("div", { class: "kit-matrix-scroll", tabindex: "0", role: "group", "aria-label": desk.word("title"), "data-key": "plan" },
        h("table", { class: "kit-matrix kit-points kit-lines" },
          h("thead", {}, h("tr", {}, heading("what"), heading("lesson"), heading("who"), heading("by"), heading("wrong"), h("td"))),
          h("tbody", {}, lines.map(row)))),
      h("div", { class: "kit-form" },
        desk.field("new", desk.word("new"), "", { send: add, maxlength: 300, size: 40 }),
        desk.button("add", desk.word("add"), add)),
      desk.voice());
  }

  return desk.start();
}

export default { render: plan };
