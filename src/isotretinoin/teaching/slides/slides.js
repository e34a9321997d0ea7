// Starts a deck. Long texts are set smaller until they fit, so that a lesson may be changed without a look at its slides.
const deck = new Reveal({
  plugins: [RevealNotes],
  width: 1280,
  height: 720,
  margin: 0.02,
  center: false,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  backgroundTransition: "none",
  pdfSeparateFragments: false,
  pdfMaxPagesPerSlide: 1,
});

const FLOOR = 660; // below it stand the lesson's number and the number of the slide

function lowest(slide) {
  const blocks = [...slide.children].filter((block) => !block.matches(".foot, .notes"));
  return Math.max(...blocks.map((block) => block.offsetTop + block.offsetHeight));
}

// A figure is as large as its slide lets it be.
function fill(slide) {
  const figure = slide.querySelector("figure");
  if (!figure) return;
  figure.style.setProperty("--room", "300px");
  figure.style.setProperty("--room", `${Math.max(300, 300 + FLOOR - lowest(slide))}px`);
}

function fit(slide) {
  if (!slide) return;
  for (let size = 100; size >= 50; size -= 5) {
    slide.style.fontSize = `${size}%`;
    fill(slide);
    if (lowest(slide) <= FLOOR && slide.scrollWidth <= slide.clientWidth) break;
  }
}

deck.initialize().then(() => {
  if (deck.isPrintView?.()) deck.getSlides().forEach(fit);
  else fit(deck.getCurrentSlide());
  document.documentElement.dataset.ready = "";
});
deck.on("slidechanged", (event) => fit(event.currentSlide));
