// The report, from Python to the browser's downloads.
//
// For tests: .kit-report, button[data-testid=report], [role=status], [role=alert].

const TOLD = ["words", "said", "wrong", "busy"].map((name) => `change:${name}`).join(" ");

export default () => {
  const views = new Set(); // how to draw each view anew
  let place = "";

  // Handed over as a file of the browser's own: it is on this computer already.
  function keep(name, bytes) {
    if (place) URL.revokeObjectURL(place);
    place = URL.createObjectURL(new Blob(bytes, { type: "text/html" }));
    Object.assign(document.createElement("a"), { href: place, download: name }).click();
    for (const draw of views) draw();
  }

  return {
    initialize({ model }) {
      const heard = (message, buffers) => message.act === "written" && keep(message.name, buffers);
      model.on("msg:custom", heard);
      return () => model.off("msg:custom", heard);
    },

    render({ model, el }) {
      el.classList.add("kit-panel", "kit-report");
      const draw = () => {
        const words = model.get("words");
        const busy = model.get("busy");
        render(
          [
            h("button", { type: "button", "data-testid": "report", disabled: busy, onclick: () => model.send({ act: "write" }) }, words.button),
            place && !busy && h("a", { href: place, target: "_blank" }, words.open),
            h("p", { role: "status" }, model.get("said")),
            h("p", { class: "kit-wrong", role: "alert" }, model.get("wrong")),
          ],
          el,
        );
      };
      model.on(TOLD, draw);
      views.add(draw);
      draw();
      return () => {
        views.delete(draw);
        model.off(TOLD, draw);
        render(null, el);
      };
    },
  };
};
