/* A card in place of a jump: a link to a claim of the ledger, or to a term of the glossary, opens what stands there beside
   itself. It shows under the pointer and where the keyboard stands; a click, a tap or Enter keeps it open, Escape closes it.
   With Ctrl, or a middle click, the link is a link. Without JavaScript it is one too, and so it is where the claims can't be
   loaded. The claims come as a script, once, when they are first asked for, so that they do so from a folder as well. */
(() => {
  const CLAIM = /(?:^|\/)evidence\.(?:html|md)#([a-z0-9-]+)$/;
  const LINK = "a[href*='evidence.html#'], a[href*='evidence.md#'], a.glossary-term";
  const here = document.currentScript.src;
  // These pages are what cards stand for: there a link is meant as one.
  if (/\/(?:evidence|sources|glossary)(?:\.html)?$/.test(location.pathname)) return;

  let loading = null;
  const claims = () =>
    (loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("claims.js", here).href;
      script.onload = () => resolve(window.isoClaims);
      script.onerror = () => reject(new Error("no claims"));
      document.head.append(script);
    }));

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter((child) => child !== "" && child != null));
    return element;
  };
  const line = (name, ...children) => make("span", { className: name }, ...children);
  const lessonList = (numbers) => (numbers.length ? `used in lesson${numbers.length > 1 ? "s" : ""} ${numbers.join(", ")}` : "");

  /** The parts of the card of a link; null where there is nothing to say. */
  const content = async (link) => {
    const claim = CLAIM.exec(link.getAttribute("href"));
    if (!claim) {
      if (!link.dataset.meaning) return null;
      const more = make("a", { href: link.href }, "See in the glossary");
      return { role: "term", name: "Glossary", parts: [line("iso-card-who", link.textContent), line("", link.dataset.meaning), line("", more)] };
    }
    const one = (await claims())[claim[1]];
    if (!one) return null;
    const [source, address] = one.source;
    const origin = address ? make("a", { href: address }, source) : source;
    const more = make("a", { href: link.href }, "See in the ledger");
    const parts = [
      line("iso-card-who", one.who),
      line("", one.says),
      one.value && line("iso-card-value", one.value),
      line("iso-card-ground", [...one.words, ""].join(" · "), origin),
      line("iso-card-ground", more, one.lessons.length ? ` · ${lessonList(one.lessons)}` : ""),
    ];
    return { role: one.role, name: "Claim", parts: parts.filter(Boolean) };
  };

  let open = null; // { link, card, kept }
  let timer = 0;
  let wanted = null; // the link whose card was asked for last
  let left = null; // the link that gets the focus back as its card goes, and asks for no other

  const place = () => {
    if (!open) return;
    const { link, card } = open;
    const box = link.getClientRects()[0];
    if (!box || box.bottom < 0 || box.top > innerHeight) return close();
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = box.bottom + 6 + height <= innerHeight || box.top < height + 6;
    card.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8))}px`;
    card.style.top = `${below ? Math.min(box.bottom + 6, Math.max(8, innerHeight - height - 8)) : box.top - height - 6}px`;
  };

  function close() {
    clearTimeout(timer);
    wanted = null;
    if (!open) return;
    const { link, card } = open;
    open = null;
    if (card.contains(document.activeElement)) {
      left = link;
      link.focus({ preventScroll: true });
    }
    link.removeAttribute("aria-expanded");
    link.removeAttribute("aria-describedby");
    card.remove();
  }

  const keep = () => {
    open.kept = true;
    open.link.setAttribute("aria-expanded", "true");
  };

  const show = async (link, kept) => {
    clearTimeout(timer);
    if (open?.link === link) return kept ? keep() : undefined;
    wanted = link;
    const found = await content(link);
    if (wanted !== link) return;
    close();
    if (!found) throw new Error("nothing to show");
    const card = line(`iso-card iso-card-${found.role}`, ...found.parts);
    card.id = "iso-card";
    card.setAttribute("role", "group");
    card.setAttribute("aria-label", found.name);
    // Beside its link, so that the Tab key goes from the one into the other.
    link.after(card);
    link.setAttribute("aria-describedby", card.id);
    open = { link, card, kept: false };
    if (kept) keep();
    place();
  };

  const later = (task, wait) => {
    clearTimeout(timer);
    timer = setTimeout(task, wait);
  };
  const linkOf = (event) => {
    const link = event.target.closest?.(LINK);
    return link && !link.closest(".iso-card") ? link : null;
  };
  const quietly = (link) => show(link, false).catch(() => {});

  // The browser's own tip would stand in front of the card.
  const takeTips = () => {
    for (const term of document.querySelectorAll("a.glossary-term[title]")) {
      term.dataset.meaning = term.title;
      term.removeAttribute("title");
    }
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (open?.card.contains(event.target)) return clearTimeout(timer);
    const link = linkOf(event);
    if (link && open?.link !== link) later(() => quietly(link), 150);
    else if (link) clearTimeout(timer);
    else if (open && !open.kept) later(close, 300);
    else if (!open) clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    const back = link === left;
    left = null;
    if (back) return;
    if (link?.matches(":focus-visible")) quietly(link);
    else if (open && !open.card.contains(event.target) && !link) close();
  });
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link) {
      if (open && !open.card.contains(event.target)) close();
      return;
    }
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (open?.link === link && open.kept) close();
    else show(link, true).catch(() => location.assign(link.href));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place);

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", takeTips);
  else takeTips();
})();
