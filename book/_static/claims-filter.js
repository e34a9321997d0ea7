/* Filters the claims of the evidence page. Without JavaScript every claim is listed; on other pages this does nothing.

   A claim is a section with its sentence as heading, a line with its name and its lessons ("geo-… · Used in: lesson 7") and a
   line of labelled facts ("Kind: … · Level: … · Stance: …"). The facts are read from these lines, so that the page carries
   nothing twice. What is chosen stands in the address (?level=…&lesson=7), so that it can be linked. */
(() => {
  const FACTS = ["Kind", "Level", "Stance"];
  const LESSONS = "Used in";

  const STYLE = `
    .iso-filter { margin: 1rem 0 1.5rem; padding: 1rem; border: 1px solid var(--pst-color-border, #8a8a8a); border-radius: 0.6rem; }
    .iso-filter .iso-fields { display: grid; gap: 0.8rem; grid-template-columns: repeat(auto-fit, minmax(min(6rem, 100%), 1fr)); }
    .iso-filter .iso-fields > :first-child { grid-column: span 2; }
    .iso-filter label { display: block; margin: 0; font-weight: 600; font-size: 0.92em; }
    .iso-filter input, .iso-filter select { box-sizing: border-box; width: 100%; min-height: 2.4rem; margin-top: 0.25rem; padding: 0.3rem 0.5rem;
      border: 1px solid var(--pst-color-text-muted, #6b6b6b); border-radius: 0.35rem; background: var(--pst-color-background, Canvas);
      color: var(--pst-color-text-base, CanvasText); font: inherit; font-weight: 400; }
    .iso-filter .iso-foot { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.8rem; }
    .iso-filter [role="status"] { margin: 0; }
    .iso-filter button { min-height: 2.2rem; padding: 0.2rem 0.8rem; border: 1px solid var(--pst-color-text-muted, #6b6b6b); border-radius: 0.35rem;
      background: transparent; color: inherit; font: inherit; cursor: pointer; }
    .iso-filter :is(input, select, button):focus-visible { outline: 3px solid var(--iso-accent, #0f5c70); outline-offset: 2px; }
    @media print { .iso-filter { display: none; } }`;

  function facts(section) {
    const found = {};
    for (const paragraph of section.querySelectorAll(":scope > p")) {
      for (const part of paragraph.textContent.split(" · ")) {
        const [name, ...rest] = part.split(": ");
        if ([...FACTS, LESSONS].includes(name.trim()) && rest.length) found[name.trim()] = rest.join(": ").trim();
      }
    }
    return found;
  }

  function readClaims(article) {
    return [...article.querySelectorAll("section[id]")]
      .map((section) => ({ section, heading: section.querySelector(":scope > h3"), facts: facts(section) }))
      .filter(({ heading, facts: own }) => heading && own.Level && own.Stance)
      .map((claim) => ({ ...claim, text: claim.section.textContent.toLowerCase() }));
  }

  const lessonsOf = (claim) => (claim.facts[LESSONS] || "").match(/\d+/g) || [];

  function field(name, control) {
    const label = document.createElement("label");
    label.append(name, control);
    return label;
  }

  function select(name, values) {
    const control = document.createElement("select");
    control.name = name.toLowerCase();
    control.append(new Option("any", ""));
    for (const value of new Set(values)) control.append(new Option(value, value));
    return control;
  }

  function start() {
    const article = document.querySelector("article.bd-article");
    // Other pages have no claims, and this page's own title keeps their sections from being taken for some.
    if (!article || !/\/evidence(\.html)?$/.test(location.pathname)) return;
    const claims = readClaims(article);
    if (!claims.length) return;

    const groups = new Map();
    for (const { section } of claims) {
      const group = section.parentElement;
      groups.set(group, [...(groups.get(group) || []), section]);
    }
    const contents = new Map(
      [...document.querySelectorAll(".bd-sidebar-secondary a[href^='#'], #pst-page-toc-nav a[href^='#']")].map((link) => [
        decodeURIComponent(link.hash.slice(1)),
        link.closest("li"),
      ]),
    );

    const form = document.createElement("form");
    form.className = "iso-filter";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", "Claims");
    const search = document.createElement("input");
    search.type = "search";
    search.name = "words";
    search.autocomplete = "off";
    const selects = FACTS.map((name) => select(name, claims.map((claim) => claim.facts[name]).filter(Boolean)));
    const lesson = select("Lesson", claims.flatMap(lessonsOf).map(Number).sort((one, other) => one - other).map(String));
    const fields = document.createElement("div");
    fields.className = "iso-fields";
    fields.append(field("Words in the claim", search), field("Lesson", lesson), ...FACTS.map((name, at) => field(name, selects[at])));
    const count = document.createElement("p");
    count.setAttribute("role", "status");
    count.setAttribute("aria-live", "polite");
    const clear = document.createElement("button");
    clear.type = "reset";
    clear.textContent = "Show all claims";
    const foot = document.createElement("div");
    foot.className = "iso-foot";
    foot.append(count, clear);
    form.append(fields, foot);

    function show(element, visible) {
      element.hidden = !visible;
      const entry = contents.get(element.id);
      if (entry) entry.hidden = !visible;
    }

    function apply() {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const claim of claims) {
        const fits =
          words.every((word) => claim.text.includes(word)) &&
          FACTS.every((name, at) => !selects[at].value || claim.facts[name] === selects[at].value) &&
          (!lesson.value || lessonsOf(claim).includes(lesson.value));
        show(claim.section, fits);
        shown += fits;
      }
      for (const [group, members] of groups) show(group, members.some((section) => !section.hidden));
      count.textContent = `${shown} of ${claims.length} claims shown`;
    }

    const controls = [search, lesson, ...selects];

    function readAddress() {
      const query = new URLSearchParams(location.search);
      for (const control of controls) {
        control.value = query.get(control.name) || "";
        // A select without such an option has none at all then.
        if (control.selectedIndex === -1) control.value = "";
      }
    }

    let writing = 0;
    function writeAddress() {
      clearTimeout(writing);
      writing = setTimeout(() => {
        const query = new URLSearchParams(location.search);
        for (const { name, value } of controls) {
          if (value.trim()) query.set(name, value.trim());
          else query.delete(name);
        }
        const text = query.toString();
        history.replaceState(history.state, "", location.pathname + (text && `?${text}`) + location.hash);
      }, 250);
    }

    // A link to a claim that the filter hides would lead nowhere.
    function reveal() {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target || !target.closest("[hidden]")) return;
      for (const control of controls) control.value = "";
      apply();
      writeAddress();
      target.scrollIntoView();
    }

    const change = () => {
      apply();
      writeAddress();
    };
    form.addEventListener("input", change);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(change));
    addEventListener("hashchange", reveal);

    const style = document.createElement("style");
    style.textContent = STYLE;
    const first = groups.keys().next().value;
    document.head.append(style);
    first.before(form);
    readAddress();
    apply();
    reveal();
    // The form moved everything below it, so the place that the address names is looked up again.
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
