/* Filters the claims of the evidence page. Without JavaScript every claim is listed; on other pages this does nothing.

   A claim is a section whose heading is its id, followed by its statement and one line of labelled facts
   ("Kind: … · Level: … · Stance: …"), as isotretinoin.evidence.ledger_pages writes it. The facts are read from that line, so that
   the page carries nothing twice. */
(() => {
  const FACTS = ["Kind", "Level", "Stance"];

  const STYLE = `
    .iso-filter { margin: 1rem 0 1.5rem; padding: 1rem; border: 1px solid var(--pst-color-border, #8a8a8a); border-radius: 0.6rem; }
    .iso-filter .iso-fields { display: grid; gap: 0.8rem; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); }
    .iso-filter label { display: block; margin: 0; font-weight: 600; font-size: 0.92em; }
    .iso-filter input, .iso-filter select { box-sizing: border-box; width: 100%; min-height: 2.4rem; margin-top: 0.25rem; padding: 0.3rem 0.5rem;
      border: 1px solid var(--pst-color-text-muted, #6b6b6b); border-radius: 0.35rem; background: var(--pst-color-background, Canvas);
      color: var(--pst-color-text-base, CanvasText); font: inherit; font-weight: 400; }
    .iso-filter .iso-foot { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.8rem; }
    .iso-filter [role="status"] { margin: 0; }
    .iso-filter button { min-height: 2.2rem; padding: 0.2rem 0.8rem; border: 1px solid var(--pst-color-text-muted, #6b6b6b); border-radius: 0.35rem;
      background: transparent; color: inherit; font: inherit; cursor: pointer; }
    .iso-filter :is(input, select, button):focus-visible { outline: 3px solid var(--iso-accent, #0f5c70); outline-offset: 2px; }
    .iso-claim-name { font-size: 1.1rem; margin: 1.6rem 0 0.3rem; }
    @media print { .iso-filter { display: none; } }`;

  function facts(section) {
    const found = {};
    for (const paragraph of section.querySelectorAll(":scope > p")) {
      for (const part of paragraph.textContent.split(" · ")) {
        const [name, ...rest] = part.split(": ");
        if (FACTS.includes(name.trim()) && rest.length) found[name.trim()] = rest.join(": ").trim();
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

  function field(name, control) {
    const label = document.createElement("label");
    label.append(name, control);
    return label;
  }

  function select(name, claims) {
    const control = document.createElement("select");
    control.name = name.toLowerCase();
    control.append(new Option("any", ""));
    for (const value of new Set(claims.map((claim) => claim.facts[name]).filter(Boolean))) control.append(new Option(value, value));
    return control;
  }

  function start() {
    const article = document.querySelector("article.bd-article");
    // Other pages have no claims, and this page's own title keeps their sections from being taken for some.
    if (!article || !/\/evidence(\.html)?$/.test(location.pathname)) return;
    const claims = readClaims(article);
    if (!claims.length) return;

    for (const { heading } of claims) heading.classList.add("iso-claim-name");
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
    const selects = FACTS.map((name) => select(name, claims));
    const fields = document.createElement("div");
    fields.className = "iso-fields";
    fields.append(field("Words in the claim", search), ...FACTS.map((name, at) => field(name, selects[at])));
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
          FACTS.every((name, at) => !selects[at].value || claim.facts[name] === selects[at].value);
        show(claim.section, fits);
        shown += fits;
      }
      for (const [group, members] of groups) show(group, members.some((section) => !section.hidden));
      count.textContent = `${shown} of ${claims.length} claims shown`;
    }

    // A link to a claim that the filter hides would lead nowhere.
    function reveal() {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target || !target.closest("[hidden]")) return;
      form.reset();
      apply();
      target.scrollIntoView();
    }

    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    addEventListener("hashchange", reveal);

    const style = document.createElement("style");
    style.textContent = STYLE;
    const first = groups.keys().next().value;
    document.head.append(style);
    first.before(form);
    apply();
    // The form moved everything below it, so the place that the address names is looked up again.
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
