// Runs data_digests.py in the Python of the browser door, under Node.js: node data_digests.mjs PYODIDE PROGRAM
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({
  indexURL: `${folder}/`,
  env: { ISOTRETINOIN_HOME: "/lib/python3.12/site-packages/isotretinoin_course", ISOTRETINOIN_OFFLINE: "1" },
});
await python.loadPackage(["isotretinoin"], { messageCallback: () => {} });
python.FS.writeFile("data_digests.py", readFileSync(program, "utf8"));
console.log(python.runPython("import json\nfrom data_digests import digests\njson.dumps(digests())"));
