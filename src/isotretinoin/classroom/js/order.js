// @ts-check
// A kind of question: put lines into their order.
import { freshId, make } from "../../front/dom.js";
import { advice, button, rich } from "./card.js";

/** @type {import("./types.js").Kind} */
export const order = (question, changed, say) => {
  const [right, others] = question.answers;
  const stem = freshId();
  let now = [...question.order];
  /** @type {number | null} */
  let held = null;
  const list = make("ol", { class: "iso-lines", "aria-labelledby": stem });
  const rows = question.shown.map((line, at) => {
    const mover = (/** @type {number} */ step, /** @type {string} */ sign, /** @type {string} */ way) =>
      button(sign, { class: "iso-move", "aria-label": `Move ${way}: ${line.plain}` }, () => move(at, step));
    const [up, down] = [mover(-1, "↑", "up"), mover(1, "↓", "down")];
    const item = make(
      "li",
      { class: "iso-line", draggable: "true" },
      rich("span", { class: "iso-text" }, line.html),
      make("span", { class: "iso-moves" }, up, down),
    );
    item.addEventListener("dragstart", (event) => {
      held = at;
      if (event.dataTransfer) {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", line.plain);
      }
      item.classList.add("iso-held");
    });
    item.addEventListener("dragend", () => {
      held = null;
      item.classList.remove("iso-held");
    });
    item.addEventListener("dragover", (event) => held !== null && event.preventDefault());
    item.addEventListener("drop", (event) => {
      if (held === null) return;
      event.preventDefault();
      move(held, now.indexOf(at) - now.indexOf(held));
    });
    return { item, up, down };
  });

  const draw = () => {
    // Taking the focused button out of the page would lose the focus; only the others are moved.
    const focused = list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    list.append(...now.map((at) => rows[at].item));
    focused?.focus({ preventScroll: true });
    now.forEach((at, place) => {
      // aria-disabled and not disabled: a button that is switched off under the keyboard loses the focus.
      rows[at].up.setAttribute("aria-disabled", String(place === 0));
      rows[at].down.setAttribute("aria-disabled", String(place === now.length - 1));
    });
  };
  const move = (/** @type {number} */ at, /** @type {number} */ step) => {
    const from = now.indexOf(at);
    const to = from + step;
    const line = question.shown[at].plain;
    if (to < 0 || to >= now.length) return say(`“${line}” is already ${to < 0 ? "first" : "last"}.`);
    if (!step) return;
    now.splice(to, 0, ...now.splice(from, 1));
    draw();
    changed();
    say(`“${line}” is now ${to + 1} of ${now.length}.`);
  };
  draw();

  return {
    element: make(
      "div",
      { role: "group", "aria-labelledby": stem },
      rich("p", { class: "iso-stem", id: stem }, question.stem),
      make("p", { class: "iso-hint iso-how" }, "Move the lines with the arrow buttons, or drag them."),
      list,
    ),
    read: () => [...now],
    write(answer) {
      now = Array.isArray(answer) && answer.length === question.shown.length ? [...answer] : [...question.order];
      draw();
    },
    words: (answer) => (answer || []).map((/** @type {number} */ at) => question.shown[at].plain).join(" → "),
    judge() {
      const first = now.findIndex((at, place) => at !== place);
      if (first < 0) return { result: "right", words: "Right.", details: [advice(right.feedback)] };
      const place = first === 0 ? "Another line comes first." : `The first ${first === 1 ? "line is" : `${first} lines are`} in place; look at the next one.`;
      return { result: "wrong", words: "Not yet.", details: [make("p", {}, place), advice(others.feedback)] };
    },
    mark() {},
  };
};
