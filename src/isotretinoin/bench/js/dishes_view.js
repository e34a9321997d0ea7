// @ts-check
// Four dishes of a hundred cells; each cell keeps its place, and dies, goes or is saved as the model's shares say.
import { make, makeSvg } from "../../front/dom.js";
import { marksIn } from "./glide.js";
import { DISHES, dyingIn, effectsOf, linesOf, platesOf } from "./dishes.js";

/** @typedef {import("./dishes.js").CellState} CellState */
/** @typedef {import("./glide.js").Mark} Mark */

const CELLS = 100;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Place of a cell in a round dish of radius 1: a sunflower's order, evenly filled. */
const placeOf = (/** @type {number} */ n) => {
  const r = 0.93 * Math.sqrt((n + 0.5) / CELLS);
  return [r * Math.cos(n * GOLDEN), r * Math.sin(n * GOLDEN)];
};

/** In which order the cells of a dish die: 37 and 100 share no factor, so each is met once; every dish has its own start. */
const rankOf = (/** @type {number} */ dish, /** @type {number} */ n) => (37 * n + 29 * dish) % CELLS;

/**
 * @param {number} dish
 * @param {{ dying: number, gone: number }} shares
 * @returns {("gone" | "dying" | "alive")[]}
 */
export const fatesOf = (dish, { dying, gone }) => {
  const lost = Math.round(CELLS * gone);
  const marked = Math.round(CELLS * (gone + dying));
  return Array.from({ length: CELLS }, (_, n) => {
    const rank = rankOf(dish, n);
    return rank < lost ? "gone" : rank < marked ? "dying" : "alive";
  });
};

/** @param {HTMLElement} frame */
export const dishesView = (frame) => {
  const dishes = DISHES.map(([treatment, sirna], number) => {
    const cells = Array.from({ length: CELLS }, (_, n) => {
      const [x, y] = placeOf(n);
      return makeSvg("circle", { cx: (50 * x).toFixed(1), cy: (50 * y).toFixed(1), r: 3.4, class: "lb-cell" });
    });
    const picture = makeSvg("svg", { viewBox: "-54 -54 108 108", class: "lb-dish", "aria-hidden": "true" }, makeSvg("circle", { r: 52, class: "lb-glass" }), ...cells);
    const told = make("span", { class: "lb-dish-told" });
    const place = make("div", { class: "lb-dish-place" }, make("span", { class: "lb-hidden" }, `${treatment}, ${sirna}: `), picture, told);
    return { cells, told, place, sirna };
  });
  const notice = make("div", { class: "lb-notice" });
  const given = make("span", { class: "lb-dish-head" });
  const row = (/** @type {string} */ text) => make("span", { class: "lb-dish-row", "aria-hidden": "true" }, text);
  const places = dishes.map((dish) => dish.place);
  frame.append(
    make("span", {}), make("span", { class: "lb-dish-head" }, "control siRNA"), given,
    row("vehicle"), places[0], places[1],
    row("drug"), places[2], places[3],
    notice,
  );

  /**
   * @param {any} tables
   * @param {CellState} state
   * @param {boolean} ghosts
   */
  const show = (tables, state, ghosts) => {
    const line = state.sex === "women" ? state.line : 1;
    const now = platesOf(tables, state, line);
    const other = platesOf(tables, { ...state, silenced: !state.silenced }, line);
    const empty = state.sex === "women" && !state.imagined;
    frame.classList.toggle("lb-empty", empty);
    given.textContent = state.silenced ? "LCN2 siRNA" : "LCN2 siRNA: not yet";
    dishes.forEach((dish, number) => {
      const [fates, before] = [fatesOf(number, now[number]), fatesOf(number, other[number])];
      let saved = 0;
      dish.cells.forEach((cell, n) => {
        const rescued = ghosts && !empty && state.silenced && before[n] !== "alive" && fates[n] === "alive";
        saved += Number(rescued);
        cell.setAttribute("class", `lb-cell lb-${empty ? "none" : fates[n]}${rescued ? " lb-saved" : ""}`);
      });
      dish.place.classList.toggle("lb-waiting", dish.sirna === "LCN2 siRNA" && !state.silenced);
      const count = (/** @type {string} */ fate) => fates.filter((one) => one === fate).length;
      dish.told.replaceChildren(
        ...(empty ? ["no cells"] : [make("span", { class: "lb-told-dying" }, `${count("dying")} dying`), " · "]),
        ...(empty ? [] : [saved ? make("span", { class: "lb-told-saved" }, `${saved} saved`) : `${count("gone")} lost`]),
      );
    });
  };
  return { show, notice };
};

const BARS = [
  ["control", "control siRNA"],
  ["silenced", "LCN2 siRNA"],
  ["left", "effect left"],
];

/** @param {HTMLElement} frame */
export const effectsView = (frame) => {
  const layer = makeSvg("g", { "aria-hidden": "true" });
  const canvas = makeSvg("svg", { class: "lb-svg" }, layer);
  const words = make("p", { class: "lb-hidden" });
  frame.append(canvas, words);
  const scene = marksIn(layer);

  /**
   * @param {any} tables
   * @param {CellState} state
   * @param {{ width: number, height: number, ghosts: boolean, jump?: boolean }} how
   */
  const show = (tables, state, { width, height, ghosts, jump }) => {
    canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
    canvas.setAttribute("height", String(height));
    const [left, right] = [6, width - 8];
    const headroom = 22;
    const step = (height - headroom) / 3;
    const tall = step > 60;
    /** @type {Mark[]} */
    const marks = [{ id: "head", kind: "text", look: "lb-tick", text: "dying cells that the drug adds, in a hundred", at: { x: left, y: 13 } }];
    /** @type {string[]} */
    const told = [];
    const lines = linesOf(state);
    const values = (/** @type {CellState} */ one, /** @type {number} */ line) => {
      const [control, silenced] = effectsOf(tables, one, line);
      return [control, silenced, (100 * silenced) / control];
    };
    const most = 16;
    BARS.forEach(([name, title], row) => {
      const top = headroom + row * step;
      const y = top + (tall ? 40 : 29);
      const scale = (/** @type {number} */ value) => left + (Math.min(value, row === 2 ? 100 : most) / (row === 2 ? 100 : most)) * (right - left);
      if (row) marks.push({ id: `rule-${name}`, kind: "line", look: "lb-rule", at: { x: left, y: top, x2: right, y2: top } });
      marks.push({ id: `title-${name}`, kind: "text", look: "lb-head", text: title, at: { x: left, y: top + 16.5 } });
      marks.push({ id: `rail-${name}`, kind: "line", look: "lb-rail", at: { x: left, y, x2: right, y2: y } });
      lines.forEach((line, n) => {
        const woman = line !== 1 || state.sex === "women";
        const look = woman ? "lb-women" : "lb-men";
        const kind = woman ? "circle" : "square";
        const value = values(state, line)[row];
        const before = values({ ...state, silenced: !state.silenced }, line)[row];
        const lane = lines.length > 1 ? y + (n ? 5 : -5) : y;
        const id = `${name}-${woman ? "woman" : "man"}`;
        if (ghosts) marks.push({ id: `${id}-ghost`, kind, look: `lb-ghost ${look}`, at: { x: scale(before), y: lane, r: 5, o: 0.9 } });
        marks.push({ id: `${id}-bar`, kind: "line", look: `lb-bar ${look}`, at: { x: left, y: lane, x2: scale(value), y2: lane } });
        marks.push({ id: `${id}-now`, kind, look: `lb-estimate ${look}`, at: { x: scale(value), y: lane, r: 6 } });
        const text = row === 2 ? `${value.toFixed(0)} %` : `+${value.toFixed(1)}`;
        marks.push({ id: `${id}-value`, kind: "text", look: `lb-value lb-end ${lines.length > 1 ? look : ""}`, text, at: { x: right - (lines.length > 1 && !n ? 48 : 0), y: top + 16.5 } });
        told.push(`${title}${lines.length > 1 ? (woman ? ", imagined woman’s line" : ", man’s line") : ""}: ${text}`);
      });
      if (!lines.length) marks.push({ id: `${name}-none`, kind: "text", look: "lb-ends lb-end", text: "no cells", at: { x: right, y: top + 16.5 } });
      if (tall) {
        marks.push({ id: `low-${name}`, kind: "text", look: "lb-tick", text: row === 2 ? "none" : "0", at: { x: left, y: y + 20 } });
        marks.push({ id: `high-${name}`, kind: "text", look: "lb-tick lb-end", text: row === 2 ? "all" : String(most), at: { x: right, y: y + 20 } });
      }
    });
    words.textContent = `${told.join("; ")}. Numbers of a model: they have no interval.`;
    scene.show(marks, { jump });
  };
  return { show, stop: scene.stop };
};
