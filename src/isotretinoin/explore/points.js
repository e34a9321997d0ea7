// Thousands of points on a canvas: Python classed them for every state, the controls choose the state.
import { freshId, make } from "../front/dom.js";
import { drawer, stage } from "./stage.js";

const CODES = ["rest", "up", "down"];
const SHAPES = { rest: "M8 5.2a2.8 2.8 0 1 0 .01 0z", up: "M8 2.5 14 13H2z", down: "M8 13.5 2 3h12z" };
const NEAR = 16; // px within which the pointer means a point
const LISTED = 20;
const OFFERED = 8;
const CROWD = 300; // called points beyond which outlines would hide the marks

const words = (data) => {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, n) => view.getUint16(2 * n, true));
};

const decimal = (value, decimals) => value.toFixed(Math.max(0, decimals)).replace("-", "−");

const coordinate = ({ data, first, decimals }) => {
  const scale = 10 ** decimals;
  const values = Float64Array.from(words(data), (whole) => (whole + first) / scale);
  return { values, text: (n) => decimal(values[n], decimals) };
};

const bounds = (values) => {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const margin = (high - low || 1) * 0.04;
  return [low - margin, high + margin];
};

const ticks = ([low, high], room) => {
  const rough = (high - low) / Math.max(2, room);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const found = [];
  for (let n = Math.ceil(low / step); n * step <= high; n += 1) found.push([n * step, decimal(n * step, decimals)]);
  return found;
};

const shape = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of [["viewBox", "0 0 16 16"], ["aria-hidden", "true"], ["class", `iso-mark iso-${name}`]]) {
    svg.setAttribute(key, value);
  }
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  svg.firstChild.setAttribute("d", SHAPES[name]);
  return svg;
};

const readPoints = (data) => ({
  count: data.count,
  x: coordinate(data.x),
  y: coordinate(data.y),
  names: data.names.split("\n"),
  groups: data.groups ? data.groups.split("\n") : [],
  details: data.details.map((lines) => lines.split("\n")),
  pattern: words(data.pattern),
  patterns: data.patterns,
});

/** The plot: two canvases, the lower for axes and all points, the upper for what a state or the pointer changes. */
const makePlot = (points, texts, legend) => {
  const under = make("canvas");
  const over = make("canvas");
  const element = make("div", { class: "iso-plot", role: "img" }, under, over);
  const xRange = bounds(points.x.values);
  const yRange = bounds(points.y.values);
  const left = new Float32Array(points.count);
  const top = new Float32Array(points.count);
  const box = { left: 54, right: 10, top: 10, bottom: 46 };
  let width = 0;
  let height = 0;
  let density = 1;
  let look = {};
  let marks = {};
  let now = { codes: new Uint8Array(points.count), called: [], guides: [], ringed: [], pointed: -1 };

  const toLeft = (value) => box.left + ((value - xRange[0]) / (xRange[1] - xRange[0])) * (width - box.left - box.right);
  const toTop = (value) => height - box.bottom - ((value - yRange[0]) / (yRange[1] - yRange[0])) * (height - box.top - box.bottom);

  const readLook = () => {
    // Only computed values are free of var() and of system colours, which a canvas takes from the light scheme.
    const style = getComputedStyle(element);
    const fills = CODES.map((code) => [code, getComputedStyle(legend.querySelector(`.iso-${code}`)).fill]);
    look = {
      text: style.color, surface: style.backgroundColor, ...Object.fromEntries(fills),
      font: `13px ${style.fontFamily}`, bold: `600 13px ${style.fontFamily}`,
    };
  };

  const sprite = (name, size, outline) => {
    const canvas = make("canvas");
    canvas.width = canvas.height = Math.ceil(size * density) + 2;
    const context = canvas.getContext("2d");
    const scale = (size * density) / 16;
    context.setTransform(scale, 0, 0, scale, 1, 1);
    const path = new Path2D(SHAPES[name]);
    if (outline) {
      context.lineWidth = 2;
      context.lineJoin = "round";
      context.strokeStyle = look.surface;
      context.stroke(path);
    }
    context.fillStyle = look[name];
    context.fill(path);
    return { canvas, half: canvas.width / density / 2, side: canvas.width / density };
  };

  const stamp = (context, { canvas, half, side }, n) => context.drawImage(canvas, left[n] - half, top[n] - half, side, side);

  const prepare = (canvas) => {
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    const context = canvas.getContext("2d");
    context.setTransform(density, 0, 0, density, 0, 0);
    return context;
  };

  const drawUnder = () => {
    const context = prepare(under);
    context.font = look.font;
    context.fillStyle = context.strokeStyle = look.text;
    context.lineWidth = 1;
    const floor = height - box.bottom;
    context.beginPath();
    context.moveTo(box.left - 0.5, box.top);
    context.lineTo(box.left - 0.5, floor + 0.5);
    context.lineTo(width - box.right, floor + 0.5);
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const [value, text] of ticks(xRange, width / 90)) {
      const at = Math.round(toLeft(value)) + 0.5;
      context.moveTo(at, floor);
      context.lineTo(at, floor + 5);
      context.fillText(text, at, floor + 8);
    }
    context.fillText(texts.x, (box.left + width - box.right) / 2, height - 17, width - box.left - box.right);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const [value, text] of ticks(yRange, height / 60)) {
      const at = Math.round(toTop(value)) + 0.5;
      context.moveTo(box.left - 5, at);
      context.lineTo(box.left, at);
      context.fillText(text, box.left - 8, at);
    }
    context.stroke();
    context.save();
    context.translate(10, (box.top + floor) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(texts.y, 0, 0, floor - box.top);
    context.restore();
    // A browser that prints replays each drawing step as a vector; one picture of all points is a single step.
    const cloud = make("canvas");
    const marking = prepare(cloud);
    marking.globalAlpha = 0.5;
    for (let n = points.count - 1; n >= 0; n -= 1) stamp(marking, marks.rest, n);
    context.drawImage(cloud, 0, 0, width, height);
  };

  const drawGuides = (context) => {
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, width - box.left - box.right, height - box.top - box.bottom);
    context.clip();
    context.setLineDash([5, 4]);
    context.strokeStyle = context.fillStyle = look.text;
    context.lineWidth = 1.2;
    context.font = look.font;
    for (const guide of now.guides) {
      const line = (value) => guide.slope * value + guide.intercept;
      const ends = "x" in guide
        ? [toLeft(guide.x), box.top, toLeft(guide.x), height - box.bottom]
        : "y" in guide
          ? [box.left, toTop(guide.y), width - box.right, toTop(guide.y)]
          : [toLeft(xRange[0]), toTop(line(xRange[0])), toLeft(xRange[1]), toTop(line(xRange[1]))];
      context.beginPath();
      context.moveTo(ends[0], ends[1]);
      context.lineTo(ends[2], ends[3]);
      context.stroke();
      if (guide.label) {
        context.textAlign = "x" in guide ? "left" : "right";
        context.textBaseline = "x" in guide ? "top" : "bottom";
        context.fillText(guide.label, "x" in guide ? ends[0] + 4 : width - box.right - 4, "x" in guide ? box.top : ends[3] - 3);
      }
    }
    context.restore();
  };

  const drawRing = (context, n) => {
    context.beginPath();
    context.arc(left[n], top[n], 9, 0, 2 * Math.PI);
    context.lineWidth = 4.5;
    context.strokeStyle = look.surface;
    context.stroke();
    context.lineWidth = 2;
    context.strokeStyle = look.text;
    context.stroke();
  };

  // Right of the ring if there is room, else left, above or below; where all are taken, names overlap.
  const drawName = (context, n, taken) => {
    const text = points.groups[n] || points.names[n];
    context.font = look.bold;
    const size = context.measureText(text).width;
    const places = [[14, -8], [-14 - size, -8], [-size / 2, -28], [-size / 2, 12]].map(([dx, dy]) => {
      const start = left[n] + dx;
      const roof = top[n] + dy;
      return [start, roof, start + size, roof + 16];
    });
    const free = ([a, b, c, d]) =>
      a >= box.left && c <= width && b >= 0 && d <= height - box.bottom &&
      !taken.some(([e, f, g, h]) => a < g && c > e && b < h && d > f);
    const place = places.find(free) ?? places[left[n] > width / 2 ? 1 : 0];
    taken.push(place);
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineWidth = 4;
    context.lineJoin = "round";
    context.strokeStyle = look.surface;
    context.strokeText(text, place[0], place[1] + 8);
    context.fillStyle = look.text;
    context.fillText(text, place[0], place[1] + 8);
  };

  const drawOver = () => {
    if (!width) return;
    const context = prepare(over);
    drawGuides(context);
    // The strongest come first in the data, so drawing from the end puts them on top.
    const dense = now.called.length > CROWD ? "dense " : "";
    for (let k = now.called.length - 1; k >= 0; k -= 1) {
      const n = now.called[k];
      stamp(context, marks[dense + CODES[now.codes[n]]], n);
    }
    const named = now.pointed < 0 || now.ringed.includes(now.pointed) ? now.ringed : [...now.ringed, now.pointed];
    for (const n of named) drawRing(context, n);
    const taken = named.map((n) => [left[n] - 11, top[n] - 11, left[n] + 11, top[n] + 11]);
    for (const n of named) drawName(context, n, taken);
  };

  const redraw = () => {
    // JupyterLab takes the notebook out of the layout for the moment in which it changes its theme.
    const given = element.clientWidth || width;
    if (!given) return;
    width = given;
    height = Math.round(Math.min(470, Math.max(280, width * 0.64)));
    density = window.devicePixelRatio || 1;
    element.style.height = `${height}px`;
    readLook();
    marks = { rest: sprite("rest", 10) };
    for (const code of ["up", "down"]) {
      marks[code] = sprite(code, 11, true);
      marks[`dense ${code}`] = sprite(code, 8, false);
    }
    for (let n = 0; n < points.count; n += 1) {
      left[n] = toLeft(points.x.values[n]);
      top[n] = toTop(points.y.values[n]);
    }
    drawUnder();
    drawOver();
  };

  return {
    element,
    redraw,
    // The replay of the upper canvas on paper would begin by wiping out the lower one, so the lower one takes both.
    merge() {
      if (width) under.getContext("2d").drawImage(over, 0, 0, width, height);
    },
    update(changes) {
      now = { ...now, ...changes };
      drawOver();
    },
    nearest(x, y) {
      let found = -1;
      let best = NEAR * NEAR;
      for (let n = 0; n < points.count; n += 1) {
        const dx = left[n] - x;
        const dy = top[n] - y;
        // A called point is meant before its uncalled neighbours.
        const distance = (dx * dx + dy * dy) * (now.codes[n] ? 0.4 : 1);
        if (distance < best) {
          best = distance;
          found = n;
        }
      }
      return found;
    },
  };
};

/** A text field that offers matching names: the combobox pattern of the ARIA authoring practices. */
const makeSearch = (points, texts, id, pick) => {
  const input = make("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", autocapitalize: "off",
    "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
  });
  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": texts.search, hidden: "hidden" });
  const clear = make("button", { type: "button", class: "iso-button" }, "Clear");
  clear.hidden = true;
  const status = make("p", { class: "iso-found", role: "status" });
  let entries;
  let offered = [];
  let active = -1;

  const everyName = () => {
    if (!entries) {
      const groups = new Set(points.groups.filter(Boolean));
      const seconds = new Map(points.names.map((name, n) => [name, points.groups[n]]));
      entries = [
        ...[...groups].map((value) => ({ value, key: value.toLowerCase(), hint: "" })),
        ...points.names.filter((name) => !groups.has(name))
          .map((value) => ({ value, key: value.toLowerCase(), hint: seconds.get(value) || "" })),
      ];
    }
    return entries;
  };

  const matches = (typed) => {
    const key = typed.trim().toLowerCase();
    if (!key) return [];
    const ranked = [[], [], []];
    for (const entry of everyName()) {
      const at = entry.key.indexOf(key);
      if (at >= 0) ranked[at > 0 ? 2 : entry.key.length > key.length ? 1 : 0].push(entry);
    }
    return ranked.flat().slice(0, OFFERED);
  };

  const activate = (n) => {
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

  const choose = (value) => {
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
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
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
    const item = event.target.closest("li");
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
      make("label", { for: id }, texts.search),
      make("div", { class: "iso-combo" }, input, clear, list),
      status,
    ),
    show(value, told) {
      if (value || document.activeElement !== input) input.value = value;
      clear.hidden = !value;
      if (status.textContent !== told) status.textContent = told;
    },
  };
};

function render({ model, el }) {
  const points = readPoints(model.get("_points"));
  const guides = model.get("_guides");
  const texts = model.get("_texts");
  const codes = new Uint8Array(points.count);
  let called = [];

  const put = (value) => {
    model.set("selected", value);
    model.save_changes();
  };
  const ringed = () => {
    const value = model.get("selected");
    const found = [];
    if (value) {
      for (let n = 0; n < points.count; n += 1) if (points.groups[n] === value || points.names[n] === value) found.push(n);
    }
    return found;
  };
  const describe = (n) =>
    [
      `${texts.x} ${points.x.text(n)}`,
      `${texts.y} ${points.y.text(n)}`,
      ...points.details.map((column, k) => column[n] && `${texts.detail[k]} ${column[n]}`),
      texts.classes[CODES[codes[n]]],
    ].filter(Boolean).join(", ");
  const title = (n) => [points.groups[n], points.names[n]].filter(Boolean).join(" · ");

  const counts = Object.fromEntries(CODES.map((code) => [code, make("span", { class: "iso-count" })]));
  const legend = make(
    "ul",
    { class: "iso-legend", "aria-label": "Legend" },
    ...["up", "down", "rest"].map((code) => make("li", {}, shape(code), `${texts.classes[code]}: `, counts[code])),
  );
  const plot = makePlot(points, texts, legend);
  const readout = make("p", { class: "iso-readout", "aria-hidden": "true" });
  const idle = "Point at a mark to read its values; click to keep it marked.";
  readout.textContent = idle;
  const search = makeSearch(points, texts, freshId(), put);
  const figure = make("div", { class: "iso-points" }, search.element, legend, plot.element, readout);

  const table = () => {
    const head = [texts.name, texts.group, "call", texts.x, texts.y, ...texts.detail];
    const rows = called.slice(0, LISTED).map((n) => {
      const button = make("button", { type: "button", class: "iso-button" }, points.names[n]);
      button.addEventListener("click", () => put(points.groups[n] || points.names[n]));
      const numbers = [points.x.text(n), points.y.text(n), ...points.details.map((column) => column[n])];
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, button),
        ...(texts.group ? [make("td", {}, points.groups[n])] : []),
        make("td", {}, texts.classes[CODES[codes[n]]]),
        ...numbers.map((text) => make("td", { class: "iso-number" }, text)),
      );
    });
    return make(
      "table",
      { class: "iso-table" },
      make("thead", {}, make("tr", {}, ...head.filter(Boolean).map((text, k) =>
        make("th", { scope: "col", class: k > (texts.group ? 2 : 1) ? "iso-number" : "" }, text)))),
      make("tbody", {}, ...rows),
    );
  };
  const list = drawer("", table);
  const summary = list.querySelector("summary");

  const mark = () => {
    const found = ringed();
    const value = model.get("selected");
    const told = found.slice(0, 4).map((n) => `${points.names[n]}: ${describe(n)}.`).join(" ");
    search.show(value, found.length ? `${value}, ${found.length} marked. ${told}${found.length > 4 ? " …" : ""}` : "");
    return found;
  };

  const { root, life, follow } = stage(model, el, {
    figure,
    extra: [list],
    show(number, sentence) {
      called = [];
      const tally = [0, 0, 0];
      for (let n = 0; n < points.count; n += 1) {
        const code = points.patterns[points.pattern[n]].charCodeAt(number) - 48;
        codes[n] = code;
        tally[code] += 1;
        if (code) called.push(n);
      }
      CODES.forEach((code, k) => (counts[code].textContent = tally[k].toLocaleString("en")));
      plot.element.setAttribute("aria-label", `Scatter plot of ${points.count} points, ${texts.y} against ${texts.x}. ${sentence}`);
      const most = Math.min(LISTED, called.length);
      summary.textContent = called.length > LISTED
        ? `The ${most} strongest of ${called.length} called, by ${texts.order}`
        : `All ${called.length} called, by ${texts.order}`;
      list.refill(list.open);
      plot.update({ codes, called, guides: guides[number], ringed: mark() });
    },
  });

  follow("selected", () => plot.update({ ringed: mark() }));

  const at = (event) => {
    const box = plot.element.getBoundingClientRect();
    return plot.nearest(event.clientX - box.left, event.clientY - box.top);
  };
  let pointed = -1;
  const point = (n) => {
    if (n === pointed) return;
    pointed = n;
    plot.element.style.cursor = n < 0 ? "" : "pointer";
    readout.textContent = n < 0 ? idle : `${title(n)}: ${describe(n)}`;
    plot.update({ pointed: n });
  };
  life.listen(plot.element, "pointermove pointerdown", (event) => point(at(event)));
  life.listen(plot.element, "pointerleave", () => point(-1));
  life.listen(plot.element, "click", (event) => {
    const n = at(event);
    put(n < 0 ? "" : points.groups[n] || points.names[n]);
  });

  const sizes = new ResizeObserver(() => plot.redraw());
  sizes.observe(plot.element);
  const themes = new MutationObserver(() => plot.redraw());
  for (const place of [document.documentElement, document.body]) {
    themes.observe(place, { attributeFilter: ["data-theme", "data-jp-theme-light", "data-jp-theme-name", "class"] });
  }
  life.later(() => sizes.disconnect());
  life.later(() => themes.disconnect());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    life.listen(matchMedia(query), "change", () => plot.redraw());
  }
  life.listen(window, "resize", () => plot.redraw());
  const paper = (on) => () => {
    root.classList.toggle("iso-paper", on);
    plot.redraw();
    if (on) plot.merge();
  };
  life.listen(window, "beforeprint", paper(true));
  life.listen(window, "afterprint", paper(false));
  plot.redraw();
  return () => life.end();
}

export default { render };
