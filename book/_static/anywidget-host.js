// Mounts anywidgets (https://anywidget.dev, AFM modules) from the widget state that MyST-NB writes into a page:
// no kernel, no server, no other host; works from file:// too. mount_points() and late_states() of isotretinoin.pages
// prepare pages; no code but files of the site runs, so that script-src 'self' is enough.
(() => {
  const here = document.currentScript.src;
  const read = (kind) => [...document.querySelectorAll(`script[type="application/vnd.jupyter.widget-${kind}+json"]`)];
  const records = {}, models = {}, modules = {}, files = {};

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

  // What the page did not name loads as it would have: a classic script beside this one.
  const fetchFile = (path) => (files[path] ||= new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: new URL(path, here), onload: done });
    script.onerror = () => fail(new Error(`its file ${path} did not load`));
    document.head.append(script);
  }));
  const registered = async (register, folder, name) => {
    if (!globalThis[register]?.[name]) await fetchFile(`${folder}/${name}.js`);
    const found = globalThis[register]?.[name];
    if (!found) throw new Error(`its file ${folder}/${name}.js is empty`);
    return found;
  };

  // Each kind of widget is a script that leaves its AFM module under its name.
  const load = (name) => (modules[name] ||= registered("isotretinoinWidgets", "widgets", name).then((found) =>
    typeof found === "function" ? found() : found));

  // A state with pictures for a phone has two files; a page loads the other where its width becomes the other.
  const phone = matchMedia("screen and (max-width: 600px)");
  const fileOf = ({ late, narrow }) => (phone.matches && narrow) || late;
  const stateOf = (record) => registered("isotretinoinStates", "states", fileOf(record));
  const refit = async (record, model) => {
    const file = fileOf(record);
    const { _pictures } = await stateOf(record);
    if (file === fileOf(record)) model.set({ _pictures });
  };

  const open = (id) => (models[id] ||= (async () => {
    const record = records[id];
    const { late, narrow, state: { _esm, ...own } } = record;
    const [widget, state] = await Promise.all([load(_esm), late ? stateOf(record) : own]);
    const model = new Model({ ...state });
    narrow && phone.addEventListener("change", () => refit(record, model).catch(console.error));
    await widget.initialize?.({ model, signal });
    return { widget, model };
  })());

  const mount = async (view) => {
    const id = JSON.parse(view.textContent).model_id;
    const fallback = view.previousElementSibling?.matches(".aw-fallback") && view.previousElementSibling;
    const el = Object.assign(document.createElement("div"), { className: "aw-widget" });
    if (view.dataset.figure) el.dataset.figure = view.dataset.figure;
    try {
      const { widget, model } = await open(id);
      // Nobody sees a page without either of the two: the widget takes the place when it is drawn.
      view.after(el);
      await widget.render?.({ model, el, signal });
      fallback && fallback.remove();
      el.dataset.ready = "";
    } catch (error) {
      el.replaceChildren(`This part of the page could not start (${error.message}). Reload the page to try again.`);
      el.setAttribute("role", "alert");
      view.after(el);
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

  // A widget whose state is still to be loaded starts when it comes near; until then its fallback shows its first state.
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      mount(target.nextElementSibling);
    }
  }, { rootMargin: "1500px 0px" });

  const start = async () => {
    for (const script of read("state")) {
      Object.assign(records, JSON.parse(script.textContent).state);
    }
    const views = read("view").filter((view) => records[JSON.parse(view.textContent).model_id]?.state._esm);
    const recordOf = (view) => records[JSON.parse(view.textContent).model_id];
    const isHere = (view) => !recordOf(view).late || recordOf(view).early || globalThis.isotretinoinStates?.[recordOf(view).late];
    const isNear = (view) => "near" in view.dataset;
    const first = views.find((view) => recordOf(view).late);
    // Before the others, since a reader waits there; anywidget-near.js has asked for what it needs.
    const waited = views.filter(isNear).map(mount);
    views.filter((view) => !isHere(view) && !isNear(view)).forEach((view) => near.observe(view.previousElementSibling));
    for (const { model_name: name, state } of Object.values(records)) {
      if (/LinkModel$/.test(name)) link(state, name === "LinkModel").catch(console.error);
    }
    if (first && isHere(first) && !isNear(first)) await mount(first);
    // One after the other, so that what a reader does in between is answered in between.
    for (const view of views) {
      if (view === first || !isHere(view) || isNear(view)) continue;
      mount(view);
      await new Promise((done) => setTimeout(done));
    }
    await Promise.all(waited);
    // Now there is time for the pictures further down, too.
    document.documentElement.dataset.whole = "";
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
