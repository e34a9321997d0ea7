// @ts-check
// Native controls for choices, and what a state number means.
import { make } from "../front/dom.js";

/** @typedef {boolean | number | string} Option */
/**
 * @typedef {object} Choice what Python says about a choice
 * @property {string} name
 * @property {"switch" | "radio" | "range"} kind
 * @property {string} label
 * @property {string} help
 * @property {Option[]} options
 * @property {string[]} texts the options as a reader sees them
 */
/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {(at: number) => void} show
 * @property {(why: string) => void} idle turn the control off and say why; on where there is no reason
 */
/** @typedef {{ get(name: string): any, set(name: string, value: any): void, save_changes(): void, on(name: string, handler: Function): void, off(name: string, handler: Function): void, send?: unknown }} Model */

/**
 * The place of an option; a number may differ by rounding.
 * @param {Choice} choice
 * @param {Option} value
 */
export const position = ({ options }, value) =>
  options.findIndex((option) =>
    typeof option === "number" && typeof value === "number"
      ? Math.abs(option - value) <= 1e-9 * Math.max(1, Math.abs(option))
      : option === value,
  );

/**
 * States are numbered as Python's itertools.product does: the last choice varies fastest.
 * @param {Choice[]} choices
 * @param {number[]} places
 */
export const stateNumber = (choices, places) =>
  choices.reduce((number, choice, n) => (number < 0 || places[n] < 0 ? -1 : number * choice.options.length + places[n]), 0);

/**
 * @param {Choice[]} choices
 * @param {number} number
 * @returns {number[]} the place of each choice's option
 */
export const placesOf = (choices, number) => {
  /** @type {number[]} */
  const places = [];
  for (const { options } of [...choices].reverse()) {
    places.unshift(number % options.length);
    number = Math.floor(number / options.length);
  }
  return places;
};

/**
 * Why a control would change nothing in a state; empty where it changes something.
 * @param {Choice[]} choices
 * @param {number[]} same for each state a number that equal states share
 * @param {number[]} places the state
 * @param {number} which the control
 */
export const whyIdle = (choices, same, places, which) => {
  /** @param {number[]} from */
  const flat = (from) => {
    const seen = choices[which].options.map((_, at) => same[stateNumber(choices, from.with(which, at))]);
    return seen.every((one) => one === seen[0]);
  };
  if (!flat(places)) return "";
  const causes = choices.filter((choice, n) => n !== which && choice.options.some((_, at) => !flat(places.with(n, at))));
  if (!causes.length) return "Changes nothing with the other choices as they are.";
  const told = causes.map((choice) => `“${choice.label}” is ${choice.texts[places[choices.indexOf(choice)]]}`);
  return `Changes nothing while ${told.join(" and ")}.`;
};

/**
 * @param {Choice} choice
 * @param {string} id
 */
const notes = (choice, id) => {
  const help = make("p", { class: "iso-help", id: `${id}-help`, hidden: !choice.help }, choice.help);
  /** @param {string} why */
  const say = (why) => {
    help.textContent = why || choice.help;
    help.hidden = !help.textContent;
  };
  return { help, say };
};

/** @type {Record<Choice["kind"], (choice: Choice, id: string, put: (option: Option) => void) => Control>} */
const CONTROLS = {
  switch(choice, id, put) {
    const { help, say } = notes(choice, id);
    const input = make("input", { type: "checkbox", role: "switch", "aria-describedby": `${id}-help` });
    input.addEventListener("change", () => put(input.checked));
    const label = make("label", { class: "iso-option" }, input, make("span", {}, choice.label));
    return {
      element: make("div", { class: "iso-choice" }, label, help),
      show: (at) => (input.checked = Boolean(choice.options[at])),
      idle(why) {
        input.disabled = Boolean(why);
        say(why);
      },
    };
  },

  radio(choice, id, put) {
    const { help, say } = notes(choice, id);
    const inputs = choice.options.map((option, n) => {
      const input = make("input", { type: "radio", name: id, value: choice.texts[n] });
      input.addEventListener("change", () => put(option));
      return input;
    });
    const labels = inputs.map((input, n) =>
      make("label", { class: "iso-option" }, input, make("span", {}, choice.texts[n])),
    );
    const element = make(
      "fieldset",
      { class: "iso-choice", "aria-describedby": `${id}-help` },
      make("legend", {}, choice.label),
      make("div", { class: "iso-options" }, ...labels),
      help,
    );
    return {
      element,
      show: (at) => inputs.forEach((input, n) => (input.checked = n === at)),
      idle(why) {
        element.disabled = Boolean(why);
        say(why);
      },
    };
  },

  range(choice, id, put) {
    const { help, say } = notes(choice, id);
    const last = choice.options.length - 1;
    const input = make("input", { type: "range", id, min: "0", max: String(last), step: "1", "aria-describedby": `${id}-help` });
    // Not an <output>: that is a live region, and aria-valuetext and the sentence are spoken already.
    const value = make("span", { class: "iso-value", "aria-hidden": "true" });
    input.addEventListener("input", () => put(choice.options[input.valueAsNumber]));
    return {
      element: make(
        "div",
        { class: "iso-choice iso-range" },
        make("div", { class: "iso-range-head" }, make("label", { for: id }, choice.label), value),
        input,
        make(
          "div",
          { class: "iso-ends", "aria-hidden": "true" },
          make("span", {}, choice.texts[0]),
          make("span", {}, choice.texts[last]),
        ),
        help,
      ),
      show(at) {
        input.value = String(at);
        input.setAttribute("aria-valuetext", choice.texts[at]);
        input.style.setProperty("--iso-at", String(at / last));
        value.textContent = choice.texts[at];
      },
      idle(why) {
        input.disabled = Boolean(why);
        say(why);
      },
    };
  },
};

/**
 * The control of a choice: a switch, radio buttons, or a slider.
 * @param {Choice} choice
 * @param {string} id
 * @param {(option: Option) => void} put called with the option that the reader takes
 * @returns {Control}
 */
export const makeControl = (choice, id, put) => CONTROLS[choice.kind](choice, id, put);
