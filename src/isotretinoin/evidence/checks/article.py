"""Every statement of the article that the course starts from is taken up by a lesson."""

from __future__ import annotations

import re
from pathlib import Path

from ..faults import Fault
from ..records import ARTICLE, all_claims

__all__ = ["check_article"]


def check_article(root: Path) -> list[Fault]:
    """Report each claim of the news article that no lesson names, by a link or in its code.

    Parameters
    ----------
    root : Path
        Folder of the course; its ``notebooks/`` are read.
    """
    lessons = "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "notebooks").glob("*.ipynb")))
    named = set(re.findall(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+", lessons))
    return [
        Fault(
            "notebooks",
            f"claim '{one.id}'",
            "no lesson takes up this statement of the article; link it where it is discussed",
        )
        for one in all_claims().values()
        if one.source_key == ARTICLE and one.id not in named
    ]
