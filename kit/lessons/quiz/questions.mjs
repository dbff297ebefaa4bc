// One question of a lesson.
// For tests: fieldset.kit-quiz[data-question=ID], legend, input[type=radio][value=ANSWER],
// .kit-feedback[role=status][data-verdict="" | "right" | "wrong"].

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function render({ model, el }) {
  // each question has a module of its own, so counting would give all of them the same group; and
  // one page may show a question twice
  const group = `kit-quiz-${Math.random().toString(36).slice(2)}`;
  const legend = make("legend");
  const choices = make("div");
  // it is on the page, empty, before it has something to say: only then is that read out
  const feedback = make("p", { class: "kit-feedback", role: "status", "aria-live": "polite" });
  const question = make("fieldset", { class: "kit-quiz" }, legend, choices, feedback);

  function write() {
    question.dataset.question = model.get("name");
    legend.textContent = model.get("text");
    choices.replaceChildren(
      ...model.get("answers").map(({ id, text }) => {
        const radio = make("input", { type: "radio", name: group, value: id });
        radio.addEventListener("change", () => {
          model.set("chosen", id);
          model.save_changes();
        });
        return make("label", {}, radio, make("span", {}, text));
      }),
    );
    mark();
  }
  function mark() {
    for (const radio of choices.querySelectorAll("input")) {
      radio.checked = radio.value === model.get("chosen");
    }
    feedback.dataset.verdict = model.get("verdict");
    feedback.textContent = model.get("feedback");
  }

  const listened = {
    "change:answers change:text": write,
    "change:chosen change:feedback change:verdict": mark,
  };
  for (const [events, callback] of Object.entries(listened)) model.on(events, callback);
  write();
  el.append(question);
  return () => {
    for (const [events, callback] of Object.entries(listened)) model.off(events, callback);
  };
}

export default { render };
