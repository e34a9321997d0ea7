// Before a notebook opens: can this browser run it, and does an older copy of the reader's stand in the way?
// A copy that was made from an earlier state of a notebook gets a name of its own, so that both can be opened.
(() => {
  "use strict";
  let about = window.courseDoor;
  const asked = new URLSearchParams(location.search);
  const says = document.getElementById("door-says");

  // Only a page of this folder can be asked for.
  const wanted = () => {
    const to = asked.get("to") ?? `notebooks/index.html?path=${asked.get("path") ?? "notebooks/"}`;
    const url = new URL(to, new URL(".", location.href));
    return url.href.startsWith(new URL(".", location.href).href) ? url : new URL("notebooks/index.html", location.href);
  };
  const path = () => decodeURIComponent(wanted().searchParams.get("path") ?? "");

  function tell(...lines) {
    says.replaceChildren(
      ...lines.map((line) => {
        const p = document.createElement("p");
        p.append(...[].concat(line));
        return p;
      }),
    );
  }

  function link(words, address) {
    const a = document.createElement("a");
    a.href = address;
    a.className = "door-choice";
    a.textContent = words;
    return a;
  }

  function refusal() {
    if (location.protocol === "file:") {
      return [
        "These pages were opened from a folder, and browsers don't start Python from there.",
        "Let the folder be served: in a terminal, go into the folder of the site, type “python3 -m http.server 8000” and open http://localhost:8000/ in this browser. Or take the published site.",
        "Everything else of the course works from the folder as it is.",
      ];
    }
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
      return [
        "This browser has no WebAssembly, so that it can't run Python. It may be old, or a setting may forbid it.",
        "Take a current Firefox, Chrome, Edge or Safari, or run the lesson on your own computer.",
      ];
    }
    return null;
  }

  const asPromise = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  async function storage() {
    const known = indexedDB.databases ? await indexedDB.databases() : [{ name: "decoding-isotretinoin" }];
    if (!known.some((one) => one.name === "decoding-isotretinoin")) return null;
    const database = await asPromise(indexedDB.open("decoding-isotretinoin"));
    if (database.objectStoreNames.contains("files")) return database;
    database.close();
    return null;
  }

  function freeName(name, taken) {
    const day = new Date().toISOString().slice(0, 10);
    for (let number = 1; ; number += 1) {
      const one = name.replace(/\.ipynb$/, `.my-copy-${day}${number > 1 ? `-${number}` : ""}.ipynb`);
      if (!taken.has(one)) return one;
    }
  }

  // Every copy of an earlier state is moved, not only that of the notebook that was asked for: the list of files must
  // not hide a new lesson either.
  async function keepOldCopies() {
    const database = await storage();
    if (!database) return [];
    const files = database.transaction("files", "readwrite").objectStore("files");
    const keys = new Set(await asPromise(files.getAllKeys()));
    for (const key of [...keys]) {
      const original = about.originals[key];
      const copy = original && (await asPromise(files.get(key)));
      const from = copy?.content?.metadata?.door?.original;
      if (!copy || copy.type !== "notebook" || from === original) continue;
      const kept = freeName(key, keys);
      await asPromise(files.put({ ...copy, path: kept, name: kept.split("/").pop() }, kept));
      await asPromise(files.delete(key));
      keys.add(kept);
    }
    database.close();
    return [...keys];
  }

  function copiesOf(name, keys) {
    const start = name.replace(/\.ipynb$/, ".my-copy-");
    return keys.filter((key) => key.startsWith(start)).sort().reverse();
  }

  function open(name) {
    const url = wanted();
    url.searchParams.set("path", name);
    return url;
  }

  // A host lets browsers keep a file for some minutes: what the course is now, and the notebook, are asked anew.
  async function now(name) {
    try {
      if (name in about.originals) await fetch(`files/${name}`, { cache: "no-cache" });
      return await (await fetch("door.json", { cache: "no-cache" })).json();
    } catch {
      return about;
    }
  }

  async function main() {
    const why = refusal();
    if (why) return tell(...why);
    const { version } = about; // of the script that the notebook's page has, too
    const name = path();
    about = await now(name);
    let keys = [];
    try {
      sessionStorage.setItem("course-door", version);
      keys = await keepOldCopies();
    } catch (problem) {
      tell(
        "This browser keeps no files for this site, so that nothing you change here will be there tomorrow.",
        "Before you close the page, take your work along with File → Download.",
        link("Open the notebook", wanted().href),
      );
      return console.info(`door: ${problem}`);
    }
    const copies = copiesOf(name, keys);
    if (!copies.length || asked.has("chosen")) return location.replace(wanted());
    tell(
      "The course was updated after you worked on this notebook. Nothing of yours is lost: your earlier copy has a name of its own.",
      link("Open the new version", open(name)),
      ...copies.map((copy) => link(`Open your copy of ${copy.slice(-16, -6).replace(/^y-/, "")}`, open(copy))),
    );
  }

  main();
})();
