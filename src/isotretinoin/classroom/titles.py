"""Titles of lessons and pages, for whatever has to name them in words."""

from __future__ import annotations

from pathlib import Path

from .contract import read_contracts

__all__ = ["lesson_titles", "page_titles"]


def lesson_titles(root: Path) -> dict[str, str]:
    """Return the id of each lesson (``"07"``) and its title.

    Raises
    ------
    LessonError
        If a contract does not hold.
    """
    return {contract.id: contract.title for contract in read_contracts(root).values()}


def page_titles(root: Path) -> dict[str, str]:
    """Return the path of each page's source (``book/data.md``) and the page's title.

    Raises
    ------
    LessonError
        If a contract does not hold.
    """
    titles = {f"notebooks/{name}.ipynb": contract.title for name, contract in read_contracts(root).items()}
    for path in (root / "book").rglob("*.md"):
        first = next((line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")), "")
        titles[path.relative_to(root).as_posix()] = first.removeprefix("# ").strip() or path.stem
    return titles
