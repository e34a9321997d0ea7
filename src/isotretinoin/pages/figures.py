"""Numbers of a page's figures, in the order of the page: "Figure 7.3." before each caption."""

from __future__ import annotations

import re

__all__ = ["number_figures"]

_CAPTION = r'<figcaption\b[^>]*\bclass="[^"]*\biso-caption\b[^"]*"[^>]*>'
# An explorable: its fallback with its title, then the place where the widget is mounted.
_WIDGET = (
    r'<div class="iso-explore iso-still">(?:<p class="iso-title">)?'
    r'(?:(?!application/vnd\.jupyter\.widget-view).)*?<script type="application/vnd\.jupyter\.widget-view\+json"'
)
_FIGURE = re.compile(f"({_CAPTION})|({_WIDGET})", re.S)
_TITLE = re.compile(r'^<div class="iso-explore iso-still">(<p class="iso-title">)?')


def number_figures(html: str, chapter: int | None = None) -> str:
    """Return a page whose figures, drawings and explorables have numbers before their captions.

    Parameters
    ----------
    html : str
        A page that :func:`isotretinoin.pages.mount.mount_points` has prepared. One with numbers comes back unchanged.
    chapter : int, optional
        Number of the lesson: the third figure of the seventh is figure 7.3. Without one, it is figure 3.

    Examples
    --------
    >>> print(number_figures('<figcaption class="iso-caption">It rises.</figcaption>', 7))
    <figcaption class="iso-caption"><b class="iso-figure-number">Figure 7.1.</b> It rises.</figcaption>
    """
    if 'class="iso-figure-number"' in html:
        return html
    count = 0

    def put_number(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        number = f"{chapter}.{count}" if chapter else str(count)
        label = f'<b class="iso-figure-number">Figure {number}.</b> '
        if match[1]:
            return match[0] + label
        title = _TITLE.match(match[0])
        if title[1]:
            numbered = match[0][: title.end()] + label + match[0][title.end() :]
        else:
            numbered = f'{title[0]}<p class="iso-title">{label}</p>{match[0][title.end() :]}'
        # The widget itself puts the number into its title.
        return f'{numbered} data-figure="{number}"'

    return _FIGURE.sub(put_number, html)
