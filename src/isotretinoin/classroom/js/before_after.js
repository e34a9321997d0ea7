// @ts-check
// A test before or after the course: one of two forms, every question at once; the first score stays.
import { freshId, make } from "../../front/dom.js";
import { actionRow, button, card, clearLesson, eyebrow, liveNote, setting, some, toldApart, verdict } from "./card.js";
import { KINDS } from "./kinds.js";
import { leadToPages } from "../../front/links.js";
import { saveAnswers } from "./save.js";
import { answers } from "./storage.js";

/** @typedef {import("./types.js").Question & { outcome: string, teaches: { href: string, words: string } }} Item */
/** @typedef {{ title: string, outcomes: { id: string, text: string }[] }} Theme */
/** @typedef {{ revision: string, items: Item[] }} Form */
/** @typedef {{ id: string, lesson: string, kind: string, title: string, themes: Theme[], forms: Record<string, Form>, feedback: boolean }} Test */
/** @typedef {{ title: string, of: number, right: number, missed: Item[] }} Share */

/** @type {Record<string, string>} */
const FORM = { a: "A", b: "B" };
const otherForm = (/** @type {string} */ letter) => (letter === "a" ? "b" : "a");
const UNSURE = "?";
const UNSURE_WORDS = "I don't know yet";
const scoreOf = (/** @type {string} */ test) => answers.recordsOf(test).find((record) => record.kind === "test" && record.score >= 0);
const plural = (/** @type {number} */ count, /** @type {string} */ word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const signed = (/** @type {number} */ value) => value.toFixed(1).replace("-", "−");

// As first_form of before_after.py: odd digits and a, c, e … take form A first.
const firstForm = (/** @type {string} */ code) => {
  const last = [...code.toLowerCase()].filter((sign) => /[\p{L}\p{N}]/u.test(sign)).pop();
  return last ? (Number(last.codePointAt(0)) % 2 ? "a" : "b") : "";
};

// As change_interval of before_after.py (Agresti and Caffo 2000), cut at the ends of the scale.
/** @param {number} before @param {number} after @param {number} of @returns {[number, number]} */
const changeInterval = (before, after, of) => {
  const shares = [before, after].map((score) => (score + 1) / (of + 2));
  const reach = 1.959964 * Math.sqrt(shares.reduce((sum, share) => sum + (share * (1 - share)) / (of + 2), 0));
  const middle = shares[1] - shares[0];
  return [Math.max(of * (middle - reach), -before), Math.min(of * (middle + reach), of - before)];
};
/** @param {number} before @param {number} after @param {number} of */
const isNoise = (before, after, of) => {
  const [low, high] = changeInterval(before, after, of);
  return low <= 0 && high >= 0;
};
/** @param {number} before @param {number} of */
const leastGain = (before, of) => {
  for (let more = 1; before + more <= of; more++) if (!isNoise(before, before + more, of)) return more;
  return 0;
};

// Which form comes: the code that a teacher gave out says so, the form that was taken before, or a draw.
/** @param {Test} test @param {(letter: string) => void} choose */
const formChooser = (test, choose) => {
  const late = test.id === "post-test";
  const field = freshId();
  const note = liveNote();
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
    actionRow(make("button", { type: "submit", class: "iso-main" }, "Find my form"), ...taken, draw),
    note,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
  return form;
};

// How many items of each theme are right, and of which outcomes some are not.
/** @param {Test} test @param {Item[]} items @param {(item: Item) => boolean} isRight @returns {Share[]} */
const profileOf = (test, items, isRight) =>
  test.themes.map((theme) => {
    const names = theme.outcomes.map((outcome) => outcome.id);
    const own = items.filter((item) => names.includes(item.outcome));
    return { title: theme.title, of: own.length, right: own.filter(isRight).length, missed: own.filter((item) => !isRight(item)) };
  });

/** @param {Share[]} profile @param {Share[] | null} earlier */
const profileTable = (profile, earlier) => {
  const cell = (/** @type {string} */ words) => make("td", {}, words);
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

/** @param {Test} test @param {Share[]} profile */
const whereToStart = (test, profile) => {
  const open = profile.filter(({ missed }) => missed.length);
  if (!open.length) return make("p", {}, "Every item is right. Start where you are curious.");
  const weakest = open.reduce((least, one) => (one.right / one.of < least.right / least.of ? one : least));
  const lessons = new Map(weakest.missed.map(({ lesson, teaches }) => [lesson, teaches]));
  const links = [...lessons].sort(([one], [other]) => one.localeCompare(other)).map(([, { href, words }]) => make("li", {}, make("a", { class: "iso-source", href }, words)));
  const late = test.id === "post-test";
  return make(
    "div",
    { class: "iso-advice" },
    make("p", {}, make("b", {}, late ? "Where to read again: " : "Where to start: "), `${weakest.title}, with ${weakest.right} of ${weakest.of} right. ${late ? "These lessons teach" : "If you read only a part of the course, take the lessons that teach"} what is missing there:`),
    make("ul", {}, ...links),
  );
};

/** @param {import("./types.js").Model} model @param {Element} el */
export const renderTest = (model, el) => {
  /** @type {Test} */
  const test = model.get("_question");
  const { root, change: set, follow, onClear, done } = card(model, el, "test");
  const earlier = () => (test.id === "post-test" ? scoreOf("pre-test") : null);
  /** @type {{ letter: string, element: HTMLElement, draw: () => void } | null} */
  let shown = null; // the form on the page

  const focusHead = () => /** @type {HTMLElement | null} */ (root.querySelector(".iso-test-head"))?.focus({ preventScroll: true });
  const choose = (/** @type {string} */ letter) => {
    set({ form: letter });
    draw();
    focusHead();
  };
  // One form or the other: both are of the test as it is now.
  const [revision, ...formerly] = Object.values(test.forms).map((form) => form.revision);
  const known = { id: test.id, lesson: test.lesson, kind: test.kind, revision, formerly };
  const older = make("div", {}, ...toldApart(known, ({ score, of }) =>
    `You answered this test before its questions were changed${score < 0 ? "" : `: ${score} of ${of} right`}.`));
  const clear = () => {
    older.replaceChildren();
    set({ form: "", answers: {}, score: -1 });
    draw();
  };
  const draw = () => {
    const taken = earlier()?.form;
    const letter = model.get("form") || (taken && otherForm(taken)) || "";
    if (shown && letter && shown.letter === letter) return shown.draw();
    const form = letter ? testForm(letter) : null;
    shown = form;
    root.replaceChildren(older, form ? form.element : make("div", {}, eyebrow(test.title), formChooser(test, choose)));
    leadToPages(root, model);
    form?.draw();
  };

  const testForm = (/** @type {string} */ letter) => {
    const { items, revision } = test.forms[letter];
    const total = items.length;
    const result = make("div", { class: "iso-feedback iso-score", role: "status", "aria-live": "polite", tabindex: "-1" });
    const note = liveNote();
    /** @type {Set<string>} */
    const touched = new Set();
    let practising = false; // after the first attempt: nothing of it is kept
    let asked = "";

    const save = (/** @type {Record<string, any>} */ values) => {
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
      answers.keep({ ...known, revision, plain: test.title }, { form: letter, answer: model.get("answers"), score: model.get("score"), of: total, items: found });
    };
    const parts = items.map((item, n) => {
      const verdictBox = make("div", { class: "iso-feedback" });
      const unsure = make("input", { type: "checkbox" });
      const given = (/** @type {any} */ value) => {
        const { [item.id]: _, ...rest } = model.get("answers");
        return value === null ? rest : { ...rest, [item.id]: value };
      };
      const changed = () => {
        unsure.checked = false;
        touched.add(item.id);
        save({ answers: given(part.read()), score: -1 });
      };
      unsure.addEventListener("change", () => {
        touched.delete(item.id);
        if (unsure.checked) part.write(null);
        save({ answers: given(unsure.checked ? UNSURE : null), score: -1 });
      });
      const part = KINDS[item.kind](item, changed, (words) => note.replaceChildren(words));
      const lock = make(
        "fieldset",
        { class: "iso-lock" },
        part.element,
        make("label", { class: "iso-row iso-unsure" }, unsure, make("span", { class: "iso-text" }, UNSURE_WORDS)),
      );
      const block = make("li", { class: "iso-item" }, eyebrow(`Question ${n + 1} of ${total}`), ...setting(item), lock, verdictBox);
      return { item, part, unsure, lock, verdictBox, block };
    });
    /** @typedef {Omit<import("./types.js").Found, "result"> & { result?: string }} Found */
    /** @param {(typeof parts)[number]} one @returns {Found} */
    const judge = ({ item, part, unsure }) => (unsure.checked ? { result: "unsure" } : touched.has(item.id) ? part.judge() : { ask: "open" });
    const judged = () => parts.map((one) => ({ ...one, found: judge(one) }));

    /** @type {Record<string, [string, string]>} */
    const said = { right: ["right", "Right."], wrong: ["wrong", "Not yet."], unsure: ["hint", "Not known yet."] };
    /** @typedef {ReturnType<typeof judged>} Judged */
    const showVerdicts = (/** @type {Judged} */ all) => {
      for (const { item, found, verdictBox } of all) {
        const [sign, words] = said[found.result ?? ""] ?? ["hint", "Not answered."];
        const link = make("a", { class: "iso-source", href: item.teaches.href }, item.teaches.words);
        verdictBox.replaceChildren(
          verdict(sign, words),
          ...(test.feedback ? some(...(found.details ?? [])) : []),
          make("p", {}, "Taught in ", link, "."),
        );
        leadToPages(verdictBox, model);
      }
    };
    const counts = (/** @type {Judged} */ all) => {
      const of = (/** @type {string} */ result) => all.filter(({ found }) => found.result === result).length;
      const [right, wrong, unsure] = ["right", "wrong", "unsure"].map(of);
      /** @type {[number, string][]} */
      const rest = [[wrong, "not right"], [unsure, "not known yet"], [total - right - wrong - unsure, "open"]];
      return { right, words: `${[`${right} of ${total} right`, ...rest.filter(([count]) => count).map(([count, words]) => `${count} ${words}`)].join(", ")}.` };
    };
    const compared = (/** @type {number} */ right) => {
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
      const form = then?.form && test.forms[then.form];
      if (!form || then?.revision !== form.revision) return null;
      const right = new Set(then.items.filter((/** @type {any} */ one) => one.result === "right").map((/** @type {any} */ one) => one.id));
      return profileOf(test, form.items, (item) => right.has(item.id));
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
      focusHead();
    });
    const saver = button("Save all my answers as a file", {}, () => {
      const count = saveAnswers("my-answers-to-the-course.json", null);
      if (!count) return note.replaceChildren("There is nothing to save yet.");
      note.replaceChildren(`Saved a file with ${plural(count, "record")}: tests, predictions, checks and exit tickets of the whole course. Nothing left your computer.`);
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
      actionRow(submit, again, saver, clearer),
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
        const given = model.get("answers") || {};
        practising = false;
        wipe();
        for (const { item, part, unsure } of parts) {
          unsure.checked = given[item.id] === UNSURE;
          if (!(item.id in given) || unsure.checked) continue;
          touched.add(item.id);
          part.write(given[item.id]);
        }
        settle();
        if (model.get("score") >= 0) show();
      },
    };
  };

  const restore = () => {
    if (Object.keys(model.get("answers") || {}).length) return;
    const record = answers.kept(known);
    if (record && test.forms[record.form]) set({ form: record.form, answers: record.answer || {}, score: record.score ?? -1 });
  };
  restore();
  draw();
  follow(["form", "answers", "score"], draw);
  onClear(test.lesson, clear);
  return done;
};
