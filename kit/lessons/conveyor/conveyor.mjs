// The conveyor map: boxes and arrows, the list of the same in words, a form for what is chosen.
//
// For tests, inside .kit-conveyor:
//   boxes     button.kit-role[data-role=ID]          [data-key="role ID"]
//   arrows    button.kit-handoff[data-from][data-to] [data-key="handoff FROM TO"]
//   list      .kit-list li
//   tools     [data-testid=add-kind|add-name|add-role|draw-arrow]
//   a role    [data-testid="role-name ID"], [data-testid=move-left|move-right|move-up|move-down],
//             [data-testid=arrow-to|connect|delete-role|delete-yes|delete-no]
//   an arrow  [data-testid^="condition "|"triggers "], [data-testid=chosen|partial|delete-handoff]
//   voice     [data-testid=hint] (role=status), [data-testid=refused] (role=alert)

const SVG = "http://www.w3.org/2000/svg";
const STEP = 10;
const STRIDE = 50;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PAUSE = 500; // after the last key, a moved box is saved
const ASIDE = 12; // by how much two arrows of a pair make way for each other
const LABEL = [88, 34]; // as wide and high as two lines of words can get
const CLICK = 4; // pixels within which a press is a click, not a drag

const draw_svg = (tag, attributes, ...children) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

function conveyor({ model, el }) {
  let chosen = null; // {role} or {from, to}
  let drawing = null; // null, or {from: null}: choose the first, or {from: ID}: choose the second
  let asking = null; // the role that somebody wants to delete
  let dragged = false;
  const moved = new Map(); // boxes on their way, not saved yet
  const timers = new Map();

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const role = (id) => view().roles.find((one) => one.id === id);
  const handoff = ({ from, to }) => view().handoffs.find((one) => one.from === from && one.to === to);
  const place = (one) => moved.get(one.id) ?? [one.x, one.y];
  const title = (one) => `${role(one.from).label} → ${role(one.to).label}`;

  function choose(what, key) {
    chosen = what;
    asking = null;
    desk.focus(key ?? (what.role ? `role ${what.role}` : `handoff ${what.from} ${what.to}`));
  }

  function press(id) {
    if (!drawing) return choose({ role: id });
    if (drawing.from === null) {
      drawing = { from: id };
      desk.say(desk.word("choose_second"));
    } else connect(drawing.from, id);
  }

  function startArrow(from = null) {
    drawing = { from };
    desk.say(desk.word(from === null ? "choose_first" : "choose_second"));
  }

  function endArrow() {
    drawing = null;
    desk.say(desk.word("no_arrow"));
  }

  function connect(from, to) {
    drawing = null;
    desk.ask("connect", { from, to }, {
      then: () => {
        chosen = { from, to };
        desk.focusNext = `condition ${from} ${to}`;
      },
    });
    desk.say("");
  }

  function move(id, [x, y], soon) {
    const [width, height] = view().box;
    moved.set(id, [Math.max(x, width / 2 + STEP), Math.max(y, height / 2 + STEP)]);
    clearTimeout(timers.get(id));
    if (soon) timers.set(id, setTimeout(() => settle(id), PAUSE));
    desk.redraw();
  }

  function settle(id) {
    clearTimeout(timers.get(id));
    if (!moved.has(id)) return;
    const sent = moved.get(id);
    desk.ask("move", { role: id, x: sent[0], y: sent[1] }, {
      then: () => moved.get(id) === sent && moved.delete(id),
    });
  }

  function nudge(id, [dx, dy], far) {
    const [x, y] = place(role(id));
    const step = far ? STRIDE : STEP;
    move(id, [x + dx * step, y + dy * step], true);
  }

  function remove(id) {
    asking = id;
    chosen = { role: id };
    desk.focus("delete-no");
  }

  function disconnect(one) {
    chosen = { role: one.from };
    desk.ask("disconnect", { n: one.n, ends: [one.from, one.to] }, {
      then: () => (desk.focusNext = `role ${one.from}`),
    });
  }

  function keysOnBox(event, id) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS[event.key]) nudge(id, ARROWS[event.key], event.shiftKey);
    else if (event.key === "Enter" && !drawing) choose({ role: id }, `role-name ${id}`);
    else if (event.code === "KeyC") drawing?.from ? connect(drawing.from, id) : startArrow(id);
    else if (event.key === "Delete" || event.key === "Backspace") remove(id);
    else if (event.key === "Escape" && drawing) endArrow();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function keysOnArrow(event, one) {
    if (event.key === "Enter") choose(one, `condition ${one.from} ${one.to}`);
    else if (event.key === "Delete" || event.key === "Backspace") disconnect(one);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function drag(event, id) {
    if (event.button !== 0 || drawing) return;
    const start = [event.clientX, event.clientY];
    const from = place(role(id));
    dragged = false;
    const stop = new AbortController();
    const follow = (now) => {
      const [dx, dy] = [now.clientX - start[0], now.clientY - start[1]];
      if (!dragged && Math.abs(dx) + Math.abs(dy) <= CLICK) return;
      dragged = true;
      move(id, [from[0] + dx, from[1] + dy].map((one) => Math.round(one / STEP) * STEP));
    };
    const end = () => {
      stop.abort();
      if (dragged) settle(id);
      setTimeout(() => (dragged = false)); // after the click that ends a drag
    };
    window.addEventListener("pointermove", follow, { signal: stop.signal });
    window.addEventListener("pointerup", end, { signal: stop.signal });
    window.addEventListener("pointercancel", end, { signal: stop.signal });
  }

  function box(one) {
    const [width, height] = view().box;
    const [x, y] = place(one);
    const state = [
      "kit-role",
      chosen?.role === one.id ? "kit-chosen" : "",
      drawing?.from === one.id ? "kit-from" : "",
    ];
    return make(
      "button",
      {
        type: "button",
        class: state.filter(Boolean).join(" "),
        data: { role: one.id, key: `role ${one.id}` },
        style: `left:${x - width / 2}px;top:${y - height / 2}px;width:${width}px;height:${height}px`,
        "aria-describedby": desk.id("keys"),
        "aria-pressed": String(chosen?.role === one.id),
        onclick: () => dragged || press(one.id),
        onkeydown: (event) => keysOnBox(event, one.id),
        onblur: () => desk.redrawing || settle(one.id),
        onpointerdown: (event) => drag(event, one.id),
      },
      one.label,
    );
  }

  /** The ends of an arrow; one that has a fellow in the other direction keeps to its side. */
  function line(one) {
    const aside = handoff({ from: one.to, to: one.from }) ? ASIDE : 0;
    return arrowEnds(place(role(one.from)), place(role(one.to)), view().box, aside);
  }

  function label(one, taken) {
    const [x, y] = labelPlace(line(one), LABEL, taken);
    taken.push([x, y, ...LABEL]);
    const isChosen = chosen?.from === one.from && chosen?.to === one.to;
    return make(
      "button",
      {
        type: "button",
        class: isChosen ? "kit-handoff kit-chosen" : "kit-handoff",
        data: { from: one.from, to: one.to, key: `handoff ${one.from} ${one.to}` },
        style: `left:${x}px;top:${y}px`,
        title: one.condition || null,
        "aria-label": `${title(one)}. ${one.short}`,
        "aria-describedby": desk.id("arrow-keys"),
        "aria-pressed": String(isChosen),
        onclick: () => choose({ from: one.from, to: one.to }),
        onkeydown: (event) => keysOnArrow(event, one),
      },
      make("span", {}, one.short),
    );
  }

  function stage() {
    const [width, height] = view().box;
    const places = view().roles.map(place);
    const wide = Math.max(560, ...places.map(([x]) => x + width / 2 + 20));
    const high = Math.max(200, ...places.map(([, y]) => y + height / 2 + 20));
    const head = desk.id("head");
    const svg = draw_svg("svg", { width: wide, height: high, "aria-hidden": "true" },
      draw_svg("defs", {},
        draw_svg("marker", { id: head, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 12, markerHeight: 12, markerUnits: "userSpaceOnUse", orient: "auto" },
          draw_svg("path", { d: "M0 0 10 5 0 10z", fill: "#3d3d3d" }))));
    for (const one of view().handoffs) {
      const [[x1, y1], [x2, y2]] = line(one);
      svg.append(draw_svg("line", { x1, y1, x2, y2, class: one.partial ? "kit-line kit-partial" : "kit-line", "marker-end": `url(#${head})` }));
    }
    const taken = places.map(([x, y]) => [x, y, width, height]);
    const labels = view().handoffs.map((one) => label(one, taken));
    // the keyboard meets an arrow after the box it leaves
    const ordered = view().roles.flatMap((one) => [
      box(one),
      ...labels.filter((_, n) => view().handoffs[n].from === one.id),
    ]);
    const pane = make(
      "div",
      { class: "kit-stage", role: "group", "aria-label": desk.word("map"), tabindex: "-1", data: { refuge: "", key: "stage" }, style: `width:${wide}px;height:${high}px` },
      svg,
      ordered,
    );
    return make("div", { class: "kit-scroll", data: { scroll: "" } }, pane);
  }

  function list() {
    const facts = (all) => (all.length ? make("ul", {}, all.map((fact) => make("li", {}, fact))) : null);
    return make(
      "section",
      { class: "kit-list", "aria-labelledby": desk.id("list") },
      make("h3", { id: desk.id("list") }, desk.word("in_words")),
      make("ul", {}, view().list.map((one) =>
        make("li", {}, one.text,
          one.items.length ? make("ul", {}, one.items.map((item) => make("li", {}, item.text, facts(item.facts)))) : null))),
    );
  }

  function tools() {
    const own = ["", desk.word("own_kind")];
    const kinds = [...view().kinds.map((one) => [one.id, one.label]), own];
    const kind = desk.kind ?? kinds[0][0];
    const known = view().kinds.find((one) => one.id === kind);
    const add = () => {
      const label = desk.drafts.get("add-name") ?? known?.label ?? "";
      desk.ask("add", { kind: known ? kind : "", label }, {
        fields: ["add-name"],
        then: () => {
          desk.kind = undefined;
          desk.focusNext = "add-name";
        },
      });
    };
    return make(
      "div",
      { class: "kit-tools" },
      make("fieldset", {},
        make("legend", {}, desk.word("add_role")),
        desk.choice("add-kind", desk.word("kind"), kinds, known ? kind : "", (value) => {
          desk.kind = value;
          desk.drafts.delete("add-name");
          desk.redraw();
        }),
        nameField("add-name", known?.label ?? "", add),
        desk.button("add-role", desk.word("add"), add)),
      desk.button("draw-arrow", desk.word("draw"), () => (drawing ? endArrow() : startArrow()), {
        "aria-pressed": String(Boolean(drawing)),
        class: "kit-toggle",
        disabled: view().roles.length < 2,
      }),
    );
  }

  /** A name that Enter or a button sends; leaving the field does not. */
  function nameField(key, saved, send) {
    const field = desk.field(key, desk.word("name"), saved, { maxlength: 80 });
    field.querySelector("input").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      send();
    });
    return field;
  }

  function formOfRole(one) {
    const key = `role-name ${one.id}`;
    const rename = () => {
      if (!desk.drafts.has(key)) return desk.focus(`role ${one.id}`);
      desk.ask("rename", { role: one.id, label: desk.drafts.get(key) }, { fields: [key] });
    };
    const free = view().roles.filter((other) => other.id !== one.id && !handoff({ from: one.id, to: other.id }));
    const target = free.some((other) => other.id === desk.target) ? desk.target : free[0]?.id;
    const step = (name, keyName) =>
      desk.button(`move-${name}`, { left: "←", right: "→", up: "↑", down: "↓" }[name], () => nudge(one.id, ARROWS[keyName], true), {
        "aria-label": `${desk.word("move")}: ${desk.word(name)}`,
        onblur: () => desk.redrawing || settle(one.id),
      });
    return make(
      "fieldset",
      { class: "kit-form" },
      make("legend", {}, `${desk.word("role")}: ${one.label}`),
      desk.field(key, desk.word("name"), one.label, { commit: rename, maxlength: 80 }),
      make("div", { class: "kit-field", role: "group", "aria-label": desk.word("move") },
        make("span", { "aria-hidden": "true" }, desk.word("move")),
        make("span", {}, step("left", "ArrowLeft"), step("right", "ArrowRight"), step("up", "ArrowUp"), step("down", "ArrowDown"))),
      free.length ? desk.choice("arrow-to", desk.word("arrow_to"), free.map((other) => [other.id, other.label]), target, (value) => (desk.target = value)) : null,
      free.length ? desk.button("connect", desk.word("draw_it"), () => connect(one.id, desk.find("arrow-to").value)) : null,
      asking === one.id
        ? desk.question(
            one.loses,
            desk.word("delete_role"),
            () => {
              asking = null;
              chosen = null;
              desk.ask("remove", { role: one.id }, { then: () => (desk.focusNext = "stage") });
            },
            () => {
              asking = null;
              desk.focus(`role ${one.id}`);
            },
          )
        : desk.button("delete-role", desk.word("delete_role"), () => remove(one.id), { class: "kit-danger" }),
    );
  }

  function formOfHandoff(one) {
    const ends = `${one.from} ${one.to}`;
    const keys = { condition: `condition ${ends}`, triggers: `triggers ${ends}` };
    const rules = one.rules.join("\n");
    // only what was changed: the rest may be on its way to Python already
    const describe = (changes, fields = []) =>
      desk.ask("describe", { n: one.n, ends: [one.from, one.to], ...changes }, { fields });
    const save = (name) => () =>
      desk.drafts.has(keys[name]) && describe({ [name]: desk.drafts.get(keys[name]) }, [keys[name]]);
    const options = [["", desk.word("undecided")], ...one.rules.map((rule) => [rule, rule])];
    const partial = make("input", {
      type: "checkbox",
      id: desk.id("partial"),
      checked: one.partial,
      data: { key: "partial", testid: "partial" },
      onchange: () => describe({ partial: partial.checked }),
      onkeydown: (event) => event.stopPropagation(),
    });
    return make(
      "fieldset",
      { class: "kit-form" },
      make("legend", {}, `${desk.word("arrow")}: ${title(one)}`),
      desk.field(keys.condition, desk.word("condition"), one.condition, { tag: "textarea", rows: 2, commit: save("condition") }),
      desk.field(keys.triggers, desk.word("triggers"), rules, { tag: "textarea", rows: 4, spellcheck: "false", commit: save("triggers"), note: desk.word("triggers_note") }),
      one.rules.length ? desk.choice("chosen", desk.word("chosen"), options, one.chosen, (value) => describe({ chosen: value })) : null,
      make("div", { class: "kit-field kit-check" }, partial, make("label", { for: desk.id("partial") }, desk.word("partial"))),
      desk.button("delete-handoff", desk.word("delete_arrow"), () => disconnect(one), { class: "kit-danger" }),
    );
  }

  function form() {
    if (chosen?.role && role(chosen.role)) return formOfRole(role(chosen.role));
    if (chosen?.from && handoff(chosen)) return formOfHandoff(handoff(chosen));
    return make("p", { class: "kit-hint" }, desk.word("nothing"));
  }

  function draw() {
    return make(
      "div",
      {
        class: "kit-conveyor",
        lang: desk.word("lang"),
        onkeydown: (event) => event.key === "Escape" && drawing && endArrow(),
      },
      tools(),
      make("div", { class: "kit-board" }, make("div", { class: "kit-map" }, stage(), ...desk.voice(), form()), list()),
      make("p", { id: desk.id("keys"), hidden: true }, desk.word("keys")),
      make("p", { id: desk.id("arrow-keys"), hidden: true }, desk.word("arrow_keys")),
    );
  }

  desk.redraw();
}

export default { render: conveyor };
