"""The places outside its own folder in which a lesson has to stand, and the marks that a new lesson still carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from isotretinoin.authored import Fields, Many, Text, read_file

from .contract import Contract, Notebook
from .rubric import rubric_file

__all__ = ["UNWRITTEN", "check_places"]

UNWRITTEN = "‹"
"""Opens a text that ``new-lesson`` left for the author: ``‹what you wonder›``."""
_FILES = ("contract.yml", "questions.yml", "misconceptions.yml", "teaching.yml")


_CHAPTER = Fields({"file": Text()}, {"title": Text()})
_CONTENTS = Fields(
    {"format": Text(), "root": Text(), "parts": Many(Fields({"chapters": Many(_CHAPTER)}, {"caption": Text()}))}
)
"""What Jupyter Book's ``_toc.yml`` holds, as far as the course uses it."""


def _check_contents(root: Path, notebook: Notebook) -> Iterator[tuple[str, str]]:
    if not (root / "_toc.yml").is_file():
        return
    contents = read_file(root / "_toc.yml", root, _CONTENTS)
    if contents.problems:
        yield from (("L13", str(problem)) for problem in contents.problems)
        return
    listed = {chapter["file"] for part in contents.content["parts"] for chapter in part["chapters"]}
    if f"notebooks/{notebook.name}" not in listed:
        yield "L13", f"stands in no part of _toc.yml. Add '- file: notebooks/{notebook.name}' under its part."


def check_places(root: Path, notebook: Notebook, contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield a code and a sentence for each place that does not know the lesson yet.

    Parameters
    ----------
    root : Path
        The course's folder.
    notebook : Notebook
    contract : Contract
    """
    yield from _check_contents(root, notebook)
    if (notebook.folder / "teaching.yml").is_file():
        # What such notes must hold, only `python -m isotretinoin.teaching check` knows.
        yield from (("L15", str(one)) for one in read_file(notebook.folder / "teaching.yml", root).problems)
    else:
        yield "L15", f"has no notes for teachers: write data/lessons/{contract.id}/teaching.yml."
    if (notebook.folder / "rubric.yml").is_file():
        yield from (("L18", str(one)) for one in rubric_file(root, contract.id).problems)
    texts = {notebook.path.name: "\n".join(source for _, source in notebook.cells)}
    texts |= {
        f"data/lessons/{contract.id}/{name}": (notebook.folder / name).read_text(encoding="utf-8")
        for name in _FILES
        if (notebook.folder / name).is_file()
    }
    for name, text in texts.items():
        left = text.count(UNWRITTEN)
        if left:
            yield "L16", f"{name} has {left} places that new-lesson left to write. Look for {UNWRITTEN!r}."
