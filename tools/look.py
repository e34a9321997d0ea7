"""Compare a picture of each page, at two widths and in both modes, with the one that was accepted last.

``_build/look/index.html`` shows what differs side by side. ``--accept`` takes the pictures of now as the accepted ones;
they lie in ``.look``, which is not a part of the repository.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from html import escape
from pathlib import Path

import numpy as np
from browser_for_tools import chromium, pass_figures
from paper_pages import PaperError
from PIL import Image
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (1280, 390)
MODES = ("light", "dark")
TOLERANCE = 24
"""Steps of 255 in one colour that no eye sees: the same letter is not drawn in the same way on every machine."""
STARTED = "!document.querySelector('script[src*=anywidget-host]') || 'whole' in document.documentElement.dataset"
"""What is true of a page whose pictures are all drawn."""
FEW = 0.0005
"""Share of the pixels that may differ more."""


def pictures_of(browser: Browser, site: Path, into: Path) -> list[str]:
    """Take a picture of every page of a site, and return the names of the files."""
    names = []
    for width in WIDTHS:
        for mode in MODES:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=mode, reduced_motion="reduce"
            )
            page = context.new_page()
            for path in sorted([*site.glob("book/**/*.html"), *site.glob("notebooks/*.html")]):
                name = f"{path.relative_to(site).as_posix().removesuffix('.html').replace('/', '.')}.{width}.{mode}.png"
                page.goto(path.as_uri())
                page.wait_for_function(STARTED)
                pass_figures(page)
                page.screenshot(path=into / name, full_page=True, animations="disabled")
                names.append(name)
            context.close()
    return names


def share_that_differs(one: Path, other: Path) -> float:
    """Return which share of two pictures' pixels differs to the eye; 1 where their sizes differ.

    >>> share_that_differs(Path("book/_static/screenshot.png"), Path("book/_static/screenshot.png"))
    0.0
    """
    first, second = (np.asarray(Image.open(path).convert("RGB"), dtype=np.int16) for path in (one, other))
    if first.shape != second.shape:
        return 1.0
    return float((np.abs(first - second).max(axis=2) > TOLERANCE).mean())


def compare(now: Path, accepted: Path, names: list[str]) -> dict[str, str]:
    """Return what differs: name of the picture to what can be said of it."""
    told = {}
    for name in names:
        if not (accepted / name).is_file():
            told[name] = "new"
            continue
        share = share_that_differs(now / name, accepted / name)
        if share > FEW:
            told[name] = "another size" if share == 1 else f"{share:.2%} of the pixels differ"
    gone = {path.name for path in accepted.glob("*.png")} - set(names)
    return told | dict.fromkeys(sorted(gone), "gone")


def report(told: dict[str, str], folder: Path) -> Path:
    """Write the page that shows what differs, accepted on the left and now on the right."""
    rows = "".join(
        f"<h2>{escape(name)}: {escape(what)}</h2><div><img src='accepted/{name}' alt='accepted' loading='lazy'>"
        f"<img src='now/{name}' alt='now' loading='lazy'></div>"
        for name, what in told.items()
    )
    style = (
        "body{font-family:sans-serif}div{display:flex;gap:1rem;align-items:start}img{width:49%;border:1px solid #888}"
    )
    page = folder / "index.html"
    page.write_text(f"<!DOCTYPE html><meta charset='utf-8'><title>What differs</title><style>{style}</style>{rows}")
    return page


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--accepted", type=Path, default=ROOT / ".look")
    parser.add_argument("--accept", action="store_true", help="take the pictures of now as the accepted ones")
    asked = parser.parse_args(arguments)
    if not (asked.site / "index.html").is_file():
        print("There is no site to look at: run 'make site' first.", file=sys.stderr)
        return 1
    folder = ROOT / "_build" / "look"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "now").mkdir(parents=True)
    asked.accepted.mkdir(exist_ok=True)
    try:
        with chromium() as browser:
            names = pictures_of(browser, asked.site, folder / "now")
    except PaperError as problem:
        print(problem, file=sys.stderr)
        return 1
    told = compare(folder / "now", asked.accepted, names)
    shutil.copytree(asked.accepted, folder / "accepted")
    page = report(told, folder)
    if asked.accept:
        shutil.rmtree(asked.accepted)
        shutil.copytree(folder / "now", asked.accepted)
    print(f"{len(names)} pictures, {len(told)} differ from the accepted ones: {page}")
    return 0 if asked.accept or not told else 1


if __name__ == "__main__":
    sys.exit(main())
