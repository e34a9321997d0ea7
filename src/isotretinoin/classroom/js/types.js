// @ts-check
// What the modules of the classroom hand to one another: types only.

/**
 * @typedef {object} Model What a widget's trait values are kept in, as anywidget hands it in.
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, handler: () => void) => void} on
 * @property {(event: string, handler: () => void) => void} off
 * @property {unknown} [send] Only where a kernel may be behind it.
 */

/** @typedef {{ html: string, plain: string }} Text */

/**
 * @typedef {object} Answer
 * @property {boolean | null} right
 * @property {string} feedback HTML
 * @property {string} misconception
 * @property {string} idea HTML
 * @property {number} [number] What a typed answer is held against; the answer for all others has none.
 * @property {number} [tolerance]
 */

/**
 * @typedef {object} Question As Python describes it; which fields carry something depends on the kind.
 * @property {string} id
 * @property {string} lesson
 * @property {string} objective
 * @property {string} kind
 * @property {string} revision
 * @property {string[]} [formerly] Other revisions of this same wording and key.
 * @property {string} before HTML
 * @property {string} stem HTML
 * @property {string} plain
 * @property {string} instruction HTML
 * @property {Text[]} shown
 * @property {number[]} order
 * @property {Answer[]} answers
 * @property {boolean} [multiple]
 * @property {string} [unit]
 */

/**
 * @typedef {object} Found What a kind of question makes of an answer: something to ask back, or a result with words.
 * @property {string} [ask]
 * @property {"right" | "wrong"} [result]
 * @property {string} [sign]
 * @property {string} [words]
 * @property {(Node | null)[]} [details]
 * @property {Node} [after]
 * @property {string[]} [misconceptions]
 */

/**
 * @typedef {object} Part The part of a card in which one kind of question is answered.
 * @property {HTMLElement} element
 * @property {HTMLElement} [field] Where to go back to when something is asked.
 * @property {() => any} read
 * @property {(answer: any) => void} write
 * @property {(answer: any) => string} words
 * @property {() => Found} judge
 * @property {(result: string, attempts: Attempt[]) => void} mark
 */

/** @typedef {(question: Question, changed: () => void, say: (words: string) => void) => Part} Kind */

/** @typedef {{ answer: string, result?: string, misconceptions?: string[], at: string }} Attempt */

/** @typedef {Record<string, any>} Kept What a browser keeps of one question, one exit ticket or one test. */

export {};
