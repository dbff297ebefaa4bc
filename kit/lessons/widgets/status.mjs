// The line under which every panel stands.
//
// For tests: .kit-status[data-state=alive|busy|stopped][data-mood=quiet|saved|problem],
// [data-testid=status-note], [data-testid=status-kernel], button[data-testid=undo].

const HURRY = 2000; // milliseconds to wait for an answer that is hardly to be expected
const SHOWN = ["note", "mood", "can_undo", "undone", "words"].map((name) => `change:${name}`).join(" ");

export default () => {
  const pings = { n: 0, sent: 0, answered: true, looked: 0 };
  const lines = new Set(); // how to draw each line anew
  let state = "alive";
  let lifted = false;

  // JupyterLab leaves whoever runs all cells at the last one, below everything there is to read:
  // the first panel that comes brings them back to the top, once.
  function lift(el) {
    const cells = [...(el.closest(".jp-Notebook")?.querySelectorAll(".jp-Cell") ?? [])];
    if (lifted || !cells.at(-1)?.classList.contains("jp-mod-active")) return;
    lifted = true;
    el.closest(".jp-WindowedPanel-outer")?.scrollTo(0, 0);
  }

  function become(next) {
    if (next === state) return;
    state = next;
    for (const draw of lines) draw();
  }

  function send(model, content) {
    try {
      model.send(content);
    } catch {
      // no connection: the missing answer will tell
    }
  }

  function tick(model) {
    const now = Date.now();
    const asleep = now - pings.looked > 3 * model.get("period"); // the computer or the tab slept
    pings.looked = now;
    if (asleep) pings.answered = true; // ask anew, and wait the full time for the answer
    const kernel = model.widget_manager?.kernel;
    const gone = pings.cut || kernel?.isDisposed || kernel?.status === "dead";
    const late = !pings.answered && now - pings.sent > (gone ? HURRY : model.get("patience"));
    // a busy Python answers when it has finished, and nothing is lost; after a restart it is busy
    // with other things and will never answer this panel
    if (late) become(kernel?.status === "busy" && !gone ? "busy" : "stopped");
    if (pings.answered || late) ask(model);
  }

  function ask(model) {
    if (pings.answered) pings.sent = Date.now();
    pings.answered = false;
    send(model, { act: "ping", n: ++pings.n });
  }

  return {
    initialize({ model }) {
      pings.looked = Date.now();
      const timer = setInterval(() => tick(model), model.get("period"));
      model.on("msg:custom", (message) => {
        if (message.act !== "pong") return;
        pings.answered = true;
        pings.cut = false;
        become("alive");
      });
      // the line to Python was cut: do not wait for the next turn
      model.on("comm_live_update", () => {
        pings.cut = true;
        ask(model);
      });
      ask(model);
      return () => clearInterval(timer);
    },

    render({ model, el }) {
      el.classList.add("kit-panel", "kit-status");
      const draw = () => {
        const words = model.get("words");
        el.dataset.state = state;
        el.dataset.mood = model.get("mood");
        render(
          [
            h("p", { class: "kit-kernel", role: "alert", "data-testid": "status-kernel" }, state === "alive" ? "" : words[state]),
            h("p", { class: "kit-note", role: "status", "data-testid": "status-note" }, model.get("note")),
            h("button", { type: "button", "data-testid": "undo", disabled: !model.get("can_undo") || state === "stopped", onclick: () => send(model, { act: "undo" }) },
              model.get("undone") ? words.redo : words.undo),
          ],
          el,
        );
      };
      // Enter and the arrow keys are for the panel around this line; JupyterLab would edit the cell
      // or leave it. Ctrl+S and the like may pass.
      const keep = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
      const guard = () => {
        if (el.isConnected) {
          el.parentElement.addEventListener("keydown", keep);
          lift(el);
        } else if (lines.has(draw)) requestAnimationFrame(guard);
      };
      model.on(SHOWN, draw);
      lines.add(draw);
      draw();
      guard();
      return () => {
        lines.delete(draw);
        model.off(SHOWN, draw);
        render(null, el);
      };
    },
  };
};
