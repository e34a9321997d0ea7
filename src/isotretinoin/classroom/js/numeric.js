// @ts-check
// A kind of question: type a number.
import { freshId, make } from "../../front/dom.js";
import { advice, idea, rich } from "./card.js";
import { fitsAnswer, readNumber } from "./number.js";

/** @type {import("./types.js").Kind} */
export const numeric = (question, changed) => {
  const [stem, field, hint] = [freshId(), freshId(), freshId()];
  const input = make("input", {
    type: "text", id: field, inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${stem} ${hint}`,
  });
  input.addEventListener("input", changed);
  return {
    element: make(
      "div",
      { role: "group", "aria-labelledby": stem },
      rich("p", { class: "iso-stem", id: stem }, question.stem),
      make(
        "div",
        { class: "iso-number" },
        make("label", { for: field }, question.unit ? `Your answer, in ${question.unit}` : "Your answer"),
        input,
      ),
      make("p", { class: "iso-hint", id: hint }, "A number such as 12, 0.05, 1e-3 or 1/20."),
    ),
    field: input,
    read: () => input.value,
    write: (answer) => (input.value = answer || ""),
    words: (answer) => answer || "",
    judge() {
      const found = readNumber(input.value, question.unit);
      if ("ask" in found) return found;
      // The first answer that fits counts; the last one stands for all others.
      const fits = /** @type {import("./types.js").Answer} */ (question.answers.find((one) => fitsAnswer(found.value, one)));
      return {
        result: fits.right ? "right" : "wrong",
        words: `${found.read}${fits.right ? "Right." : "Not yet."}`,
        details: [advice(fits.feedback), idea(fits.idea)],
        misconceptions: fits.misconception ? [fits.misconception] : [],
      };
    },
    mark() {},
  };
};
