// Asks for the files of a figure that a reader is near to while the rest of the page is still on its way;
// anywidget-host.js, which uses them, starts when all of the page is there. late_states() names the files.
(() => {
  const here = document.currentScript.src;
  const phone = matchMedia("screen and (max-width: 600px)");
  const watched = new WeakSet();

  const askFor = ({ kind, late, narrow }) => {
    for (const path of [(phone.matches && narrow) || late, kind]) {
      const link = Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: new URL(path, here) });
      document.head.append(link);
    }
  };

  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      const { dataset } = target.nextElementSibling;
      dataset.near = "";
      askFor(dataset);
    }
  }, { rootMargin: "1500px 0px" });

  const look = () => {
    for (const view of document.querySelectorAll("script[data-late]")) {
      if (watched.has(view)) continue;
      watched.add(view);
      near.observe(view.previousElementSibling);
    }
  };

  if (document.readyState !== "loading") return;
  const arriving = new MutationObserver(look);
  arriving.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => { arriving.disconnect(); near.disconnect(); });
  look();
})();
