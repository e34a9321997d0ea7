// Python for one cell of a lesson's page. It runs the code cells of the lesson that stand before the asked solution, each once,
// and then the reader's code, and answers with what was shown.
importScripts("static/pyodide/pyodide.js");

let python = null;
let cells = null;
let done = 0;
const tell = (kind, more) => postMessage({ kind, ...more });

async function start(notebook) {
  const settings = await (await fetch("jupyter-lite.json")).json();
  const { env, packages } = settings["jupyter-config-data"].litePluginSettings["@jupyterlite/pyodide-kernel-extension:kernel"].loadPyodideOptions;
  python = await loadPyodide({ indexURL: new URL("static/pyodide/", location.href).href, env: { ...env, MPLBACKEND: "agg" } });
  tell("progress", { text: "Packages are loaded …" });
  await python.loadPackage([...packages, "ipython"], { messageCallback: () => {} });
  python.runPython(await (await fetch("try_here.py")).text());
  const content = await (await fetch(`files/${notebook}`)).json();
  cells = content.cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => ({ source: [].concat(cell.source).join(""), solution: (cell.metadata.tags ?? []).includes("hide-cell") }));
}

const run = (code) => JSON.parse(python.globals.get("run_here")(code));

onmessage = async ({ data }) => {
  try {
    if (!python) await start(data.notebook);
    const solutions = cells.flatMap((cell, place) => (cell.solution ? [place] : []));
    for (const until = solutions[data.number]; done < until; done += 1) {
      tell("progress", { text: `The lesson's code above runs: cell ${done + 1} of ${until} …` });
      const failed = run(cells[done].source).find((output) => output.kind === "error");
      if (failed) throw new Error(`a cell of the lesson failed: ${failed.text}`);
    }
    tell("progress", { text: "Your code runs …" });
    tell("done", { outputs: run(data.code) });
  } catch (problem) {
    tell("failed", { text: `That did not work (${problem.message ?? problem}). Reload the page, or run the whole lesson with the button at its top.` });
  }
};
