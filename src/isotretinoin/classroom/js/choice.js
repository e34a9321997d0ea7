// @ts-check
// A kind of question: choose the right option, or all that are right.
import { freshId, make } from "../../front/dom.js";
import { advice, idea, rich, some } from "./card.js";

/** @typedef {import("./types.js").Answer & import("./types.js").Text} Option */

// Each wrong answer has something to teach, also to those who did not fall for it.
const others = (/** @type {Option[]} */ options) =>
  make(
    "details",
    { class: "iso-answers" },
    make("summary", {}, options.length > 1 ? "Why not the others?" : "Why not the other?"),
    make(
      "ul",
      {},
      ...options.map((option) =>
        make("li", {}, ...some(rich("span", { class: "iso-named" }, option.html), advice(option.feedback), idea(option.idea))),
      ),
    ),
  );

/** @type {import("./types.js").Kind} */
export const choice = (question, changed) => {
  const name = freshId();
  const rows = question.order.map((at) => {
    const option = { ...question.shown[at], ...question.answers[at] };
    const input = make("input", { type: question.multiple ? "checkbox" : "radio", name, value: String(at) });
    const tried = make("span", { class: "iso-tried", hidden: true }, "tried, not this one");
    input.addEventListener("change", changed);
    const label = make("label", { class: "iso-row" }, input, rich("span", { class: "iso-text" }, option.html), tried);
    return { at, option, input, tried, label };
  });
  const checked = () => rows.filter((row) => row.input.checked);
  const tell = (/** @type {(typeof rows)[number]} */ { option }) => [
    checked().length > 1 ? rich("p", { class: "iso-named" }, option.html) : null,
    advice(option.feedback),
    idea(option.idea),
  ];

  return {
    element: make(
      "fieldset",
      {},
      ...some(
        rich("legend", { class: "iso-stem" }, question.stem),
        question.instruction && rich("p", { class: "iso-hint" }, question.instruction),
        make("div", { class: "iso-rows" }, ...rows.map((row) => row.label)),
      ),
    ),
    read: () => checked().map((row) => row.at),
    write: (answer) => rows.forEach((row) => (row.input.checked = (answer || []).includes(row.at))),
    words: (answer) => (answer || []).map((/** @type {number} */ at) => question.shown[at].plain).join("; "),
    judge() {
      const chosen = checked();
      if (!chosen.length) return { ask: "Choose an answer first." };
      const wrong = chosen.filter((row) => !row.option.right);
      const missing = rows.some((row) => row.option.right && !row.input.checked);
      if (!wrong.length && !missing) {
        return {
          result: "right",
          words: "Right.",
          details: chosen.flatMap(tell),
          after: others(rows.map((row) => row.option).filter((option) => !option.right)),
        };
      }
      const details = (wrong.length ? wrong : chosen).flatMap(tell);
      if (!wrong.length) details.unshift(make("p", {}, "What you chose is right, and something is still missing."));
      return {
        result: "wrong",
        sign: wrong.length ? "wrong" : "hint",
        words: wrong.length ? "Not yet." : "Almost.",
        details,
        misconceptions: wrong.map((row) => row.option.misconception).filter(Boolean),
      };
    },
    mark(result, attempts) {
      if (question.multiple) return;
      const missed = new Set(attempts.filter((one) => one.result === "wrong").map((one) => one.answer));
      rows.forEach((row) => {
        row.tried.hidden = !missed.has(row.option.plain);
        row.label.classList.toggle("iso-is-right", result === "right" && row.option.right === true);
      });
    },
  };
};
