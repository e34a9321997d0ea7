// @ts-check
// Thousands of points on a canvas: those of the commonest role once, as one picture; the others on top, state by state.
import { make } from "../front/dom.js";
import { SHAPES } from "./shapes.js";

/** @typedef {import("./layers.js").Layer} Layer */
/** @typedef {import("./layers.js").Frame} Frame */
/** @typedef {{ canvas: HTMLCanvasElement, side: number }} Sprite */

const CROWD = 300; // marks beyond which outlines would hide the marks

/**
 * @param {(role: string) => string} colour of a role, as a canvas needs it
 * @param {() => string} surface colour of the page
 */
export const makeCloud = (colour, surface) => {
  const canvas = make("canvas", { class: "iso-cloud", "aria-hidden": "true" });
  const under = make("canvas");
  /** @type {Layer | undefined} */
  let layer;
  /** @type {Float32Array} */
  let left = new Float32Array();
  /** @type {Float32Array} */
  let top = new Float32Array();
  /** @type {number[]} */
  let called = [];
  let [width, height, density] = [0, 0, 1];

  /**
   * @param {string} shape
   * @param {string} role
   * @param {number} size
   * @param {boolean} outlined
   * @returns {Sprite}
   */
  const sprite = (shape, role, size, outlined) => {
    const drawn = make("canvas");
    drawn.width = drawn.height = Math.ceil(size * density) + 4;
    const context = /** @type {CanvasRenderingContext2D} */ (drawn.getContext("2d"));
    const scale = (size * density) / 16;
    context.setTransform(scale, 0, 0, scale, drawn.width / 2, drawn.height / 2);
    const path = new Path2D(SHAPES[shape]);
    if (outlined) {
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.strokeStyle = surface();
      context.stroke(path);
    }
    context.fillStyle = colour(role);
    context.fill(path);
    return { canvas: drawn, side: drawn.width / density };
  };

  const prepare = (/** @type {HTMLCanvasElement} */ target) => {
    target.width = Math.round(width * density);
    target.height = Math.round(height * density);
    const context = /** @type {CanvasRenderingContext2D} */ (target.getContext("2d"));
    context.setTransform(density, 0, 0, density, 0, 0);
    return context;
  };

  const stamp = (/** @type {CanvasRenderingContext2D} */ context, /** @type {Sprite} */ { canvas: image, side }, /** @type {number} */ n) =>
    context.drawImage(image, left[n] - side / 2, top[n] - side / 2, side, side);

  // Marks of one colour cover each other alike in any order: how much of the page is still seen through them is a product,
  // and one pass over small squares of numbers is several times as fast as ten thousand calls of the canvas.
  const drawUnder = (/** @type {Layer} */ now) => {
    const context = prepare(under);
    const [wide, high] = [under.width, under.height];
    const mark = sprite("o", now.looks.base, 7, false).canvas;
    const side = mark.width;
    const dot = /** @type {CanvasRenderingContext2D} */ (mark.getContext("2d")).getImageData(0, 0, side, side).data;
    const passes = Float32Array.from({ length: side * side }, (_, k) => 1 - (0.5 * dot[4 * k + 3]) / 255);
    const open = new Float32Array(wide * high).fill(1);
    for (let n = 0; n < now.count; n += 1) {
      const [column, row] = [Math.round(left[n] * density - side / 2), Math.round(top[n] * density - side / 2)];
      for (let y = Math.max(0, -row); y < side && row + y < high; y += 1) {
        const [from, line] = [y * side, (row + y) * wide + column];
        for (let x = Math.max(0, -column); x < side && column + x < wide; x += 1) open[line + x] *= passes[from + x];
      }
    }
    const image = context.createImageData(wide, high);
    const colours = new Uint32Array(image.data.buffer);
    const own = new Uint32Array(dot.buffer)[(side + 1) * (side >> 1)] & 0xffffff;
    for (let k = 0; k < open.length; k += 1) {
      if (open[k] < 1) colours[k] = own | (Math.round(255 * (1 - open[k])) << 24);
    }
    context.putImageData(image, 0, 0);
  };

  const drawOver = (/** @type {Layer} */ now) => {
    const context = prepare(canvas);
    context.drawImage(under, 0, 0, width, height);
    /** @type {Map<string, Sprite>} */
    const sprites = new Map();
    const dense = called.length > CROWD;
    for (let k = called.length - 1; k >= 0; k -= 1) {
      const n = called[k];
      const [role, shape] = [now.columns.roles[n], now.columns.shapes[n]];
      const kind = `${role} ${shape}`;
      if (!sprites.has(kind)) sprites.set(kind, sprite(shape, role, dense ? 9 : 13, !dense));
      stamp(context, /** @type {Sprite} */ (sprites.get(kind)), n);
    }
  };

  return {
    canvas,
    /** Points of another role than the commonest, in the order of the table. */
    called: () => called,
    layer: () => layer,
    place: (/** @type {number} */ n) => /** @type {[number, number]} */ ([left[n], top[n]]),
    /**
     * @param {Layer} next
     * @param {Frame} frame
     * @param {{ width: number, height: number, anew: boolean }} size `anew` where size, theme or places have changed
     */
    draw(next, frame, { width: w, height: h, anew }) {
      const moved = !layer || layer.columns.x !== next.columns.x || layer.columns.y !== next.columns.y;
      layer = next;
      if (anew || moved) {
        [width, height, density] = [w, h, window.devicePixelRatio || 1];
        Object.assign(canvas.style, { width: `${w}px`, height: `${h}px` });
        left = Float32Array.from(next.columns.x, frame.x.at);
        top = Float32Array.from(next.columns.y, frame.y.at);
        drawUnder(next);
      }
      called = [];
      next.columns.roles.forEach((role, n) => role !== next.looks.base && called.push(n));
      drawOver(next);
    },
    /**
     * The point that the pointer means, or -1; one of another role before its common neighbours.
     * @param {number} x
     * @param {number} y
     * @param {number} within pixels
     */
    nearest(x, y, within) {
      if (!layer) return -1;
      let found = -1;
      let best = within * within;
      for (let n = 0; n < layer.count; n += 1) {
        const distance = ((left[n] - x) ** 2 + (top[n] - y) ** 2) * (layer.columns.roles[n] === layer.looks.base ? 1 : 0.4);
        if (distance < best) [best, found] = [distance, n];
      }
      return found;
    },
  };
};
