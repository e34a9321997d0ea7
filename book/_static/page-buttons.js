// The theme's buttons for paper and for the full screen; it writes what they do into the page, where a strict host forbids it.
document.addEventListener("click", ({ target }) => {
  const does = target.closest("[data-does]")?.dataset.does;
  if (does === "print") print();
  if (does === "full-screen") globalThis.toggleFullScreen?.();
});

// Paper is light: what is written for a dark screen would be printed pale.
{
  const page = document.documentElement.dataset;
  let onScreen;
  addEventListener("beforeprint", () => {
    onScreen ??= page.theme;
    page.theme = "light";
  });
  addEventListener("afterprint", () => {
    if (onScreen) page.theme = onScreen;
    onScreen = undefined;
  });
}
