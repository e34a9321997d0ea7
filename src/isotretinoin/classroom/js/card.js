// @ts-check
// The card around every question, and what stands in it whatever the kind.
import { lifetime, make } from "../../front/dom.js";
import { answers } from "./storage.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("../../front/dom.js").Attribute} Attribute */

const CLEARED = "isotretinoin-cleared";
const OWN_KEYS = new Set(["Enter", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

/**
 * The children that there are.
 * @param {...(Node | string | null | undefined | false)} children
 */
export const some = (...children) => /** @type {(Node | string)[]} */ (children.filter(Boolean));

/**
 * An element from HTML that Python made from the question bank, with raw HTML switched off.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, Attribute>} attributes
 * @param {string} html
 */
export const rich = (tag, attributes, html) => {
  const element = make(tag, attributes);
  element.innerHTML = html;
  return element;
};

/**
 * @param {string} label
 * @param {Record<string, Attribute>} attributes
 * @param {() => void} act
 */
export const button = (label, attributes, act) => {
  const element = make("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", act);
  return element;
};

/** @param {Model} model @param {Record<string, any>} values */
export const put = (model, values) => {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
};

/**
 * @param {Model} model
 * @param {Element} el
 * @param {string} kind
 */
export const card = (model, el, kind) => {
  const life = lifetime();
  let mine = false; // this view makes the change itself
  const root = make(
    "div",
    { class: `iso-class iso-${kind}`, "data-lm-suppress-shortcuts": "true" }, // else j, k and arrows move JupyterLab's cells
  );
  // JupyterLab's notebook takes Enter for itself, and a form in a cell would never hear it.
  root.addEventListener("keydown", (event) => {
    if (OWN_KEYS.has(event.key)) event.stopPropagation();
  });
  el.append(root);
  return {
    root,
    life,
    /** Change values from this view, without hearing of it. */
    change(/** @type {Record<string, any>} */ values) {
      mine = true;
      put(model, values);
      mine = false;
    },
    /** @param {string[]} names @param {() => void} draw */
    follow(names, draw) {
      const heard = () => mine || draw();
      for (const name of names) {
        model.on(`change:${name}`, heard);
        life.later(() => model.off(`change:${name}`, heard));
      }
    },
    /** @param {string} lesson @param {() => void} handler */
    onClear(lesson, handler) {
      life.listen(window, CLEARED, (event) => event.detail === lesson && handler());
    },
    done: () => life.end(),
  };
};

/** @param {string} lesson */
export const clearLesson = (lesson) => {
  answers.clear(lesson);
  window.dispatchEvent(new CustomEvent(CLEARED, { detail: lesson }));
};

export const eyebrow = (/** @type {string} */ text) => make("p", { class: "iso-kind" }, text);

/** @param {{ before: string }} question */
export const setting = ({ before: html }) => (html ? [rich("div", { class: "iso-before" }, html)] : []);

export const liveRegion = () => make("div", { class: "iso-feedback", role: "status", "aria-live": "polite", "aria-atomic": "true" });

export const liveNote = () => make("p", { class: "iso-note", role: "status", "aria-live": "polite" });

/** @param {...(Node | string)} children */
export const actionRow = (...children) => make("div", { class: "iso-actions" }, ...children);

/** @type {Record<string, string>} */
const SIGNS = { right: "✓", wrong: "✗", hint: "→" };

/** @param {string} result @param {string} words */
export const verdict = (result, words) =>
  make("p", { class: `iso-verdict iso-${result}` }, make("span", { class: "iso-sign", "aria-hidden": "true" }, SIGNS[result]), words);

/** @param {string} html */
export const idea = (html) => {
  if (!html) return null;
  const line = rich("p", { class: "iso-idea" }, html);
  line.prepend(make("b", {}, "A common idea: "));
  return line;
};

/** @param {string} html */
export const advice = (html) => (html ? rich("p", {}, html) : null);

/**
 * What the reader said to other wordings of a question: told, never shown as an answer to this one, and saved with it.
 * @param {Parameters<typeof answers.older>[0]} question
 * @param {(record: import("./types.js").Kept) => string} words
 */
export const toldApart = (question, words) =>
  answers
    .older(question)
    .map((record) => make("p", { class: "iso-note iso-older" }, `${words(record)} It stays in the file of answers that you save.`));
