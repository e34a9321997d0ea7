// @ts-check
// The frame that all kinds of explorable share: controls, the sentence, the table of all states, printing.
import { freshId, lifetime, make } from "../front/dom.js";
import { leadToPages } from "../front/links.js";
import { followAddress } from "./address.js";
import { makeControl, placesOf, position, stateNumber, whyIdle } from "./controls.js";

/** @typedef {import("./controls.js").Choice} Choice */
/** @typedef {import("./controls.js").Model} Model */
/** @typedef {HTMLDetailsElement & { fill: () => void, refill: (now: boolean) => void }} Drawer */

/**
 * @param {Choice[]} choices
 * @param {string[]} sentences
 */
const statesTable = (choices, sentences) => {
  const head = [...choices.map((choice) => choice.label), "What the figure shows"];
  const rows = sentences.map((sentence, number) => {
    const places = placesOf(choices, number);
    const cells = choices.map((choice, n) => make("th", { scope: "row" }, choice.texts[places[n]]));
    return make("tr", {}, ...cells, make("td", {}, sentence));
  });
  return make(
    "table",
    { class: "iso-table" },
    make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows),
  );
};

/**
 * A closed drawer costs nothing: its content is made when it is first opened.
 * @param {string} summary
 * @param {() => Node} fill
 * @returns {Drawer}
 */
export const drawer = (summary, fill) => {
  const place = make("div", { class: "iso-scroll", tabindex: "0", role: "region", "aria-label": "Table" });
  const details = /** @type {Drawer} */ (make("details", { class: "iso-states" }, make("summary", {}, summary), place));
  details.fill = () => {
    if (!place.firstChild) place.append(fill());
  };
  details.refill = (now) => place.replaceChildren(...(now ? [fill()] : []));
  details.addEventListener("toggle", () => details.open && details.fill());
  return details;
};

/**
 * A switch that belongs to the figure and to no state: it keeps the last state visible behind the present one.
 * @param {(on: boolean) => void} put
 */
const ghostSwitch = (put) => {
  const input = make("input", { type: "checkbox", role: "switch" });
  input.addEventListener("change", () => put(input.checked));
  return make("label", { class: "iso-option iso-keep" }, input, make("span", {}, "Keep the last state as a ghost"));
};

/**
 * Build the frame and keep it in step with the model.
 * @param {Model} model
 * @param {HTMLElement} el
 * @param {object} parts
 * @param {HTMLElement} parts.figure
 * @param {Node[]} [parts.extra] stands below the sentence
 * @param {(number: number, sentence: string, change: { from: number, changed: string[] }) => void} parts.show draws a state;
 *   `from` is the state before, -1 at first, `changed` the names of the choices that differ
 * @param {(on: boolean) => void} [parts.ghost] where there is a ghost, turns it on and off
 */
export const stage = (model, el, { figure, extra = [], show, ghost }) => {
  const id = freshId();
  /** @type {Choice[]} */
  const choices = model.get("_choices");
  /** @type {string[]} */
  const sentences = model.get("_sentences");
  /** @type {number[]} */
  const same = model.get("_same");
  const title = model.get("_title");
  // A page of the course numbers its figures; a notebook has no numbers.
  const place = /** @type {HTMLElement | null} */ (el.closest("[data-figure]"))?.dataset.figure;
  const number = place ? [make("b", { class: "iso-figure-number" }, `Figure ${place}.`), " "] : [];
  const life = lifetime();
  /**
   * @param {string} name
   * @param {() => void} handler
   */
  const follow = (name, handler) => {
    model.on(`change:${name}`, handler);
    life.later(() => model.off(`change:${name}`, handler));
  };

  /** @type {(which: string) => void} */
  let toAddress = () => {};
  const controls = choices.map((choice, n) =>
    makeControl(choice, `${id}-c${n}`, (option) => {
      model.set(choice.name, option);
      model.save_changes();
      toAddress(choice.name);
    }),
  );
  const sentence = make("p", { class: "iso-sentence", "aria-live": "polite", "aria-atomic": "true" });
  const credit = make("p", { class: "iso-credit" });
  credit.innerHTML = model.get("_credit");
  leadToPages(credit, model);
  const setting = make("p", { class: "iso-setting iso-on-paper" });
  const states = drawer(`All ${sentences.length} states in words`, () => statesTable(choices, sentences));
  const root = make(
    "div",
    { class: "iso-explore", role: "group", "aria-label": title || "Figure with choices" },
    ...(title || place ? [make("p", { class: "iso-title" }, ...number, title)] : []),
    setting,
    make("div", { class: "iso-controls" }, ...controls.map((control) => control.element)),
    ...(ghost ? [ghostSwitch(ghost)] : []),
    figure,
    sentence,
    ...extra,
    ...(credit.firstChild ? [credit] : []),
    states,
  );

  let shown = -1;
  const draw = () => {
    const places = choices.map((choice) => position(choice, model.get(choice.name)));
    const state = stateNumber(choices, places);
    if (state < 0) return; // Python refuses such a value; the page keeps what it shows
    controls.forEach((control, n) => {
      control.show(places[n]);
      control.idle(whyIdle(choices, same, places, n));
    });
    if (state === shown) return;
    const before = shown < 0 ? places : placesOf(choices, shown);
    const changed = choices.filter((_, n) => before[n] !== places[n]).map((choice) => choice.name);
    show(state, sentences[state], { from: shown, changed });
    shown = state;
    sentence.textContent = sentences[state];
    setting.textContent = choices.map((choice, n) => `${choice.label}: ${choice.texts[places[n]]}`).join(" · ");
  };

  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  life.listen(window, "beforeprint", () => {
    opened = [...root.querySelectorAll("details")].filter((details) => !details.open);
    opened.forEach((details) => {
      /** @type {Partial<Drawer>} */ (details).fill?.();
      details.open = true;
    });
  });
  life.listen(window, "afterprint", () => opened.forEach((details) => (details.open = false)));

  el.append(root);
  toAddress = followAddress(model, choices, el, life.listen);
  draw();
  choices.forEach((choice) => follow(choice.name, draw));
  return { id, root, life, follow };
};
