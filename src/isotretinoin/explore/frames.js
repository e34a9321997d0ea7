
// A picture for each state: Python drew them all, the controls choose one.
function render({ model, el }) {
  const { lines, runs } = model.get("_pictures");
  const pick = model.get("_pick");
  const alts = model.get("_alts");
  const ids = `${freshId()}-`;
  const parsed = new Map();
  const figure = make("div", { class: "iso-picture" });

  const picture = (number) => {
    if (!parsed.has(number)) {
      const run = runs[number];
      let text = "";
      for (let n = 0; n < run.length; n += 2) text += lines.slice(run[n], run[n] + run[n + 1]).join("\n") + "\n";
      const template = document.createElement("template");
      template.innerHTML = text.replaceAll("iso-id-", ids);
      parsed.set(number, template.content.firstElementChild);
    }
    return parsed.get(number);
  };

  const { done } = stage(model, el, {
    figure,
    show(number, sentence) {
      const svg = picture(pick[number]);
      svg.setAttribute("aria-label", alts[number] ?? sentence);
      figure.replaceChildren(svg);
    },
  });
  return done;
}

export default { render };
