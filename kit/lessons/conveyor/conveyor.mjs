// The conveyor map: boxes and arrows, the list of the same in words, a form for what is chosen.
//
// For tests, inside .kit-conveyor:
//   boxes     button.kit-role[data-role=ID]          [data-key="role ID"]
//   arrows    button.kit-handoff[data-from][data-to] [data-key="handoff FROM TO"]
//   list      .kit-list li
//   tools     [data-testid=add-kind|add-name|add-role|draw-arrow]
//   a role    [data-testid="role-name ID"], [data-testid=move-left|move-right|move-up|move-down],
//             [data-testid=arrow-to|connect|delete-role|delete-yes|delete-no]
//             [data-testid="works PERSON"], [data-testid=person|add-person|staff]
//   an arrow  [data-testid^="condition "], [data-testid=chosen|partial|delete-handoff]
//   voice     [data-testid=hint] (role=status), [data-testid=refused] (role=alert)

const STEP = 10;
const STRIDE = 50;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIGNS = { left: "←", right: "→", up: "↑", down: "↓" };
const WAYS = { left: ARROWS.ArrowLeft, right: ARROWS.ArrowRight, up: ARROWS.ArrowUp, down: ARROWS.ArrowDown };
const PAUSE = 500; // after the last key, a moved box is saved
const ASIDE = 12; // by how much two arrows of a pair make way for each other
const LABEL = [88, 34]; // as wide and high as two lines of words can get
const CLICK = 4; // pixels within which a press is a click, not a drag

function conveyor({ model, el }) {
  let chosen = null; // {role} or {from, to}
  let drawing = null; // null, or {from: null}: choose the first, or {from: ID}: choose the second
  let asking = null; // the role that somebody wants to delete
  let kind = null; // of the role to add
  let target = null; // where an arrow from the chosen role would lead
  let drag = null; // where the box that the pointer holds came from
  let dragged = false; // the click that ends a drag is none
  const moved = new Map(); // boxes on their way, not saved yet
  const timers = new Map();

  const desk = deskOf({ model, el, draw });
  const view = () => desk.view();
  const roleOf = (id) => view().roles.find((role) => role.id === id);
  const handoffOf = (from, to) => view().handoffs.find((handoff) => handoff.from === from && handoff.to === to);
  const place = (role) => moved.get(role.id) ?? [role.x, role.y];
  const title = ({ from, to }) => `${roleOf(from).label} → ${roleOf(to).label}`;

  function choose(what, key) {
    chosen = what;
    asking = null;
    desk.focus(key ?? (what.role ? `role ${what.role}` : `handoff ${what.from} ${what.to}`));
  }

  function press(id) {
    if (!drawing) choose({ role: id });
    else if (drawing.from === null) startArrow(id);
    else connect(drawing.from, id);
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
    const [x, y] = place(roleOf(id));
    const step = far ? STRIDE : STEP;
    move(id, [x + dx * step, y + dy * step], true);
  }

  function remove(id) {
    asking = id;
    chosen = { role: id };
    desk.focus("delete-no");
  }

  function disconnect({ n, from, to }) {
    chosen = { role: from };
    desk.ask("disconnect", { n, ends: [from, to] }, { then: () => (desk.focusNext = `role ${from}`) });
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

  function keysOnArrow(event, handoff) {
    if (event.key === "Enter") choose(handoff, `condition ${handoff.from} ${handoff.to}`);
    else if (event.key === "Delete" || event.key === "Backspace") disconnect(handoff);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function grab(event, role) {
    if (event.button !== 0 || drawing) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag = { start: [event.clientX, event.clientY], from: place(role) };
    dragged = false;
  }

  function pull(event, id) {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.start[0], event.clientY - drag.start[1]];
    if (!dragged && Math.abs(dx) + Math.abs(dy) <= CLICK) return;
    dragged = true;
    move(id, [drag.from[0] + dx, drag.from[1] + dy].map((at) => Math.round(at / STEP) * STEP));
  }

  function drop(id) {
    drag = null;
    if (dragged) settle(id);
  }

  function box(role) {
    const { id } = role;
    const [width, height] = view().box;
    const [x, y] = place(role);
    const isChosen = chosen?.role === id;
    return h("button", {
      ...desk.named(`role ${id}`),
      type: "button",
      class: classes("kit-role", isChosen && "kit-chosen", drawing?.from === id && "kit-from"),
      "data-role": id,
      style: `left:${x - width / 2}px;top:${y - height / 2}px;width:${width}px;height:${height}px`,
      "aria-describedby": desk.id("keys"),
      "aria-pressed": isChosen,
      onclick: () => {
        if (!dragged) press(id);
        dragged = false;
      },
      onkeydown: (event) => keysOnBox(event, id),
      onblur: () => settle(id),
      onpointerdown: (event) => grab(event, role),
      onpointermove: (event) => pull(event, id),
      onpointerup: () => drop(id),
      onpointercancel: () => {
        drop(id);
        dragged = false; // no click will follow
      },
    }, role.label);
  }

  /** The ends of an arrow; one that has a fellow in the other direction keeps to its side. */
  function line({ from, to }) {
    const aside = handoffOf(to, from) ? ASIDE : 0;
    return arrowEnds(place(roleOf(from)), place(roleOf(to)), view().box, aside);
  }

  function label(handoff, taken) {
    const { from, to } = handoff;
    const [x, y] = labelPlace(line(handoff), LABEL, taken);
    taken.push([x, y, ...LABEL]);
    const isChosen = chosen?.from === from && chosen?.to === to;
    return h("button", {
      ...desk.named(`handoff ${from} ${to}`),
      type: "button",
      class: classes("kit-handoff", isChosen && "kit-chosen"),
      "data-from": from,
      "data-to": to,
      style: `left:${x}px;top:${y}px`,
      title: handoff.condition || undefined,
      "aria-label": `${title(handoff)}. ${handoff.short}`,
      "aria-describedby": desk.id("arrow-keys"),
      "aria-pressed": isChosen,
      onclick: () => choose({ from, to }),
      onkeydown: (event) => keysOnArrow(event, handoff),
    }, h("span", {}, handoff.short));
  }

  function stage() {
    const { box: [width, height], roles, handoffs } = view();
    const places = roles.map(place);
    const wide = Math.max(560, ...places.map(([x]) => x + width / 2 + 20));
    const high = Math.max(200, ...places.map(([, y]) => y + height / 2 + 20));
    const head = desk.id("head");
    const lines = handoffs.map((handoff) => {
      const [[x1, y1], [x2, y2]] = line(handoff);
      return h("line", { x1, y1, x2, y2, class: classes("kit-line", handoff.partial && "kit-partial"), "marker-end": `url(#${head})` });
    });
    const taken = places.map(([x, y]) => [x, y, width, height]);
    const labels = handoffs.map((handoff) => label(handoff, taken));
    return h("div", { class: "kit-scroll" },
      h("div", { class: "kit-stage", role: "group", "aria-label": desk.word("map"), tabindex: "-1", "data-refuge": "", "data-key": "stage", style: `width:${wide}px;height:${high}px` },
        h("svg", { width: wide, height: high, "aria-hidden": "true" },
          h("defs", {},
            h("marker", { id: head, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 12, markerHeight: 12, markerUnits: "userSpaceOnUse", orient: "auto" },
              h("path", { d: "M0 0 10 5 0 10z", fill: "var(--ink, #3d3d3d)" }))),
          lines),
        // the keyboard meets an arrow after the box it leaves
        roles.flatMap((role) => [box(role), ...labels.filter((_, n) => handoffs[n].from === role.id)])));
  }

  function list() {
    const tree = (lines) => lines.length > 0 && h("ul", {}, lines);
    return h("section", { class: "kit-list", "aria-labelledby": desk.id("list") },
      h("h3", { id: desk.id("list") }, desk.word("in_words")),
      h("ul", {}, view().list.map((role) =>
        h("li", {}, role.text, tree(role.items.map((handoff) =>
          h("li", {}, handoff.text, tree(handoff.facts.map((fact) => h("li", {}, fact))))))))));
  }

  function tools() {
    const { kinds, roles } = view();
    const known = kind === null ? kinds[0] : kinds.find((other) => other.id === kind);
    const add = () =>
      desk.ask("add", { kind: known?.id ?? "", label: desk.drafts.get("add-name") ?? known?.label ?? "" }, {
        fields: ["add-name"],
        then: () => {
          kind = null;
          desk.focusNext = "add-name";
        },
      });
    const pick = (id) => {
      kind = id;
      desk.drafts.delete("add-name");
      desk.redraw();
    };
    return h("div", { class: "kit-tools" },
      h("fieldset", {},
        h("legend", {}, desk.word("add_role")),
        desk.choice("add-kind", desk.word("kind"), [...kinds.map(({ id, label }) => [id, label]), ["", desk.word("own_kind")]], known?.id ?? "", pick),
        desk.field("add-name", desk.word("name"), known?.label ?? "", { send: add, maxlength: 80 }),
        desk.button("add-role", desk.word("add"), add)),
      desk.button("draw-arrow", desk.word("draw"), () => (drawing ? endArrow() : startArrow()), {
        "aria-pressed": Boolean(drawing),
        class: "kit-toggle",
        disabled: roles.length < 2,
      }));
  }

  function formOfRole(role) {
    const { id } = role;
    const key = `role-name ${id}`;
    const rename = (name) =>
      name === undefined ? desk.focus(`role ${id}`) : desk.ask("rename", { role: id, label: name }, { fields: [key] });
    const free = view().roles.filter((other) => other.id !== id && !handoffOf(id, other.id));
    const to = free.some((other) => other.id === target) ? target : free[0]?.id;
    const step = (way) =>
      desk.button(`move-${way}`, SIGNS[way], () => nudge(id, WAYS[way], true), {
        "aria-label": `${desk.word("move")}: ${desk.word(way)}`,
        onblur: () => settle(id),
      });
    const reallyRemove = () => {
      asking = null;
      chosen = null;
      desk.ask("remove", { role: id }, { then: () => (desk.focusNext = "stage") });
    };
    const keep = () => {
      asking = null;
      desk.focus(`role ${id}`);
    };
    return h("fieldset", { key, class: "kit-form" },
      h("legend", {}, `${desk.word("role")}: ${role.label}`),
      desk.field(key, desk.word("name"), role.label, { commit: rename, maxlength: 80 }),
      h("div", { class: "kit-field", role: "group", "aria-label": desk.word("move") },
        h("span", { "aria-hidden": "true" }, desk.word("move")),
        h("span", {}, Object.keys(WAYS).map(step))),
      peopleOf(id),
      to && desk.choice("arrow-to", desk.word("arrow_to"), free.map((other) => [other.id, other.label]), to, (other) => (target = other)),
      to && desk.button("connect", desk.word("draw_it"), () => connect(id, desk.find("arrow-to").value)),
      asking === id
        ? desk.question(role.loses, desk.word("delete_role"), reallyRemove, keep)
        : desk.button("delete-role", desk.word("delete_role"), () => remove(id), { class: "kit-danger" }));
  }

  /** Who works in a role: everybody by a tick, somebody else by name, or all from the files. */
  function peopleOf(role) {
    const { people, files } = view();
    const add = () => desk.drafts.get("person")?.trim() && desk.ask("person", { role, name: desk.drafts.get("person") }, { fields: ["person"] });
    return h("fieldset", { class: "kit-people" },
      h("legend", {}, desk.word("people")),
      people.length === 0 && h("p", {}, desk.word("nobody")),
      people.map((person) => {
        const key = `works ${person.id}`;
        const change = ({ target }) => desk.ask("works", { role, person: person.id, works: target.checked });
        return h("div", { key, class: "kit-field kit-check" },
          h("input", { ...desk.named(key), id: desk.id(key), type: "checkbox", checked: person.roles.includes(role), onchange: change, onkeydown: (event) => event.stopPropagation() }),
          h("label", { for: desk.id(key) }, person.name));
      }),
      h("div", { class: "kit-form" },
        desk.field("person", desk.word("person"), "", { send: add, maxlength: 80 }),
        desk.button("add-person", desk.word("add_person"), add),
        files && desk.button("staff", desk.word("staff"), () => desk.ask("staff"))));
  }

  function formOfHandoff(handoff) {
    const { n, from, to, rules } = handoff;
    const ends = `${from} ${to}`;
    // only what was changed: the rest may be on its way to Python already
    const describe = (changes, fields = []) => desk.ask("describe", { n, ends: [from, to], ...changes }, { fields });
    const text = (name, saved, rows, attributes) => {
      const key = `${name} ${ends}`;
      const commit = (typed) => typed !== undefined && describe({ [name]: typed }, [key]);
      return desk.field(key, desk.word(name), saved, { tag: "textarea", rows, commit, ...attributes });
    };
    const options = [["", desk.word("undecided")], ...rules];
    return h("fieldset", { key: ends, class: "kit-form" },
      h("legend", {}, `${desk.word("arrow")}: ${title(handoff)}`),
      text("condition", handoff.condition, 2),
      rules.length > 0 && desk.choice("chosen", desk.word("chosen"), options, handoff.chosen, (rule) => describe({ chosen: rule })),
      h("div", { class: "kit-field kit-check" },
        h("input", {
          ...desk.named("partial"),
          type: "checkbox",
          id: desk.id("partial"),
          checked: handoff.partial,
          onchange: (event) => describe({ partial: event.target.checked }),
          onkeydown: (event) => event.stopPropagation(),
        }),
        h("label", { for: desk.id("partial") }, desk.word("partial"))),
      desk.button("delete-handoff", desk.word("delete_arrow"), () => disconnect(handoff), { class: "kit-danger" }));
  }

  function form() {
    const role = chosen?.role && roleOf(chosen.role);
    const handoff = chosen?.from && handoffOf(chosen.from, chosen.to);
    if (role) return formOfRole(role);
    return handoff ? formOfHandoff(handoff) : h("p", { class: "kit-hint" }, desk.word("nothing"));
  }

  function draw() {
    const onkeydown = (event) => event.key === "Escape" && drawing && endArrow();
    return h("div", { class: "kit-conveyor", lang: desk.word("lang"), onkeydown },
      tools(),
      h("div", { class: "kit-board" }, h("div", { class: "kit-map" }, stage(), desk.voice(), form()), list()),
      h("p", { id: desk.id("keys"), hidden: true }, desk.word("keys")),
      h("p", { id: desk.id("arrow-keys"), hidden: true }, desk.word("arrow_keys")));
  }

  return desk.start();
}

export default { render: conveyor };
