// @ts-check
// A scene: Python said for each state what marks there are; the page draws them at its own width and moves them.
import { drawAxes, plotBox } from "../front/axis.js";
import { make, makeSvg, onTheme } from "../front/dom.js";
import { makeTip, rove } from "../front/tip.js";
import { makeCloud } from "./cloud.js";
import { columnReader, tellValue } from "./columns.js";
import { marksOfLayer } from "./layers.js";
import { anchorOf, drawRing, makeMarks } from "./marks.js";
import { makeSearch } from "./search.js";
import { SHAPES, roleClass } from "./shapes.js";
import { drawer, stage } from "./stage.js";

/** @typedef {import("./layers.js").Layer} Layer */
/** @typedef {import("./layers.js").Frame} Frame */
/** @typedef {{ titles: string[], height: number, share: number, x: any, y: any }} PanelSpec */

const NARROWEST = 250; // px of a panel that stands beside another
const NEAR = 20; // px within which the pointer means a mark
const LISTED = 20;

/**
 * Where the panels stand at a width: in rows of equal length, or one below the other.
 * @param {PanelSpec[]} panels
 * @param {number} width
 */
export const placePanels = (panels, width) => {
  let across = Math.max(1, Math.min(panels.length, Math.floor(width / NARROWEST)));
  while (panels.length % across) across -= 1;
  /** @type {{ left: number, top: number, width: number, height: number }[]} */
  const places = [];
  let top = 0;
  for (let first = 0; first < panels.length; first += across) {
    const row = panels.slice(first, first + across);
    const whole = row.reduce((sum, { share }) => sum + share, 0);
    const height = Math.max(...row.map((panel) => panel.height));
    let left = 0;
    for (const { share } of row) {
      const wide = (share / whole) * width;
      places.push({ left, top, width: wide, height });
      left += wide;
    }
    top += height;
  }
  return { places, height: top };
};

/**
 * @param {any} written a layer as Python writes it
 * @param {(column: number) => any[]} read
 * @returns {Layer}
 */
const readLayer = (written, read) => {
  const { kind, key, panel, count, ...rest } = written;
  /** @type {Record<string, any[]>} */
  const columns = {};
  /** @type {Record<string, any>} */
  const looks = {};
  const isColumn = /^(ids|x|y|x1|x2|y1|y2|roles|shapes|hollow|groups|labels|lengths|tell\d+)$/;
  for (const [name, value] of Object.entries(rest)) {
    if (isColumn.test(name)) columns[name] = read(value);
    else looks[name] = value;
  }
  return { kind, key, panel, count, columns, looks };
};

/** @param {{ model: import("./controls.js").Model, el: HTMLElement }} view */
const render = ({ model, el }) => {
  const scene = model.get("_scene");
  const read = columnReader(scene.columns);
  /** @type {Map<number, Layer>} */
  const layers = new Map();
  const layerOf = (/** @type {number} */ number) => {
    const layer = layers.get(number) ?? readLayer(scene.layers[number], read);
    layers.set(number, layer);
    return layer;
  };
  /** @type {PanelSpec[]} */
  const panels = scene.panels;
  const clouds = scene.layers.some((/** @type {any} */ layer) => layer.kind === "cloud");

  const svg = makeSvg("svg", { class: "iso-marks" });
  const plot = make("div", { class: "iso-plot" });
  const probe = makeSvg("g", { visibility: "hidden" }, makeSvg("path", { style: "transition: none" }));
  const parts = panels.map(() => {
    const axes = makeSvg("g", { class: "iso-axes", "aria-hidden": "true" });
    const [ghosts, marks, pointed] = ["iso-ghosts", "iso-all", "iso-pointed"].map((name) => makeSvg("g", { class: name }));
    pointed.setAttribute("aria-hidden", "true");
    const group = makeSvg("g", {}, axes, ghosts, marks, pointed);
    const colour = (/** @type {string} */ role) => {
      // Only computed values are free of var() and of system colours, which a canvas takes from the light scheme.
      probe.setAttribute("class", `iso-m iso-points ${roleClass(role)}`);
      return getComputedStyle(probe.children[0]).fill;
    };
    const cloud = makeCloud(colour, () => getComputedStyle(plot).backgroundColor);
    return { axes, marks: makeMarks(marks, ghosts), pointed, group, cloud, place: { left: 0, top: 0, width: 0, height: 0 }, frame: /** @type {Frame | null} */ (null) };
  });
  svg.append(probe, ...parts.map(({ group }) => group));
  plot.append(...parts.map(({ cloud }) => cloud.canvas), svg);
  const tip = makeTip(plot);

  /** @type {HTMLElement[]} */
  const counts = [];
  const legend = make(
    "ul",
    { class: "iso-legend", "aria-label": "Legend" },
    ...scene.legend.map((/** @type {any} */ { role, shape, text }) => {
      const count = make("span", { class: "iso-count" });
      counts.push(count);
      const mark = makeSvg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true", class: `iso-mark iso-m iso-points ${roleClass(role)}` });
      mark.append(makeSvg("path", { d: SHAPES[shape] }));
      return make("li", {}, mark, clouds ? `${text}: ` : text, ...(clouds ? [count] : []));
    }),
  );
  const textOf = (/** @type {string} */ role) => scene.legend.find((/** @type {any} */ entry) => entry.role === role)?.text ?? role;

  /** Every point of a cloud that a name or a group means. */
  const found = (/** @type {string} */ value) =>
    parts.flatMap(({ cloud }, panel) => {
      const layer = cloud.layer();
      if (!value || !layer) return [];
      const { ids, groups = [] } = layer.columns;
      return ids.flatMap((id, n) => (id === value || groups[n] === value ? [{ panel, n }] : []));
    });
  const tellPoint = (/** @type {Layer} */ { columns, looks }, /** @type {number} */ n, /** @type {PanelSpec} */ { x, y }) => [
    [columns.groups?.[n], columns.ids[n]].filter(Boolean).join(" · "),
    `${x.label} ${tellValue(x, columns.x[n])}`,
    `${y.label} ${tellValue(y, columns.y[n])}`,
    ...looks.tell.flatMap((/** @type {string} */ name, /** @type {number} */ k) => (columns[`tell${k}`][n] ? [`${name} ${columns[`tell${k}`][n]}`] : [])),
    textOf(columns.roles[n]),
  ];

  const put = (/** @type {string} */ value) => {
    model.set("selected", value);
    model.save_changes();
  };
  const everyName = () => {
    /** @type {Map<string, string>} */
    const names = new Map();
    for (const { cloud } of parts) {
      const { groups = [], ids = [] } = cloud.layer()?.columns ?? {};
      groups.filter(Boolean).forEach((group) => names.set(group, ""));
      ids.forEach((id, n) => names.has(id) || names.set(id, groups[n] ?? ""));
    }
    return [...names].map(([value, hint]) => ({ value, hint }));
  };
  const search = scene.search ? makeSearch(scene.search, everyName, put) : null;

  const list = drawer("", () => {
    const panel = parts.findIndex(({ cloud }) => cloud.layer());
    const { cloud } = parts[panel];
    const layer = /** @type {Layer} */ (cloud.layer());
    const { columns, looks } = layer;
    const named = columns.groups ? ["name", "group"] : ["name"];
    const head = [...named, "call", panels[panel].x.label, panels[panel].y.label, ...looks.tell];
    const rows = cloud.called().slice(0, LISTED).map((n) => {
      const button = make("button", { type: "button", class: "iso-button" }, columns.ids[n]);
      button.addEventListener("click", () => put(columns.groups?.[n] || columns.ids[n]));
      const { x, y } = panels[panel];
      const numbers = [tellValue(x, columns.x[n]), tellValue(y, columns.y[n]), ...looks.tell.map((/** @type {string} */ _, /** @type {number} */ k) => columns[`tell${k}`][n])];
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, button),
        ...(columns.groups ? [make("td", {}, columns.groups[n])] : []),
        make("td", {}, textOf(columns.roles[n])),
        ...numbers.map((text) => make("td", { class: "iso-number" }, text)),
      );
    });
    const first = named.length + 1;
    return make(
      "table",
      { class: "iso-table" },
      make("thead", {}, make("tr", {}, ...head.map((text, k) => make("th", { scope: "col", class: k >= first && "iso-number" }, text)))),
      make("tbody", {}, ...rows),
    );
  });

  const figure = make(
    "div",
    { class: "iso-scene" },
    ...(search ? [search.element] : []),
    ...(scene.legend.length ? [legend] : []),
    plot,
  );

  let number = 0;
  let width = 0;
  /** @param {{ moves: boolean, anew: boolean }} how */
  const draw = ({ moves, anew }) => {
    if (!width) return;
    const state = scene.states[number].map(layerOf);
    parts.forEach((part, at) => {
      const { x, y, titles } = panels[at];
      const title = titles[number] ?? titles[0];
      const family = getComputedStyle(plot).fontFamily;
      const size = { width: part.place.width, height: part.place.height };
      const box = plotBox({ ...size, x, y, title, family });
      part.frame = { ...drawAxes(part.axes, { box, x, y, title, family }), box, axes: { x, y } };
      const own = state.filter((/** @type {Layer} */ layer) => layer.panel === at);
      const frame = part.frame;
      part.marks.draw(own.filter((/** @type {Layer} */ { kind }) => kind !== "cloud").flatMap((/** @type {Layer} */ layer) => marksOfLayer(layer, frame)), { moves });
      const cloud = own.find((/** @type {Layer} */ { kind }) => kind === "cloud");
      if (cloud) part.cloud.draw(cloud, frame, { ...size, anew });
    });
    const telling = parts.flatMap(({ marks }) => marks.telling());
    svg.setAttribute("role", telling.length ? "group" : "img");
    refreshKeys();
    showFound();
  };

  const refreshKeys = rove(svg, () => parts.flatMap(({ marks }) => marks.telling()));

  const layOut = () => {
    // JupyterLab takes the notebook out of the layout for the moment in which it changes its theme.
    const given = plot.clientWidth || width;
    if (!given) return;
    width = given;
    const { places, height } = placePanels(panels, width);
    parts.forEach((part, n) => {
      part.place = places[n];
      part.group.setAttribute("transform", `translate(${places[n].left} ${places[n].top})`);
      Object.assign(part.cloud.canvas.style, { left: `${places[n].left}px`, top: `${places[n].top}px` });
      part.marks.forget();
    });
    plot.style.height = `${height}px`;
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    draw({ moves: false, anew: true });
  };

  /** Rings and names for what the reader looked for. */
  const showFound = () => {
    const value = model.get("selected");
    const marked = found(value);
    parts.forEach(({ pointed, cloud, frame }, at) => {
      const rings = marked.filter(({ panel }) => panel === at).map(({ n }) => ({ n, at: cloud.place(n) }));
      /** @type {number[][]} */
      const taken = rings.map(({ at: [x, y] }) => [x - 11, y - 11, x + 11, y + 11]);
      const names = rings.map(({ n, at: [x, y] }) => {
        const { groups, ids } = /** @type {Layer} */ (cloud.layer()).columns;
        const words = groups?.[n] || ids[n];
        const size = words.length * 8;
        // Right of the ring if there is room, else left, above or below; where all are taken, names overlap.
        const spots = [[14, -8], [-14 - size, -8], [-size / 2, -28], [-size / 2, 12]].map(([dx, dy]) => [x + dx, y + dy, x + dx + size, y + dy + 16]);
        const free = (/** @type {number[]} */ [a, b, c, d]) => a >= (frame?.box.left ?? 0) && c <= width && b >= 0 && !taken.some(([e, f, g, h]) => a < g && c > e && b < h && d > f);
        const spot = spots.find(free) ?? spots[x > width / 2 ? 1 : 0];
        taken.push(spot);
        return makeSvg("text", { x: (spot[0] + spot[2]) / 2, y: spot[1] + 12, class: "iso-name iso-middle" }, words);
      });
      pointed.replaceChildren(...rings.map(({ at: [x, y] }) => drawRing(x, y)), ...names);
    });
    const told = marked.slice(0, 4).map(({ panel, n }) => {
      const [, ...numbers] = tellPoint(/** @type {Layer} */ (parts[panel].cloud.layer()), n, panels[panel]);
      return `${parts[panel].cloud.layer()?.columns.ids[n]}: ${numbers.join(", ")}.`;
    });
    search?.show(value, marked.length ? `${value}, ${marked.length} marked. ${told.join(" ")}${marked.length > 4 ? " …" : ""}` : "");
  };

  const { root, life, follow } = stage(model, el, {
    figure,
    extra: clouds ? [list] : [],
    ghost: model.get("_ghost") ? (on) => parts.forEach(({ marks }) => marks.keep(on)) : undefined,
    show(next, sentence, { from }) {
      number = next;
      svg.setAttribute("aria-label", sentence);
      tip.hide();
      draw({ moves: from >= 0, anew: false });
      if (clouds) sayCounts();
    },
  });

  function sayCounts() {
    const state = scene.states[number].map(layerOf).filter((/** @type {Layer} */ { kind }) => kind === "cloud");
    /** @type {Map<string, number>} */
    const all = new Map();
    let called = 0;
    for (const { columns, looks } of /** @type {Layer[]} */ (state)) {
      for (const role of columns.roles) {
        all.set(role, (all.get(role) ?? 0) + 1);
        if (role !== looks.base) called += 1;
      }
    }
    scene.legend.forEach((/** @type {any} */ { role }, /** @type {number} */ k) => {
      counts[k].textContent = (all.get(role) ?? 0).toLocaleString("en");
    });
    const summary = /** @type {HTMLElement} */ (list.querySelector("summary"));
    const order = state[0]?.looks.order;
    const by = order ? `, by ${order}` : "";
    summary.textContent = called > LISTED ? `The ${LISTED} strongest of ${called} called${by}` : `All ${called} called${by}`;
    list.refill(list.open);
  }

  follow("selected", showFound);

  /** What the pointer means: its panel, its lines, its place in the plot. */
  const meant = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const box = plot.getBoundingClientRect();
    for (const [at, { place, marks, cloud }] of parts.entries()) {
      const [x, y] = [event.clientX - box.left - place.left, event.clientY - box.top - place.top];
      if (x < 0 || y < 0 || x > place.width || y > place.height) continue;
      const mark = marks.nearest(x, y, NEAR);
      if (mark) return { lines: mark.tells, at: anchorOf(mark), place, name: "" };
      const n = cloud.nearest(x, y, NEAR);
      const layer = cloud.layer();
      if (n >= 0 && layer) return { lines: tellPoint(layer, n, panels[at]), at: cloud.place(n), place, name: layer.columns.groups?.[n] || layer.columns.ids[n] };
    }
    return null;
  };
  const hover = makeSvg("g", { class: "iso-pointed", "aria-hidden": "true" });
  svg.append(hover);
  const point = (/** @type {ReturnType<typeof meant>} */ what) => {
    plot.style.cursor = what?.name ? "pointer" : "";
    if (!what) {
      tip.hide();
      hover.replaceChildren();
      return;
    }
    const [x, y] = [what.at[0] + what.place.left, what.at[1] + what.place.top];
    hover.replaceChildren(drawRing(x, y));
    tip.show(what.lines, x, y);
  };
  life.listen(plot, "pointermove pointerdown", (event) => point(meant(event)));
  life.listen(plot, "pointerleave", (event) => event.pointerType === "mouse" && point(null));
  life.listen(plot, "click", (event) => {
    if (clouds) put(meant(event)?.name ?? "");
  });
  life.listen(svg, "focusin", (event) => {
    const at = parts.findIndex(({ marks }) => marks.markOf(event.target));
    const mark = at < 0 ? undefined : parts[at].marks.markOf(event.target);
    if (mark) point({ lines: mark.tells, at: anchorOf(mark), place: parts[at].place, name: "" });
  });
  life.listen(svg, "focusout", () => point(null));
  life.listen(svg, "keydown", (event) => event.key === "Escape" && point(null));

  const sizes = new ResizeObserver(() => plot.clientWidth !== width && layOut());
  sizes.observe(plot);
  life.later(() => sizes.disconnect());
  onTheme(life, () => draw({ moves: false, anew: true }));
  const paper = (/** @type {boolean} */ on) => () => {
    parts.forEach(({ marks }) => marks.finish());
    point(null);
    root.classList.toggle("iso-paper", on);
    draw({ moves: false, anew: true });
  };
  life.listen(window, "beforeprint", paper(true));
  life.listen(window, "afterprint", paper(false));
  layOut();
  return () => {
    parts.forEach(({ marks }) => marks.finish());
    life.end();
  };
};

export default { render };
