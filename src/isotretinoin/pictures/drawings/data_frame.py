"""What a data frame is: names on rows and columns, a column, a row and a choice of rows picked from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..kit import Panel, Picture
from ..kit.curves import number

__all__ = ["draw"]

_HIGH = 262
_TOP, _ROW = 74, 24
"""Where a table begins, and how high a row is."""

Row = tuple[str, str, str]


def _cell(panel: Panel, x: float, y: float, wide: float, words: str, *, role: str = "grey1", look: str = "") -> None:
    panel.box(x, y, wide, _ROW, role, "grey", 1)
    panel.text(x + wide / 2, y + 16.5, words, f"mid bare {look}".rstrip())


def _name(panel: Panel, x: float, y: float, words: str, look: str = "") -> None:
    panel.text(x, y + 16.5, words, f"end {look}".rstrip())


def _table(panel: Panel, rows: Sequence[Row], left: float, *, lit: Collection[tuple[int, int]] = ()) -> None:
    """Draw a table with its names; cells that are lit (row, column) are blue."""
    for at, (name, wide) in enumerate((("group", 66), ("LCN2", 50))):
        x = left + 66 * at
        panel.box(x, _TOP - _ROW, wide, _ROW, "fat1", "fat", 1.2)
        panel.text(x + wide / 2, _TOP - _ROW + 16.5, name, "mid bare bold")
    for row, (name, group, value) in enumerate(rows):
        y = _TOP + _ROW * row
        _name(panel, left - 8, y, name)
        for at, (words, x, wide) in enumerate(((group, left, 66), (value, left + 66, 50))):
            chosen = (row, at) in lit
            _cell(panel, x, y, wide, words, role="ngal2" if chosen else "paper", look="bold" if chosen else "")


def _started(title: str, code: str) -> Panel:
    panel = Panel(338, _HIGH)
    panel.text(0, 14, title, "head")
    panel.text(0, 33, code, "code")
    return panel


def _whole(rows: Sequence[Row]) -> Panel:
    panel = _started("A table: two columns of six rows", "table")
    _table(panel, rows, 78, lit=[(3, 1)])
    panel.text(212, 56, "names of the|columns")
    panel.leader((209, 60), (193, _TOP - 12))
    panel.text(212, 112, "a value, found by|two names: row|treated_1,|column LCN2", "ngal")
    panel.leader((209, 128), (193, _TOP + 3.5 * _ROW))
    panel.text(0, 250, "left: names of the rows, the index")
    return panel


def _column(rows: Sequence[Row]) -> Panel:
    panel = _started("One column: a Series", 'table["LCN2"]')
    _table(panel, rows, 78, lit=[(row, 1) for row in range(len(rows))])
    panel.arrow((197, 146), (205, 146), (213, 146), role="ngal", width=2.4, head=9)
    for row, (_, _, value) in enumerate(rows):
        _cell(panel, 288, _TOP + _ROW * row, 50, value, role="ngal2", look="bold")
    for row, (name, _, _) in enumerate(rows):
        _name(panel, 282, _TOP + _ROW * row, name, "note")
    panel.text(0, 250, "it keeps the names of the rows")
    return panel


def _row(rows: Sequence[Row]) -> Panel:
    panel = _started("One row, by its name", 'table.loc["treated_1"]')
    _table(panel, rows, 78, lit=[(3, 0), (3, 1)])
    y = _TOP + 3 * _ROW
    panel.arrow((200, y + 12), (212, y + 12), (224, y + 12), role="ngal", width=2.4, head=9)
    for at, (name, words) in enumerate((("group", rows[3][1]), ("LCN2", rows[3][2]))):
        _name(panel, 268, y - 12 + _ROW * at, name, "note")
        _cell(panel, 274, y - 12 + _ROW * at, 60, words, role="ngal2", look="bold")
    panel.text(0, 250, "it keeps the names of the columns")
    return panel


def _chosen(rows: Sequence[Row], limit: float) -> Panel:
    panel = _started("Rows that pass a question", f'table[table["LCN2"] > {limit:g}]')
    passed = [float(value) > limit for _, _, value in rows]
    kept = [row for row, yes in zip(rows, passed, strict=True) if yes]
    _table(panel, rows, 78, lit=[(row, at) for row, yes in enumerate(passed) if yes for at in (0, 1)])
    for row, yes in enumerate(passed):
        y = _TOP + _ROW * row
        panel.text(204, y + 16.5, str(yes), "bold ngal" if yes else "note")
        if not yes:
            panel.path(f"M12 {number(y + 12.5)}H192", line="muted", width=1.2)
    panel.text(204, _TOP - 8, f"> {limit:g}?", "bold")
    panel.text(254, 112, f"{len(kept)} of {len(rows)}|rows stay,|names|and all", "ngal")
    panel.text(0, 250, "a comparison gives True or False for each row")
    return panel


def draw(*, plates: str, limit: float = 8) -> Picture:
    """Return a small table with its names, and a column, a row and some rows that are picked from it.

    Parameters
    ----------
    plates : str
        Values of *LCN2* on six plates, on logarithms to base 2: three with vehicle, a bar, three treated.
    limit : float
        Rows with more than this are kept.
    """
    rows = [
        (f"{group}_{at + 1}", group, value)
        for group, part in zip(("vehicle", "treated"), plates.split("|"), strict=True)
        for at, value in enumerate(part.split())
    ]
    kept = sum(float(value) > limit for _, _, value in rows)
    panels = (_whole(rows), _column(rows), _row(rows), _chosen(rows, limit))
    told = (
        f"Four panels show one table of {len(rows)} rows, the plates vehicle_1 to treated_3, and two columns, group and LCN2. First, the names of rows and columns, and one value "
        f"found by both names: {rows[3][2]}. Second, the column LCN2 alone, a Series, with the names of the rows. Third, the row treated_1 alone, with the names of the columns. "
        f"Fourth, the question whether LCN2 is above {limit:g}, answered True or False for each row; {kept} of {len(rows)} rows stay."
    )
    caption = (
        f"A data frame is a table whose rows and columns have names, and whatever you pick keeps its names: a column, a row, or the {kept} of {len(rows)} rows that pass a question. "
        "The values are *LCN2* on the six plates of the record, log2."
    )
    return Picture("What a data frame is", told, caption, panels)
