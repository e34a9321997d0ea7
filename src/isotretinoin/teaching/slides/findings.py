"""The words over and under a figure of a slide: what it found, and what to take away from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from isotretinoin.classroom.contract import Contract
from isotretinoin.links import anchor_of
from isotretinoin.questions.markup import plain

__all__ = ["TakeAways", "first_sentence", "is_statement", "split_caption", "spoken"]

LONGEST_TITLE = 130
"""Characters of a title that stands in two lines over a large figure."""

# A capital or a digit begins a sentence; the point of "E. coli" and of "1.5" ends none.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“(])")
_MARK = re.compile(r"^(Simulated(?:, all (?:numbers )?assumed)?)\s*[.:,]\s*", re.I)
_TAG = re.compile(r"<[^>]+>")


def first_sentence(text: str) -> str:
    """Return the first sentence of a plain text.

    >>> first_sentence("Calls fall in steps. At the left 208 rise.")
    'Calls fall in steps.'
    """
    return _END.split(text.strip(), maxsplit=1)[0]


def _raised(text: str) -> str:
    """Return a sentence with a capital, unless it begins with a name such as siRNA."""
    return text if re.match(r"[a-z]+[A-Z]", text) else text[:1].upper() + text[1:]


def split_caption(caption: str) -> tuple[str, str]:
    """Return the finding of a caption, short enough for a title, and the rest of it; the finding may be empty.

    Parameters
    ----------
    caption : str
        HTML of a figure's caption, as a lesson prints it: the finding first, then its numbers.

    >>> split_caption("Simulated. Both worlds fall alike. Food: 10 %.")
    ('Both worlds fall alike.', 'Simulated. Food: 10 %.')
    >>> split_caption("Half as much iron ends growth earlier: <i>1</i> hour.")
    ('Half as much iron ends growth earlier.', '1 hour.')
    """
    text = " ".join(_TAG.sub("", caption).split()).split(" Drawing: ")[0]
    mark = _MARK.match(text)
    said = text[mark.end() :] if mark else text
    finding = first_sentence(said)
    rest = said[len(finding) :].strip()
    # What stands behind a colon or a semicolon are the numbers of the finding.
    before, colon, numbers = finding.partition(": ") if ": " in finding else finding.partition("; ")
    if colon and len(before) > len("Simulated, P5"):
        finding, rest = f"{before.rstrip('.')}.", f"{numbers} {rest}".strip()
    if len(finding) > LONGEST_TITLE:
        return "", text
    return _raised(finding), " ".join(filter(None, [f"{mark[1]}." if mark else "", _raised(rest)]))


def is_statement(finding: str) -> bool:
    """Tell whether a finding says something by itself: a label with numbers does not.

    >>> is_statement("No chip measures a gene."), is_statement("108 of 108 claims."), is_statement("Simulated, dose 3.")
    (True, False, False)
    """
    return len(re.findall(r"[a-z]{2,}", finding)) >= 3 and not finding.startswith("Simulated")


def spoken(rest: str) -> str:
    """Return the first sentence of a caption's rest if one can say it, or an empty text: a row of numbers is none.

    >>> spoken("It divides at the wall, fills with fat, and bursts. Drawn.")
    'It divides at the wall, fills with fat, and bursts.'
    >>> spoken("Simulated cells per ml: 3e+09, 2.2e+09.")
    ''
    """
    line = first_sentence(rest)
    words = re.findall(r"[a-z]{2,}", line)
    return "" if _MARK.match(f"{line}.") or line.startswith("Simulated") or len(words) < 5 else line


@dataclass
class TakeAways:
    """The key points of a lesson by the section that they come from, each given once."""

    contract: Contract
    headings: dict[str, str]
    """Anchor of each heading of the lesson to the section that it stands in."""
    _left: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._left = {}
        for point in self.contract.key_points:
            section = self.headings.get(anchor_of((point.link or "").removeprefix("#")), "")
            self._left.setdefault(section, []).append(plain(point.text))

    def next(self, section: str) -> str:
        """Return the next key point of a section, or an empty text."""
        left = self._left.get(section, [])
        return left.pop(0) if left else ""
