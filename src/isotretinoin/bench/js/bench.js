// @ts-check
// The lab bench: two large switches, what they do to patients or to dishes, and what the numbers make of it.
import { freshId, lifetime, make } from "../../front/dom.js";
import { still } from "../../front/motion.js";
import { followAddress } from "../../explore/address.js";
import { makeControl, position } from "../../explore/controls.js";
import { cellSentence } from "./dishes.js";
import { dishesView, effectsView } from "./dishes_view.js";
import { estimatesView } from "./estimates_view.js";
import { countsOf, hundredOf, isHit, namesOf, openTables, studyOf } from "./numbers.js";
import { patientsView } from "./patients_view.js";
import { countSentence, inFold, patientSentence } from "./words.js";

/** @typedef {import("../../explore/controls.js").Choice} Choice */
/** @typedef {import("../../explore/controls.js").Model} Model */

const NARROW = 560;

/**
 * The large switch.
 * @param {(on: boolean) => void} put
 */
const silenceSwitch = (put) => {
  const input = make("input", { type: "checkbox", role: "switch" });
  input.addEventListener("change", () => put(input.checked));
  const words = make("span", { class: "lb-switch-words" }, "LCN2 silenced");
  return { element: make("label", { class: "lb-switch" }, input, make("span", { class: "lb-knob", "aria-hidden": "true" }), words), input, words };
};

/**
 * Buttons of which one is taken.
 * @param {string} legend
 * @param {string[]} options
 * @param {(option: string) => void} put
 */
const segments = (legend, options, put) => {
  const name = freshId();
  const inputs = options.map((option) => {
    const input = make("input", { type: "radio", name, value: option });
    input.addEventListener("change", () => put(option));
    return input;
  });
  const labels = inputs.map((input) => make("label", {}, input, make("span", { class: `lb-of-${input.value}` }, input.value)));
  return {
    element: make("fieldset", { class: "lb-sex" }, make("legend", { class: "lb-hidden" }, legend), ...labels),
    show: (/** @type {string} */ option) => inputs.forEach((input) => (input.checked = input.value === option)),
  };
};

/**
 * Three things to try, ticked when done.
 * @param {string[]} steps
 */
const makeTour = (steps) => {
  const done = steps.map(() => false);
  const items = steps.map((text) => make("li", {}, make("span", { class: "lb-tick-box", "aria-hidden": "true" }), make("span", {}, text), make("span", { class: "lb-hidden" })));
  return {
    element: make("ol", { class: "lb-tour", "aria-label": "Three things to try" }, ...items),
    tick(/** @type {number} */ n) {
      if (done[n]) return;
      done[n] = true;
      items[n].classList.add("lb-done");
      /** @type {HTMLElement} */ (items[n].lastElementChild).textContent = " (done)";
    },
  };
};

/** @param {number} days */
const spanOf = (days) => ({ 1: "a day", 7: "a week" })[days] ?? `${days} days`;

const button = (/** @type {string} */ text, /** @type {() => void} */ act) => {
  const made = make("button", { type: "button", class: "lb-button" }, text);
  made.addEventListener("click", act);
  return made;
};

/**
 * What both kinds of bench share: state, switches, frame, folded controls.
 * @param {Model} model
 * @param {HTMLElement} el
 */
const frameOf = (model, el) => {
  const life = lifetime();
  /** @type {Choice[]} */
  const choices = model.get("_choices");
  const state = () => Object.fromEntries(choices.map((choice) => [choice.name, choice.options[position(choice, model.get(choice.name))]]));
  /** @type {(which: string) => void} */
  let toAddress = () => {};
  const put = (/** @type {Record<string, any>} */ news) => {
    for (const [name, value] of Object.entries(news)) model.set(name, value);
    model.save_changes();
    toAddress(Object.keys(news)[0]);
  };
  const silence = silenceSwitch((on) => put({ silenced: on }));
  const sexes = segments("Whose numbers", ["women", "men", "both"], (sex) => put({ sex }));
  const title = make("p", { class: "lb-title" });
  const left = make("div", { class: "lb-left" });
  const right = make("div", { class: "lb-right" });
  const figure = make("div", { class: "lb-figure" }, left, right);
  const sentence = make("p", { class: "lb-sentence", "aria-live": "polite", "aria-atomic": "true" });
  const count = make("p", { class: "lb-count", "aria-live": "polite", hidden: true });
  const actions = make("div", { class: "lb-actions" });
  const folded = make("div", { class: "lb-folded" });
  const more = make("details", { class: "lb-more" }, make("summary", {}, model.get("_more")), folded);
  const root = make(
    "div",
    { class: "lb-bench", role: "group", "aria-label": "Lab bench", "data-kind": model.get("_kind") },
    make("div", { class: "lb-switches" }, silence.element, sexes.element),
    title,
    figure,
    sentence,
    count,
    actions,
    more,
  );
  const open = model.get("_open");
  const controls = choices
    .filter(({ name }) => !["silenced", "sex", "study", "imagined"].includes(name))
    .map((choice) => ({ choice, ...makeControl(choice, freshId(), (option) => put({ [choice.name]: option })) }));
  const inSight = make("div", { class: "lb-folded lb-in-sight" });
  for (const { choice, element } of controls) (open.includes(choice.name) ? inSight : folded).append(element);
  if (open.length) actions.before(inSight);
  folded.append(make("p", { class: "lb-assumed" }, model.get("_assumed")));
  const showControls = (/** @type {Record<string, any>} */ now, /** @type {Record<string, string>} */ idle) => {
    silence.input.checked = now.silenced;
    sexes.show(now.sex);
    for (const { choice, show, idle: rest } of controls) {
      show(position(choice, now[choice.name]));
      rest(idle[choice.name] ?? "");
    }
  };
  const start = (/** @type {(how: { jump: boolean }) => void} */ draw) => {
    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      queueMicrotask(() => {
        waiting = false;
        draw({ jump: false });
      });
    };
    el.append(root);
    toAddress = followAddress(model, choices, el, life.listen);
    for (const { name } of choices) {
      model.on(`change:${name}`, soon);
      life.later(() => model.off(`change:${name}`, soon));
    }
    draw({ jump: true });
    let width = root.clientWidth;
    const sizes = new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      draw({ jump: true });
    });
    sizes.observe(root);
    life.later(() => sizes.disconnect());
  };
  const size = () => {
    const narrow = root.clientWidth < NARROW;
    root.classList.toggle("lb-narrow", narrow);
    return { narrow, left: left.clientWidth, right: right.clientWidth };
  };
  return { life, state, put, root, silence, title, left, right, sentence, count, actions, more, showControls, start, size };
};

/** @param {{ model: Model, el: HTMLElement }} view */
const renderPatients = ({ model, el }) => {
  const tables = openTables(model.get("_tables"));
  const frame = frameOf(model, el);
  const { put, actions, sentence, count } = frame;
  const state = /** @type {() => any} */ (frame.state);
  const patients = patientsView(frame.left);
  /** @type {import("./numbers.js").Estimate[] | null} */
  let guess = null;
  let guessing = false;
  let piled = 0;
  let flipped = state().silenced;
  let shown = state();
  const looked = new Set();

  const estimates = estimatesView(frame.right, (row, middle) => {
    if (!guess) return;
    const half = guess[row][0] - guess[row][1];
    guess[row] = [middle, middle - half, middle + half];
    draw({ jump: true });
  });
  const tour = makeTour(["Flip the switch. What falls, and in whom?", "Look at women alone, then at men alone.", "Back to both: which interval says whether they differ?"]);
  actions.after(tour.element);

  const anew = button("New patients", () => put({ study: (state().study % 100) + 1 }));
  const pile = button("A hundred studies", () => {
    if (piled) {
      piled = 0;
      draw({ jump: false });
      return;
    }
    const began = performance.now();
    const lasts = still() ? 0 : 2400;
    const grow = () => {
      const share = lasts ? Math.min(1, (performance.now() - began) / lasts) : 1;
      piled = Math.max(1, Math.round(100 * share));
      draw({ jump: true });
      if (share < 1) requestAnimationFrame(grow);
    };
    grow();
  });
  const guesser = button("Guess first", () => {
    if (guessing) {
      guessing = false;
      put({ silenced: true });
      return;
    }
    const now = studyOf(tables, state(), state().study).without;
    guess = now.map(([middle, low]) => [Math.round(10 * middle) / 10, Math.round(10 * middle) / 10 - (middle - low), Math.round(10 * middle) / 10 + (middle - low)]);
    guessing = true;
    if (state().silenced) put({ silenced: false, sex: "both" });
    else if (state().sex !== "both") put({ sex: "both" });
    else draw({ jump: false });
    estimates.hold(0);
  });
  actions.append(guesser, anew, pile);

  const idleOf = (/** @type {any} */ now) => {
    const noTarget = now.gene !== "LCN2" ? `The siRNA has no target in ${now.gene}.` : now.sirna === "control siRNA" ? "A control siRNA has no target." : "";
    const noDrug = now.dose === 0 ? "Without the drug nothing rises." : "";
    return { left: noTarget, takes: noTarget, day: noDrug, women: noDrug, men: noDrug };
  };
  const guessWords = (/** @type {any} */ study) => {
    const names = ["women", "men", "men ÷ women"];
    const pairs = names.map((name, row) => `${name} ${inFold(/** @type {any} */ (guess)[row][0])}×, shown ${inFold(study.withSirna[row][0])}×`);
    return `Your guess: ${pairs.join("; ")}. `;
  };

  const draw = ({ jump = false } = {}) => {
    const now = state();
    if (now.gene !== shown.gene && now.women === shown.women && now.men === shown.men) {
      const own = tables.genes[now.gene];
      if (own.women !== now.women || own.men !== now.men) {
        shown = now;
        put({ women: own.women, men: own.men });
        return;
      }
    }
    if (now.silenced !== shown.silenced) {
      flipped = true;
      guessing = false;
      tour.tick(0);
    }
    if (now.study !== shown.study || now.gene !== shown.gene) guess = guessing ? guess : null;
    if (now.sex !== shown.sex) {
      looked.add(now.sex);
      if (looked.has("women") && looked.has("men")) tour.tick(1);
      if (now.sex === "both" && looked.has("women") && looked.has("men")) tour.tick(2);
    }
    shown = now;
    const room = frame.size();
    const study = studyOf(tables, now, now.study);
    const hundred = piled ? hundredOf(tables, now).slice(0, piled) : [];
    const ghosts = flipped && !guessing;
    const [present, other] = now.silenced ? [study.withSirna, study.without] : [study.without, study.withSirna];
    frame.silence.words.textContent = now.sirna === "LCN2 siRNA" ? "LCN2 silenced" : "control siRNA given";
    frame.title.replaceChildren(
      make("span", { class: "lb-tag" }, "simulated"),
      room.narrow
        ? ` ${now.gene} in six patients’ skin, ${spanOf(now.day)} apart`
        : ` Gene ${now.gene} in six patients’ skin, before and after ${spanOf(now.day)} of isotretinoin`,
    );
    frame.showControls(now, idleOf(now));
    const height = room.narrow ? 188 : 300;
    patients.show(now, study, namesOf(tables, now.study), { width: room.left, height, ghosts, jump });
    estimates.show(
      { now: present, other, ghosts, guess, guessing, hundred, sex: now.sex, key: `${now.gene}-${now.study}` },
      { width: room.right, height: room.narrow ? 150 : height, jump },
    );
    sentence.textContent = guessing
      ? "Where will the three intervals lie once LCN2 is silenced? Drag each of them, or use the arrow keys; then flip the switch."
      : (guess && now.silenced ? guessWords(study) : "") + patientSentence(now, study);
    count.hidden = !piled;
    if (piled === 100) count.textContent = countSentence(countsOf(hundred), now);
    else if (piled) count.textContent = `${piled} of 100 new studies …`;
    pile.textContent = piled === 100 ? "Clear the hundred" : "A hundred studies";
    guesser.textContent = guessing ? "See" : "Guess first";
    guesser.classList.toggle("lb-primary", guessing);
  };
  frame.start(draw);
  return () => {
    patients.stop();
    estimates.stop();
    frame.life.end();
  };
};

/** @param {{ model: Model, el: HTMLElement }} view */
const renderCells = ({ model, el }) => {
  const tables = model.get("_tables");
  const frame = frameOf(model, el);
  const { put, sentence } = frame;
  const state = /** @type {() => any} */ (frame.state);
  const dishes = dishesView(frame.left);
  const effects = effectsView(frame.right);
  let flipped = state().silenced;
  let shown = state();
  const needs = new Set();
  const tour = makeTour(["Flip the switch. Which of the four dishes changes?", "Let NGAL carry all of the signal, then none of it.", "Choose women. Whose cells are in the dish?"]);
  frame.actions.after(tour.element);
  frame.left.classList.add("lb-dishes");
  const imagine = button("Imagine a woman’s line (assumed)", () => put({ imagined: !state().imagined }));
  const words = make("span", {});
  dishes.notice.append(make("div", { class: "lb-card" }, words, imagine));

  const draw = ({ jump = false } = {}) => {
    const now = state();
    if (now.silenced !== shown.silenced) {
      flipped = true;
      tour.tick(0);
    }
    needs.add(now.need);
    if (needs.has(0) && needs.has(1)) tour.tick(1);
    if (now.sex !== "men") tour.tick(2);
    shown = now;
    const room = frame.size();
    const alone = now.sex === "men";
    dishes.notice.hidden = alone;
    words.textContent = now.imagined
      ? `Imagined: LCN2 answers ${now.line}× as much as in the man’s line (assumed). ${now.sex === "both" ? "The dishes show the man’s." : ""}`
      : "One man’s cells are all there is. No woman’s cells were in the record’s dishes.";
    imagine.textContent = now.imagined ? "Stop imagining" : "Imagine a woman’s line (assumed)";
    frame.title.replaceChildren(
      make("span", { class: "lb-tag" }, "model"),
      room.narrow
        ? ` 100 SEB-1 cells a dish, ${spanOf(now.day)}, ${now.dose} µM drug`
        : ` A hundred SEB-1 cells a dish, ${spanOf(now.day)} in 0 or ${now.dose} µM 13-cis retinoic acid`,
    );
    frame.showControls(now, {
      left: now.silenced ? "" : "Flip the switch first: no siRNA against LCN2 is in the dish.",
      line: now.imagined && now.sex !== "men" ? "" : "Only for an imagined woman’s line.",
    });
    dishes.show(tables, now, flipped);
    effects.show(tables, now, { width: room.right, height: room.narrow ? 152 : 300, ghosts: flipped, jump });
    sentence.textContent = cellSentence(tables, now);
  };
  frame.start(draw);
  return () => {
    effects.stop();
    frame.life.end();
  };
};

/** @param {{ model: Model, el: HTMLElement }} view */
const render = (view) => (view.model.get("_kind") === "cells" ? renderCells(view) : renderPatients(view));

export default { render };
