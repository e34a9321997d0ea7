// @ts-check
// Marks with ids in an SVG that glide from where they are to where they go; a mark without a past fades in.
import { makeSvg, setAll } from "../../front/dom.js";
import { between, run, still } from "../../front/motion.js";

/**
 * @typedef {Record<string, number>} At Numbers that glide: x, y, x2, y2, r, and o for opacity.
 * @typedef {object} Mark
 * @property {string} id
 * @property {"line"|"circle"|"square"|"diamond"|"text"} kind
 * @property {string} look classes
 * @property {string} [text]
 * @property {At} at
 */

/** @type {Record<Mark["kind"], { tag: keyof SVGElementTagNameMap, put: (at: At) => Record<string, any> }>} */
const SHAPES = {
  line: { tag: "line", put: ({ x, y, x2, y2 }) => ({ x1: x, y1: y, x2, y2 }) },
  circle: { tag: "circle", put: ({ x, y, r }) => ({ cx: x, cy: y, r }) },
  square: { tag: "rect", put: ({ x, y, r }) => ({ x: x - 0.9 * r, y: y - 0.9 * r, width: 1.8 * r, height: 1.8 * r }) },
  diamond: {
    tag: "path",
    put: ({ x, y, r }) => ({ d: `M${x} ${y - 1.3 * r}L${x + 1.3 * r} ${y}L${x} ${y + 1.3 * r}L${x - 1.3 * r} ${y}Z` }),
  },
  text: { tag: "text", put: ({ x, y }) => ({ x, y }) },
};

const LASTS_HERE = 380;

/**
 * A layer of marks. `show` sends every mark to its new place, from wherever it is at that moment.
 * @param {SVGElement} layer
 */
export const marksIn = (layer) => {
  /** @type {Map<string, { node: SVGElement, kind: Mark["kind"] }>} */
  const nodes = new Map();
  /** @type {Map<string, At>} */
  let now = new Map();
  let stop = () => {};

  const paint = () => {
    for (const [id, at] of now) {
      const held = nodes.get(id);
      if (held) setAll(held.node, { ...SHAPES[held.kind].put(at), opacity: at.o });
    }
  };

  /**
   * @param {Mark[]} marks later ones lie on top
   * @param {{ jump?: boolean }} [how] jump: at once, as where the width has changed
   */
  const show = (marks, { jump = false } = {}) => {
    let running = true;
    stop();
    const goal = new Map(marks.map((mark) => [mark.id, { o: 1, ...mark.at }]));
    for (const { id, kind, look, text } of marks) {
      const held = nodes.get(id) ?? { node: makeSvg(SHAPES[kind].tag), kind };
      if (!nodes.has(id)) {
        nodes.set(id, held);
        now.set(id, { .../** @type {At} */ (goal.get(id)), o: 0 });
      }
      layer.append(held.node);
      held.node.setAttribute("class", look);
      if (text !== undefined && held.node.textContent !== text) held.node.textContent = text;
    }
    const from = new Map(now);
    stop = () => (running = false);
    run(
      (share) => {
        if (!running) return; // a newer choice has taken over, from where the marks were
        now = new Map(
          [...from].map(([id, start]) => {
            /** @type {Record<string, number>} */
            const end = goal.get(id) ?? { ...start, o: 0 };
            return [id, Object.fromEntries(Object.keys(end).map((key) => [key, between(start[key], end[key], share)]))];
          }),
        );
        paint();
      },
      {
        lasts: jump || still() ? 0 : LASTS_HERE,
        done() {
          if (!running) return;
          for (const [id, held] of nodes) {
            if (goal.has(id)) continue;
            held.node.remove();
            nodes.delete(id);
            now.delete(id);
          }
        },
      },
    );
  };
  return { show, stop: () => stop() };
};
