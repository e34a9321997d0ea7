"""The whole course as one PDF, printed from the built site by Chromium with the site's own print style."""

from __future__ import annotations

import argparse
import io
import re
import sys
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from browser_for_tools import chromium
from paper_pages import PaperError, PaperPage, pages_of
from playwright.sync_api import Browser
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject

ROOT = Path(__file__).resolve().parents[1]
FOOT = (
    '<div style="font-size:8px;width:100%;padding:0 15mm;color:#555;display:flex;justify-content:space-between">'
    '<span>Decoding isotretinoin</span><span class="pageNumber"></span></div>'
)
SCALE = 0.85
"""Of the size on a screen: a line then has about as many letters as in a printed book."""
MARGINS = {"top": "16mm", "bottom": "18mm", "left": "15mm", "right": "15mm"}

# On a page a drawing whose caption says the finding is hidden from screen readers, which would say it twice. In a PDF
# every picture is a tag of its own that wants a text: it gets the words that stand beside it. A drawing of several
# panels is one picture, and its first panel carries the text.
NAME_DRAWINGS = """() => {
  const name = (drawing, words) => {
    drawing.removeAttribute("aria-hidden");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", words.trim().replace(/\\s+/g, " "));
  };
  for (const group of document.querySelectorAll("[role=img]:not(svg, img)")) {
    const words = group.getAttribute("aria-label");
    group.removeAttribute("role");
    group.removeAttribute("aria-label");
    const [first, ...others] = group.querySelectorAll("svg");
    name(first, words);
    for (const other of others) other.dataset.panel = "";
  }
  for (const drawing of document.querySelectorAll("svg[aria-hidden=true]:not(.iso-narrow, [data-panel])")) {
    if (drawing.parentElement.closest("svg, button")) continue;
    const beside = drawing.closest("figure, .iso-still, .lb-bench, a, li") ?? drawing.parentElement;
    name(drawing, (beside.querySelector("figcaption, .iso-sentence, .lb-sentence") ?? beside).textContent);
  }
}"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--contents", type=Path, default=ROOT / "_toc.yml")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "archive" / "decoding-isotretinoin.pdf")
    asked = parser.parse_args(arguments)
    try:
        pages = pages_of(asked.site, asked.contents)
        with chromium() as browser:
            printed = [print_page(browser, page) for page in pages]
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        bind(pages, printed).write(asked.output)
        # A reading copy of each lesson as well: a class prints one, and no more.
        for page, content in zip(pages, printed, strict=True):
            if page.place.startswith("notebooks/"):
                (asked.output.parent / f"{page.path.stem}.pdf").write_bytes(content)
    except PaperError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{asked.output} ({asked.output.stat().st_size / 1e6:.1f} MB)")
    return 0


def print_page(browser: Browser, page: PaperPage) -> bytes:
    """Print a page as a reader without JavaScript sees it: each explorable is its still with its sentence.

    Raises
    ------
    PaperError
        If a sentence of a still, or a picture, is not on paper.
    """
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    try:
        opened = context.new_page()
        opened.goto(page.path.as_uri())
        opened.evaluate(NAME_DRAWINGS)
        content = opened.pdf(
            format="A4",
            scale=SCALE,
            margin=MARGINS,
            print_background=True,
            tagged=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=FOOT,
        )
    finally:
        context.close()
    reader = PdfReader(io.BytesIO(content))
    text = squeezed("".join(without_foot(sheet.extract_text()) for sheet in reader.pages))
    lost = [sentence for sentence in page.sentences if squeezed(sentence) not in text]
    if lost:
        raise PaperError(f"{page.place}: not on paper is the sentence {lost[0]!r}.")
    drawn = figures_in(reader)
    if drawn != page.pictures:
        raise PaperError(f"{page.place}: of {page.pictures} pictures {drawn} are on paper.")
    return content


def without_foot(text: str) -> str:
    """Return the text of a sheet without its last line, the page number: a sentence may go on overleaf.

    >>> without_foot("It went\\nDecoding isotretinoin 3")
    'It went\\n'
    """
    return re.sub(r"Decoding isotretinoin\s*\d+\s*$", "", text)


def squeezed(text: str) -> str:
    """Return letters and digits only: a PDF knows no spaces, breaks lines where it likes, and joins some letters.

    >>> squeezed("nothing di\\ufb00ers.")
    'nothingdiffers'
    """
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text))


def figures_in(reader: PdfReader) -> int:
    """Return how many pictures with a text of their own the tags of a PDF name: what frames one has none."""
    found, todo = 0, [reader.trailer["/Root"].get("/StructTreeRoot")]
    while todo:
        node = todo.pop()
        node = node.get_object() if node is not None else None
        if isinstance(node, ArrayObject):
            todo.extend(node)
        elif isinstance(node, DictionaryObject):
            found += node.get("/S") == "/Figure" and "/Alt" in node
            todo.append(node.get("/K"))
    return found


def bind(pages: list[PaperPage], printed: list[bytes]) -> PdfWriter:
    """Bind the pages into one document with an outline; a link to another page of the site leads to it inside."""
    writer = PdfWriter()
    writer.add_metadata({"/Title": "Decoding isotretinoin", "/Author": "The Decoding isotretinoin authors"})
    starts: dict[Path, int] = {}
    parts: dict[str, object] = {}
    for page, content in zip(pages, printed, strict=True):
        start = starts[page.path.resolve()] = len(writer.pages)
        writer.append(io.BytesIO(content), import_outline=False)
        if page.part and page.part not in parts:
            parts[page.part] = writer.add_outline_item(title=page.part, page_number=start)
        writer.add_outline_item(title=page.title, page_number=start, parent=parts.get(page.part))
    for sheet in writer.pages:
        for annotation in sheet.get("/Annots", ArrayObject()):
            _lead_inside(annotation.get_object(), writer, starts)
    return writer


def _lead_inside(annotation: DictionaryObject, writer: PdfWriter, starts: dict[Path, int]) -> None:
    action = annotation.get("/A")
    address = action.get_object().get("/URI") if action is not None else None
    if not address or not str(address).startswith("file:"):
        return
    start = starts.get(Path(unquote(urlsplit(str(address)).path)).resolve())
    del annotation["/A"]
    if start is None:  # a file of the site that is no page: on paper it leads nowhere
        return
    target = writer.pages[start].indirect_reference
    annotation[NameObject("/Dest")] = ArrayObject([target, NameObject("/XYZ"), *3 * [NullObject()]])


if __name__ == "__main__":
    sys.exit(main())
