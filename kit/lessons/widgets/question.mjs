// One question of a lesson.
// For tests: fieldset.kit-quiz[data-question=ID], legend, input[type=radio][value=ANSWER],
// .kit-feedback[role=status][data-verdict="" | "right" | "wrong"].

const CHANGES = "change:answers change:text change:chosen change:feedback change:verdict";

function question({ model, el }) {
  // each question has a module of its own, so counting would give all of them the same group; and
  // one page may show a question twice
  const group = `kit-quiz-${Math.random().toString(36).slice(2)}`;

  function choose(id) {
    model.set("chosen", id);
    model.save_changes();
  }

  const answer = ({ id, text }) =>
    h("label", { key: id },
      h("input", { type: "radio", name: group, value: id, checked: id === model.get("chosen"), onchange: () => choose(id) }),
      h("span", {}, text));

  const draw = () =>
    render(
      h("fieldset", { class: "kit-quiz", "data-question": model.get("name") },
        h("legend", {}, model.get("text")),
        h("div", {}, model.get("answers").map(answer)),
        // it is on the page, empty, before it has something to say: only then is that read out
        h("p", { class: "kit-feedback", role: "status", "aria-live": "polite", "data-verdict": model.get("verdict") }, model.get("feedback"))),
      el,
    );

  model.on(CHANGES, draw);
  draw();
  return () => {
    model.off(CHANGES, draw);
    render(null, el);
  };
}

export default { render: question };
