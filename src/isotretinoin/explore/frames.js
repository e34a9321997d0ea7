// @ts-check
// A picture for each state: Python drew them all, the controls choose one.
import { freshId, make } from "../front/dom.js";
import { still } from "../front/motion.js";
import { arrive } from "./morph.js";
import { stage } from "./stage.js";

/**
 * @typedef {object} Pictures each as the runs of lines that it has in common with others
 * @property {string[]} lines
 * @property {number[][]} runs
 * @property {number[]} layouts equal where the axes of two pictures stand at the same place
 */

/** @param {{ model: import("./controls.js").Model, el: HTMLElement }} view */
const render = ({ model, el }) => {
  // The pictures laid out for a phone, where there are some; a page of the course holds those of its width alone.
  const phone = matchMedia("screen and (max-width: 600px)");
  /** @returns {Pictures} */
  const fitting = () => (phone.matches && model.get("_narrow")?.runs ? model.get("_narrow") : model.get("_pictures"));
  let pictures = fitting();
  /** @type {number[]} */
  const pick = model.get("_pick");
  /** @type {Record<string, string>} */
  const alts = model.get("_alts");
  /** @type {string[]} */
  const glides = model.get("_glides");
  /** @type {number[]} equal where the axes of two states run alike */
  const scales = model.get("_scales");
  const ids = `${freshId()}-`;
  /** @type {Map<number, Element>} */
  const parsed = new Map();
  const figure = make("div", { class: "iso-picture" });
  const pan = make("div", { class: "iso-pan" }, figure);

  /**
   * @param {number} number of a picture
   * @param {string} prefix of its ids
   */
  const parse = (number, prefix) => {
    const { lines, runs } = pictures;
    const run = runs[number];
    let text = "";
    for (let n = 0; n < run.length; n += 2) text += lines.slice(run[n], run[n] + run[n + 1]).join("\n") + "\n";
    const template = document.createElement("template");
    template.innerHTML = text.replaceAll("iso-id-", prefix);
    return /** @type {Element} */ (template.content.firstElementChild);
  };
  const picture = (/** @type {number} */ number) => {
    const svg = parsed.get(number) ?? parse(number, ids);
    parsed.set(number, svg);
    return svg;
  };
  // A picture that only accompanies another is nothing to be read.
  const copy = (/** @type {number} */ number, /** @type {string} */ prefix) => {
    const svg = parse(number, ids + prefix);
    svg.setAttribute("aria-hidden", "true");
    svg.removeAttribute("role");
    return svg;
  };

  let end = () => {};
  let before = -1;
  let keeps = false;

  const drawGhost = (/** @type {number} */ now) => {
    figure.querySelector(".iso-ghost")?.remove();
    const { layouts } = pictures;
    if (!keeps || before < 0 || layouts[pick[before]] !== layouts[pick[now]] || pick[before] === pick[now]) return;
    const ghost = copy(pick[before], "ghost-");
    ghost.classList.add("iso-ghost");
    figure.prepend(ghost);
  };

  let shown = -1;
  const { life, follow } = stage(model, el, {
    figure: pan,
    ghost: model.get("_ghost")
      ? (on) => {
          keeps = on;
          drawGhost(shown);
        }
      : undefined,
    show(number, sentence, { from, changed }) {
      end();
      const svg = picture(pick[number]);
      const old = from < 0 ? null : picture(pick[from]);
      [before, shown] = [from, number];
      svg.setAttribute("aria-label", alts[number] ?? sentence);
      if (old === svg) return;
      figure.replaceChildren(svg);
      drawGhost(number);
      if (!old || still()) return;
      // Another scale moves every mark although nothing changed its value: that is no motion of the marks.
      const same = scales[from] === scales[number] && changed.every((name) => glides.includes(name));
      end = arrive(old, svg, { glides: same, place: figure, copy: () => copy(pick[from], "old-") });
    },
  });
  const fit = () => {
    if (fitting() === pictures) return;
    const label = picture(pick[shown]).getAttribute("aria-label") ?? "";
    pictures = fitting();
    parsed.clear();
    end();
    const svg = picture(pick[shown]);
    svg.setAttribute("aria-label", label);
    figure.replaceChildren(svg);
    drawGhost(shown);
  };
  life.listen(phone, "change", fit);
  follow("_pictures", fit);
  // What scrolls can be reached by keyboard.
  const sizes = new ResizeObserver(() => (pan.tabIndex = pan.scrollWidth > pan.clientWidth ? 0 : -1));
  sizes.observe(pan);
  life.later(() => sizes.disconnect());
  life.later(() => end());
  life.listen(window, "beforeprint", () => end());
  return () => life.end();
};

export default { render };
