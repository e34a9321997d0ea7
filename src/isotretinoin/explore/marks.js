// @ts-check
// Marks that move: an element for each, found again by its key from state to state.
import { makeSvg } from "../front/dom.js";
import { between, run, still } from "../front/motion.js";
import { dressMark, drawMark, placeMark } from "./layers.js";

/** @typedef {import("./layers.js").Mark} Mark */

/**
 * @param {SVGElement} group that the marks are drawn in
 * @param {SVGElement} ghosts that hollow copies of the last state are drawn in
 */
export const makeMarks = (group, ghosts) => {
  /** @type {Map<string, { node: SVGElement, mark: Mark }>} */
  let shown = new Map();
  /** @type {Map<string, Mark>} */
  let before = new Map();
  let keeps = false;
  let end = () => {};

  const drawGhosts = () => {
    if (!keeps) return ghosts.replaceChildren();
    const moved = [...before.values()].filter((old) => {
      const now = shown.get(old.key)?.mark;
      return old.kind !== "texts" && (!now || now.at.some((value, n) => Math.abs(value - old.at[n]) > 0.5));
    });
    ghosts.replaceChildren(
      ...moved.map((mark) => {
        const node = drawMark({ ...mark, label: "", tells: [], hollow: true });
        node.setAttribute("aria-hidden", "true");
        return node;
      }),
    );
  };

  return {
    /**
     * Draw a state: marks that the last one had go to their new places, others come or go.
     * @param {Mark[]} marks in the order in which they lie on one another
     * @param {{ moves: boolean }} how at once where the page only changed its size
     */
    draw(marks, { moves }) {
      end();
      const last = shown;
      if (moves) before = new Map([...last].map(([key, { mark }]) => [key, mark]));
      shown = new Map();
      /** @type {{ node: SVGElement, mark: Mark, from: number[] }[]} */
      const moving = [];
      /** @type {SVGElement[]} */
      const coming = [];
      for (const mark of marks) {
        const known = last.get(mark.key);
        const node = known?.node ?? drawMark(mark);
        if (known) {
          dressMark(node, mark);
          const from = known.mark.at;
          if (from.length === mark.at.length && from.some((value, n) => value !== mark.at[n])) moving.push({ node, mark, from });
          else placeMark(node, mark);
        } else coming.push(node);
        shown.set(mark.key, { node, mark });
      }
      const going = [...last].filter(([key]) => !shown.has(key)).map(([, { node }]) => node);
      const nodes = [...shown.values()].map(({ node }) => node);
      if (nodes.some((node, n) => group.children[n] !== node)) group.append(...nodes);
      drawGhosts();
      end = run(
        (share) => {
          for (const { node, mark, from } of moving) placeMark(node, mark, mark.at.map((to, n) => between(from[n], to, share)));
          for (const node of coming) node.style.opacity = share < 1 ? String(share) : "";
          for (const node of going) node.style.opacity = String(1 - share);
        },
        { lasts: moves && !still() ? undefined : 0, done: () => going.forEach((node) => node.remove()) },
      );
    },
    /** @param {boolean} on */
    keep(on) {
      keeps = on;
      drawGhosts();
    },
    /** Forget the last state: its places were another width's. */
    forget() {
      before = new Map();
      drawGhosts();
    },
    finish: () => end(),
    /** Elements that tell something, in the order in which keys visit them. */
    telling: () => [...shown.values()].filter(({ mark }) => mark.tells.length).map(({ node }) => node),
    /** @param {Element} node */
    markOf: (node) => [...shown.values()].find((one) => one.node === node)?.mark,
    /**
     * The mark that the pointer means.
     * @param {number} x
     * @param {number} y
     * @param {number} within pixels
     */
    nearest(x, y, within) {
      /** @type {Mark | undefined} */
      let found;
      let best = within * within;
      for (const { mark } of shown.values()) {
        if (!mark.tells.length) continue;
        const distance = distanceTo(mark, x, y);
        if (distance <= best) [best, found] = [distance, mark];
      }
      return found;
    },
  };
};

/**
 * Square of the distance to a mark; none inside a bar or on an interval.
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 */
export const distanceTo = ({ kind, at }, x, y) => {
  const outside = (/** @type {number} */ value, /** @type {number} */ a, /** @type {number} */ b) =>
    Math.max(Math.min(a, b) - value, 0, value - Math.max(a, b));
  if (kind === "bars") return outside(x, at[0], at[0] + at[2]) ** 2 + outside(y, at[1], at[1] + at[3]) ** 2;
  if (kind === "intervals") return outside(x, at[0], at[2]) ** 2 + outside(y, at[1], at[3]) ** 2;
  return (x - at[0]) ** 2 + (y - at[1]) ** 2;
};

/**
 * Where a mark's sheet stands: at its estimate, its top, its point.
 * @param {Mark} mark
 * @returns {[number, number]}
 */
export const anchorOf = ({ kind, at }) =>
  kind === "bars" ? [at[0] + at[2] / 2, at[1]] : kind === "intervals" ? [at[4], at[5]] : [at[0], at[1]];

/** A ring around what is meant. */
export const drawRing = (/** @type {number} */ x, /** @type {number} */ y) =>
  makeSvg("g", { class: "iso-ring", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, makeSvg("circle", { r: 9 }), makeSvg("circle", { r: 9 }));
