// @ts-check
// The form "Open the paper". Needs no kernel: what is typed stays in this browser, and the page computes what follows.
import { lifetime, freshId, make } from "../front/dom.js";
import { recompute } from "./rules.js";

const KEY = "isotretinoin/papers/1"; // the number changes when the fields change their meaning
const COLUMNS = [30, 50, 70, 90, 100];
const NEAR = 0.1;

/** @returns {Record<string, number>} */
const kept = () => {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || "{}");
    return found && typeof found === "object" ? found : {};
  } catch {
    return {}; // the browser keeps nothing, or something else stands there
  }
};

const keep = (/** @type {Record<string, number>} */ typed) => {
  try {
    if (Object.keys(typed).length) localStorage.setItem(KEY, JSON.stringify(typed));
    else localStorage.removeItem(KEY);
  } catch {
    // The values live until the page is left.
  }
};

/** @param {string} text @param {any} field @returns {{ value?: number, ask?: string }} */
const readTyped = (text, field) => {
  const plain = text.trim().replace(/\s*%$/, "").replace(/^(\d+),(\d+)$/, "$1.$2");
  if (!plain) return {};
  const value = /^\d*\.?\d+(e-?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  const fits = value >= field.low && value <= field.high && (!field.whole || Number.isInteger(value));
  const unit = field.unit ? ` ${field.unit}` : "";
  return fits ? { value } : { ask: `Type ${field.whole ? "a whole number" : "a number"} from ${field.low} to ${field.high}${unit}.` };
};

const opener = (/** @type {string} */ address, /** @type {string} */ words) =>
  make("a", { href: address, target: "_blank", rel: "noopener" }, words);

/** @param {any} field @param {(id: string, value: number | undefined) => void} changed */
const makeField = (field, changed) => {
  const [id, note] = [freshId(), freshId()];
  const input = make("input", { type: "text", inputmode: "decimal", id, autocomplete: "off", "aria-describedby": note });
  const ask = make("span", { class: "iso-paper-ask", id: note, role: "status" });
  input.addEventListener("input", () => {
    const { value, ask: words } = readTyped(input.value, field);
    ask.textContent = words || "";
    input.toggleAttribute("aria-invalid", Boolean(words));
    changed(field.id, value);
  });
  return {
    element: make("div", { class: "iso-paper-field" }, make("label", { for: id }, field.label), make("span", {}, input, ` ${field.unit}`), ask),
    write(/** @type {number | undefined} */ value) {
      const shown = readTyped(input.value, field).value;
      if (shown !== value || (value === undefined && !ask.textContent)) input.value = value === undefined ? "" : String(value);
      if (value !== undefined) ask.textContent = "";
    },
  };
};

/** The map of what a knockdown leaves, with the cells near the reader's own numbers marked. */
const drawMap = (/** @type {any} */ model, /** @type {number | undefined} */ efficiency, /** @type {number | null} */ left) => {
  const nearest = efficiency === undefined ? -1 : COLUMNS.reduce((a, b) => (Math.abs(b - efficiency) < Math.abs(a - efficiency) ? b : a));
  const head = COLUMNS.map((column) => make("th", { scope: "col", class: column === nearest && "iso-paper-yours" }, `${column} %`));
  // A bystander's row holds one number, and that is no news.
  const rows = model.needs.slice(1).map((/** @type {number} */ need, /** @type {number} */ before) => {
    const row = before + 1;
    const cells = COLUMNS.map((column) => {
      const share = model.left[row][model.efficiencies.indexOf(column)];
      const fits = column === nearest && left !== null && Math.abs(share - left) <= NEAR;
      return make("td", { class: fits && "iso-paper-fits" }, `${Math.round(100 * share)} %${fits ? " ◆" : ""}`);
    });
    return make("tr", {}, make("th", { scope: "row" }, `${100 * need} %`), ...cells);
  });
  return make(
    "table",
    { class: "iso-paper-map" },
    make("caption", {}, "Simulated: share of the drug's effect that is left, by the need for NGAL (rows) and the efficiency of the siRNA (columns). ◆ is near your numbers."),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "need"), ...head)),
    make("tbody", {}, ...rows),
  );
};

const drawGrades = (/** @type {any[]} */ grades, /** @type {any[]} */ all) => {
  const says = new Map(all.map((one) => [one.claim, one.says]));
  const rows = grades.map(({ claim, before, after }) =>
    make("tr", {}, make("td", {}, says.get(claim)), make("td", {}, before), make("td", { class: before !== after && "iso-paper-fits" }, after)),
  );
  const head = ["claim", "grade before", "with your number"].map((words) => make("th", { scope: "col" }, words));
  return make("table", {}, make("caption", {}, "Grades by the rules of this lesson"), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
};

/** @param {{ model: any, el: HTMLElement }} view */
const render = ({ model, el }) => {
  const life = lifetime();
  const { title, groups } = model.get("_form");
  const specification = model.get("specification");
  const here = new Set(groups.flatMap((/** @type {any} */ group) => group.fields.map((/** @type {any} */ field) => field.id)));
  const result = make("div", { class: "iso-paper-result", role: "status", "aria-live": "polite" });
  const table = make("div", { class: "iso-paper-table" });

  const write = (/** @type {Record<string, number>} */ typed) => {
    keep(typed);
    model.set("typed", typed);
    model.save_changes();
    draw();
  };
  const changed = (/** @type {string} */ id, /** @type {number | undefined} */ value) => {
    const typed = { ...kept(), ...model.get("typed") };
    if (value === undefined) delete typed[id];
    else typed[id] = value;
    write(typed);
  };
  /** @type {Map<string, ReturnType<typeof makeField>>} */
  const fields = new Map();
  const blocks = groups.map((/** @type {any} */ group) => {
    const made = group.fields.map((/** @type {any} */ field) => {
      fields.set(field.id, makeField(field, changed));
      return /** @type {any} */ (fields.get(field.id)).element;
    });
    const where = make("p", {}, opener(group.address, group.paper), `, free to read. Look in ${group.where}.`);
    return make("fieldset", {}, make("legend", {}, group.title), where, ...made);
  });

  const draw = () => {
    const typed = model.get("typed");
    for (const [id, field] of fields) field.write(typed[id]);
    const own = Object.fromEntries(Object.entries(typed).filter(([id]) => here.has(id)));
    const found = recompute(specification, own);
    const open = [...here].filter((id) => !(String(id) in own)).length;
    result.replaceChildren(
      make("p", { class: "iso-paper-kind" }, "What follows"),
      ...(found.findings.length ? found.findings.map(({ words }) => make("p", {}, words)) : [make("p", {}, "Nothing yet: type what you find.")]),
      make("p", { class: "iso-paper-hint" }, open ? `${open} of ${here.size} values are still open.` : "All values are in."),
    );
    table.replaceChildren(
      ...(here.has("efficiency") ? [drawMap(specification.model, own.efficiency, found.left)] : []),
      ...(found.grades.length ? [drawGrades(found.grades, specification.grades)] : []),
    );
  };

  const clear = make("button", { type: "button" }, "Clear what I typed");
  clear.addEventListener("click", () => write({}));
  const hint = "The course has read the abstracts only. What you type stays in this browser, and lessons 11 and 14 share it.";
  el.append(
    make(
      "div",
      { class: "iso-paper" },
      make("p", { class: "iso-paper-kind" }, title),
      make("p", { class: "iso-paper-hint" }, hint),
      make("div", { class: "iso-paper-groups" }, ...blocks),
      result,
      table,
      clear,
    ),
  );
  // Reading what is kept must not write it: another tab may be typing.
  const show = (/** @type {Record<string, number>} */ typed) => {
    model.set("typed", typed);
    model.save_changes();
    draw();
  };
  show({ ...kept(), ...model.get("typed") });
  life.listen(window, "storage", (event) => event.key === KEY && show(kept()));
  model.on("change:typed", draw);
  life.later(() => model.off("change:typed", draw));
  return () => life.end();
};

export default { render };
