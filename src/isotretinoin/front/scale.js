// @ts-check
// From data to pixels and back. Ticks stand where d3-scale puts them; the few functions weigh 1 kB, d3 as a package 77.

/**
 * @typedef {object} Scale
 * @property {(value: any) => number} at pixels of a value
 * @property {(pixels: number) => any} value the value at some pixels; of names, the nearest
 * @property {(room: number) => [number, string][]} ticks about `room` ticks, as pixels and text
 * @property {number} step pixels from one name to the next; 0 where the values are numbers
 */

/**
 * The distance of ticks: 1, 2 or 5 times a power of ten.
 * @param {number} low
 * @param {number} high
 * @param {number} count about how many
 * @returns {number} negative: one over it, since 10 is exact where 0.1 is not
 */
const tickStep = (low, high, count) => {
  const rough = (high - low) / Math.max(1, count);
  const power = Math.floor(Math.log10(rough));
  const error = rough / 10 ** power;
  const factor = error >= Math.sqrt(50) ? 10 : error >= Math.sqrt(10) ? 5 : error >= Math.SQRT2 ? 2 : 1;
  return power < 0 ? -(10 ** -power) / factor : 10 ** power * factor;
};

/**
 * Round values between two ends, both included.
 * @param {number} low
 * @param {number} high
 * @param {number} count about how many
 * @returns {number[]}
 */
export const ticks = (low, high, count) => {
  if (!(high > low)) return [low];
  const step = tickStep(low, high, count);
  const [scale, over] = step > 0 ? [1 / step, step] : [-step, 1 / -step];
  const first = Math.ceil(low * scale - 1e-12);
  const last = Math.floor(high * scale + 1e-12);
  const found = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => (step > 0 ? (first + n) * over : (first + n) / scale));
  return found.length || count >= 3 ? found : ticks(low, high, count * 2);
};

/**
 * A number as a reader knows it: the minus of print, no 1e-7 where 0.0000001 fits.
 * @param {number} value
 * @param {number} [decimals] as many as it takes where none are given
 */
export const spell = (value, decimals) => {
  const text = decimals === undefined ? String(+value.toPrecision(12)) : value.toFixed(Math.max(0, decimals));
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
};

/**
 * How many decimals tell ticks apart.
 * @param {number[]} values evenly apart
 */
const decimalsOf = (values) =>
  values.length < 2 ? 0 : Math.max(0, -Math.floor(Math.log10(Math.abs(values[1] - values[0])) + 1e-9));

/**
 * Numbers, evenly spread.
 * @param {[number, number]} domain
 * @param {[number, number]} range pixels
 * @returns {Scale}
 */
export const linear = ([low, high], [start, end]) => {
  const at = (/** @type {number} */ value) => start + ((value - low) / (high - low)) * (end - start);
  return {
    at,
    value: (pixels) => low + ((pixels - start) / (end - start)) * (high - low),
    ticks(room) {
      const values = ticks(Math.min(low, high), Math.max(low, high), room);
      return values.map((value) => [at(value), spell(value, decimalsOf(values))]);
    },
    step: 0,
  };
};

/**
 * Positive numbers, a factor as wide everywhere.
 * @param {[number, number]} domain
 * @param {[number, number]} range pixels
 * @returns {Scale}
 */
export const logarithmic = ([low, high], range) => {
  const even = linear([Math.log10(low), Math.log10(high)], range);
  const at = (/** @type {number} */ value) => even.at(Math.log10(value));
  return {
    at,
    value: (pixels) => 10 ** even.value(pixels),
    ticks(room) {
      const [first, last] = [Math.floor(Math.log10(low) + 1e-9), Math.ceil(Math.log10(high) - 1e-9)];
      const factors = (last - first) * 3 <= room ? [1, 2, 5] : [1];
      const apart = Math.max(1, Math.ceil((last - first) / Math.max(1, room)));
      const found = [];
      for (let power = first; power <= last; power += apart) {
        for (const factor of factors) {
          const value = power < 0 ? factor / 10 ** -power : factor * 10 ** power;
          if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) found.push(value);
        }
      }
      return found.map((value) => [at(value), spell(value)]);
    },
    step: 0,
  };
};

/**
 * Names side by side, each in the middle of its own stretch.
 * @param {string[]} names
 * @param {[number, number]} range pixels
 * @returns {Scale}
 */
export const named = (names, [start, end]) => {
  const step = (end - start) / names.length;
  const at = (/** @type {string | number} */ name) => start + ((typeof name === "number" ? name : names.indexOf(name)) + 0.5) * step;
  return {
    at,
    value: (pixels) => names[Math.min(names.length - 1, Math.max(0, Math.floor((pixels - start) / step)))],
    ticks: () => names.map((name, n) => [at(n), name]),
    step: Math.abs(step),
  };
};

/**
 * @typedef {object} AxisSpec what Python says about an axis
 * @property {string} label with its unit
 * @property {[number, number]} [domain] of numbers
 * @property {string[]} [names] or the names that stand on it
 * @property {boolean} [log]
 * @property {boolean} [hidden] it places marks and is not drawn
 */

/**
 * @param {AxisSpec} axis
 * @param {[number, number]} range pixels
 * @returns {Scale}
 */
export const scaleOf = (axis, range) => {
  if (axis.names) return named(axis.names, range);
  const domain = axis.domain ?? [0, 1];
  return axis.log ? logarithmic(domain, range) : linear(domain, range);
};
