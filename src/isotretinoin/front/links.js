// @ts-check
// Links to pages of the course are written as a source names its neighbour; links.py has the same rule.

/** The published page for the address of a source; every other address stays. */
export const pageOf = (/** @type {string} */ address) => address.replace(/\.(md|ipynb)(?=#|$)/, ".html");

/**
 * JupyterLab opens source files; the published page, which has no kernel to send to, has pages in their place.
 * @param {Element} root
 * @param {{ send?: unknown }} model
 */
export const leadToPages = (root, model) => {
  const live = typeof model.send === "function";
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (root.querySelectorAll("a.iso-source"))) {
    const target = link.getAttribute("href") ?? "";
    if (!live) link.setAttribute("href", pageOf(target));
    else if (!target.startsWith("#")) link.target = "_blank"; // a reader in JupyterLab keeps the notebook
  }
};
