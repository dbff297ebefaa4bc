// The function matrix: one stop of the Tab key, arrow keys inside, forms for the rest.
//
// For tests, inside .kit-functions:
//   table     table.kit-matrix[role=grid]
//   cells     td[data-function][data-role][data-level=none|owner|helps]  [data-key="cell FUNCTION ROLE"]
//   hours     .kit-hours in a cell (click), input [data-testid="hours FUNCTION ROLE"] while typing
//   rows      th[data-function] [data-key="row FUNCTION"];  sums  td[data-total=ROLE]
//   counts    [data-count=hunter|account_manager|shared|ratio|jaccard]
//   forms     [data-testid=add-name|add-function|function|rename-name|rename|
//             split-first|split-second|split|merge-with|merge-name|merge|delete|delete-yes|delete-no]
//   voice     [data-testid=hint] (role=status), [data-testid=refused] (role=alert)

const SIGNS = { none: "–", owner: "●", helps: "◐" };
const DIGIT = /^\d$/;

function matrix({ model, el }) {
  let current = [0, 1]; // row and column that the keyboard is on; column 0 is the function's name
  let typing = null; // the key of the field in which hours are being typed
  let picked = null; // the function that the forms change
  let partner = null; // the function to merge it with
  let asking = false;

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const functionAt = (row) => view().functions[row];
  const roleAt = (column) => view().roles[column - 1];
  const cellKey = (row, column) =>
    column === 0 ? `row ${functionAt(row).id}` : `cell ${functionAt(row).id} ${roleAt(column).id}`;
  const hoursKey = (row, column) => `hours ${functionAt(row).id} ${roleAt(column).id}`;

  function go(row, column) {
    const inside = (n, most) => Math.min(Math.max(n, 0), most);
    current = [inside(row, view().functions.length - 1), inside(column, view().roles.length)];
    if (current[1] === 0 || picked === null) picked = functionAt(current[0]).id;
    desk.focus(cellKey(...current));
  }

  function pick(id) {
    picked = id;
    asking = false;
    desk.redraw();
  }

  /** Empty the cell, or (no level given) go on to the next: who presses fast is not waited for. */
  function hold(row, column, level) {
    desk.ask("hold", { role: roleAt(column).id, function: functionAt(row).id, level });
  }

  function type(row, column, first) {
    current = [row, column];
    typing = hoursKey(row, column);
    if (first) desk.drafts.set(typing, first);
    desk.focus(typing);
    if (!first) desk.find(typing)?.select();
  }

  function keys(event, row, column) {
    if (event.altKey || event.metaKey || typing) return;
    const lastRow = view().functions.length - 1;
    const lastColumn = view().roles.length;
    const ways = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? lastRow : row, lastColumn],
      PageUp: [0, column],
      PageDown: [lastRow, column],
    };
    if (ways[event.key]) go(...ways[event.key]);
    else if (event.ctrlKey) return;
    else if (column === 0) {
      if (event.key !== "Enter" && event.key !== " " && event.key !== "Delete") return;
      picked = functionAt(row).id;
      asking = event.key === "Delete";
      desk.focus(asking ? "delete-no" : `rename-name ${picked}`);
      if (!asking) desk.find(`rename-name ${picked}`)?.select();
    } else if (event.key === " ") hold(row, column);
    else if (event.key === "Enter" || event.key === "F2") type(row, column);
    else if (DIGIT.test(event.key)) type(row, column, event.key);
    else if (event.key === "Delete" || event.key === "Backspace") hold(row, column, "none");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function hoursInput(row, column, cell) {
    const key = typing;
    const close = () => {
      typing = null;
      desk.drafts.delete(key);
      desk.wrong = "";
      desk.focus(cellKey(row, column));
    };
    const send = () => {
      if (!desk.drafts.has(key)) return close();
      const hours = desk.drafts.get(key);
      return desk.ask("hours", { role: roleAt(column).id, function: functionAt(row).id, hours }, {
        fields: [key],
        then: () => {
          typing = null;
          desk.focusNext = cellKey(row, column);
        },
      });
    };
    return h("input", {
      ...desk.named(key),
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": cell.asks,
      value: desk.drafts.get(key) ?? cell.hours,
      oninput: ({ target }) => desk.drafts.set(key, target.value),
      onclick: (event) => event.stopPropagation(),
      onkeydown: (event) => {
        event.stopPropagation();
        const act = { Enter: send, Escape: close }[event.key];
        if (!act) return;
        event.preventDefault();
        act();
      },
      onblur: () => typing === key && desk.drafts.has(key) && send(),
    });
  }

  function held(row, column, cell) {
    const name = cell.level === "none" ? "" : desk.word(cell.level);
    const onclick = (event) => {
      event.stopPropagation();
      type(row, column);
    };
    return [
      h("span", { "aria-hidden": "true" }, `${SIGNS[cell.level]} ${name}`),
      name && h("span", { class: "kit-hours", "aria-hidden": "true", onclick }, cell.hours || desk.word("type_hours")),
    ];
  }

  const tabStop = (row, column) => (current[0] === row && current[1] === column ? "0" : "-1");

  function cellOf(row, column) {
    const cell = functionAt(row).cells[column - 1];
    const isTyping = typing === hoursKey(row, column);
    const key = cellKey(row, column);
    return h("td", {
      key,
      role: "gridcell",
      tabindex: isTyping ? "-1" : tabStop(row, column),
      "data-key": key,
      "data-function": functionAt(row).id,
      "data-role": roleAt(column).id,
      "data-level": cell.level,
      "aria-label": isTyping ? undefined : cell.name,
      onkeydown: (event) => keys(event, row, column),
      onfocus: () => (current = [row, column]),
      onclick: () => {
        if (isTyping) return;
        current = [row, column];
        desk.focus(key);
        hold(row, column);
      },
    }, isTyping ? hoursInput(row, column, cell) : held(row, column, cell));
  }

  function rowOf({ id, label, ours }, row) {
    const key = cellKey(row, 0);
    const onclick = () => {
      current = [row, 0];
      picked = id;
      asking = false;
      desk.focus(key);
    };
    return h("tr", { key },
      h("th", { scope: "row", role: "rowheader", tabindex: tabStop(row, 0), "data-key": key, "data-function": id, "aria-selected": picked === id, onkeydown: (event) => keys(event, row, 0), onclick },
        label,
        ours && h("span", { class: "kit-ours", title: desk.word("ours_note") }, desk.word("ours"))),
      view().roles.map((_, n) => cellOf(row, n + 1)));
  }

  function table() {
    const { roles, functions } = view();
    current = [Math.min(current[0], Math.max(functions.length - 1, 0)), Math.min(current[1], roles.length)];
    const heading = { scope: "col", role: "columnheader" };
    return h("div", { class: "kit-matrix-scroll" },
      h("table", { class: "kit-matrix", role: "grid", "aria-label": desk.word("matrix"), "aria-describedby": desk.id("keys") },
        h("thead", {}, h("tr", {},
          h("th", heading, desk.word("function")),
          roles.map(({ id, label }) => h("th", { ...heading, key: id, "data-role": id }, label)))),
        h("tbody", {}, functions.map(rowOf)),
        h("tfoot", {}, h("tr", {},
          h("th", { scope: "row", role: "rowheader" }, desk.word("total")),
          roles.map(({ id, total }) => h("td", { key: id, role: "gridcell", "data-total": id }, total))))));
  }

  function counts() {
    return h("section", { "aria-labelledby": desk.id("counts") },
      h("h3", { id: desk.id("counts") }, desk.word("counts")),
      h("dl", { class: "kit-counts", "aria-live": "polite" }, view().counts.map(({ key, label, value }) =>
        h("div", {}, h("dt", {}, label), h("dd", { "data-count": key }, value)))),
      view().says.map((paragraph) => h("p", { class: "kit-says" }, paragraph)));
  }

  /** Fields of a name that Enter in one of them, like the button beside them, sends. */
  function form(act, legend, before, names, send, note) {
    return h("fieldset", { key: act, class: "kit-form" },
      h("legend", {}, legend),
      before,
      names.map(([key, label, saved]) => desk.field(key, label, saved, { send, maxlength: 80 })),
      desk.button(act, act === "add-function" ? desk.word("add") : legend, send, { "aria-describedby": note && desk.id(`${act}-note`) }),
      note && h("small", { id: desk.id(`${act}-note`) }, note));
  }

  function adding() {
    const add = () =>
      desk.ask("add", { label: desk.drafts.get("add-name") ?? "" }, {
        fields: ["add-name"],
        then: () => (desk.focusNext = "add-name"),
      });
    return form("add-function", desk.word("add_function"), null, [["add-name", desk.word("name"), ""]], add);
  }

  function changing() {
    const { functions } = view();
    if (!functions.length) return null;
    const { id, label, loses } = functions.find((other) => other.id === picked) ?? functions[0];
    picked = id;
    const others = functions.filter((other) => other.id !== id);
    const other = others.find((each) => each.id === partner) ?? others[0];
    const options = (list) => list.map((each) => [each.id, each.label]);
    const names = {
      rename: [[`rename-name ${id}`, desk.word("new_name"), label]],
      split: [[`split-first ${id}`, desk.word("first"), label], [`split-second ${id}`, desk.word("second"), ""]],
      merge: [[`merge-name ${id}`, desk.word("merge_name"), label]],
    };
    const typed = ([key, , saved]) => desk.drafts.get(key) ?? saved;
    const change = (act, content, hint = "") => () =>
      desk.ask(act, { function: id, ...content() }, {
        fields: names[act].map(([key]) => key),
        then: () => {
          desk.hint = hint;
          desk.focusNext = `row ${id}`;
        },
      });
    const rename = change("rename", () => ({ label: typed(names.rename[0]) }));
    const split = change("split", () => ({ first: typed(names.split[0]), second: typed(names.split[1]) }), desk.word("split_done"));
    const merge = change("merge", () => ({ other: other.id, label: typed(names.merge[0]) }));
    const ask = (question) => () => {
      asking = question;
      desk.focus(question ? "delete-no" : "delete");
    };
    const remove = () => {
      asking = false;
      desk.ask("remove", { function: id }, { then: () => (desk.focusNext = "function") });
    };
    const choosePartner = (chosen) => {
      partner = chosen;
      desk.redraw();
    };
    return h("fieldset", { class: "kit-form" },
      h("legend", {}, desk.word("change_function")),
      desk.choice("function", desk.word("function"), options(functions), id, pick),
      form("rename", desk.word("rename"), null, names.rename, rename),
      form("split", desk.word("split"), null, names.split, split, desk.word("split_note")),
      other && form("merge", desk.word("merge"), desk.choice("merge-with", desk.word("with"), options(others), other.id, choosePartner), names.merge, merge, desk.word("merge_note")),
      asking
        ? desk.question(loses, desk.word("delete"), remove, ask(false))
        : desk.button("delete", desk.word("delete"), ask(true), { class: "kit-danger" }));
  }

  function draw() {
    return h("div", { class: "kit-functions", lang: desk.word("lang") },
      h("p", { id: desk.id("keys"), class: "kit-hint" }, view().roles.length ? desk.word("keys") : desk.word("no_roles")),
      h("div", { tabindex: "-1", "data-refuge": "" }, table()),
      desk.voice(),
      counts(),
      adding(),
      changing());
  }

  return desk.start();
}

export default { render: matrix };
