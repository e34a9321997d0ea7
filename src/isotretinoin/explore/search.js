// @ts-check
// Find a mark by its name.
import { freshId, make } from "../front/dom.js";

/** @typedef {{ value: string, hint: string }} Entry */

const OFFERED = 8;

/**
 * A text field that offers matching names: the combobox pattern of the ARIA authoring practices.
 * @param {string} title
 * @param {() => Entry[]} everyName called when a reader first types
 * @param {(value: string) => void} pick
 */
export const makeSearch = (title, everyName, pick) => {
  const id = freshId();
  const input = make("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", autocapitalize: "off",
    "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
  });
  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": title, hidden: true });
  const clear = make("button", { type: "button", class: "iso-button" }, "Clear");
  clear.hidden = true;
  const status = make("p", { class: "iso-found", role: "status" });
  /** @type {(Entry & { key: string })[] | undefined} */
  let entries;
  /** @type {Entry[]} */
  let offered = [];
  let active = -1;

  const matches = (/** @type {string} */ typed) => {
    const key = typed.trim().toLowerCase();
    if (!key) return [];
    /** @type {Entry[][]} */
    const ranked = [[], [], []];
    entries ??= everyName().map((entry) => ({ ...entry, key: entry.value.toLowerCase() }));
    for (const entry of entries) {
      const at = entry.key.indexOf(key);
      if (at >= 0) ranked[at > 0 ? 2 : entry.key.length > key.length ? 1 : 0].push(entry);
    }
    return ranked.flat().slice(0, OFFERED);
  };

  const activate = (/** @type {number} */ n) => {
    active = n;
    [...list.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === n)));
    if (n >= 0) input.setAttribute("aria-activedescendant", list.children[n].id);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  };

  const offer = () => {
    offered = matches(input.value);
    list.replaceChildren(
      ...offered.map(({ value, hint }, n) =>
        make("li", { role: "option", id: `${id}-o${n}`, "aria-selected": "false" }, value,
          ...(hint ? [make("span", { class: "iso-hint" }, hint)] : [])),
      ),
    );
    list.hidden = !offered.length;
    input.setAttribute("aria-expanded", String(offered.length > 0));
    activate(-1);
  };

  const choose = (/** @type {string} */ value) => {
    close();
    input.value = value;
    pick(value);
  };

  input.addEventListener("input", () => {
    offer();
    status.textContent = input.value.trim() && !offered.length ? `Nothing here is called “${input.value.trim()}”.` : "";
    if (!input.value.trim()) pick("");
  });
  input.addEventListener("keydown", (event) => {
    const move = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 })[event.key];
    if (move) {
      if (list.hidden) offer();
      if (offered.length) activate((active + move + (active < 0 && move < 0 ? 1 : 0) + offered.length) % offered.length);
    } else if (event.key === "Enter") {
      const best = active >= 0 ? offered[active] : matches(input.value)[0];
      if (best) choose(best.value);
    } else if (event.key === "Escape") {
      if (list.hidden) choose("");
      else close();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has commands of its own on these keys
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const item = /** @type {Element} */ (event.target).closest("li");
    if (item) choose(offered[[...list.children].indexOf(item)].value);
  });
  clear.addEventListener("click", () => {
    choose("");
    input.focus();
  });

  return {
    element: make(
      "div",
      { class: "iso-search" },
      make("label", { for: id }, title),
      make("div", { class: "iso-combo" }, input, clear, list),
      status,
    ),
    /**
     * @param {string} value
     * @param {string} told what is said of it
     */
    show(value, told) {
      if (value || document.activeElement !== input) input.value = value;
      clear.hidden = !value;
      if (status.textContent !== told) status.textContent = told;
    },
  };
};
