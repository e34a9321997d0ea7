// @ts-check
// Right: women, men and men − women, each with its interval; a hundred studies behind them; three guesses to drag.
import { make, makeSvg } from "../../front/dom.js";
import { marksIn } from "./glide.js";
import { isClear } from "./numbers.js";
import { inFold } from "./words.js";

/** @typedef {import("./numbers.js").Estimate} Estimate */
/** @typedef {import("./glide.js").Mark} Mark */

export const ROWS = ["women", "men", "difference"];
const TITLES = { women: "women", men: "men", difference: "men ÷ women" };
const SHAPE = { women: "circle", men: "square", difference: "diamond" };
const [LEAST, MOST] = [-2.6, 4.4];
/** @type {Record<number, string>} */
const TICKS = { [-12]: "1⁄4096×", [-8]: "1⁄256×", [-4]: "1⁄16×", [-2]: "¼×", 0: "no change", 2: "4×", 4: "16×", 8: "256×" };

/**
 * The stretch of log2 that holds every estimate of both positions of the switch, so that flipping it moves no axis.
 * @param {Estimate[]} shown
 */
const scopeOf = (shown) => {
  const middles = shown.map(([middle]) => middle);
  return [Math.min(LEAST, Math.min(...middles) - 0.6), Math.max(MOST, Math.max(...middles) + 0.6)];
};

/** A place between 0 and 1 for each study, so that dots of one row lie apart: van der Corput's sequence. */
const scattered = (/** @type {number} */ n) => {
  let [share, half] = [0, 0.5];
  for (let rest = n + 1; rest; rest >>= 1, half /= 2) if (rest & 1) share += half;
  return share;
};

/**
 * @param {HTMLElement} frame
 * @param {(row: number, middle: number) => void} onGuess
 */
export const estimatesView = (frame, onGuess) => {
  const layer = makeSvg("g", { "aria-hidden": "true" });
  const handles = makeSvg("g");
  const canvas = makeSvg("svg", { class: "lb-svg" }, layer, handles);
  const words = make("p", { class: "lb-hidden" });
  frame.append(canvas, words);
  const scene = marksIn(layer);
  let [lowest, highest] = [LEAST, MOST];
  let x = (/** @type {number} */ log2) => log2;
  let back = (/** @type {number} */ pixels) => pixels;

  const grips = ROWS.map((name, row) => {
    const grip = makeSvg("g", { class: `lb-grip lb-${name}`, role: "slider", tabindex: "0", "aria-valuemin": LEAST, "aria-valuemax": MOST });
    grip.setAttribute("aria-label", `Your guess, ${TITLES[/** @type {"men"} */ (name)]}`);
    grip.append(makeSvg("rect", { class: "lb-grip-area" }), makeSvg("path", { class: "lb-grip-line" }), makeSvg("circle", { r: 9 }), makeSvg("path", { class: "lb-grip-arrows" }));
    const put = (/** @type {number} */ middle) => onGuess(row, Math.round(10 * Math.min(highest - 0.3, Math.max(lowest + 0.3, middle))) / 10);
    grip.addEventListener("pointerdown", (event) => {
      grip.setPointerCapture(event.pointerId);
      grip.dataset.held = "";
      event.preventDefault();
      grip.focus();
    });
    grip.addEventListener("pointermove", (event) => {
      if (grip.dataset.held === undefined) return;
      const box = canvas.getBoundingClientRect();
      put(back(((event.clientX - box.left) / box.width) * canvas.viewBox.baseVal.width));
    });
    for (const event of ["pointerup", "pointercancel"]) grip.addEventListener(event, () => delete grip.dataset.held);
    grip.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 0.1, ArrowUp: 0.1, ArrowLeft: -0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1 }[event.key];
      if (by === undefined) return;
      put(Number(grip.getAttribute("aria-valuenow")) + by);
      event.preventDefault();
      event.stopPropagation();
    });
    return grip;
  });

  /**
   * @param {object} what
   * @param {Estimate[]} what.now
   * @param {Estimate[]} what.other the other position of the switch
   * @param {boolean} what.ghosts whether it is seen
   * @param {Estimate[] | null} what.guess
   * @param {boolean} what.guessing whether the guesses can be dragged, and the truth stays hidden
   * @param {Estimate[][]} what.hundred
   * @param {string} what.sex
   * @param {string} what.key tells one study from another: nothing glides between them
   * @param {{ width: number, height: number, jump?: boolean }} how
   */
  const show = ({ now, other, ghosts, guess, guessing, hundred, sex, key }, { width, height, jump }) => {
    canvas.setAttribute("viewBox", `0 0 ${width} ${height}`);
    canvas.setAttribute("height", String(height));
    const [left, right, bottom] = [6, width - 8, height - 20];
    [lowest, highest] = scopeOf([...now, ...other]);
    const [low, high] = [lowest, highest];
    x = (log2) => left + ((Math.min(high, Math.max(low, log2)) - low) / (high - low)) * (right - left);
    back = (pixels) => low + ((pixels - left) / (right - left)) * (high - low);
    const step = bottom / 3;
    const tall = step > 60;
    /** @type {Mark[]} */
    const marks = [];
    const line = (/** @type {string} */ id, /** @type {string} */ look, /** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ y, o = 1) =>
      marks.push({ id, kind: "line", look, at: { x: x(a), y, x2: x(b), y2: y, o } });
    const every = high - low > 8.5 ? 4 : 2;
    for (const [tick, text] of Object.entries(TICKS).map(([key, text]) => /** @type {[number, string]} */ ([Number(key), text]))) {
      if (tick < low || tick > high || tick % every) continue;
      marks.push({ id: `grid${tick}`, kind: "line", look: tick ? "lb-grid" : "lb-zero", at: { x: x(tick), y: 2, x2: x(tick), y2: bottom } });
      marks.push({ id: `tick${tick}`, kind: "text", look: "lb-tick lb-mid", text, at: { x: x(tick), y: height - 5 } });
    }
    for (const [row, name] of ROWS.entries()) {
      const kind = /** @type {Mark["kind"]} */ (SHAPE[/** @type {"men"} */ (name)]);
      const o = sex === "both" || sex === name ? 1 : 0.3;
      const top = row * step;
      const y = top + (tall ? 38 : 29);
      const own = `${name}-${key}`;
      if (row) marks.push({ id: `rule-${name}`, kind: "line", look: "lb-rule", at: { x: left, y: top, x2: right, y2: top } });
      hundred.forEach((study, n) => {
        const [middle] = study[row];
        const band = tall ? [y + 12, step - 52] : [y - 8, 16];
        const look = `lb-dot lb-${name}${isClear(study[row]) ? " lb-clear" : ""}`;
        marks.push({ id: `dot-${name}-${n}`, kind: "circle", look, at: { x: x(middle), y: band[0] + scattered(n) * band[1], r: 2, o: 0.75 * o } });
      });
      marks.push({ id: `key-${name}`, kind, look: `lb-mark lb-${name}`, at: { x: left + 6, y: top + 12, r: 4.5, o } });
      marks.push({ id: `row-${name}`, kind: "text", look: `lb-head lb-${name}`, text: TITLES[/** @type {"men"} */ (name)], at: { x: left + 17, y: top + 16.5, o } });
      const interval = (/** @type {string} */ id, /** @type {string} */ look, /** @type {Estimate} */ [middle, low, high], /** @type {number} */ where, /** @type {number} */ r, shown = 1) => {
        line(`${id}-line`, `${look}-line lb-${name}`, low, high, where, shown);
        for (const [end, value] of [["low", low], ["high", high]].filter(([, value]) => Number(value) > lowest && Number(value) < highest)) {
          const at = x(Number(value));
          marks.push({ id: `${id}-${end}`, kind: "line", look: `${look}-line lb-${name}`, at: { x: at, y: where - r * 0.9, x2: at, y2: where + r * 0.9, o: shown } });
        }
        marks.push({ id: `${id}-middle`, kind, look: `${look} lb-${name}`, at: { x: x(middle), y: where, r, o: shown } });
      };
      if (ghosts) interval(`${own}-ghost`, "lb-ghost", other[row], y, tall ? 6 : 5, 0.75 * o);
      if (guess && !guessing) interval(`guess-${name}`, "lb-guess", guess[row], y + (tall ? 15 : 9), tall ? 5 : 4, o);
      if (!guessing) {
        interval(`${own}-now`, "lb-estimate", now[row], y, tall ? 8 : 6.5, o);
        const [middle, low, high] = now[row];
        marks.push({ id: `${own}-value`, kind: "text", look: `lb-value lb-end`, text: `${inFold(middle)}×`, at: { x: right, y: top + 16.5, o } });
        marks.push({ id: `${own}-ends`, kind: "text", look: "lb-ends lb-end", text: `${inFold(low)} to ${inFold(high)}`, at: { x: right - 10 - 9 * (inFold(middle).length + 1), y: top + 16.5, o } });
      }
      if (guess && guessing) {
        const [middle, low, high] = guess[row];
        const grip = grips[row];
        grip.setAttribute("aria-valuenow", middle.toFixed(1));
        grip.setAttribute("aria-valuetext", `${inFold(middle)}-fold`);
        const [area, path, knob, arrows] = grip.children;
        area.setAttribute("x", "0");
        area.setAttribute("y", String(top));
        area.setAttribute("width", String(width));
        area.setAttribute("height", String(step));
        path.setAttribute("d", `M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 6}v12M${x(high)} ${y - 6}v12`);
        knob.setAttribute("cx", String(x(middle)));
        knob.setAttribute("cy", String(y));
        arrows.setAttribute("d", `M${x(middle) - 3} ${y - 3.5}l-3.5 3.5l3.5 3.5M${x(middle) + 3} ${y - 3.5}l3.5 3.5l-3.5 3.5`);
        marks.push({ id: `${own}-guess-value`, kind: "text", look: "lb-value lb-end", text: `${inFold(middle)}× ?`, at: { x: right, y: top + 16.5, o } });
      }
    }
    // Put in again, a grip would lose the finger that holds it.
    if (guessing !== handles.hasChildNodes()) handles.replaceChildren(...(guessing ? grips : []));
    const told = ROWS.map((name, row) => `${TITLES[/** @type {"men"} */ (name)]} ${now[row].map(inFold).join(", ").replace(", ", " (").replace(", ", " to ")})`);
    words.textContent = guessing ? "" : `Fold changes with 95 % intervals: ${told.join("; ")}.`;
    scene.show(marks, { jump });
  };
  const hold = (/** @type {number} */ row) => grips[row].focus();
  return { show, hold, stop: scene.stop };
};
