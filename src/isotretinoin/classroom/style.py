"""A lesson's style in numbers: words, lengths of cells, questions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from isotretinoin.questions.reading import read_bank

from .contract import read_front, read_notebook
from .promises import WORD, asked_questions, lines_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["style_figures"]


def _words_of(texts: Iterable[str]) -> int:
    text = "\n".join(texts)
    text = re.sub(r"^```.*?^```|\]\([^)]*\)|<[^>]+>", " ", text, flags=re.S | re.M)
    return len(WORD.findall(text))


def style_figures(root: Path) -> pd.DataFrame:
    """Return the style of each notebook in numbers.

    Returns
    -------
    DataFrame
        One row for each notebook (its name), columns ``minutes``, ``words`` (of prose), ``code_lines`` (not empty),
        ``words_per_line``, ``read_words`` (prose, and the stems of the questions that the page asks),
        ``shown_lines`` (of code that the page shows), ``read_words_per_line``, ``median_lines``, ``p90_lines`` and
        ``most_lines`` (of code cells), ``checks``, ``predictions``, ``questions`` (in the bank), ``misconceptions``
        (that its questions can reveal).
    """
    # Every lesson and every check imports this room, and none of them asks for the table.
    import pandas as pd

    bank = read_bank(root)
    rows = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = read_notebook(path)
        lengths = [lines_of(source) for source in notebook.code]
        methods = [method for method, _ in asked_questions(notebook)]
        front = read_front(notebook).content or {}
        questions = bank.of_lesson(str(front.get("id", "")))
        words, lines = _words_of(notebook.markdown), sum(lengths)
        stems = [question.stem for question in questions if question.use == "page"]
        read, shown = words + _words_of(stems), lines - sum(map(lines_of, notebook.plumbing))
        rows[notebook.name] = {
            "minutes": front.get("minutes", 0),
            "words": words,
            "code_lines": lines,
            "words_per_line": round(words / lines, 1) if lines else float("nan"),
            "read_words": read,
            "shown_lines": shown,
            "read_words_per_line": round(read / shown, 1) if shown else float("nan"),
            "median_lines": float(np.median(lengths)) if lengths else 0.0,
            "p90_lines": float(np.quantile(lengths, 0.9)) if lengths else 0.0,
            "most_lines": max(lengths, default=0),
            "checks": methods.count("check"),
            "predictions": methods.count("predict"),
            "questions": len(questions),
            "misconceptions": len({name for question in questions for name in question.misconceptions}),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("lesson")
