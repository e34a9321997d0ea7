// @ts-check
// The state of a page's figures in its address: ?name.choice=option, so that it can be linked and Back works.
import { position } from "./controls.js";

/** @typedef {import("./controls.js").Choice} Choice */
/** @typedef {import("./controls.js").Model} Model */

/** @type {Map<string, { model: Model, start: number[] }>} */
const known = new Map();

/**
 * A name that no other widget of the page has, and the state in which the page began. A widget may be shown twice.
 * @param {Model} model
 * @param {number[]} now
 */
const entry = (model, now) => {
  const wish = model.get("_name") || "figure";
  let name = wish;
  for (let n = 2; (known.get(name)?.model ?? model) !== model; n += 1) name = `${wish}-${n}`;
  const found = known.get(name) ?? { model, start: now };
  known.set(name, found);
  return { name, start: found.start };
};

/**
 * Read the choices of one figure from a query.
 * @param {string} query
 * @param {string} name
 * @param {Choice[]} choices
 * @param {number[]} start places where the query says nothing, or nothing that is an option
 * @returns {number[]}
 */
export const readQuery = (query, name, choices, start) => {
  const found = new URLSearchParams(query);
  return choices.map((choice, n) => {
    const at = choice.texts.indexOf((found.get(`${name}.${choice.name}`) ?? "").replace(/^-(?=\d)/, "−"));
    return at < 0 ? start[n] : at;
  });
};

/**
 * Write the choices of one figure into a query; what is as at the start is left out, what others wrote stays.
 * @param {string} query
 * @param {string} name
 * @param {Choice[]} choices
 * @param {number[]} start
 * @param {number[]} places
 */
export const writeQuery = (query, name, choices, start, places) => {
  const written = new URLSearchParams(query);
  choices.forEach((choice, n) => {
    const key = `${name}.${choice.name}`;
    if (places[n] === start[n]) written.delete(key);
    else written.set(key, choice.texts[places[n]]);
  });
  const text = written.toString();
  return text && `?${text}`;
};

/**
 * Keep the page's address and a model in step. A notebook has no address to give away: there, nothing happens.
 * @param {Model} model
 * @param {Choice[]} choices
 * @param {HTMLElement} el where the widget is drawn
 * @param {(target: EventTarget, events: string, handler: (event: any) => void) => void} listen
 * @returns {(which: string) => void} call it after the reader has changed a choice
 */
export const followAddress = (model, choices, el, listen) => {
  if (!el.closest(".aw-widget")) return () => {};
  const now = () => choices.map((choice) => position(choice, model.get(choice.name)));
  const { name, start } = entry(model, now());
  const read = () => {
    const places = readQuery(location.search, name, choices, start);
    choices.forEach((choice, n) => model.set(choice.name, choice.options[places[n]]));
  };
  read();
  listen(window, "popstate", read);
  let last = { which: "", at: -Infinity };
  return (which) => {
    const address = location.pathname + writeQuery(location.search, name, choices, start, now()) + location.hash;
    // A slider that is dragged through ten states is one step for the Back button.
    const dragged = which === last.which && performance.now() - last.at < 1000;
    last = { which, at: performance.now() };
    history[dragged ? "replaceState" : "pushState"](history.state, "", address);
  };
};
