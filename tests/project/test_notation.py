"""The page on notation: every sign of the lessons' formulas, each once, and none that no lesson uses."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_GREEK = "alpha beta gamma delta Delta epsilon varepsilon theta lambda mu pi rho sigma tau chi"
_SIGN = re.compile(
    rf"(?:\\(?:bar|tilde|hat) *\{{?[A-Za-z]\}}?|\\(?:{_GREEK.replace(' ', '|')})\b|EC|d?[A-Za-z])"
    r"(?:_(?:\{[^}]*\}|[A-Za-z0-9]))?"
)
_LAYOUT = re.compile(r"\\(?!bar|tilde|hat|" + _GREEK.replace(" ", r"\b|") + r"\b)[A-Za-z]+|\\[^A-Za-z]")


def formulas(markdown: str) -> list[str]:
    """Return the formulas of a Markdown text, code left out."""
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", markdown, flags=re.S | re.M)
    return re.findall(r"\$\$(.+?)\$\$", text, re.S) + re.findall(
        r"(?<![\\$])\$([^$\n]+?)\$", re.sub(r"\$\$.+?\$\$", "", text, flags=re.S)
    )


def signs(formula: str) -> set[str]:
    """Return the signs of a formula, with their indices; words in it are none."""
    formula = re.sub(r"_\{\\text\{([^}]*)\}\}", r"_{\1}", formula)
    formula = re.sub(r"\\mathsf\{(\w)\}", r"\1", re.sub(r"\\text\{[^}]*\}", " ", formula))
    return {re.sub(r"[ {}]", "", sign) for sign in _SIGN.findall(_LAYOUT.sub(" ", formula))}


def listed() -> list[str]:
    """Return the signs in the first column of the page's table."""
    rows = re.findall(r"^\| (\$[^|]+) \|", (ROOT / "book" / "notation.md").read_text(encoding="utf-8"), re.M)
    return [sign for row in rows for formula in formulas(row) for sign in signs(formula)]


def used() -> dict[str, set[str]]:
    """Return the signs of the lessons' formulas, each with the lessons that use it."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        for sign in {sign for formula in formulas(text) for sign in signs(formula)}:
            found.setdefault(sign, set()).add(path.name[:2])
    return found


def test_signs_are_read_as_they_are_written():
    assert signs(r"t = \frac{\bar{d}}{e}") == {"t", r"\bard", "e"}
    assert signs(r"\frac{dQ}{dt} = \text{uptake} - Q_{\text{min}}") == {"dQ", "dt", "Q_min"}
    assert signs(r"EC_{50} = \frac{K_d}{1 + \tau}") == {"EC_50", "K_d", r"\tau"}
    assert formulas("costs `$5` and $x$, or\n$$y$$") == ["y", "x"]


def test_the_page_has_every_sign_of_the_lessons():
    missing = {sign: sorted(lessons) for sign, lessons in used().items() if sign not in listed()}
    assert missing == {}


def test_the_page_has_no_sign_twice_and_none_that_no_lesson_uses():
    counts = Counter(listed())
    assert {sign for sign, count in counts.items() if count > 1} == set()
    assert set(counts) - set(used()) == set()
