// What the course adds to JupyterLite's pages. It is loaded before everything else of the page.
//
// * A notebook is entered by open.html, which looks first at what the browser allows and at older copies.
// * Links to pages of the course, which are no files of JupyterLite, lead to the pages.
// * Where Python doesn't start or a cell never ends, the reader is told what to do: an unanswered [*] says nothing.
(() => {
  "use strict";
  const about = window.courseDoor;
  const root = new URL("../", new URL(".", location.href.replace(/[?#].*$/, "")));
  const SECONDS = { page: 40, start: 60, busy: 45 };

  const entered = () => {
    try {
      return sessionStorage.getItem("course-door") === about.version;
    } catch {
      return true; // without a memory for the session we would come back here for ever
    }
  };
  if (location.protocol === "file:" || !entered()) {
    const here = location.href.slice(root.href.length);
    location.replace(new URL(`open.html?to=${encodeURIComponent(here)}`, root));
    return;
  }
  // JupyterLite would ask for a service worker, and wait for ever where the browser refuses one: in some private windows,
  // under some rules of a school. The lessons need none, because library and data come in the course's wheel.
  Object.defineProperty(navigator, "serviceWorker", { value: undefined });

  // --- links ---------------------------------------------------------------------------------------------------------

  function target(href) {
    const [, path, anchor = ""] = /\/files\/([^?#]+)(?:\?[^#]*)?(#.*)?$/.exec(href) ?? [];
    if (path?.startsWith("book/") && path.endsWith(".md")) return new URL(`../${path.slice(0, -3)}.html${anchor}`, root);
    const alone = /\/notebooks\/(index\.html)?$/.test(location.pathname);
    if (alone && path?.endsWith(".ipynb")) return new URL(`open.html?path=${encodeURIComponent(path)}`, root);
    return null;
  }

  for (const kind of ["click", "auxclick"]) {
    document.addEventListener(
      kind,
      (event) => {
        const link = event.target instanceof Element && event.target.closest("a[href]");
        const address = link && target(link.href);
        if (!address) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        window.open(address, "_blank", "noopener");
      },
      true,
    );
  }

  // --- what the reader is told ---------------------------------------------------------------------------------------

  let box = null;
  let shown = "";
  const closed = new Set();

  function say(kind, text) {
    if (shown === kind || closed.has(kind)) return;
    hush();
    box = document.createElement("div");
    box.className = "door-note";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => {
      closed.add(kind);
      hush();
    });
    box.append(words, close);
    document.body.append(box);
    shown = kind;
  }

  function hush() {
    box?.remove();
    box = null;
    shown = "";
  }

  const TEXTS = {
    page: "This page has not opened. Reload it. If that changes nothing, the network or a blocker holds back a file of this site.",
    start:
      "Python has not started yet. On a slow line the first start takes a minute or two. If nothing happens, reload the page: what you typed is kept. If that doesn't help either, this browser or its network holds back a file; the lesson's own page and Binder don't need it.",
    busy: "A cell is still running. If it may be a loop without an end: “Interrupt” stops nothing here. Choose Kernel → Restart Kernel; your text stays, and you run the cells above once more.",
    held: "A part of Python did not arrive: the network or a blocker has held back a file. Choose Kernel → Restart Kernel, which loads it once more, and run the cells from the top; your text stays.",
    dead: "Python has stopped. Choose Kernel → Restart Kernel, or reload the page; your text stays.",
  };

  const since = {};
  function lasts(kind, is) {
    if (!is) {
      delete since[kind];
      return false;
    }
    since[kind] ??= performance.now();
    return performance.now() - since[kind] > 1000 * SECONDS[kind];
  }

  // Python starts without a package that could not be loaded, and every cell that needs it fails.
  const NEEDED = "isotretinoin|numpy|pandas|scipy|matplotlib|seaborn|ipywidgets|anywidget|yaml|docutils|markdown_it";
  const LACKS = new RegExp(`(?:No module named|The module) '(?:${NEEDED})\\b`);
  const lacks = () =>
    [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]')].some((one) =>
      LACKS.test(one.textContent),
    );

  function look() {
    const panel = window.jupyterapp?.shell?.currentWidget;
    const session = panel?.sessionContext;
    const status = session?.session?.kernel?.status ?? "none";
    const page = lasts("page", !window.jupyterapp);
    const start = lasts("start", Boolean(panel?.content?.widgets) && ["none", "unknown", "starting", "connecting"].includes(status));
    const busy = lasts("busy", status === "busy");
    const kind = status === "dead" ? "dead" : page ? "page" : start ? "start" : busy ? "busy" : lacks() ? "held" : "";
    if (kind) say(kind, TEXTS[kind]);
    else if (shown) hush();
    if (!busy) closed.delete("busy");
  }

  setInterval(look, 1000);
})();
