// What all drawings have in common. Python decides; the browser draws `view` with preact (`h` and
// `render`, which modules.py puts in front), keeps what is being typed (drafts), and says what
// somebody wants to do. Preact leaves on the page what is drawn again under the same key, and with
// it the keyboard's place, the caret and what was scrolled.

const TAKE_BACK = "Escape";

const classes = (...names) => names.filter(Boolean).join(" ");

/** JupyterLab would take letters and Delete for commands on cells; Ctrl+S and the like may pass. */
const keepKeys = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();

/** What a drawing knows between two redraws, and how it talks to Python. */
function deskOf({ model, el, draw }) {
  const prefix = "kit" + Math.random().toString(36).slice(2, 8);
  const drafts = new Map();
  const waiting = new Map();
  let tickets = 0;
  let redrawing = false; // a field that is taken away has not been left

  const focused = () => el.getRootNode().activeElement;

  const desk = {
    drafts,
    hint: "",
    wrong: "",
    focusNext: null,
    view: () => model.get("view"),
    word: (name) => model.get("words")[name] ?? name,
    id: (name) => `${prefix}-${name}`,

    /** Ask Python for a change; `fields` are the drafts that it would settle. */
    ask(act, content = {}, { fields = [], then } = {}) {
      const ticket = `${prefix}-${++tickets}`;
      waiting.set(ticket, { then, from: focused(), sent: fields.map((key) => [key, drafts.get(key)]) });
      try {
        model.send({ act, ticket, ...content });
      } catch {
        // nobody is there to hear it; the status line says so
      }
    },

    /** Draw anew; whoever had the keyboard at something that is no more gets it near by. */
    redraw() {
      const had = el.contains(focused()) ? focused() : null;
      const next = desk.focusNext;
      desk.focusNext = null;
      redrawing = true;
      render(draw(), el);
      redrawing = false;
      if (next !== null || had?.isConnected === false) {
        const place = desk.find(next ?? had.dataset.key) ?? el.querySelector("[data-refuge]");
        place?.focus({ preventScroll: next === null });
      }
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

    /** The name by which an element is known to preact, to `find` and to tests. */
    named: (key) => ({ key, "data-key": key, "data-testid": key }),

    /**
     * A labelled field whose draft is kept until Python has saved it. Enter and leaving the field
     * `commit` the draft (undefined: nothing was typed); Enter alone will `send` it.
     */
    field(key, label, saved, { tag = "input", commit, send, note, hiddenLabel, ...attributes }) {
      const done = commit ?? send;
      return h("div", { key, class: classes("kit-field", drafts.has(key) && "kit-draft") },
        h("label", { for: desk.id(key), class: hiddenLabel ? "kit-unseen" : undefined }, label),
        h(tag, {
          ...desk.named(key),
          id: desk.id(key),
          "aria-describedby": note ? desk.id(`${key}-note`) : undefined,
          autocomplete: "off",
          value: drafts.get(key) ?? saved,
          ...attributes,
          oninput: ({ target }) => {
            if (target.value === saved) drafts.delete(key);
            else drafts.set(key, target.value);
            desk.redraw();
          },
          onchange: () => !redrawing && drafts.has(key) && commit?.(drafts.get(key)),
          onkeydown: (event) => {
            event.stopPropagation();
            if (event.key === TAKE_BACK && drafts.has(key)) {
              event.preventDefault();
              drafts.delete(key);
              desk.wrong = "";
              desk.redraw();
            } else if (event.key === "Enter" && done && (tag === "input" || event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              done(drafts.get(key));
            }
          },
        }),
        note && h("small", { id: desk.id(`${key}-note`) }, note),
        commit && h("span", { class: "kit-unsaved" }, desk.word("unsaved")));
    },

    /** A labelled list of choices; choosing is the whole change, so there is no draft. */
    choice(key, label, options, chosen, choose) {
      return h("div", { key, class: "kit-field" },
        h("label", { for: desk.id(key) }, label),
        h("select", {
          ...desk.named(key),
          id: desk.id(key),
          value: chosen,
          onchange: ({ target }) => choose(target.value),
          onkeydown: (event) => event.stopPropagation(),
        }, options.map(([value, text]) => h("option", { key: value, value }, text))));
    },

    button: (key, text, onclick, attributes = {}) =>
      h("button", { ...desk.named(key), type: "button", onclick, ...attributes }, text),

    /** A question that has to be answered before something is deleted. */
    question(text, yes, onyes, onno) {
      const onkeydown = (event) => {
        event.stopPropagation();
        if (event.key === TAKE_BACK) onno();
      };
      return h("div", { class: "kit-question", role: "alertdialog", "aria-label": yes, "aria-describedby": desk.id("question"), onkeydown },
        h("p", { id: desk.id("question") }, text),
        desk.button("delete-yes", yes, onyes, { class: "kit-danger" }),
        desk.button("delete-no", desk.word("keep"), onno));
    },

    /** Where the drawing speaks: what to do next, and why something was refused. */
    voice: () => [
      h("p", { class: "kit-hint", role: "status", "data-testid": "hint" }, desk.hint),
      h("p", { class: "kit-wrong", role: "alert", "data-testid": "refused" }, desk.wrong),
    ],

    /** Draw, and from now on whenever Python says something; gives back how to end that. */
    start() {
      for (const [event, callback] of Object.entries(listened)) model.on(event, callback);
      el.classList.add("kit-panel");
      el.addEventListener("keydown", keepKeys);
      desk.redraw();
      return () => {
        for (const [event, callback] of Object.entries(listened)) model.off(event, callback);
        render(null, el);
      };
    },
  };

  const redraw = () => desk.redraw();
  const listened = {
    "change:view": redraw,
    "change:words": redraw,
    "change:state": redraw,
    "msg:custom": (message) => {
      const asked = waiting.get(message.ticket);
      if (!asked) return;
      waiting.delete(message.ticket);
      if (message.act === "done") {
        // what was typed on while Python was saving is still a draft
        for (const [key, text] of asked.sent) if (drafts.get(key) === text) drafts.delete(key);
        desk.wrong = "";
        desk.hint = "";
        asked.then?.();
        // whoever went elsewhere meanwhile is not fetched back
        if (![asked.from, document.body].includes(focused())) desk.focusNext = null;
      } else {
        desk.wrong = message.why;
      }
      desk.redraw();
    },
  };
  return desk;
}

