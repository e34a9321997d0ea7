// @ts-check
// Motion from an old state to a new one: short, started by a choice, ended at once by the next.

/** How long a mark is on its way, in milliseconds. */
export const LASTS = 320;

/** True where the reader asked for no motion, or where there is no screen. */
export const still = () => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? true;

/**
 * Slow, fast, slow.
 * @param {number} share 0 to 1
 */
export const ease = (share) => share * share * (3 - 2 * share);

/**
 * @param {number} from
 * @param {number} to
 * @param {number} share 0 to 1
 */
export const between = (from, to, share) => from + (to - from) * share;

/**
 * Call `put` with a share from 0 to 1, frame by frame.
 * @param {(share: number) => void} put
 * @param {{ lasts?: number, done?: () => void, clock?: (step: (time: number) => void) => unknown, now?: () => number }} [how]
 * @returns {() => void} ends it at once: `put(1)`, then `done`; nothing where it has ended
 */
export const run = (put, { lasts = LASTS, done = () => {}, clock = requestAnimationFrame, now = () => performance.now() } = {}) => {
  let running = true;
  const end = () => {
    if (!running) return;
    running = false;
    put(1);
    done();
  };
  if (lasts <= 0) {
    end();
    return end;
  }
  const first = now();
  /** @param {number} time */
  const step = (time) => {
    if (!running) return;
    const share = Math.min(1, Math.max(0, (time - first) / lasts));
    if (share >= 1) end();
    else {
      put(ease(share));
      clock(step);
    }
  };
  put(0);
  clock(step);
  return end;
};
