/* One switch for the code of all lessons: folded, so that a page reads as a text, or open. The browser keeps the choice.
   Without this script each cell still unfolds by itself. Solutions stay folded: their readers want to find them first. */
(() => {
  const KEY = "isotretinoin/code";
  const cells = [...document.querySelectorAll("div.cell.tag_hide-input details.hide")];
  if (!cells.length) return;

  const kept = () => {
    try {
      return localStorage.getItem(KEY) === "open";
    } catch {
      return false; // a browser that keeps nothing for files or private windows
    }
  };
  const keep = (open) => {
    try {
      localStorage.setItem(KEY, open ? "open" : "folded");
    } catch {
      /* the choice then holds for this page */
    }
  };

  const button = document.createElement("button");
  button.type = "button";
  button.className = "iso-code-switch";
  const show = (open) => {
    button.setAttribute("aria-pressed", String(open));
    for (const cell of cells) cell.open = open;
  };
  button.textContent = "Show the code";
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    keep(open);
    show(open);
  });
  show(kept());
  // Beside the line that says what the lesson is, where it takes no room of its own.
  const opening = document.querySelector(".iso-opening")?.closest("div.cell");
  if (opening) opening.insertAdjacentElement("beforebegin", button);
  else document.querySelector(".bd-article h1")?.insertAdjacentElement("afterend", button);
})();
