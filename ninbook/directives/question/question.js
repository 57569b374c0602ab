/* Places for a reader's number below a question: says whether it is right, and nothing else. */
(() => {
  "use strict";
  const { make } = globalThis.ninbookDom;
  // 65,792 and 65 792 are one number, and so are the minus signs of typography and of keyboards.
  const read = (text) => {
    const plain = text.replace(/[\s,_]/g, "").replace("\u2212", "-");
    return plain === "" ? NaN : Number(plain);
  };

  /** @type {NodeListOf<HTMLElement>} */
  const places = document.querySelectorAll('[data-widget="question"]');
  for (const [index, place] of places.entries()) {
    const words = JSON.parse(place.dataset.settings);
    const id = `question-${index + 1}`;
    const field = make("input", { id, type: "text", inputmode: "decimal", autocomplete: "off" });
    const verdict = make("span", { class: "question-verdict", role: "status" });
    const form = make(
      "form", { class: "question", novalidate: "" },
      make("label", { for: id }, words.label), field,
      make("button", { type: "submit" }, words.button), verdict,
    );
    const say = (text, state) => {
      verdict.textContent = text;
      form.dataset.state = state;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const number = read(field.value);
      if (Number.isNaN(number)) say(words.not_a_number, "unread");
      else if (Math.abs(number - words.right) <= words.tolerance) say(words.correct, "correct");
      else say(words.wrong, "wrong");
    });
    field.addEventListener("input", () => say("", ""));
    place.append(form);
  }
})();
