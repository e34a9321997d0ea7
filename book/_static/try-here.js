// "Try it here": before each solution of a lesson the reader may write and run code in the page. Python starts in a worker,
// from the browser door of the same site, after the first click on Run, and runs the lesson's code above first.
(() => {
  "use strict";
  const me = document.currentScript;
  const { notebook, megabytes } = me.dataset;
  const answers = JSON.parse(me.dataset.answers ?? "{}");
  const door = new URL("../lite/", new URL(".", me.src));
  if (location.protocol === "file:" || typeof Worker !== "function" || typeof WebAssembly !== "object") return;

  let worker = null;
  let waiting = null;

  function start() {
    worker = new Worker(new URL("try-worker.js", door));
    worker.onmessage = ({ data }) => waiting?.(data);
    worker.onerror = () => waiting?.({ kind: "failed", text: "Python did not start: a file of this site could not be loaded. Reload the page, or run the whole lesson with the button at its top." });
  }

  function stop() {
    worker?.terminate();
    worker = null;
    waiting = null;
  }

  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  function shown(output) {
    if (output.kind === "html") {
      const box = made("div", { className: "try-html" });
      box.innerHTML = output.text;
      return box;
    }
    return made("pre", { className: `try-${output.kind}`, textContent: output.text });
  }

  // The code with gaps that stands before the solution, where there is some.
  function given(before) {
    const code = before?.matches("div[class*=highlight]") ? before.querySelector("pre") : null;
    return code ? code.textContent.replace(/\n$/, "") : "";
  }

  // What the reader printed, held against what the solution printed when the page was made, and against the bank.
  function judged(cell, number, outputs) {
    if (outputs.some((output) => output.kind === "error")) return { text: "", feedback: "" };
    const solution = [...cell.querySelectorAll(".cell_output .output.stream, .cell_output .output.text_plain")].map((one) => one.textContent);
    const own = outputs.filter((output) => output.kind === "text").map((output) => output.text);
    // Looked up late, because the site defers scripts that hold no data.
    return globalThis.isotretinoinWidgets.tried.judge(own.join("\n"), solution.join("\n"), answers[number] ?? []);
  }

  function editor(cell, number, gap) {
    const name = `try-${number}`;
    const code = made("textarea", { id: name, className: "try-code", rows: 5, spellcheck: false, value: gap });
    code.rows = Math.max(5, code.value.split("\n").length + 1);
    const run = made("button", { type: "button", textContent: worker ? "Run" : `Run (loads about ${megabytes} MB once)` });
    const halt = made("button", { type: "button", textContent: "Stop", hidden: true });
    const said = made("p", { className: "try-said", role: "status" });
    const outputs = made("div", { className: "try-outputs" });
    const bank = made("p", { className: "try-feedback", role: "status" });

    function settle(text, feedback = "") {
      waiting = null;
      run.disabled = false;
      run.textContent = "Run";
      halt.hidden = true;
      said.textContent = text;
      bank.innerHTML = feedback;
    }

    run.addEventListener("click", () => {
      if (waiting) {
        said.textContent = "Another cell of this page is running. Stop it first, or wait for it.";
        return;
      }
      if (!worker) start();
      outputs.replaceChildren();
      bank.replaceChildren();
      run.disabled = true;
      halt.hidden = false;
      said.textContent = "Python starts …";
      waiting = (told) => {
        if (told.kind === "progress") said.textContent = told.text;
        if (told.kind === "failed") {
          stop();
          settle(told.text);
        }
        if (told.kind === "done") {
          outputs.replaceChildren(...told.outputs.map(shown));
          const { text, feedback } = judged(cell, number, told.outputs);
          settle(told.outputs.length ? text : "It ran, and showed nothing. Print what you want to see.", feedback);
        }
      };
      worker.postMessage({ notebook, number, code: code.value });
    });
    halt.addEventListener("click", () => {
      stop();
      settle("Stopped. The next run starts Python again and runs the lesson's code above once more.");
    });
    code.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.shiftKey || event.ctrlKey)) {
        event.preventDefault();
        run.click();
      }
    });
    const label = made("label", { htmlFor: name, textContent: "Your code; the lesson's code above has run before it" });
    return made("div", { className: "try-here" }, label, code, made("div", { className: "try-buttons" }, run, halt), said, outputs, bank);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("div.cell.tag_hide-cell").forEach((cell, number) => {
      const gap = given(cell.previousElementSibling);
      const open = made("button", { type: "button", className: "try-open", textContent: "Try it here" });
      open.addEventListener("click", () => {
        const box = editor(cell, number, gap);
        open.replaceWith(box);
        box.querySelector("textarea").focus();
      });
      cell.before(open);
    });
  });
})();
