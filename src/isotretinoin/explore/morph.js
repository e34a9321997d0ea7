// @ts-check
// Motion between two pictures of one figure: marks that are the same thing glide, everything else cross-fades.
import { between, run } from "../front/motion.js";

const NUMBER = /-?\d*\.?\d+(?:e[-+]?\d+)?/gi;
const MOVED = new Set(["d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "transform", "opacity"]);
const MARK = "data-mark";

/** @typedef {{ form: string[], from: number[], to: number[], value: string }} Change */
/** @typedef {Change & { element: Element, name: string }} Move */

/**
 * Split a text into what stands between its numbers, and the numbers.
 * @param {string} text
 * @returns {{ form: string[], numbers: number[] }}
 */
export const apart = (text) => ({ form: text.split(NUMBER), numbers: (text.match(NUMBER) ?? []).map(Number) });

/**
 * The attribute on its way; at its end as Python wrote it.
 * @param {Change} change
 * @param {number} share
 */
export const written = ({ form, from, to, value }, share) =>
  share >= 1 ? value : form.map((text, n) => text + (n < to.length ? +between(from[n], to[n], share).toFixed(2) : "")).join("");

/**
 * What has to move from one element to another that stands for the same thing; null where they are not built alike.
 * @param {Element} was
 * @param {Element} element
 * @returns {Move[] | null}
 */
const movesOf = (was, element) => {
  const [before, after] = [was, element].map((one) => [one, ...one.querySelectorAll(":not(defs *)")]);
  if (before.length !== after.length) return null;
  /** @type {Move[]} */
  const moves = [];
  for (const [n, now] of after.entries()) {
    const old = before[n];
    if (old.tagName !== now.tagName) return null;
    for (const { name, value } of now.attributes) {
      const from = old.getAttribute(name);
      if (!MOVED.has(name) || from === value) continue;
      if (from === null) return null;
      const [start, end] = [apart(from), apart(value)];
      if (start.form.join("#") !== end.form.join("#")) return null;
      moves.push({ element: now, name, form: end.form, from: start.numbers, to: end.numbers, value });
    }
  }
  return moves;
};

/**
 * The marks that a picture names, by name.
 * @param {Element} picture
 * @returns {Map<string, Element>}
 */
const marksOf = (picture) =>
  new Map([...picture.querySelectorAll(`[${MARK}]`)].map((mark) => [mark.getAttribute(MARK) ?? "", mark]));

/**
 * What glides from an old picture to a new one. Where marks have names, those with the same name; where none has, the
 * whole picture, if both are built alike. Null where nothing can.
 * @param {Element} old
 * @param {Element} now
 * @returns {{ moves: Move[], whole: boolean } | null}
 */
export const plan = (old, now) => {
  const [before, after] = [marksOf(old), marksOf(now)];
  if (!before.size && !after.size) {
    const moves = movesOf(old, now);
    return moves && { moves, whole: true };
  }
  const pairs = [...after].filter(([name]) => before.has(name));
  const moves = pairs.flatMap(([name, mark]) => movesOf(/** @type {Element} */ (before.get(name)), mark) ?? []);
  return moves.length ? { moves, whole: false } : null;
};

/**
 * Let a new picture, which stands on the page already, arrive from an old one.
 * @param {Element} old
 * @param {Element} now
 * @param {{ glides: boolean, place: Element, copy: () => Element, lasts?: number }} how `place` holds the picture; `glides`
 *   says that the marks stay the same things; `copy` gives the old picture once more, with ids of its own
 * @returns {() => void} ends it at once
 */
export const arrive = (old, now, { glides, place, copy, lasts }) => {
  const found = glides ? plan(old, now) : null;
  const moves = found?.moves ?? [];
  /** @type {Element | null} */
  let fading = null;
  if (!found?.whole) {
    fading = copy();
    fading.classList.add("iso-fading");
    // What glides is not shown twice.
    if (found) fading.querySelectorAll(`[${MARK}]`).forEach((mark) => marksOf(now).has(mark.getAttribute(MARK) ?? "") && mark.remove());
    place.append(fading);
    if (!found) now.classList.add("iso-coming");
  }
  const style = (/** @type {Element} */ element) => /** @type {SVGElement} */ (element).style;
  return run(
    (share) => {
      for (const move of moves) move.element.setAttribute(move.name, written(move, share));
      if (fading) {
        style(fading).opacity = String(1 - share);
        if (!found) style(now).opacity = String(share);
      }
    },
    {
      lasts,
      done() {
        fading?.remove();
        now.classList.remove("iso-coming");
        style(now).opacity = "";
      },
    },
  );
};
