// @ts-check
// A mark tells its numbers: under the pointer, under a finger, and where the keyboard stands.
import { make } from "./dom.js";

/**
 * A small sheet beside a mark. It is never read aloud: the mark's own label says the same.
 * @param {HTMLElement} frame the positioned element that it floats in
 */
export const makeTip = (frame) => {
  const sheet = make("div", { class: "iso-tip", "aria-hidden": "true", hidden: true });
  frame.append(sheet);
  return {
    /**
     * @param {string[]} lines the first one is the name
     * @param {number} x pixels in the frame
     * @param {number} y
     */
    show(lines, x, y) {
      sheet.replaceChildren(...lines.map((line, n) => make(n ? "span" : "b", {}, line)));
      sheet.hidden = false;
      const { offsetWidth: width, offsetHeight: height } = sheet;
      const left = Math.min(Math.max(0, x - width / 2), Math.max(0, frame.clientWidth - width));
      sheet.style.left = `${left}px`;
      sheet.style.top = `${y - height - 12 >= 0 ? y - height - 12 : y + 14}px`;
    },
    hide() {
      sheet.hidden = true;
    },
  };
};

/**
 * One stop of the Tab key for a group of marks; arrow keys, Home and End go from mark to mark, Escape leaves the sheet.
 * @param {Element} group
 * @param {() => SVGElement[]} marks in the order in which the keys visit them
 * @returns {() => void} call it when the marks have changed
 */
export const rove = (group, marks) => {
  const refresh = () => {
    const all = marks();
    const held = all.find((mark) => mark.getAttribute("tabindex") === "0");
    all.forEach((mark, n) => mark.setAttribute("tabindex", (held ? mark === held : n === 0) ? "0" : "-1"));
  };
  group.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    const all = marks();
    const now = all.indexOf(/** @type {SVGElement} */ (document.activeElement));
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (now < 0 || (by === undefined && key !== "Home" && key !== "End")) return;
    const next = key === "Home" ? 0 : key === "End" ? all.length - 1 : Math.min(all.length - 1, Math.max(0, now + (by ?? 0)));
    all[now].setAttribute("tabindex", "-1");
    all[next].setAttribute("tabindex", "0");
    all[next].focus();
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has commands of its own on these keys
  });
  return refresh;
};
