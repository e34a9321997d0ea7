"""A table of claims whose rows lead to their place on the evidence page."""

from __future__ import annotations

from html import escape

import pandas as pd

from isotretinoin.links import link

from .cards import PAGE
from .records import claim

__all__ = ["ClaimTable", "listed"]

# A long table scrolls inside its frame, so that the figure it explains stays near; print shows all of it.
_STYLE = """<style>
.iso-claim-table { max-height: 34rem; overflow: auto; font-size: 0.82em; }
.iso-claim-table table.dataframe { margin: 0; }
.iso-claim-table th, .iso-claim-table td { text-align: left !important; vertical-align: top; }
.iso-claim-table.iso-claim-table :is(th, td) { padding: 0.3em; }
.iso-claim-table td:nth-child(1) { min-width: 5.6rem; }
.iso-claim-table td.iso-long { min-width: 9.5rem; }
.iso-claim-table:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
@media print { .iso-claim-table { max-height: none; overflow: visible; } }
</style>"""

_SENTENCE = 40
"""A cell with more characters gets room for them, whatever its neighbours need."""
_LONG = ' class="iso-long"'


class ClaimTable:
    """Claims as rows with a link each. Shows itself in a notebook; ``frame`` holds the values."""

    def __init__(self, frame: pd.DataFrame, title: str):
        self.frame = frame
        self.title = title

    def _repr_html_(self) -> str:
        heads = "".join(f"<th>{escape(str(name))}</th>" for name in ("claim", *self.frame.columns))
        rows = "".join(map(self._row, self.frame.index, self.frame.itertuples(index=False)))
        table = f'<table class="dataframe"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        name = escape(self.title, quote=True)
        return f'{_STYLE}<div class="iso-claim-table" role="region" tabindex="0" aria-label="{name}">{table}</div>'

    @staticmethod
    def _row(name: str, values: tuple) -> str:
        named = f"<td>{link(f'{PAGE}#{name}', name)}</td>"
        texts = [str(value) for value in values]
        cells = [f"<td{_LONG if len(text) > _SENTENCE else ''}>{escape(text)}</td>" for text in texts]
        return f"<tr>{named}{''.join(cells)}</tr>"

    def __repr__(self) -> str:
        return f"{self.title}\n{self.frame}"


def listed(frame: pd.DataFrame, title: str = "Claims") -> ClaimTable:
    """Show a table whose index holds ids of claims, each a link to its claim on the evidence page.

    Parameters
    ----------
    frame : DataFrame, index of claim ids
        Its columns stand behind the link, as they are.
    title : str
        Name of the table for readers who hear the page.

    Raises
    ------
    ClaimError
        If a claim does not exist or may not be printed.
    """
    for name in frame.index:
        claim(name)
    return ClaimTable(frame, title)
