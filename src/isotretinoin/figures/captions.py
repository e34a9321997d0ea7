"""Numbers of figures: a page counts its captions in the order in which they stand."""

from __future__ import annotations

import itertools
import re

__all__ = ["number_captions"]

_CAPTION = re.compile(
    r'(<figcaption\b[^>]*\bclass="[^"]*\biso-caption\b[^"]*"[^>]*>)(?:<b class="iso-number">[^<]*</b> )?'
)


def number_captions(page: str) -> str:
    """Return the HTML of a page whose captions of class ``iso-caption`` begin with their number.

    The number is written when the site is built: a notebook shows its cells alone, and there a number would mislead.

    >>> number_captions('<figcaption class="iso-caption">A gland.</figcaption>')
    '<figcaption class="iso-caption"><b class="iso-number">Figure 1.</b> A gland.</figcaption>'
    """
    count = itertools.count(1)
    return _CAPTION.sub(lambda found: f'{found[1]}<b class="iso-number">Figure {next(count)}.</b> ', page)
