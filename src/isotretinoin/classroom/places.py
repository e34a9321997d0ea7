"""The places outside its own folder in which a lesson has to stand, and the marks that a new lesson still carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from .contract import Contract, Notebook

__all__ = ["UNWRITTEN", "check_places"]

UNWRITTEN = "‹"
"""Opens a text that ``new-lesson`` left for the author: ``‹what you wonder›``."""
_FILES = ("contract.yml", "questions.yml", "misconceptions.yml", "teaching.yml")


def _listed(root: Path) -> set[str] | None:
    """Return the pages of ``_toc.yml``, or None where there is no such file."""
    path = root / "_toc.yml"
    if not path.is_file():
        return None
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {chapter["file"] for part in content.get("parts", []) for chapter in part.get("chapters", [])}


def check_places(root: Path, notebook: Notebook, contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield a code and a sentence for each place that does not know the lesson yet.

    Parameters
    ----------
    root : Path
        The course's folder.
    notebook : Notebook
    contract : Contract
    """
    listed = _listed(root)
    if listed is not None and f"notebooks/{notebook.name}" not in listed:
        yield "L13", f"stands in no part of _toc.yml. Add '- file: notebooks/{notebook.name}' under its part."
    if not (notebook.folder / "teaching.yml").is_file():
        yield "L15", f"has no notes for teachers: write data/lessons/{contract.id}/teaching.yml."
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
