// @ts-check
// Elements, ids and listeners: what every widget of the course builds its part of the page from.

/** @typedef {string | number | boolean | null | undefined} Attribute */

// Several scripts may stand on one page, each with a counter of its own.
const PREFIX = `iso${Math.random().toString(36).slice(2, 8)}`;
let made = 0;

/** An id that no other element of the page has. */
export const freshId = () => `${PREFIX}-${++made}`;

/**
 * Give an element attributes; one that is false, empty or missing is left out, one that is true stands without a value.
 * @param {Element} element
 * @param {Record<string, Attribute>} attributes
 */
export const setAll = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== "" && value !== undefined && value !== null) element.setAttribute(name, String(value));
  }
  return element;
};

/**
 * Make an element of HTML.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  setAll(element, attributes);
  // JupyterLab has commands on arrow keys and Enter; they would take the keys from a slider, a radio button, a drawer.
  if (/^(input|button|summary|select|textarea)$/.test(tag)) element.dataset.lmSuppressShortcuts = "true";
  element.append(...children);
  return element;
};

/**
 * Make an element of SVG.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[K]}
 */
export const makeSvg = (tag, attributes = {}, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAll(element, attributes);
  element.append(...children);
  return element;
};

/** Things to undo when a view goes away, undone together by `end()`. */
export const lifetime = () => {
  /** @type {(() => void)[]} */
  const undo = [];
  return {
    /** @param {() => void} task */
    later(task) {
      undo.push(task);
    },
    /**
     * @param {EventTarget} target
     * @param {string} events names with spaces between
     * @param {(event: any) => void} handler
     * @param {AddEventListenerOptions} [options]
     */
    listen(target, events, handler, options) {
      for (const event of events.split(" ")) {
        target.addEventListener(event, handler, options);
        undo.push(() => target.removeEventListener(event, handler, options));
      }
    },
    end() {
      undo.splice(0).forEach((task) => task());
    },
  };
};

/**
 * Call back whenever the theme of the site, of JupyterLab or of the system changes.
 * @param {ReturnType<typeof lifetime>} life
 * @param {() => void} handler
 */
export const onTheme = (life, handler) => {
  const themes = new MutationObserver(handler);
  for (const place of [document.documentElement, document.body]) {
    themes.observe(place, { attributeFilter: ["data-theme", "data-jp-theme-light", "data-jp-theme-name", "class"] });
  }
  life.later(() => themes.disconnect());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    life.listen(matchMedia(query), "change", handler);
  }
};
