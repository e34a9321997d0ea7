// Shared by all explorables: native controls for choices, the sentence, the table of all states, printing.

// Several modules may stand on one page, each with a counter of its own.
const PREFIX = `iso${Math.random().toString(36).slice(2, 8)}`;
let made = 0;
const freshId = () => `${PREFIX}-${++made}`;

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== "" && value !== undefined) element.setAttribute(name, value);
  }
  // JupyterLab has commands on arrow keys and Enter; they would take the keys from a slider, a radio button, a drawer.
  if (/^(input|button|summary)$/.test(tag)) element.dataset.lmSuppressShortcuts = "true";
  element.append(...children);
  return element;
};

const position = ({ options }, value) =>
  options.findIndex((option) =>
    typeof option === "number" && typeof value === "number"
      ? Math.abs(option - value) <= 1e-9 * Math.max(1, Math.abs(option))
      : option === value,
  );

// States are numbered as Python's itertools.product does: the last choice varies fastest.
const stateNumber = (model, choices) =>
  choices.reduce((number, choice) => {
    const at = position(choice, model.get(choice.name));
    return number < 0 || at < 0 ? -1 : number * choice.options.length + at;
  }, 0);

const helpText = (choice, id) => (choice.help ? [make("p", { class: "iso-help", id: `${id}-help` }, choice.help)] : []);
const describedBy = (choice, id) => (choice.help ? `${id}-help` : "");

const CONTROLS = {
  switch(choice, id, put) {
    const input = make("input", { type: "checkbox", role: "switch", "aria-describedby": describedBy(choice, id) });
    input.addEventListener("change", () => put(input.checked));
    const label = make("label", { class: "iso-option" }, input, make("span", {}, choice.label));
    return {
      element: make("div", { class: "iso-choice" }, label, ...helpText(choice, id)),
      show: (at) => (input.checked = choice.options[at]),
    };
  },

  radio(choice, id, put) {
    const inputs = choice.options.map((option, n) => {
      const input = make("input", { type: "radio", name: id, value: choice.texts[n] });
      input.addEventListener("change", () => put(option));
      return input;
    });
    const labels = inputs.map((input, n) =>
      make("label", { class: "iso-option" }, input, make("span", {}, choice.texts[n])),
    );
    return {
      element: make(
        "fieldset",
        { class: "iso-choice", "aria-describedby": describedBy(choice, id) },
        make("legend", {}, choice.label),
        make("div", { class: "iso-options" }, ...labels),
        ...helpText(choice, id),
      ),
      show: (at) => inputs.forEach((input, n) => (input.checked = n === at)),
    };
  },

  range(choice, id, put) {
    const last = choice.options.length - 1;
    const input = make("input", {
      type: "range", id, min: "0", max: String(last), step: "1", "aria-describedby": describedBy(choice, id),
    });
    // Not an <output>: that is a live region, and aria-valuetext and the sentence are spoken already.
    const value = make("span", { class: "iso-value", "aria-hidden": "true" });
    input.addEventListener("input", () => put(choice.options[input.valueAsNumber]));
    return {
      element: make(
        "div",
        { class: "iso-choice iso-range" },
        make("div", { class: "iso-range-head" }, make("label", { for: id }, choice.label), value),
        input,
        make(
          "div",
          { class: "iso-ends", "aria-hidden": "true" },
          make("span", {}, choice.texts[0]),
          make("span", {}, choice.texts[last]),
        ),
        ...helpText(choice, id),
      ),
      show(at) {
        input.value = at;
        input.setAttribute("aria-valuetext", choice.texts[at]);
        input.style.setProperty("--iso-at", at / last);
        value.textContent = choice.texts[at];
      },
    };
  },
};

const statesTable = (choices, sentences) => {
  const head = [...choices.map((choice) => choice.label), "What the figure shows"];
  const rows = sentences.map((sentence, number) => {
    const cells = [];
    let rest = number;
    for (const choice of [...choices].reverse()) {
      cells.unshift(make("th", { scope: "row" }, choice.texts[rest % choice.options.length]));
      rest = Math.floor(rest / choice.options.length);
    }
    return make("tr", {}, ...cells, make("td", {}, sentence));
  });
  return make(
    "table",
    { class: "iso-table" },
    make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows),
  );
};

// A closed drawer costs nothing: its content is made when it is first opened.
const drawer = (summary, fill) => {
  const place = make("div", { class: "iso-scroll", tabindex: "0", role: "region", "aria-label": "Table" });
  const details = make("details", { class: "iso-states" }, make("summary", {}, summary), place);
  details.fill = () => {
    if (!place.firstChild) place.append(fill());
  };
  details.refill = (now) => place.replaceChildren(...(now ? [fill()] : []));
  details.addEventListener("toggle", () => details.open && details.fill());
  return details;
};

/**
 * Build the frame that both kinds of explorable share, and keep it in step with the model.
 * `show(number)` draws one state; what the caller pushes to `cleanup` runs when the view goes away.
 */
const stage = (model, el, { figure, extra = [], show }) => {
  const id = freshId();
  const choices = model.get("_choices");
  const sentences = model.get("_sentences");
  const title = model.get("_title");
  const cleanup = [];
  const listen = (target, events, handler) => {
    for (const event of events.split(" ")) {
      target.addEventListener(event, handler);
      cleanup.push(() => target.removeEventListener(event, handler));
    }
  };
  const follow = (name, handler) => {
    model.on(`change:${name}`, handler);
    cleanup.push(() => model.off(`change:${name}`, handler));
  };

  const controls = choices.map((choice, n) =>
    CONTROLS[choice.kind](choice, `${id}-c${n}`, (option) => {
      model.set(choice.name, option);
      model.save_changes();
    }),
  );
  const sentence = make("p", { class: "iso-sentence", "aria-live": "polite", "aria-atomic": "true" });
  const setting = make("p", { class: "iso-setting iso-on-paper" });
  const states = drawer(`All ${sentences.length} states in words`, () => statesTable(choices, sentences));
  const root = make(
    "div",
    { class: "iso-explore", role: "group", "aria-label": title || "Figure with choices" },
    ...(title ? [make("p", { class: "iso-title" }, title)] : []),
    setting,
    make("div", { class: "iso-controls" }, ...controls.map((control) => control.element)),
    figure,
    sentence,
    ...extra,
    states,
  );

  let shown = -1;
  const draw = () => {
    const number = stateNumber(model, choices);
    if (number < 0) return; // Python refuses such a value; the page keeps what it shows
    const places = choices.map((choice) => position(choice, model.get(choice.name)));
    controls.forEach((control, n) => control.show(places[n]));
    if (number === shown) return;
    shown = number;
    show(number, sentences[number]);
    sentence.textContent = sentences[number];
    setting.textContent = choices.map((choice, n) => `${choice.label}: ${choice.texts[places[n]]}`).join(" · ");
  };
  choices.forEach((choice) => follow(choice.name, draw));

  let opened = [];
  listen(window, "beforeprint", () => {
    opened = [...root.querySelectorAll("details:not([open])")];
    opened.forEach((details) => {
      details.fill?.();
      details.open = true;
    });
  });
  listen(window, "afterprint", () => opened.forEach((details) => (details.open = false)));

  el.append(root);
  draw();
  return { id, root, cleanup, listen, follow, done: () => cleanup.forEach((undo) => undo()) };
};
