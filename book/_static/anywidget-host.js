// Mounts anywidgets (https://anywidget.dev, AFM modules) from the widget state that MyST-NB writes into a page:
// no kernel, no server, no other host; works from file:// too. mount_points() of
// isotretinoin.pages.mount prepares pages; no code but files of the site runs, so that script-src 'self' is enough.
(() => {
  const read = (kind) => [...document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`)];
  const records = {}, models = {}, modules = {};

  // What AFM asks of a model; send() is absent, since nobody would answer.
  class Model {
    #state; #heard = {};
    constructor(state) { this.#state = state; }
    get(name) { return this.#state[name]; }
    set(name, value) {
      if (typeof name === "object") return Object.entries(name).forEach((pair) => this.set(...pair));
      if (Object.is(this.#state[name], value)) return;
      this.#state[name] = value;
      this.#tell(`change:${name}`, value);
      this.#tell("change");
    }
    save_changes() {}
    on(names, handler) { for (const name of names.split(" ")) (this.#heard[name] ||= new Set()).add(handler); }
    off(names, handler) {
      for (const name of names ? names.split(" ") : Object.keys(this.#heard)) {
        handler ? this.#heard[name]?.delete(handler) : delete this.#heard[name];
      }
    }
    #tell(name, value) { for (const handler of [...(this.#heard[name] || [])]) handler(this, value); }
  }

  const signal = new AbortController().signal; // a page's widgets live as long as the page

  // Each kind of widget is a classic script that the page loads, and that leaves its AFM module under its name.
  const load = (name) => (modules[name] ||= (async () => {
    const found = globalThis.isotretinoinWidgets?.[name];
    if (!found) throw new Error(`its script widgets/${name}.js did not load`);
    return typeof found === "function" ? await found() : found;
  })());

  const open = (id) => (models[id] ||= (async () => {
    const { _esm, ...state } = records[id].state;
    const widget = await load(_esm), model = new Model(state);
    await widget.initialize?.({ model, signal });
    return { widget, model };
  })());

  const mount = async (view) => {
    const id = JSON.parse(view.textContent).model_id;
    if (!records[id]?.state._esm) return;
    const fallback = view.previousElementSibling?.matches(".aw-fallback") && view.previousElementSibling;
    const el = Object.assign(document.createElement("div"), { className: "aw-widget" });
    if (view.dataset.figure) el.dataset.figure = view.dataset.figure;
    view.after(el);
    try {
      const { widget, model } = await open(id);
      await widget.render?.({ model, el, signal });
      fallback && fallback.remove();
      el.dataset.ready = "";
    } catch (error) {
      el.replaceChildren(`This part of the page could not start (${error.message}). Reload the page to try again.`);
      el.setAttribute("role", "alert");
      console.error(error);
    }
  };

  // jslink(...) of ipywidgets, so that what is linked in the notebook is linked on the page.
  const link = async ({ source, target }, both) => {
    const [[from, a], [to, b]] = [source, target].map(([id, name]) => [id.slice(10), name]);
    if (!records[from] || !records[to]) return;
    const [{ model: one }, { model: two }] = await Promise.all([open(from), open(to)]);
    const copy = () => two.set(b, one.get(a));
    copy();
    one.on(`change:${a}`, copy);
    both && two.on(`change:${b}`, () => one.set(a, two.get(b)));
  };

  const start = () => {
    for (const script of read("state")) {
      Object.assign(records, JSON.parse(script.textContent).state);
    }
    read("view").forEach(mount);
    for (const { model_name: name, state } of Object.values(records)) {
      if (/LinkModel$/.test(name)) link(state, name === "LinkModel").catch(console.error);
    }
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
