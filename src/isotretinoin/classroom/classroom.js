// Checks, predictions and the exit ticket of a lesson. Needs no kernel: texts come from Python, answers stay in the browser.

const PREFIX = `isc${Math.random().toString(36).slice(2, 8)}`; // several copies of this module may stand on one page
let made = 0;
const freshId = () => `${PREFIX}-${++made}`;

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== "" && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

// The HTML was made by Python from the question bank, with raw HTML switched off.
const rich = (tag, attributes, html) => {
  const element = make(tag, attributes);
  element.innerHTML = html;
  return element;
};

const button = (label, attributes, act) => {
  const element = make("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", act);
  return element;
};

// JupyterLab opens source files; the published page, which has no kernel to send to, has pages in their place.
const leadToPages = (root, model) => {
  const live = typeof model.send === "function";
  for (const link of root.querySelectorAll("a.iso-source")) {
    const target = link.getAttribute("href");
    if (!live) link.setAttribute("href", target.replace(/\.(md|ipynb)(?=#|$)/, ".html"));
    else if (!target.startsWith("#")) link.target = "_blank"; // a reader in JupyterLab keeps the notebook
  }
};

// ---- What is kept over a reload -------------------------------------------------------------------------------------

const KEYS = "isotretinoin/answers/1/"; // the number changes when records change their form
const CLEARED = "isotretinoin-cleared";
const memory = (globalThis[Symbol.for("isotretinoin.answers")] ||= new Map()); // where the browser keeps nothing

const storage = (() => {
  try {
    const probe = `${KEYS}probe`;
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
})();

const keyOf = ({ lesson, id }) => `${KEYS}${lesson}/${id}`;

const keep = (question, record) => {
  const text = JSON.stringify({
    id: question.id,
    lesson: question.lesson,
    objective: question.objective,
    kind: question.kind,
    revision: question.revision,
    question: question.plain,
    ...record,
    at: new Date().toISOString(),
  });
  memory.set(keyOf(question), text);
  try {
    storage?.setItem(keyOf(question), text);
  } catch {
    // A full store: the answer lives until the page is left, and the exit ticket can still save it.
  }
};

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const kept = (question) => {
  let text = memory.get(keyOf(question));
  try {
    text = storage?.getItem(keyOf(question)) ?? text;
  } catch {
    // Storage was switched off while the page was open.
  }
  const record = text ? parse(text) : null;
  // An answer to an older wording of the question would stand beside options that it never saw.
  return record && record.revision === question.revision ? record : null;
};

const keysOf = (lesson) => {
  const start = lesson ? `${KEYS}${lesson}/` : KEYS; // without a lesson: of the whole course
  const all = new Set(memory.keys());
  try {
    for (let n = 0; n < (storage?.length ?? 0); n++) all.add(storage.key(n));
  } catch {
    // As above.
  }
  return [...all].filter((key) => key.startsWith(start)).sort();
};

const recordsOf = (lesson) =>
  keysOf(lesson)
    .map((key) => {
      try {
        return parse(storage?.getItem(key) ?? memory.get(key));
      } catch {
        return parse(memory.get(key));
      }
    })
    .filter(Boolean);

const clearLesson = (lesson) => {
  for (const key of keysOf(lesson)) {
    memory.delete(key);
    try {
      storage?.removeItem(key);
    } catch {
      // As above.
    }
  }
  window.dispatchEvent(new CustomEvent(CLEARED, { detail: lesson }));
};

// ---- The card around every question ---------------------------------------------------------------------------------

const put = (model, values) => {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
};

const OWN_KEYS = new Set(["Enter", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

const card = (model, el, kind) => {
  const undo = [];
  const root = make(
    "div",
    { class: `iso-class iso-${kind}`, "data-lm-suppress-shortcuts": "true" }, // else j, k and arrows move JupyterLab's cells
  );
  // JupyterLab's notebook takes Enter for itself, and a form in a cell would never hear it.
  root.addEventListener("keydown", (event) => {
    if (OWN_KEYS.has(event.key)) event.stopPropagation();
  });
  el.append(root);
  return {
    root,
    follow(names, handler) {
      for (const name of names) {
        model.on(`change:${name}`, handler);
        undo.push(() => model.off(`change:${name}`, handler));
      }
    },
    onClear(lesson, handler) {
      const heard = (event) => event.detail === lesson && handler();
      window.addEventListener(CLEARED, heard);
      undo.push(() => window.removeEventListener(CLEARED, heard));
    },
    later(job) {
      undo.push(job);
    },
    done: () => undo.forEach((job) => job()),
  };
};

const eyebrow = (text) => make("p", { class: "iso-kind" }, text);
const before = ({ before: html }) => (html ? [rich("div", { class: "iso-before" }, html)] : []);
const liveRegion = () => make("div", { class: "iso-feedback", role: "status", "aria-live": "polite", "aria-atomic": "true" });

const verdict = (result, words) =>
  make(
    "p",
    { class: `iso-verdict iso-${result}` },
    make("span", { class: "iso-sign", "aria-hidden": "true" }, { right: "✓", wrong: "✗", hint: "→" }[result]),
    words,
  );

const idea = (html) => {
  if (!html) return null;
  const line = rich("p", { class: "iso-idea" }, html);
  line.prepend(make("b", {}, "A common idea: "));
  return line;
};

const advice = (html) => (html ? rich("p", {}, html) : null);

// ---- Check: kinds of answers ----------------------------------------------------------------------------------------

const choice = (question, changed) => {
  const name = freshId();
  const rows = question.order.map((at) => {
    const option = question.options[at];
    const input = make("input", { type: question.multiple ? "checkbox" : "radio", name, value: String(at) });
    const tried = make("span", { class: "iso-tried", hidden: true }, "tried, not this one");
    input.addEventListener("change", changed);
    const label = make("label", { class: "iso-row" }, input, rich("span", { class: "iso-text" }, option.html), tried);
    return { at, option, input, tried, label };
  });
  const read = () => rows.filter((row) => row.input.checked).map((row) => row.at);
  const tell = (row) => [
    rows.filter((other) => other.input.checked).length > 1 ? rich("p", { class: "iso-named" }, row.option.html) : null,
    advice(row.option.feedback),
    idea(row.option.idea),
  ];

  return {
    element: make(
      "fieldset",
      {},
      rich("legend", { class: "iso-stem" }, question.stem),
      question.multiple ? make("p", { class: "iso-hint" }, "Choose all that are right.") : null,
      make("div", { class: "iso-rows" }, ...rows.map((row) => row.label)),
    ),
    read,
    write: (answer) => rows.forEach((row) => (row.input.checked = (answer || []).includes(row.at))),
    words: (answer) => (answer || []).map((at) => question.options[at].plain).join("; "),
    judge() {
      const chosen = rows.filter((row) => row.input.checked);
      if (!chosen.length) return { ask: "Choose an answer first." };
      const wrong = chosen.filter((row) => !row.option.correct);
      const missing = rows.some((row) => row.option.correct && !row.input.checked);
      if (!wrong.length && !missing) {
        return {
          result: "right",
          words: "Right.",
          details: chosen.flatMap(tell),
          after: others(rows.filter((row) => !row.option.correct)),
        };
      }
      const details = (wrong.length ? wrong : chosen).flatMap(tell);
      if (!wrong.length) details.unshift(make("p", {}, "What you chose is right, and something is still missing."));
      return {
        result: "wrong",
        sign: wrong.length ? "wrong" : "hint",
        words: wrong.length ? "Not yet." : "Almost.",
        details,
        misconceptions: wrong.map((row) => row.option.misconception).filter(Boolean),
      };
    },
    mark(result, attempts) {
      if (question.multiple) return;
      const missed = new Set(attempts.filter((one) => one.result === "wrong").map((one) => one.answer));
      rows.forEach((row) => {
        row.tried.hidden = !missed.has(row.option.plain);
        row.label.classList.toggle("iso-is-right", result === "right" && row.option.correct);
      });
    },
  };
};

// Each wrong answer has something to teach, also to those who did not fall for it.
const others = (rows) =>
  make(
    "details",
    { class: "iso-answers" },
    make("summary", {}, rows.length > 1 ? "Why not the others?" : "Why not the other?"),
    make(
      "ul",
      {},
      ...rows.map(({ option }) =>
        make("li", {}, rich("span", { class: "iso-named" }, option.html), advice(option.feedback), idea(option.idea)),
      ),
    ),
  );

// Reads what people type: 0.05, 0,05, 5e-2, 5×10^-2, 1/20, 22 277. What could mean two numbers is asked back.
const readNumber = (typed, unit) => {
  const original = typed.trim();
  let text = original.replace(/[−–]/g, "-").replace(/(\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, "$1");
  if (!text) return { ask: "Type a number first." };
  if (unit && text.toLowerCase().endsWith(unit.toLowerCase())) text = text.slice(0, -unit.length).trim();
  if (text.endsWith("%")) return { ask: "Write the number without a percent sign: 5 % as a share is 0.05." };
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+$/.test(text)) {
    const [point, whole] = [text.replace(",", "."), text.replaceAll(",", "")];
    if ((text.match(/,/g) || []).length > 1) text = whole;
    else return { ask: `${original} can be read in two ways. Write ${whole} or ${point}.` };
  } else if (/^[-+]?[1-9]\d{0,2}(,\d{3})+\.\d+$/.test(text)) {
    text = text.replaceAll(",", "");
  } else if (/^[-+]?\d*,\d+([eE][-+]?\d+)?$/.test(text)) {
    text = text.replace(",", ".");
  }
  text = text.replace(/^([-+]?[\d.]+)\s*[×x*·]\s*10\s*\^?\s*([-+]?\d+)$/, "$1e$2").replace(/^10\s*\^\s*([-+]?\d+)$/, "1e$1");
  const plain = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
  const parts = text.split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => plain.test(part))) {
    return { ask: `${original} is no number that can be read here. Write it like 12, 0.05, 1e-3 or 1/20.` };
  }
  const value = parts.length === 2 ? Number(parts[0]) / Number(parts[1]) : Number(parts[0]);
  if (!Number.isFinite(value)) return { ask: "A number can't be divided by zero. Check what you typed." };
  return { value, read: text === original && parts.length === 1 ? "" : `Read as ${spell(value)}. ` };
};

const spell = (value) => String(Number(value.toPrecision(6))).replace("-", "−");
const near = (value, { answer, tolerance }) => Math.abs(value - answer) <= tolerance + 1e-9 * Math.abs(answer);

const numeric = (question, changed) => {
  const [stem, field, hint] = [freshId(), freshId(), freshId()];
  const input = make("input", {
    type: "text", id: field, inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-describedby": `${stem} ${hint}`,
  });
  input.addEventListener("input", changed);
  return {
    element: make(
      "div",
      { role: "group", "aria-labelledby": stem },
      rich("p", { class: "iso-stem", id: stem }, question.stem),
      make(
        "div",
        { class: "iso-number" },
        make("label", { for: field }, question.unit ? `Your answer, in ${question.unit}` : "Your answer"),
        input,
      ),
      make("p", { class: "iso-hint", id: hint }, "A number such as 12, 0.05, 1e-3 or 1/20."),
    ),
    field: input,
    read: () => input.value,
    write: (answer) => (input.value = answer || ""),
    words: (answer) => answer || "",
    judge() {
      const found = readNumber(input.value, question.unit);
      if (found.ask) return found;
      if (near(found.value, question)) return { result: "right", words: `${found.read}Right.`, details: [advice(question.feedback)] };
      const wrong = question.wrong.find((one) => near(found.value, one));
      return {
        result: "wrong",
        words: `${found.read}Not yet.`,
        details: wrong ? [advice(wrong.feedback), idea(wrong.idea)] : [advice(question.otherwise)],
        misconceptions: wrong ? [wrong.misconception] : [],
      };
    },
    mark() {},
  };
};

const order = (question, changed, say) => {
  const stem = freshId();
  let now = [...question.order];
  let held = null;
  const list = make("ol", { class: "iso-lines", "aria-labelledby": stem });
  const rows = question.lines.map((line, at) => {
    const mover = (step, sign, way) =>
      button(sign, { class: "iso-move", "aria-label": `Move ${way}: ${line.plain}` }, () => move(at, step));
    const [up, down] = [mover(-1, "↑", "up"), mover(1, "↓", "down")];
    const item = make(
      "li",
      { class: "iso-line", draggable: "true" },
      rich("span", { class: "iso-text" }, line.html),
      make("span", { class: "iso-moves" }, up, down),
    );
    item.addEventListener("dragstart", (event) => {
      held = at;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", line.plain);
      item.classList.add("iso-held");
    });
    item.addEventListener("dragend", () => {
      held = null;
      item.classList.remove("iso-held");
    });
    item.addEventListener("dragover", (event) => held !== null && event.preventDefault());
    item.addEventListener("drop", (event) => {
      if (held === null) return;
      event.preventDefault();
      move(held, now.indexOf(at) - now.indexOf(held));
    });
    return { item, up, down };
  });

  const draw = () => {
    // Taking the focused button out of the page would lose the focus; only the others are moved.
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    list.append(...now.map((at) => rows[at].item));
    focused?.focus({ preventScroll: true });
    now.forEach((at, place) => {
      // aria-disabled and not disabled: a button that is switched off under the keyboard loses the focus.
      rows[at].up.setAttribute("aria-disabled", String(place === 0));
      rows[at].down.setAttribute("aria-disabled", String(place === now.length - 1));
    });
  };
  const move = (at, step) => {
    const from = now.indexOf(at);
    const to = from + step;
    const line = question.lines[at].plain;
    if (to < 0 || to >= now.length) return say(`“${line}” is already ${to < 0 ? "first" : "last"}.`);
    if (!step) return;
    now.splice(to, 0, ...now.splice(from, 1));
    draw();
    changed();
    say(`“${line}” is now ${to + 1} of ${now.length}.`);
  };
  draw();

  return {
    element: make(
      "div",
      { role: "group", "aria-labelledby": stem },
      rich("p", { class: "iso-stem", id: stem }, question.stem),
      make("p", { class: "iso-hint" }, "Move the lines with the arrow buttons, or drag them."),
      list,
    ),
    read: () => [...now],
    write(answer) {
      now = Array.isArray(answer) && answer.length === question.lines.length ? [...answer] : [...question.order];
      draw();
    },
    words: (answer) => (answer || []).map((at) => question.lines[at].plain).join(" → "),
    judge() {
      const first = now.findIndex((at, place) => at !== place);
      if (first < 0) return { result: "right", words: "Right.", details: [advice(question.feedback)] };
      const place = first === 0 ? "Another line comes first." : `The first ${first === 1 ? "line is" : `${first} lines are`} in place; look at the next one.`;
      return { result: "wrong", words: "Not yet.", details: [make("p", {}, place), advice(question.otherwise)] };
    },
    mark() {},
  };
};

const ANSWERS = { choice, numeric, order };

const renderCheck = (model, el) => {
  const question = model.get("_question");
  const { root, follow, onClear, done } = card(model, el, "check");
  const region = liveRegion();
  const after = make("div", { class: "iso-after" });
  let mine = false; // this view makes the change itself

  const clearFeedback = () => {
    region.replaceChildren();
    after.replaceChildren();
  };
  const say = (words) => region.replaceChildren(make("p", { class: "iso-note" }, words));
  const changed = () => {
    clearFeedback();
    save({ answer: part.read(), result: "" });
  };
  const part = ANSWERS[question.kind](question, changed, say);

  const save = (values) => {
    mine = true;
    put(model, values);
    mine = false;
    const answer = model.get("answer");
    keep(question, { answer, answer_text: part.words(answer), result: model.get("result"), attempts: model.get("attempts") });
  };
  const show = (found) => {
    region.replaceChildren(verdict(found.sign || found.result, found.words), ...found.details.filter(Boolean));
    after.replaceChildren(...(found.after ? [found.after] : []));
    part.mark(found.result, model.get("attempts"));
    leadToPages(region, model);
    leadToPages(after, model);
  };
  const judge = () => {
    const found = part.judge();
    if (found.ask) {
      region.replaceChildren(verdict("hint", found.ask));
      part.field?.focus();
      return;
    }
    const answer = part.read();
    const attempt = { answer: part.words(answer), result: found.result, misconceptions: found.misconceptions || [], at: new Date().toISOString() };
    save({ answer, result: found.result, attempts: [...model.get("attempts"), attempt].slice(-50) });
    show(found);
  };
  const draw = () => {
    part.write(model.get("answer"));
    clearFeedback();
    part.mark(model.get("result"), model.get("attempts"));
    if (!model.get("result")) return;
    const found = part.judge();
    if (!found.ask) show(found);
  };

  const form = make("form", { novalidate: true }, eyebrow("Check"), ...before(question), part.element);
  form.append(make("div", { class: "iso-actions" }, make("button", { type: "submit", class: "iso-main" }, "Check")), region, after);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    judge();
  });
  root.append(form);
  leadToPages(root, model);

  const record = model.get("answer") === null && !model.get("attempts").length ? kept(question) : null;
  if (record) put(model, { answer: record.answer, result: record.result || "", attempts: record.attempts || [] });
  draw();
  follow(["answer", "result"], () => mine || draw());
  onClear(question.lesson, () => {
    put(model, { answer: null, result: "", attempts: [] });
    draw();
  });
  return done;
};

// ---- Prediction -----------------------------------------------------------------------------------------------------

// A final prediction travels sealed, so that its outcome is not read by accident in the source of the page.
const unseal = (question) =>
  question.sealed ? JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(question.sealed), (letter) => letter.charCodeAt(0)))) : question;

const PREDICTING = { eyebrow: "Predict before you look", commit: "Commit my prediction", chosen: "You predicted", first: "Choose one first; a guess is welcome." };
const SEALING = { eyebrow: "Choose once, before you look", commit: "Commit for good", chosen: "You committed", first: "Choose one first; it can't be changed afterwards." };

const renderPrediction = (model, el) => {
  const question = model.get("_question");
  const says = question.final ? SEALING : PREDICTING;
  const { root, follow, onClear, done } = card(model, el, "prediction");
  const [name, told] = [freshId(), freshId()];
  const note = make("p", { class: "iso-note", role: "status", "aria-live": "polite" });
  let mine = false;

  const rows = question.order.map((at) => {
    const input = make("input", { type: "radio", name, value: String(at) });
    input.addEventListener("change", () => {
      note.replaceChildren();
      save({ choice: at });
    });
    return { at, input, label: make("label", { class: "iso-row" }, input, rich("span", { class: "iso-text" }, question.options[at].html)) };
  });
  const fieldset = make(
    "fieldset",
    {},
    rich("legend", { class: "iso-stem" }, question.stem),
    make("div", { class: "iso-rows" }, ...rows.map((row) => row.label)),
  );
  const commit = make("button", { type: "submit", class: "iso-main" }, says.commit);
  const actions = make("div", { class: "iso-actions" }, commit);
  const outcome = make("div", { class: "iso-outcome", role: "group", "aria-labelledby": told, tabindex: "-1", hidden: true });

  const save = (values) => {
    mine = true;
    put(model, values);
    mine = false;
    const at = model.get("choice");
    keep(question, {
      answer: at,
      answer_text: at < 0 ? "" : question.options[at].plain,
      committed: model.get("committed"),
      attempts: model.get("attempts"),
    });
  };
  const again = () => {
    save({ committed: false });
    draw();
    (rows.find((row) => row.input.checked) || rows[0]).input.focus();
  };
  const draw = () => {
    const [at, committed] = [model.get("choice"), model.get("committed") && model.get("choice") >= 0];
    rows.forEach((row) => (row.input.checked = row.at === at));
    fieldset.disabled = committed;
    actions.hidden = committed;
    outcome.hidden = !committed;
    note.replaceChildren();
    outcome.replaceChildren();
    if (!committed) return;
    const option = question.options[at];
    const out = unseal(question);
    const own = out.reveals?.[at];
    outcome.append(
      make(
        "div",
        { class: "iso-beside" },
        make("div", {}, make("p", { class: "iso-label", id: told }, says.chosen), rich("p", {}, option.html)),
        make("div", { class: "iso-came-out" }, make("p", { class: "iso-label" }, "What came out"), rich("p", {}, own || out.reveal)),
      ),
    );
    if (own) outcome.append(rich("div", { class: "iso-told" }, out.reveal));
    if (out.figure) outcome.append(rich("div", {}, out.figure));
    const said = [advice(option.feedback), idea(option.idea)].filter(Boolean);
    if (said.length) outcome.append(make("div", { class: "iso-said" }, ...said));
    if (!question.final) outcome.append(make("div", { class: "iso-actions" }, button("Predict again", {}, again)));
    leadToPages(outcome, model);
  };

  const form = make("form", { novalidate: true }, eyebrow(says.eyebrow), ...before(question), fieldset, actions, note, outcome);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const at = model.get("choice");
    if (at < 0) return note.replaceChildren(says.first);
    const attempt = { answer: question.options[at].plain, at: new Date().toISOString() };
    save({ committed: true, attempts: [...model.get("attempts"), attempt].slice(-50) });
    draw();
    outcome.focus({ preventScroll: true });
  });
  root.append(form);
  leadToPages(form, model);

  const record = model.get("choice") < 0 && !model.get("attempts").length ? kept(question) : null;
  if (record) put(model, { choice: record.answer ?? -1, committed: Boolean(record.committed), attempts: record.attempts || [] });
  draw();
  follow(["choice", "committed"], () => mine || draw());
  onClear(question.lesson, () => {
    put(model, { choice: -1, committed: false, attempts: [] });
    draw();
  });
  return done;
};

// ---- Exit ticket ----------------------------------------------------------------------------------------------------

const download = (name, content) => {
  const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};

const exported = ({ lesson, title }) => ({
  format: "isotretinoin-answers",
  version: 1,
  lesson: { id: lesson, title },
  saved: new Date().toISOString(),
  answers: recordsOf(lesson),
});

const renderExit = (model, el) => {
  const question = model.get("_question");
  const { root, follow, onClear, later, done } = card(model, el, "exit");
  const note = make("p", { class: "iso-note", role: "status", "aria-live": "polite" });
  const say = (words) => note.replaceChildren(words);
  let mine = false;

  const fields = question.questions.map((asked) => {
    const id = freshId();
    const area = make("textarea", { id, rows: "3" });
    area.addEventListener("input", () => save());
    area.addEventListener("change", () => say(storage ? "Kept in this browser." : "Kept until you leave the page."));
    return { area, block: make("div", { class: "iso-open" }, rich("label", { for: id }, asked.html), area) };
  });
  const texts = () => fields.map(({ area }) => area.value);
  const save = () => {
    mine = true;
    put(model, { answers: texts() });
    mine = false;
    keep(question, {
      question: question.questions.map((asked) => asked.plain),
      answer: texts(),
    });
  };
  const draw = () => fields.forEach(({ area }, n) => area.value === (model.get("answers")[n] ?? "") || (area.value = model.get("answers")[n] ?? ""));

  const saver = button("Save my answers as a file", { class: "iso-main" }, () => {
    const content = exported(question);
    if (!content.answers.length) return say("There is nothing to save yet.");
    download(`lesson-${question.lesson}-my-answers.json`, JSON.stringify(content, null, 2));
    const count = content.answers.length;
    say(`Saved a file with ${count} ${count === 1 ? "answer" : "answers"} of this lesson. Nothing left your computer.`);
  });
  const clearer = button("Clear my answers", {}, () => {
    confirm.hidden = false;
    clearer.hidden = true;
    note.replaceChildren();
    leave.focus();
  });
  const close = () => {
    confirm.hidden = true;
    clearer.hidden = false;
    clearer.focus();
  };
  const leave = button("Keep them", {}, close);
  const sure = freshId();
  const confirm = make(
    "div",
    { class: "iso-confirm", role: "group", "aria-labelledby": sure, hidden: true },
    make("p", { id: sure }, "Clear all your answers to this lesson, in this page and in this browser?"),
    make(
      "div",
      { class: "iso-actions" },
      leave,
      button("Yes, clear them", {}, () => {
        clearLesson(question.lesson);
        close();
        say("All answers of this lesson are cleared.");
      }),
    ),
  );

  const where = storage
    ? "Your answers stay in this browser. Save them as a file to hand them in or to keep them."
    : "This browser keeps nothing for this page: save your answers as a file before you leave it.";
  root.append(
    eyebrow("Exit ticket"),
    ...fields.map((field) => field.block),
    make("p", { class: "iso-hint" }, where),
    make("div", { class: "iso-actions" }, saver, clearer),
    confirm,
    note,
  );
  leadToPages(root, model);

  const record = model.get("answers").every((text) => !text) ? kept(question) : null;
  if (Array.isArray(record?.answer)) put(model, { answers: fields.map((_, n) => String(record.answer[n] ?? "")) });
  draw();
  follow(["answers"], () => mine || draw());
  onClear(question.lesson, () => {
    put(model, { answers: fields.map(() => "") });
    draw();
  });
  later(() => note.remove());
  return done;
};

// ---- Tests before and after the course ------------------------------------------------------------------------------

const FORM = { a: "A", b: "B" };
const otherForm = (letter) => (letter === "a" ? "b" : "a");
const UNSURE = "?";
const UNSURE_WORDS = "I don't know yet";
const scoreOf = (lesson) => recordsOf(lesson).find((record) => record.kind === "test" && record.score >= 0);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const signed = (value) => value.toFixed(1).replace("-", "−");

// As first_form of before_after.py: odd digits and a, c, e … take form A first.
const firstForm = (code) => {
  const last = [...code.toLowerCase()].filter((sign) => /[\p{L}\p{N}]/u.test(sign)).pop();
  return last ? (last.codePointAt(0) % 2 ? "a" : "b") : "";
};

// As change_interval of before_after.py (Agresti and Caffo 2000), cut at the ends of the scale.
const changeInterval = (before, after, of) => {
  const shares = [before, after].map((score) => (score + 1) / (of + 2));
  const reach = 1.959964 * Math.sqrt(shares.reduce((sum, share) => sum + (share * (1 - share)) / (of + 2), 0));
  const middle = shares[1] - shares[0];
  return [Math.max(of * (middle - reach), -before), Math.min(of * (middle + reach), of - before)];
};
const isNoise = (before, after, of) => {
  const [low, high] = changeInterval(before, after, of);
  return low <= 0 && high >= 0;
};
const leastGain = (before, of) => {
  for (let more = 1; before + more <= of; more++) if (!isNoise(before, before + more, of)) return more;
  return 0;
};

// Which form comes: the code that a teacher gave out says so, the form that was taken before, or a draw.
const formChooser = (test, choose) => {
  const late = test.id === "post-test";
  const field = freshId();
  const note = make("p", { class: "iso-note", role: "status", "aria-live": "polite" });
  const input = make("input", { type: "text", id: field, autocomplete: "off", spellcheck: "false" });
  const find = () => {
    const first = firstForm(input.value);
    if (!first) {
      note.replaceChildren("Type your number or your name first.");
      return input.focus();
    }
    choose(late ? otherForm(first) : first);
  };
  const draw = button(late ? "I took neither: draw one" : "Draw a form for me", {}, () => choose(Math.random() < 0.5 ? "a" : "b"));
  const taken = late ? Object.keys(FORM).map((letter) => button(`I took form ${FORM[letter]}`, {}, () => choose(otherForm(letter)))) : [];
  const form = make(
    "form",
    { novalidate: true },
    make("p", {}, late
      ? "There are two forms of this test, A and B, and you take the one that you did not take before the course. Type the same number or name as then, or say which form it was."
      : "There are two forms of this test, A and B. In a class one half takes A now and B after the course, the other half the reverse. Type the number or the name that your teacher gave you, or let the page draw."),
    make("div", { class: "iso-number" }, make("label", { for: field }, "Your number or name"), input),
    make("p", { class: "iso-hint" }, "It is used to find your form, and is not kept."),
    make("div", { class: "iso-actions" }, make("button", { type: "submit", class: "iso-main" }, "Find my form"), ...taken, draw),
    note,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  return form;
};

// How many items of each theme are right, and of which outcomes some are not.
const profileOf = (test, items, isRight) =>
  test.themes.map((theme) => {
    const names = theme.outcomes.map((outcome) => outcome.id);
    const own = items.filter((item) => names.includes(item.outcome));
    return { title: theme.title, of: own.length, right: own.filter(isRight).length, missed: own.filter((item) => !isRight(item)) };
  });

const profileTable = (profile, earlier) => {
  const cell = (words, attributes = {}) => make("td", attributes, words);
  const head = ["Theme", ...(earlier ? ["Before", "Now", "The change"] : ["Right"])];
  const rows = profile.map(({ title, right, of }, n) => {
    const then = earlier?.[n];
    const change = !then ? [] : [cell(`${then.right} of ${then.of}`), cell(`${right} of ${of}`), cell(right === then.right ? "none" : isNoise(then.right, right, of) ? "can be noise" : "more than noise")];
    return make("tr", {}, make("th", { scope: "row" }, title), ...(then ? change : [cell(`${right} of ${of}`)]));
  });
  return make(
    "table",
    { class: "iso-profile" },
    make("thead", {}, make("tr", {}, ...head.map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, ...rows),
  );
};

const whereToStart = (test, profile) => {
  const open = profile.filter(({ missed }) => missed.length);
  if (!open.length) return make("p", {}, "Every item is right. Start where you are curious.");
  const weakest = open.reduce((least, one) => (one.right / one.of < least.right / least.of ? one : least));
  const lessons = new Map(weakest.missed.map(({ lesson, teaches }) => [lesson, teaches]));
  const links = [...lessons.keys()].sort().map((lesson) => make("li", {}, make("a", { class: "iso-source", href: lessons.get(lesson).href }, lessons.get(lesson).words)));
  const late = test.id === "post-test";
  return make(
    "div",
    { class: "iso-advice" },
    make("p", {}, make("b", {}, late ? "Where to read again: " : "Where to start: "), `${weakest.title}, with ${weakest.right} of ${weakest.of} right. ${late ? "These lessons teach" : "If you read only a part of the course, take the lessons that teach"} what is missing there:`),
    make("ul", {}, ...links),
  );
};

const renderTest = (model, el) => {
  const test = model.get("_question");
  const { root, follow, onClear, done } = card(model, el, "test");
  const earlier = () => (test.id === "post-test" ? scoreOf("pre-test") : null);
  let mine = false;
  let shown = null; // the form on the page

  const set = (values) => {
    mine = true;
    put(model, values);
    mine = false;
  };
  const choose = (letter) => {
    set({ form: letter });
    draw();
    root.querySelector(".iso-test-head")?.focus({ preventScroll: true });
  };
  const clear = () => {
    set({ form: "", answers: {}, score: -1 });
    draw();
  };
  const draw = () => {
    const letter = model.get("form") || (earlier()?.form && otherForm(earlier().form)) || "";
    if (letter && shown?.letter === letter) return shown.draw();
    shown = letter ? testForm(letter) : null;
    root.replaceChildren(shown ? shown.element : make("div", {}, eyebrow(test.title), formChooser(test, choose)));
    leadToPages(root, model);
    shown?.draw();
  };

  const testForm = (letter) => {
    const { items, revision } = test.forms[letter];
    const total = items.length;
    const result = make("div", { class: "iso-feedback iso-score", role: "status", "aria-live": "polite", tabindex: "-1" });
    const note = make("p", { class: "iso-note", role: "status", "aria-live": "polite" });
    const touched = new Set();
    let practising = false; // after the first attempt: nothing of it is kept
    let asked = "";

    const save = (values) => {
      if (practising) return;
      set({ form: letter, ...values });
      const found = parts.map(({ item, part, unsure }) => {
        const judged = model.get("score") < 0 || unsure.checked ? {} : part.judge();
        const answered = touched.has(item.id);
        return {
          id: item.id, lesson: item.lesson, objective: item.objective, question: item.plain,
          answer: unsure.checked ? UNSURE_WORDS : answered ? part.words(part.read()) : "",
          result: model.get("score") < 0 ? "" : unsure.checked ? "unsure" : answered ? judged.result || "" : "",
          misconceptions: (answered && judged.misconceptions) || [],
        };
      });
      const { id, lesson, kind, title } = test;
      keep({ id, lesson, kind, revision, plain: title }, { form: letter, answer: model.get("answers"), score: model.get("score"), of: total, items: found });
    };
    const parts = items.map((item, n) => {
      const verdictBox = make("div", { class: "iso-feedback" });
      const unsure = make("input", { type: "checkbox" });
      const answers = (value) => {
        const { [item.id]: _, ...rest } = model.get("answers");
        return value === null ? rest : { ...rest, [item.id]: value };
      };
      const changed = () => {
        unsure.checked = false;
        touched.add(item.id);
        save({ answers: answers(part.read()), score: -1 });
      };
      unsure.addEventListener("change", () => {
        touched.delete(item.id);
        if (unsure.checked) part.write(null);
        save({ answers: answers(unsure.checked ? UNSURE : null), score: -1 });
      });
      const part = ANSWERS[item.kind](item, changed, (words) => note.replaceChildren(words));
      const lock = make(
        "fieldset",
        { class: "iso-lock" },
        part.element,
        make("label", { class: "iso-row iso-unsure" }, unsure, make("span", { class: "iso-text" }, UNSURE_WORDS)),
      );
      const block = make("li", { class: "iso-item" }, eyebrow(`Question ${n + 1} of ${total}`), ...before(item), lock, verdictBox);
      return { item, part, unsure, lock, verdictBox, block };
    });
    const judge = ({ item, part, unsure }) => (unsure.checked ? { result: "unsure" } : touched.has(item.id) ? part.judge() : { ask: "open" });
    const judged = () => parts.map((one) => ({ ...one, found: judge(one) }));

    const said = { right: ["right", "Right."], wrong: ["wrong", "Not yet."], unsure: ["hint", "Not known yet."] };
    const showVerdicts = (all) => {
      for (const { item, found, verdictBox } of all) {
        const [sign, words] = said[found.result] || ["hint", "Not answered."];
        const link = make("a", { class: "iso-source", href: item.teaches.href }, item.teaches.words);
        verdictBox.replaceChildren(
          verdict(sign, words),
          ...(test.feedback && found.details ? found.details.filter(Boolean) : []),
          make("p", {}, "Taught in ", link, "."),
        );
        leadToPages(verdictBox, model);
      }
    };
    const counts = (all) => {
      const of = (result) => all.filter(({ found }) => found.result === result).length;
      const [right, wrong, unsure] = ["right", "wrong", "unsure"].map(of);
      const rest = [[wrong, "not right"], [unsure, "not known yet"], [total - right - wrong - unsure, "open"]];
      return { right, words: `${[`${right} of ${total} right`, ...rest.filter(([count]) => count).map(([count, words]) => `${count} ${words}`)].join(", ")}.` };
    };
    const compared = (right) => {
      const then = earlier();
      if (!then) {
        if (test.id === "post-test") return "";
        const least = leastGain(right, total);
        return least ? `After the course a score of ${right + least} or more would be a change that ${total} items can tell from noise; a smaller change can be noise.` : "";
      }
      const change = right - then.score;
      const [low, high] = changeInterval(then.score, right, then.of);
      const apart = then.of !== total ? "The two forms have unlike numbers of items, so the change is not worked out."
        : `The 95 % interval of the change, from the number of items alone, runs from ${signed(low)} to ${signed(high)} items${isNoise(then.score, right, total) ? ": it holds zero, so the change can be noise." : ": it leaves out zero, so this is more than noise of the items."}`;
      return `Before the course it was ${then.score} of ${then.of} (form ${FORM[then.form] ?? "unknown"}), so the change is ${change > 0 ? "+" : ""}${String(change).replace("-", "−")}. ${apart}`;
    };
    const earlierProfile = () => {
      const then = earlier();
      const known = then?.form && test.forms[then.form];
      if (!known || then.revision !== known.revision) return null;
      const right = new Set(then.items.filter((one) => one.result === "right").map((one) => one.id));
      return profileOf(test, known.items, (item) => right.has(item.id));
    };
    const show = () => {
      const all = judged();
      const { right, words } = counts(all);
      showVerdicts(all);
      if (practising) {
        result.replaceChildren(make("p", { class: "iso-verdict" }, `Practice: ${words}`), make("p", {}, `Your first attempt, ${model.get("score")} of ${total} right, is the one that is kept.`));
        return right;
      }
      const rightItems = new Set(all.filter(({ found }) => found.result === "right").map(({ item }) => item.id));
      const profile = profileOf(test, items, (item) => rightItems.has(item.id));
      const then = compared(right);
      const [{ of }] = profile.length ? profile : [{ of: 0 }];
      result.replaceChildren(
        make("p", { class: "iso-verdict" }, words),
        ...(then ? [make("p", {}, then)] : []),
        profileTable(profile, earlierProfile()),
        make("p", { class: "iso-note" }, `A theme has ${plural(of, "item")}: too few to tell small differences between themes from noise.`),
        whereToStart(test, profile),
      );
      leadToPages(result, model);
      return right;
    };

    const submit = make("button", { type: "submit", class: "iso-main" }, "Score my test");
    const again = button("Try again for practice", {}, () => {
      practising = true;
      wipe();
      settle();
      note.replaceChildren("What you answer now is practice, and your first attempt stays.");
      root.querySelector(".iso-test-head")?.focus();
    });
    const saver = button("Save all my answers as a file", {}, () => {
      const answers = recordsOf("");
      if (!answers.length) return note.replaceChildren("There is nothing to save yet.");
      const content = { format: "isotretinoin-answers", version: 1, lesson: null, saved: new Date().toISOString(), answers };
      download("my-answers-to-the-course.json", JSON.stringify(content, null, 2));
      note.replaceChildren(`Saved a file with ${plural(answers.length, "record")}: tests, predictions, checks and exit tickets of the whole course. Nothing left your computer.`);
    });
    const clearer = button("Clear this test", {}, () => {
      if (asked !== "clear") {
        asked = "clear";
        note.replaceChildren("This clears the answers and the first score of this test. Press again to clear them.");
        return;
      }
      clearLesson(test.lesson);
    });
    const form = make(
      "form",
      { novalidate: true },
      make("p", { class: "iso-kind iso-test-head", tabindex: "-1" }, `${test.title}, form ${FORM[letter]}`),
      make("ol", { class: "iso-items" }, ...parts.map(({ block }) => block)),
      make("div", { class: "iso-actions" }, submit, again, saver, clearer),
      result,
      note,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const missing = judged().filter(({ found }) => found.ask).length;
      if (missing && asked !== "score") {
        asked = "score";
        note.replaceChildren(`${missing} ${missing === 1 ? "question has" : "questions have"} no answer that can be read. Answer, choose “${UNSURE_WORDS}”, or press again to score the test as it is.`);
        return;
      }
      asked = "";
      note.replaceChildren();
      const right = counts(judged()).right;
      save({ score: right });
      settle();
      show();
      result.focus({ preventScroll: true });
      result.scrollIntoView?.({ block: "nearest" });
    });

    const wipe = () => {
      touched.clear();
      for (const { part, unsure, verdictBox } of parts) {
        part.write(null);
        unsure.checked = false;
        verdictBox.replaceChildren();
      }
      result.replaceChildren();
    };
    // The first attempt stays as it was; a practice can be changed and scored as often as wanted.
    const settle = () => {
      const locked = model.get("score") >= 0 && !practising;
      for (const { lock } of parts) lock.disabled = locked;
      submit.hidden = locked;
      submit.textContent = practising ? "Score my practice" : "Score my test";
      again.hidden = !locked;
    };
    return {
      letter,
      element: form,
      draw() {
        const answers = model.get("answers") || {};
        practising = false;
        wipe();
        for (const { item, part, unsure } of parts) {
          unsure.checked = answers[item.id] === UNSURE;
          if (!(item.id in answers) || unsure.checked) continue;
          touched.add(item.id);
          part.write(answers[item.id]);
        }
        settle();
        if (model.get("score") >= 0) show();
      },
    };
  };

  const restore = () => {
    if (Object.keys(model.get("answers") || {}).length) return;
    for (const letter of Object.keys(test.forms)) {
      const record = kept({ id: test.id, lesson: test.lesson, revision: test.forms[letter].revision });
      if (record?.form === letter) set({ form: letter, answers: record.answer || {}, score: record.score ?? -1 });
    }
  };
  restore();
  draw();
  follow(["form", "answers", "score"], () => mine || draw());
  onClear(test.lesson, clear);
  return done;
};

const RENDER = { test: renderTest, choice: renderCheck, numeric: renderCheck, order: renderCheck, predict: renderPrediction, exit: renderExit };

export default { render: ({ model, el }) => RENDER[model.get("_question").kind](model, el) };
