"""A knockdown beside its control: what an siRNA does to messages, and what stays.

The guide strand, its machinery and the cut are textbook knowledge; letters are drawn as shapes that fit or don't, and
fewer than an siRNA has. How many messages there are is handed in.
"""

from __future__ import annotations

from ..kit import Panel, Picture, smooth, things
from ..kit.curves import join

__all__ = ["draw"]

_WIDE = 290
_FIT = (0, 1, 1, 0, 2, 0, 1, 2, 2, 0, 1)
"""Shapes of the letters of the message: a peg that is square, round or pointed."""
_WALL = (
    (12, 120),
    (30, 82),
    (84, 62),
    (150, 58),
    (214, 63),
    (262, 86),
    (279, 140),
    (284, 220),
    (276, 300),
    (246, 344),
    (190, 356),
    (110, 357),
    (52, 350),
    (16, 318),
    (6, 240),
    (5, 170),
)
"""Outline of the sebocyte."""
_MISFIT = (1, 2, 0, 2, 0, 1, 2, 0, 1, 2, 0)


def _scissors(panel: Panel, x: float, y: float, turn: float = 0, scale: float = 1) -> None:
    with panel.at(x, y, turn, scale):
        panel.path("M-7-13L4 12M7-13L-4 12", line="drug", width=2.2)
        panel.circle(-6, 16, 4, "paper", "drug", 2)
        panel.circle(6, 16, 4, "paper", "drug", 2)


def _places(count: int) -> list[tuple[float, float]]:
    """Return places for messages: two columns below the nucleus."""
    return [(38 if at % 2 == 0 else 160, 178 + 32 * (at // 2)) for at in range(count)]


def _whole(panel: Panel, x: float, y: float) -> None:
    things.strand(panel, x, y, 88, teeth=-1)
    things.ribosome(panel, x + 46, y - 1)


def _pieces(panel: Panel, x: float, y: float) -> None:
    """Draw a message that was cut: two pieces that drift apart and decay."""
    for at, long, turn in ((x, 34, -9), (x + 48, 30, 12)):
        with panel.at(at, y, turn, alpha=0.7):
            things.strand(panel, 0, 0, long, teeth=-1, cap=at == x)
    _scissors(panel, x + 42, y - 4, 14, 0.5)


def _cell(rise: int, kept: float, silenced: bool, drug: bool, mark: str) -> Panel:
    """Draw one sebocyte with its messages and its NGAL."""
    role = "ngal" if silenced else "control"
    panel = Panel(_WIDE, 404)
    panel.text(0, 14, "*LCN2* siRNA" if silenced else "Control siRNA", "head")
    panel.text(_WIDE, 14, "with the drug" if drug else "without the drug", "note end")
    panel.path(smooth(_WALL, closed=True), "skin1", "skin", 2.8)
    panel.drops(
        [
            (18, 250, 6),
            (24, 268, 4),
            (16, 236, 3),
            (272, 236, 5),
            (268, 252, 6),
            (276, 266, 3),
            (262, 136, 5),
            (252, 124, 3),
        ]
    )
    things.nucleus(panel, 145, 105, 84, 36)
    panel.text(145, 92, "nucleus: the gene stays", "mid note", halo="grey1")
    things.coiled(panel, 100, 107, 90)
    panel.text(145, 130, "*LCN2*", "mid ngal bold", halo="grey1")
    panel.arrow((116, 141), (106, 147), (98, 158), role="ngal")
    if drug:
        panel.arrow((178, 141), (190, 147), (198, 158), role="ngal")
    if drug:
        panel.text(214, 44, "drug", "bold drug")
        panel.arrow((232, 50), (232, 70), (216, 84), role="drug")
    things.double_strand(panel, 4, 32, 36, role)
    panel.arrow((22, 48), (24, 84), (50, 154), role=role)
    made = rise if drug else 1
    left = round(kept * made) if silenced else made
    # The ones that are cut lie first, so that what is left stands at the same places in every state.
    order = [*range(made - left), *range(made - left, made)]
    for at, (x, y) in zip(order, _places(made), strict=True):
        (_pieces if at < made - left else _whole)(panel, x, y)
    _proteins(panel, left, made, silenced, mark)
    return panel


def _proteins(panel: Panel, left: int, made: int, silenced: bool, mark: str) -> None:
    old = 2 if silenced else 0
    count = 2 * left + old
    places = [
        (145 + 27 * (at % 7 - (min(count - 7 * (at // 7), 7) - 1) / 2), 304 + 28 * (at // 7)) for at in range(count)
    ]
    for at, (x, y) in enumerate(places):
        things.ngal(panel, x, y, 0.4, ghost=at >= 2 * left, mark=f"{mark} {at}")
    words = f"{left} of {made} messages left" if silenced else f"{made} message{'s' if made > 1 else ''}, all read"
    panel.text(145, 376, words, "mid bold ngal")
    note = "dashed: NGAL made before, stays a while" if old else "each cup is NGAL made from a message"
    panel.text(145, 394, note, "mid note")


def _letters(
    panel: Panel, x: float, y: float, shapes: tuple[int, ...], role: str, up: bool, gap: tuple[int, float]
) -> None:
    """Draw a strand with letters as pegs (up) or as sockets (down) of three shapes; ``gap`` parts it after a letter."""
    first, wide = gap
    way = -1 if up else 1
    step = 19
    at = [x + step * place + (wide if place >= first else 0) for place in range(len(shapes))]
    pegs = ""
    for place, shape in zip(at, shapes, strict=True):
        peg = (
            f"v{9 * way}h9v{-9 * way}",
            f"v{5 * way}a4.5 4.5 0 0 {int(up)} 9 0v{-5 * way}",
            f"l4.5 {11 * way}l4.5 {-11 * way}",
        )[shape]
        pegs += f"M{join([(place, y)])}{peg}"
    panel.path(pegs, f"{role}2", role, 1.6)
    ends = [(at[0] - 7, at[first - 1] + 13), (at[first] - 5, at[-1] + 16)] if first else [(at[0] - 7, at[-1] + 16)]
    panel.path("".join(f"M{join([(start, y)])}H{stop:g}" for start, stop in ends), line=role, width=4)


def _sockets(panel: Panel, x: float, y: float, shapes: tuple[int, ...], role: str) -> None:
    """Draw a strand whose letters are hollows for the pegs of another."""
    d = f"M{join([(x - 7, y - 14)])}V{y:g}"
    for place, shape in enumerate(shapes):
        at = x + 19 * place
        hollow = ("v-9h9v9", "v-5a4.5 4.5 0 0 1 9 0v5", "l4.5-11l4.5 11")[shape]
        d += f"H{at:g}{hollow}"
    d += f"H{x + 19 * len(shapes):g}V{y - 14:g}Z"
    panel.path(d, f"{role}2", role, 1.6)
    panel.path(f"M{join([(x - 7, y - 14)])}H{x + 19 * len(shapes):g}", line=role, width=4)


def _machine(silenced: bool) -> Panel:
    """Draw the machinery with its guide, enlarged, and the message below it."""
    panel = Panel(_WIDE, 258)
    panel.text(0, 14, "Enlarged: guide and message", "head")
    body = [
        (18, 130),
        (14, 92),
        (40, 58),
        (96, 44),
        (160, 48),
        (222, 44),
        (266, 70),
        (276, 112),
        (262, 138),
        (200, 134),
        (90, 136),
    ]
    panel.path(smooth(body, closed=True), "grey1", "grey", 2.2)
    panel.path("M44 72C70 56 100 54 128 58", line="shine", width=5, alpha=0.6)
    panel.text(145, 74, "silencing machinery", "mid", halo="grey1")
    role = "ngal" if silenced else "control"
    _sockets(panel, 40, 122, _FIT if silenced else _MISFIT, role)
    panel.text(145, 100, "guide: one strand of the siRNA", "mid note", halo="grey1")
    if silenced:
        _letters(panel, 40, 123, _FIT, "ngal", True, (0, 0))
        panel.path("M143.5 104V158", line="drug", width=2.6, dash="5 4")
        _scissors(panel, 143.5, 172)
        panel.text(162, 168, "cut", "bold drug")
        for x, turn in ((28, -5), (168, 6)):
            with panel.at(x, 198, turn):
                _letters(panel, 8, 0, _FIT[:5] if x < 100 else _FIT[5:10], "ngal", True, (0, 0))
        panel.text(145, 232, "Every letter fits: the message is cut.", "mid bold")
        panel.text(145, 249, "Its pieces decay.", "mid note")
    else:
        _letters(panel, 40, 180, _FIT, "ngal", True, (0, 0))
        panel.text(145, 204, "message of *LCN2*", "mid ngal")
        panel.path("M112 146l12 12m0-12l-12 12M168 146l12 12m0-12l-12 12", line="drug", width=2.6)
        panel.text(145, 232, "The letters don't fit: nothing is cut.", "mid bold")
        panel.text(145, 249, "It shows what the treatment alone does.", "mid note")
    return panel


def _caption(fold: float, made: int, left: int, kept: float, silenced: bool | None) -> str:
    rise = (
        f"The drug raises the *LCN2* message {fold:.1f}-fold. "
        if fold > 1
        else "Without the drug there is little *LCN2* message. "
    )
    if silenced is False:
        return f"{rise}With the control siRNA all of it is read: {made} of {made} drawn messages, and the gene stays."
    return (
        f"{rise}The *LCN2* siRNA leaves {left} of {made} drawn messages ({kept:.0%} is assumed); the gene stays, and so does "
        "NGAL made before. The cup is a metaphor."
    )


def draw(*, rise: str, kept: float, silenced: bool | None = None, drug: bool = True) -> Picture:
    """Return one cell with its siRNA enlarged, or the knockdown beside its control.

    Parameters
    ----------
    rise : str or float
        How much the drug raises the message, on logarithms to base 2; one message without the drug becomes so many.
    kept : float
        Share of messages that escapes the siRNA: assumed by the lesson.
    silenced : bool, optional
        Which siRNA is in the cell. Both cells are drawn where nothing is given.
    drug : bool
    """
    fold = 2 ** float(rise)
    made = round(fold) if drug else 1
    left = round(kept * made)
    cells = {
        one: _cell(round(fold), kept, one, drug, "control" if silenced is None and not one else "NGAL")
        for one in (False, True)
        if silenced in (None, one)
    }
    panels = (*cells.values(), *(_machine(one) for one in cells))
    told = (
        "A sebocyte with fat drops holds a nucleus; the LCN2 gene in it stays whatever the siRNA is. Messages leave the "
        "nucleus and ribosomes read them into NGAL, drawn as cups, a metaphor. "
    )
    if silenced is not True:
        told += (
            f"With the control siRNA all {made} drawn messages are read; enlarged, the letters of its guide strand do not "
            "fit the message. "
        )
    if silenced is not False:
        told += (
            f"With the LCN2 siRNA {left} of {made} escapes; enlarged, every letter of the guide fits, and the "
            "silencing machinery cuts the message, whose pieces decay. NGAL made before stays for a while."
        )
    if silenced is False:
        told += "So a control shows what bringing an siRNA into a cell does by itself, and NGAL is made as without it."
    caption = _caption(fold if drug else 1, made, left, kept, silenced)
    return Picture("A knockdown and its control", told, caption, panels)
