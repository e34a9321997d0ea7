"""Slides as pages of their own: reveal.js from a package, copied beside them, so that no other host is asked."""

from __future__ import annotations

import shutil
from html import escape
from importlib import resources
from pathlib import Path

from isotretinoin.classroom.contract import read_contracts
from isotretinoin.links import link_pages
from isotretinoin.questions.reading import read_bank

from ..notes import TeachingError, read_notes
from .outline import SESSIONS, Session, Slide, session_checks, session_slides

__all__ = ["make_slides"]

HERE = Path(__file__).parent
_PACKAGE = "sphinx_revealjs"
_REVEAL = {
    "dist/reset.css": "reset.css",
    "dist/reveal.css": "reveal.css",
    "dist/reveal.js": "reveal.js",
    "plugin/notes/notes.js": "notes.js",
    "LICENSE": "LICENSE",
}
"""Files of reveal.js that a deck needs, and where they go."""


def _section(slide: Slide) -> str:
    level = "h1" if slide.kind == "title" else "h2"
    notes = f'<aside class="notes">{slide.notes}</aside>' if slide.notes else ""
    foot = f'<p class="foot">Lesson {int(slide.lesson)}</p>' if slide.lesson else ""
    where = f'<p class="where">{slide.where}</p>' if slide.where else ""
    return (
        f'<section class="{slide.kind}" data-lesson="{slide.lesson}">'
        f"{where}<{level}>{escape(slide.title)}</{level}>{slide.body}{foot}{notes}</section>"
    )


def _page(session: Session, slides: list[Slide]) -> str:
    sections = "\n".join(map(_section, slides))
    title = f"Session {session.number}: {slides[0].title}"
    return link_pages(
        f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} — Decoding isotretinoin</title>
<link rel="stylesheet" href="reveal/reset.css">
<link rel="stylesheet" href="reveal/reveal.css">
<link rel="stylesheet" href="slides.css">
<noscript><link rel="stylesheet" href="noscript.css"></noscript>
</head>
<body>
<main class="reveal"><div class="slides">
{sections}
</div></main>
<script src="reveal/reveal.js"></script>
<script src="reveal/notes.js"></script>
<script src="slides.js"></script>
</body>
</html>
"""
    )


def make_slides(root: Path, executed: Path, output: Path) -> list[Path]:
    """Write two decks for each session whose lessons exist, and return their files: its slides, and its questions.

    Parameters
    ----------
    root : Path
        The course's folder.
    executed : Path
        Folder of the executed notebooks, ``_build/executed`` after ``make site``.
    output : Path
        Folder for the decks; it lies beside the site's folder ``notebooks``, as the slides link to pages there.

    Raises
    ------
    TeachingError
        If a lesson was not executed, belongs to no session, or reveal.js is not installed.
    """
    contracts = read_contracts(root)
    missing = [name for name in contracts if not (executed / f"{name}.ipynb").is_file()]
    if missing:
        raise TeachingError(f"The slides show what the lessons computed; run 'make site' first (no {missing[0]}).")
    parts = {part for session in SESSIONS for part in session.parts}
    for contract in contracts.values():
        if contract.part not in parts:
            raise TeachingError(
                f"Lesson {contract.id} is of the part {contract.part!r}, which no session of SESSIONS has."
            )
    try:
        reveal = resources.files(_PACKAGE) / "_static" / "revealjs"
    except ModuleNotFoundError as error:
        raise TeachingError("reveal.js is missing: install the extra 'site' of this project.") from error

    bank = read_bank(root)
    titles = {contract.id: read_notes(root, contract.id).titles for contract in contracts.values()}
    shutil.rmtree(output, ignore_errors=True)
    (output / "reveal").mkdir(parents=True)
    for source, name in _REVEAL.items():
        (output / "reveal" / name).write_bytes((reveal / source).read_bytes())
    for name in ("slides.css", "slides.js", "noscript.css"):
        shutil.copy(HERE / name, output / name)
    written = []
    for session in SESSIONS:
        decks = {
            "": session_slides(session, executed, contracts, bank, titles),
            "-checks": session_checks(session, executed, contracts, bank),
        }
        for ending, slides in decks.items():
            if slides:
                path = output / f"session-{session.number}{ending}.html"
                path.write_text(_page(session, slides), encoding="utf-8")
                written.append(path)
    return written
