// @ts-check
// Left: every patient a line from before the drug to the day chosen, women and men side by side on one axis.
import { makeSvg } from "../../front/dom.js";
import { makeTip, rove } from "../../front/tip.js";
import { marksIn } from "./glide.js";
import { aboutPatient } from "./words.js";

/** @typedef {import("./numbers.js").PatientState} PatientState */
/** @typedef {ReturnType<typeof import("./numbers.js").studyOf>} Study */
/** @typedef {import("./glide.js").Mark} Mark */

const NAME_ROOM = 54;
const AXIS_ROOM = 26;
const GAP = 12;
// Patients of one sex stand side by side, so that a point and its ghost hide nobody else's.
const APART = 9;

/**
 * Places of labels that lie too close are moved apart, as little as possible.
 * @param {number[]} wanted
 * @param {number} least
 * @param {number} low
 * @param {number} high
 */
export const spread = (wanted, least, low, high) => {
  const order = wanted.map((_, n) => n).sort((a, b) => wanted[a] - wanted[b]);
  const placed = [...wanted];
  order.forEach((at, n) => (placed[at] = Math.max(placed[at], n ? placed[order[n - 1]] + least : low)));
  for (let n = order.length - 1; n >= 0; n -= 1) {
    const ceiling = n === order.length - 1 ? high : placed[order[n + 1]] - least;
    placed[order[n]] = Math.min(placed[order[n]], ceiling);
  }
  return placed;
};

/**
 * A stretch of log2 that holds all values of both positions of the switch, so that flipping it moves no axis.
 * @param {Study["patients"]} patients
 * @returns {[number, number]}
 */
const rangeOf = (patients) => {
  const all = patients.flatMap((one) => [one.baseline, one.baseline + one.without, one.baseline + one.withSirna]);
  return [Math.min(...all) - 0.35, Math.max(...all) + 0.25];
};

/**
 * @param {HTMLElement} frame
 */
export const patientsView = (frame) => {
  const group = makeSvg("g", { role: "group", "aria-label": "Patients; arrow keys go from one to the next" });
  const layer = makeSvg("g", { "aria-hidden": "true" });
  const canvas = makeSvg("svg", { class: "lb-svg" }, layer, group);
  frame.append(canvas);
  const tip = makeTip(frame);
  const scene = marksIn(layer);
  const hits = Array.from({ length: 6 }, (_, n) => {
    const hit = makeSvg("g", { class: "lb-hit", role: "img", tabindex: n ? "-1" : "0" });
    hit.append(makeSvg("path", { class: "lb-ring" }), makeSvg("path", { class: "lb-reach" }));
    group.append(hit);
    return hit;
  });
  rove(group, () => hits);

  /** @type {{ lines: string[], x: number, y: number }[]} */
  let told = [];
  const tell = (/** @type {number} */ n) => {
    frame.dataset.told = String(n);
    tip.show(told[n].lines, told[n].x, told[n].y);
  };
  const hush = () => {
    delete frame.dataset.told;
    tip.hide();
  };
  hits.forEach((hit, n) => {
    for (const event of ["pointerenter", "focus", "click"]) hit.addEventListener(event, () => tell(n));
    for (const event of ["pointerleave", "blur"]) hit.addEventListener(event, hush);
    hit.addEventListener("keydown", (event) => /** @type {KeyboardEvent} */ (event).key === "Escape" && hush());
  });

  /**
   * @param {PatientState} state
   * @param {Study} study
   * @param {string[]} names
   * @param {{ width: number, height: number, ghosts: boolean, jump?: boolean }} how
   */
  const show = (state, study, names, { width, height, ghosts, jump }) => {
    canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
    canvas.setAttribute("height", String(height));
    const [low, high] = rangeOf(study.patients);
    const [top, bottom] = [26, height - 22];
    const at = (/** @type {number} */ value) => bottom - ((value - low) / (high - low)) * (bottom - top);
    const room = (width - AXIS_ROOM - GAP) / 2;
    const key = `${state.gene}-${state.study}`;
    const now = study.patients.map((one) => one.baseline + (state.silenced ? one.withSirna : one.without));
    const other = study.patients.map((one) => one.baseline + (state.silenced ? one.without : one.withSirna));
    /** @type {Mark[]} */
    const back = [];
    /** @type {Mark[]} */
    const front = [];
    for (let step = Math.ceil(low); step <= high; step += 1) {
      const y = at(step);
      back.push({ id: `grid-${step}`, kind: "line", look: "lb-grid", at: { x: AXIS_ROOM, y, x2: width, y2: y } });
      back.push({ id: `tick-${step}`, kind: "text", look: "lb-tick lb-end", text: String(step), at: { x: AXIS_ROOM - 6, y: y + 4 } });
    }
    back.push({ id: "unit", kind: "text", look: "lb-tick", text: "log2", at: { x: 0, y: 14.5 } });
    if (ghosts) {
      const hollow = `hollow: ${state.silenced ? "no" : "with"} siRNA`;
      back.push({ id: hollow, kind: "text", look: "lb-tick lb-end", text: hollow, at: { x: width, y: 14.5 } });
    }
    told = [];
    for (const [side, sex] of ["women", "men"].entries()) {
      const kind = side ? "square" : "circle";
      const x = AXIS_ROOM + side * (room + GAP);
      const [x1, x2] = [x + 10, x + room - NAME_ROOM];
      const pale = state.sex !== "both" && state.sex !== sex;
      const o = pale ? 0.22 : 1;
      const look = `lb-${sex}`;
      front.push({ id: `mark-${sex}`, kind, look: `lb-mark ${look}`, at: { x: x1, y: 10, r: 5, o } });
      front.push({ id: `head-${sex}`, kind: "text", look: `lb-head ${look}`, text: sex, at: { x: x1 + 11, y: 14.5, o } });
      front.push({ id: `before-${sex}`, kind: "text", look: "lb-tick", text: "before", at: { x: x1 - 8, y: height - 5, o } });
      front.push({ id: `after-${sex}`, kind: "text", look: "lb-tick lb-end", text: `day ${state.day}`, at: { x: x2 + 14, y: height - 5, o } });
      const mine = [0, 1, 2].map((place) => 3 * side + place);
      const columns = mine.map((_, place) => x2 + (place - 1) * APART);
      const labels = spread(mine.map((n) => at(now[n])), 15, top + 4, bottom - 2);
      mine.forEach((n, place) => {
        const [y1, y2, y3] = [at(study.patients[n].baseline), at(now[n]), at(other[n])];
        const own = `${key}-${n}`;
        const xn = columns[place];
        if (ghosts) {
          back.push({ id: `${own}-drop`, kind: "line", look: `lb-drop ${look} lb-p${n}`, at: { x: xn, y: y3, x2: xn, y2, o: 0.55 * o } });
          back.push({ id: `${own}-ghost-line`, kind: "line", look: `lb-ghost-line ${look} lb-p${n}`, at: { x: x1, y: y1, x2: xn, y2: y3, o: 0.4 * o } });
          back.push({ id: `${own}-ghost`, kind, look: `lb-ghost ${look} lb-p${n}`, at: { x: xn, y: y3, r: 4.5, o: 0.9 * o } });
        }
        front.push({ id: `${own}-line`, kind: "line", look: `lb-line ${look} lb-p${n}`, at: { x: x1, y: y1, x2: xn, y2, o } });
        front.push({ id: `${own}-base`, kind, look: `lb-mark ${look} lb-p${n}`, at: { x: x1, y: y1, r: 4, o } });
        front.push({ id: `${own}-now`, kind, look: `lb-mark ${look} lb-p${n}`, at: { x: xn, y: y2, r: 5.5, o } });
        front.push({ id: `${own}-name`, kind: "text", look: `lb-name lb-p${n}`, text: names[n], at: { x: x2 + APART + 10, y: labels[place] + 4, o } });
        const about = aboutPatient(state, names[n], !side, study.patients[n]);
        told.push({ lines: [about.head, about.body], x: xn, y: y2 });
        hits[n].setAttribute("aria-label", `${about.head}: ${about.body}`);
        hits[n].firstElementChild?.setAttribute("d", `M${x1} ${y1}L${xn} ${y2}`);
        hits[n].lastElementChild?.setAttribute("d", `M${x1} ${y1}L${xn} ${y2}L${x2 + 40} ${labels[place]}`);
      });
    }
    const open = Number(frame.dataset.told ?? -1);
    if (open >= 0) tip.show(told[open].lines, told[open].x, told[open].y);
    scene.show([...back, ...front], { jump });
  };
  return { show, stop: scene.stop };
};
