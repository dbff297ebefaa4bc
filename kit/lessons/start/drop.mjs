// Drop files here, or choose them. They are sent in parts, each when the one before is on disk.
//
// For tests: .kit-drop[data-over], input[type=file], button[data-testid=choose], progress.

const PART = 1 << 20; // bytes
const LONGEST = 60000; // milliseconds until a part that nobody takes has been cut off

export default {
  render({ model, el }) {
    const words = model.get("words");
    el.classList.add("kit-panel", "kit-drop");
    const waiting = new Map();
    let tickets = 0;
    let moving = null; // what is on its way: { name, part } in per cent
    let wrong = "";

    const heard = ({ act, ticket }) => {
      waiting.get(ticket)?.(act);
      waiting.delete(ticket);
    };
    const ask = (content, buffers) => new Promise((done, fail) => {
      const ticket = ++tickets;
      const late = setTimeout(() => fail(new Error("cut")), LONGEST);
      waiting.set(ticket, (act) => {
        clearTimeout(late);
        if (act === "done") done();
        else fail(new Error("refused"));
      });
      model.send({ ...content, ticket }, undefined, buffers);
    });

    async function take(files) {
      if (moving || !files.length) return;
      wrong = "";
      const size = files.reduce((sum, file) => sum + file.size, 0) || 1;
      let sent = 0;
      try {
        for (const [place, file] of files.entries()) {
          await ask({ act: "begin", name: file.name, first: place === 0 });
          for (let from = 0; from < file.size; from += PART) {
            moving = { name: file.name, part: Math.floor((100 * sent) / size) };
            draw();
            const bytes = await file.slice(from, from + PART).arrayBuffer();
            await ask({ act: "part" }, [bytes]);
            sent += bytes.byteLength;
          }
        }
        moving = { name: files.at(-1).name, part: 100 };
        draw();
        await ask({ act: "end" });
      } catch (error) {
        wrong = error.message === "refused" ? "" : words.cut; // why it was refused, Python says
      }
      moving = null;
      draw();
    }

    const chosen = (event) => {
      const files = [...event.target.files];
      event.target.value = ""; // the same file may be chosen again
      take(files);
    };
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      el.dataset.over = event.type === "dragover" ? "yes" : "";
      if (event.type === "drop") take([...event.dataTransfer.files]);
    };
    const said = () => words.progress.replace("{name}", moving.name).replace("{part}", moving.part);

    function draw() {
      render(
        [
          h("p", {}, words.drop),
          h("input", { type: "file", multiple: true, accept: model.get("accept"), hidden: true, onchange: chosen }),
          h("button", { type: "button", "data-testid": "choose", disabled: Boolean(moving), onclick: () => el.querySelector("input").click() }, words.choose),
          moving && h("div", { class: "kit-moving" },
            h("progress", { max: 100, value: moving.part, "aria-label": moving.name }),
            h("small", {}, said())),
          h("p", { class: "kit-wrong", role: "alert" }, wrong),
        ],
        el,
      );
    }

    model.on("msg:custom", heard);
    for (const type of ["dragover", "dragleave", "drop"]) el.addEventListener(type, over);
    draw();
    return () => {
      model.off("msg:custom", heard);
      render(null, el);
    };
  },
};
