// @ts-check
// What is kept of answers over a reload, in the reader's own browser.

/** @typedef {import("./types.js").Kept} Kept */
/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Store */
/** @typedef {{ id: string, lesson: string, kind: string, revision?: string, formerly?: string[], asked?: string[] }} Asked */

const KEYS = "isotretinoin/answers/1/"; // the number changes when records change their form

/** @returns {Store | null} */
export const browserStore = () => {
  try {
    const probe = `${KEYS}probe`;
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null; // the browser keeps nothing for this page
  }
};

/** @param {string | null | undefined} text @returns {Kept | null} */
const parse = (text) => {
  try {
    const found = text ? JSON.parse(text) : null;
    return found && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
};

/**
 * Whether a record answers the question as it is now. An exit ticket has no key: its own words tell an older one.
 * @param {Asked} question
 * @param {Kept} record
 */
export const isSame = (question, record) =>
  question.asked
    ? JSON.stringify(record.question) === JSON.stringify(question.asked)
    : [question.revision, ...(question.formerly ?? [])].includes(record.revision);

/** @param {Kept} record */
const isEmpty = (record) =>
  record.kind === "exit"
    ? ![record.answer].flat().some(Boolean)
    : record.kind === "test"
      ? !Object.keys(record.answer ?? {}).length
      : !record.answer_text && !record.attempts?.length;

/**
 * Open what a browser keeps of answers.
 * @param {Store | null} store null where the browser keeps nothing: then answers live until the page is left
 * @param {Map<string, string>} memory
 */
export const openAnswers = (store, memory) => {
  const keyOf = (/** @type {Asked} */ { lesson, id }) => `${KEYS}${lesson}/${id}`;

  const get = (/** @type {string} */ key) => {
    try {
      return parse(store?.getItem(key) ?? memory.get(key));
    } catch {
      return parse(memory.get(key)); // storage was switched off while the page was open
    }
  };

  /** @param {string} key @param {Kept} record */
  const set = (key, record) => {
    const text = JSON.stringify(record);
    memory.set(key, text);
    try {
      store?.setItem(key, text);
    } catch {
      // A full store: the answer lives until the page is left, and the exit ticket can still save it.
    }
  };

  const keysOf = (/** @type {string} */ start) => {
    const all = new Set(memory.keys());
    try {
      for (let n = 0; n < (store?.length ?? 0); n++) all.add(store?.key(n) ?? "");
    } catch {
      // As above.
    }
    return [...all].filter((key) => key.startsWith(start)).sort();
  };

  // Without a lesson: of the whole course.
  const ofLesson = (/** @type {string} */ lesson) => keysOf(lesson ? `${KEYS}${lesson}/` : KEYS);

  return {
    /** Whether answers outlive the page. */
    lasts: Boolean(store),

    /**
     * Keep an answer. One to another wording or key of the question stays beside it, under a key of its own.
     * @param {Asked & { objective?: string, plain?: string }} question
     * @param {Kept} record
     */
    keep(question, record) {
      const key = keyOf(question);
      const before = get(key);
      if (before && !isSame(question, before) && !isEmpty(before)) set(`${key}@${before.revision ?? before.at}`, before);
      const { id, lesson, objective, kind, revision, plain } = question;
      set(key, { id, lesson, objective, kind, revision, question: plain, ...record, at: new Date().toISOString() });
    },

    /**
     * What is kept of the question as it is now.
     * @param {Asked} question
     */
    kept(question) {
      const record = get(keyOf(question));
      return record && isSame(question, record) ? record : null;
    },

    /**
     * Answers to other wordings or keys of the question, which would stand beside options that they never saw.
     * @param {Asked} question
     */
    older(question) {
      const key = keyOf(question);
      const found = [get(key), ...keysOf(`${key}@`).map(get)];
      return found.filter((record) => record !== null).filter((record) => !isSame(question, record) && !isEmpty(record));
    },

    /** @param {string} lesson @returns {Kept[]} */
    recordsOf: (lesson) => ofLesson(lesson).map(get).filter((record) => record !== null),

    /** @param {string} lesson */
    clear(lesson) {
      for (const key of ofLesson(lesson)) {
        memory.delete(key);
        try {
          store?.removeItem(key);
        } catch {
          // As above.
        }
      }
    },
  };
};

const shared = Symbol.for("isotretinoin.answers"); // several copies of this module may stand on one page

/** Answers of this browser. */
export const answers = openAnswers(browserStore(), (/** @type {any} */ (globalThis)[shared] ||= new Map()));
