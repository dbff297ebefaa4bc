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
  let typing = null; // the cell whose hours are being typed: {role, function}
  let picked = null; // the function that the forms change
  let asking = false;

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const cellKey = (row, column) =>
    column === 0
      ? `row ${view().functions[row].id}`
      : `cell ${view().functions[row].id} ${view().roles[column - 1].id}`;

  function go(row, column) {
    const inside = (n, most) => Math.min(Math.max(n, 0), most);
    current = [inside(row, view().functions.length - 1), inside(column, view().roles.length)];
    if (current[1] === 0 || picked === null) picked = view().functions[current[0]].id;
    desk.focus(cellKey(...current));
  }

  function pick(id) {
    picked = id;
    asking = false;
    desk.redraw();
  }

  /** Empty the cell, or (no level given) go on to the next: who presses fast is not waited for. */
  function hold(row, column, level) {
    const [one, role] = [view().functions[row], view().roles[column - 1]];
    desk.ask("hold", { role: role.id, function: one.id, level });
  }

  function type(row, column, first) {
    const [one, role] = [view().functions[row], view().roles[column - 1]];
    current = [row, column];
    typing = { role: role.id, function: one.id };
    const key = `hours ${one.id} ${role.id}`;
    if (first) desk.drafts.set(key, first);
    desk.focus(key);
    const input = desk.find(key);
    if (!first) input?.select();
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
      picked = view().functions[row].id;
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

  function hoursInput(row, column, cell, role, one) {
    const key = `hours ${one.id} ${role.id}`;
    const close = () => {
      typing = null;
      desk.drafts.delete(key);
      desk.wrong = "";
    };
    const send = () => {
      if (!desk.drafts.has(key)) {
        close();
        return desk.focus(cellKey(row, column));
      }
      return desk.ask("hours", { role: role.id, function: one.id, hours: desk.drafts.get(key) }, {
        fields: [key],
        then: () => {
          typing = null;
          if (el.contains(document.activeElement)) desk.focusNext = cellKey(row, column);
        },
      });
    };
    return make("input", {
      data: { key, testid: key },
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": cell.asks,
      value: desk.drafts.get(key) ?? cell.hours,
      oninput: (event) => desk.drafts.set(key, event.target.value),
      onclick: (event) => event.stopPropagation(),
      onkeydown: (event) => {
        event.stopPropagation();
        if (event.key === "Enter") {
          event.preventDefault();
          send();
        } else if (event.key === "Escape") {
          event.preventDefault();
          close();
          desk.focus(cellKey(row, column));
        }
      },
      onblur: () => {
        if (!desk.redrawing && typing && desk.drafts.has(key)) send();
      },
    });
  }

  function cellOf(one, row, role, column) {
    const cell = one.cells[column - 1];
    const isTyping = typing?.role === role.id && typing?.function === one.id;
    const here = current[0] === row && current[1] === column;
    const shown = isTyping
      ? [hoursInput(row, column, cell, role, one)]
      : [
          make("span", { "aria-hidden": "true" }, `${SIGNS[cell.level]} ${cell.level === "none" ? "" : desk.word(cell.level)}`),
          cell.level === "none"
            ? null
            : make("span", {
                class: "kit-hours",
                "aria-hidden": "true",
                onclick: (event) => {
                  event.stopPropagation();
                  type(row, column);
                },
              }, cell.hours || desk.word("type_hours")),
        ];
    return make(
      "td",
      {
        role: "gridcell",
        tabindex: here && !isTyping ? "0" : "-1",
        data: { key: cellKey(row, column), function: one.id, role: role.id, level: cell.level },
        "aria-label": isTyping ? null : cell.name,
        onkeydown: (event) => keys(event, row, column),
        onfocus: () => (current = [row, column]),
        onclick: () => {
          if (isTyping) return;
          current = [row, column];
          desk.focus(cellKey(row, column));
          hold(row, column);
        },
      },
      shown,
    );
  }

  function rowOf(one, row) {
    const here = current[0] === row && current[1] === 0;
    return make(
      "tr",
      {},
      make(
        "th",
        {
          scope: "row",
          role: "rowheader",
          tabindex: here ? "0" : "-1",
          data: { key: cellKey(row, 0), function: one.id },
          "aria-selected": String(picked === one.id),
          onkeydown: (event) => keys(event, row, 0),
          onclick: () => {
            current = [row, 0];
            picked = one.id;
            asking = false;
            desk.focus(cellKey(row, 0));
          },
        },
        one.label,
        one.ours ? make("span", { class: "kit-ours", title: desk.word("ours_note") }, desk.word("ours")) : null,
      ),
      view().roles.map((role, n) => cellOf(one, row, role, n + 1)),
    );
  }

  function table() {
    const { roles, functions } = view();
    current = [Math.min(current[0], Math.max(functions.length - 1, 0)), Math.min(current[1], roles.length)];
    return make(
      "div",
      { class: "kit-matrix-scroll", data: { scroll: "" } },
      make(
        "table",
        { class: "kit-matrix", role: "grid", "aria-label": desk.word("matrix"), "aria-describedby": desk.id("keys") },
        make("thead", {}, make("tr", {},
          make("th", { scope: "col", role: "columnheader" }, desk.word("function")),
          roles.map((role) => make("th", { scope: "col", role: "columnheader", data: { role: role.id } }, role.label)))),
        make("tbody", {}, functions.map(rowOf)),
        make("tfoot", {}, make("tr", {},
          make("th", { scope: "row", role: "rowheader" }, desk.word("total")),
          roles.map((role) => make("td", { role: "gridcell", data: { total: role.id } }, role.total)))),
      ),
    );
  }

  function counts() {
    return make(
      "section",
      { "aria-labelledby": desk.id("counts") },
      make("h3", { id: desk.id("counts") }, desk.word("counts")),
      make("dl", { class: "kit-counts", "aria-live": "polite" }, view().counts.map((one) =>
        make("div", {}, make("dt", {}, one.label), make("dd", { data: { count: one.key } }, one.value)))),
      view().says.map((paragraph) => make("p", { class: "kit-says" }, paragraph)),
    );
  }

  /** A field that Enter, like the button beside it, sends. */
  function sending(key, label, saved, send) {
    const field = desk.field(key, label, saved, { maxlength: 80 });
    field.querySelector("input").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      send();
    });
    return field;
  }

  function adding() {
    const add = () =>
      desk.ask("add", { label: desk.drafts.get("add-name") ?? "" }, {
        fields: ["add-name"],
        then: () => (desk.focusNext = "add-name"),
      });
    return make("fieldset", { class: "kit-form" },
      make("legend", {}, desk.word("add_function")),
      sending("add-name", desk.word("name"), "", add),
      desk.button("add-function", desk.word("add"), add));
  }

  function changing() {
    const all = view().functions;
    if (!all.length) return null;
    const one = all.find((each) => each.id === picked) ?? all[0];
    picked = one.id;
    const keysOf = { rename: `rename-name ${one.id}`, first: `split-first ${one.id}`, second: `split-second ${one.id}`, merge: `merge-name ${one.id}` };
    const text = (key, saved) => desk.drafts.get(key) ?? saved;
    const rename = () =>
      desk.ask("rename", { function: one.id, label: text(keysOf.rename, one.label) }, {
        fields: [keysOf.rename],
        then: () => (desk.focusNext = `row ${one.id}`),
      });
    const split = () =>
      desk.ask("split", { function: one.id, first: text(keysOf.first, one.label), second: text(keysOf.second, "") }, {
        fields: [keysOf.first, keysOf.second],
        then: () => {
          desk.hint = desk.word("split_done");
          desk.focusNext = `row ${one.id}`;
        },
      });
    const others = all.filter((each) => each.id !== one.id);
    const other = others.find((each) => each.id === desk.other) ?? others[0];
    const merge = () =>
      desk.ask("merge", { function: one.id, other: other.id, label: text(keysOf.merge, one.label) }, {
        fields: [keysOf.merge],
        then: () => (desk.focusNext = `row ${one.id}`),
      });
    const remove = () => {
      asking = false;
      desk.ask("remove", { function: one.id }, { then: () => (desk.focusNext = "function") });
    };
    return make(
      "fieldset",
      { class: "kit-form" },
      make("legend", {}, desk.word("change_function")),
      desk.choice("function", desk.word("function"), all.map((each) => [each.id, each.label]), one.id, pick),
      make("fieldset", { class: "kit-form" },
        make("legend", {}, desk.word("rename")),
        sending(keysOf.rename, desk.word("new_name"), one.label, rename),
        desk.button("rename", desk.word("rename"), rename)),
      make("fieldset", { class: "kit-form" },
        make("legend", {}, desk.word("split")),
        sending(keysOf.first, desk.word("first"), one.label, split),
        sending(keysOf.second, desk.word("second"), "", split),
        desk.button("split", desk.word("split"), split, { "aria-describedby": desk.id("split-note") }),
        make("small", { id: desk.id("split-note") }, desk.word("split_note"))),
      other
        ? make("fieldset", { class: "kit-form" },
            make("legend", {}, desk.word("merge")),
            desk.choice("merge-with", desk.word("with"), others.map((each) => [each.id, each.label]), other.id, (value) => {
              desk.other = value;
              desk.redraw();
            }),
            sending(keysOf.merge, desk.word("merge_name"), one.label, merge),
            desk.button("merge", desk.word("merge"), merge, { "aria-describedby": desk.id("merge-note") }),
            make("small", { id: desk.id("merge-note") }, desk.word("merge_note")))
        : null,
      asking
        ? desk.question(one.loses, desk.word("delete"), remove, () => {
            asking = false;
            desk.focus("delete");
          })
        : desk.button("delete", desk.word("delete"), () => {
            asking = true;
            desk.focus("delete-no");
          }, { class: "kit-danger" }),
    );
  }

  function draw() {
    return make(
      "div",
      { class: "kit-functions", lang: desk.word("lang") },
      make("p", { id: desk.id("keys"), class: "kit-hint" }, view().roles.length ? desk.word("keys") : desk.word("no_roles")),
      make("div", { tabindex: "-1", data: { refuge: "" } }, table()),
      ...desk.voice(),
      counts(),
      adding(),
      changing(),
    );
  }

  desk.redraw();
}

export default { render: matrix };
