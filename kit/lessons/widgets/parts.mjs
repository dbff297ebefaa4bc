// Parts of the drawings. Python decides; the browser draws `view`, keeps what is being typed
// (drafts), and says what somebody wants to do.

const TAKE_BACK = "Escape";

/** An element: attributes by name, `on*` as listeners, `data` as data-*, children as text or nodes. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** What a drawing knows between two redraws, and how it talks to Python. */
function deskOf({ model, el, draw }) {
  const prefix = "kit" + Math.random().toString(36).slice(2, 8);
  const drafts = new Map();
  const waiting = new Map();
  let tickets = 0;
  let queued = false;

  const desk = {
    drafts,
    hint: "",
    wrong: "",
    focusNext: null,
    redrawing: false, // a field that is taken away and put back has not been left
    view: () => model.get("view"),
    word: (name) => model.get("words")[name] ?? name,
    id: (name) => `${prefix}-${name}`,

    /** Ask Python for a change; `fields` are the drafts that it would settle. */
    ask(act, content = {}, { fields = [], then } = {}) {
      const ticket = `${prefix}-${++tickets}`;
      waiting.set(ticket, { then, sent: fields.map((key) => [key, drafts.get(key)]) });
      try {
        model.send({ act, ticket, ...content });
      } catch {
        // nobody is there to hear it; the status line says so
      }
    },

    /** Draw anew; whoever had the keyboard keeps it, and what was being typed stays. */
    redraw() {
      const root = el.getRootNode();
      const had = el.contains(root.activeElement) ? root.activeElement : null;
      const key = desk.focusNext ?? had?.dataset.key ?? null;
      const caret = had && "selectionStart" in had ? [had.selectionStart, had.selectionEnd] : null;
      const places = [...el.querySelectorAll("[data-scroll]")].map((one) => [one.scrollLeft, one.scrollTop]);
      desk.redrawing = true;
      el.replaceChildren(draw(desk));
      desk.redrawing = false;
      [...el.querySelectorAll("[data-scroll]")].forEach((one, n) => {
        [one.scrollLeft, one.scrollTop] = places[n] ?? [0, 0];
      });
      if (key !== null && (had || desk.focusNext)) {
        const next = desk.find(key) ?? el.querySelector("[data-refuge]");
        next?.focus({ preventScroll: !desk.focusNext });
        if (caret && next?.dataset.key === had?.dataset.key && caret[0] !== null) {
          try {
            next.setSelectionRange(...caret);
          } catch {
            // a select or a checkbox has no caret
          }
        }
      }
      desk.focusNext = null;
    },

    find: (key) => el.querySelector(`[data-key="${CSS.escape(key)}"]`),

    focus(key) {
      desk.focusNext = key;
      desk.redraw();
    },

    /** Say something to whoever looks and to whoever listens. */
    say(text) {
      desk.hint = text;
      desk.wrong = "";
      desk.redraw();
    },

    /** A labelled field whose draft is kept until Python has saved it. */
    field(key, label, saved, { tag = "input", commit, note, ...attributes }) {
      const value = drafts.get(key) ?? saved;
      const mark = make("span", { class: "kit-unsaved" }, desk.word("unsaved"));
      const control = make(tag, {
        id: desk.id(key),
        data: { key, testid: key },
        "aria-describedby": note ? desk.id(`${key}-note`) : null,
        autocomplete: "off",
        ...attributes,
        oninput: () => {
          if (control.value === saved) drafts.delete(key);
          else drafts.set(key, control.value);
          box.classList.toggle("kit-draft", drafts.has(key));
        },
        onchange: () => !desk.redrawing && drafts.has(key) && commit?.(),
        onkeydown: (event) => {
          event.stopPropagation();
          if (event.key === TAKE_BACK && drafts.has(key)) {
            event.preventDefault();
            drafts.delete(key);
            desk.wrong = "";
            desk.redraw();
          } else if (event.key === "Enter" && commit && (tag === "input" || event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            commit();
          }
        },
      });
      control.value = value;
      const box = make(
        "div",
        { class: drafts.has(key) ? "kit-field kit-draft" : "kit-field" },
        make("label", { for: desk.id(key) }, label),
        control,
        note ? make("small", { id: desk.id(`${key}-note`) }, note) : null,
        commit ? mark : null,
      );
      return box;
    },

    /** A labelled list of choices; choosing is the whole change, so there is no draft. */
    choice(key, label, options, chosen, onchange) {
      const select = make(
        "select",
        {
          id: desk.id(key),
          data: { key, testid: key },
          onchange: () => onchange?.(select.value),
          onkeydown: (event) => event.stopPropagation(),
        },
        options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)),
      );
      return make("div", { class: "kit-field" }, make("label", { for: desk.id(key) }, label), select);
    },

    button(key, text, onclick, attributes = {}) {
      return make("button", { type: "button", data: { key, testid: key }, onclick, ...attributes }, text);
    },

    /** A question that has to be answered before something is deleted. */
    question(text, yes, onyes, onno) {
      return make(
        "div",
        {
          class: "kit-question",
          role: "alertdialog",
          "aria-label": yes,
          "aria-describedby": desk.id("question"),
          onkeydown: (event) => {
            event.stopPropagation();
            if (event.key === TAKE_BACK) onno();
          },
        },
        make("p", { id: desk.id("question") }, text),
        desk.button("delete-yes", yes, onyes, { class: "kit-danger" }),
        desk.button("delete-no", desk.word("keep"), onno),
      );
    },

    /** Where the drawing speaks: what to do next, and why something was refused. */
    voice: () => [
      make("p", { class: "kit-hint", role: "status", data: { testid: "hint" } }, desk.hint),
      make("p", { class: "kit-wrong", role: "alert", data: { testid: "refused" } }, desk.wrong),
    ],
  };

  const later = () => {
    // two traits change with one message: one redraw is enough
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      desk.redraw();
    });
  };
  model.on("change:view", later);
  model.on("change:words", later);
  model.on("msg:custom", (message) => {
    const asked = waiting.get(message.ticket);
    if (!asked) return;
    waiting.delete(message.ticket);
    if (message.act === "done") {
      // what was typed on while Python was saving is still a draft
      for (const [key, text] of asked.sent) if (drafts.get(key) === text) drafts.delete(key);
      desk.wrong = "";
      desk.hint = "";
      asked.then?.();
    } else {
      desk.wrong = message.why;
    }
    desk.redraw();
  });

  el.classList.add("kit-panel");
  // JupyterLab would take letters and Delete for commands on cells; Ctrl+S and the like may pass
  el.addEventListener("keydown", (event) => event.ctrlKey || event.metaKey || event.stopPropagation());
  return desk;
}

