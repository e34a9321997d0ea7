"""A table of claims whose rows lead to their place on the evidence page."""

from __future__ import annotations

from html import escape

import pandas as pd

from isotretinoin.evidence.boxes import PAGE
from isotretinoin.evidence.records import claim

__all__ = ["ClaimTable", "listed"]

# A long table scrolls inside its frame, so that the figure it explains stays near; print shows all of it.
_STYLE = """<style>
.iso-claim-table { max-height: 26rem; overflow: auto; }
.iso-claim-table table.dataframe { margin: 0; }
.iso-claim-table th, .iso-claim-table td { text-align: left !important; vertical-align: top; }
.iso-claim-table:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
@media print { .iso-claim-table { max-height: none; overflow: visible; } }
</style>"""


class ClaimTable:
    """Claims as rows with a link each. Shows itself in a notebook; ``frame`` holds the values."""

    def __init__(self, frame: pd.DataFrame, title: str):
        self.frame = frame
        self.title = title

    def _repr_html_(self) -> str:
        cells = self.frame.map(lambda value: escape(str(value)))
        cells.columns = [escape(str(name)) for name in cells.columns]
        links = [f'<a class="iso-source" href="{PAGE}#{name}">{name}</a>' for name in self.frame.index]
        cells.insert(0, "claim", links)
        with pd.option_context("display.max_colwidth", None):
            table = cells.to_html(escape=False, index=False, border=0)
        name = escape(self.title, quote=True)
        return f'{_STYLE}<div class="iso-claim-table" role="region" tabindex="0" aria-label="{name}">{table}</div>'

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
