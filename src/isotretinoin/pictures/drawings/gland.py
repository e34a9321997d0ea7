"""The sebaceous gland beside its hair follicle, and how a sebocyte becomes sebum.

Anatomy checked against Digital Histology, "Sebaceous gland" (a branched gland with one short duct onto the hair; cells
divide at the edge, gather fat as they are pushed inwards, and die: holocrine), Kenhub, "Sebaceous gland" (an outgrowth
of the follicle's outer root sheath in the dermis, with its duct into the upper canal), and StatPearls, "Anatomy, Hair
Follicle" (the muscle runs obliquely from the bulge of the sheath to the papillary dermis; the gland lies in the angle
between them, on the side to which the hair leans). Not every hair has a muscle, least so on the face.
"""

from __future__ import annotations

import numpy as np

from ..kit import Panel, Picture, cells, ring, smooth
from ..kit.curves import join

__all__ = ["draw", "draw_section"]

_TOP = 98
"""Height of the skin's surface in the first panel."""

_WAY = np.linspace(0, 1, 25)
_MIDDLE = np.column_stack([180 - 64 * _WAY**1.15, _TOP + 318 * _WAY])
_AHEAD = np.gradient(_MIDDLE, axis=0)
_AHEAD /= np.hypot(*_AHEAD.T)[:, None]
_ACROSS = np.column_stack([_AHEAD[:, 1], -_AHEAD[:, 0]])
_OUTER = np.interp(_WAY, [0, 0.06, 0.14, 0.24, 0.5, 0.8, 0.89, 0.95, 1], [46, 33, 25, 20, 16, 16, 23, 24, 13])
_INNER = np.interp(_WAY, [0, 0.06, 0.14, 0.24, 0.34, 1], [28, 18, 13, 10.5, 7, 6])
_LOBULES = (
    ring(246, 204, 34, 27, turn=-0.35, point=0.14, wobble=0.03, seed=5),
    ring(263, 253, 35, 29, turn=0.15, point=0.12, wobble=0.03, seed=8),
    ring(215, 266, 30, 28, turn=0.9, point=0.1, wobble=0.03, seed=3),
)


def _side(widths: np.ndarray, right: bool) -> np.ndarray:
    return _MIDDLE + _ACROSS * (widths if right else -widths)[:, None]


def _dermis(panel: Panel) -> None:
    panel.path(f"M0 {_TOP + 8}H338V440Q338 446 332 446H6Q0 446 0 440Z", "dermis1")
    rng = np.random.default_rng(11)
    fibres = ""
    for _ in range(44):
        x, y, long, bend = rng.uniform(4, 300), rng.uniform(_TOP + 52, 436), rng.uniform(16, 34), rng.uniform(-7, 7)
        fibres += f"M{join([(round(x), round(y))])}q{join([(long / 2, bend), (long, bend / 3)])}"
    panel.path(fibres, line="dermis2", width=1.7, alpha=0.75)
    # Loops of capillaries reach up between the ridges of the epidermis.
    loops = "".join(f"M{x} {_TOP + 62}c-2-14-1-24 4-24s5 10 3 24" for x in (22, 84, 262, 314))
    panel.path(loops, line="muscle3", width=1.8)


def _muscle(panel: Panel) -> None:
    panel.path("M143 296C196 266 266 204 316 146L325 152C282 218 206 284 147 312Z", "muscle2", "muscle", 1.2)
    fibres = "M150 302C204 270 268 212 317 151M152 306C212 272 274 214 320 152"
    panel.path(fibres, line="muscle", width=0.7, alpha=0.7)


def _epidermis(panel: Panel) -> None:
    left, right = _side(_OUTER, False), _side(_OUTER, True)
    ridges = [(x, _TOP + 33 + 6 * np.sin(x / 10.5)) for x in range(0, 339, 8)]
    west = [point for point in ridges if point[0] < left[3, 0] - 12]
    east = [point for point in ridges if point[0] > right[3, 0] + 10]
    lower = smooth([*west, *left[3:], *right[:2:-1], *east])
    panel.path(f"{lower}L338 {_TOP}H0Z", "skin2")
    panel.path(lower, line="skin", width=1.8)
    # Nuclei: one row at the lower edge, where cells divide, and flatter ones above.
    inside = [(x, y) for x, y in (*west, *east) if 4 < x < 334]
    row = [(x, y - 5.5) for x, y in inside] + [(x - 4, y - 14) for x, y in inside[1:]]
    sheath = [*(left[4:22] + _ACROSS[4:22] * 5), *(right[4:22] - _ACROSS[4:22] * 5)]
    panel.dots([*row, *sheath], "skin", 3.6)
    flat = "".join(f"M{x} {_TOP + 9 + x % 3}h5" for x in range(6, 330, 13) if not 132 < x < 222)
    panel.path(flat, line="skin", width=1.8)
    horny = "".join(
        f"M{x + 5 * layer} {_TOP + 1 - 3 * layer}q7-3 14 0"
        for layer in range(3)
        for x in range(2, 318, 19)
        if x + 22 + 5 * layer < 148 or x > 212
    )
    panel.path(horny, line="skin3", width=2)


def _gland(panel: Panel) -> None:
    for seed, outline in enumerate(_LOBULES):
        panel.path(smooth(outline[::2], closed=True), "fat1", "skin", 2.4)
        found = cells.lobule(outline, [(4.6, 10.5), (15, 17), (26, 27)], seed=seed + 2)
        for row, (fill, line) in enumerate((("skin2", "skin"), ("fat1", "fat"), ("fat2", "fat"))):
            panel.path("".join(cell.path for cell in found if cell.ring == row), fill, line, 0.8)
        panel.dots([cell.middle for cell in found if cell.ring == 0], "skin", 3.6)
        panel.dots([cell.middle for cell in found if cell.ring == 1], "fat", 2.6)


def _canal(panel: Panel) -> None:
    """Draw the duct, the canal with its sebum, and the hair."""
    right = _side(_INNER, True)
    thin = np.interp(np.arange(25), [0, 7, 10, 14, 24], [1, 1, 0.9, 0.4, 0.3])
    left_rim, right_rim = _side(_INNER * thin, False), _side(_INNER * thin, True)
    panel.path(
        smooth([right[5], (190, 196), (214, 214), (234, 232), (222, 240), (196, 226), right[9]]), "skin2", "skin", 1.8
    )
    dome = [(_MIDDLE[0, 0] - 15, _TOP - 2), (_MIDDLE[0, 0], _TOP - 5), (_MIDDLE[0, 0] + 16, _TOP - 2)]
    panel.path(smooth([*left_rim[14::-1], *dome, *right_rim[:15]]), "fat2", "fat", 1)
    panel.path(f"M{join([right[6] - (4, 0)])}C186 200 208 216 230 234", line="fat2", width=8)
    hair = 4.2
    tip = _MIDDLE[0] + (28, -74)
    stem = [tip + (-1, 0), *(_MIDDLE[0:23:2] - _ACROSS[0:23:2] * hair)]
    back = [*(_MIDDLE[22::-2] + _ACROSS[22::-2] * hair), tip + (2, 2)]
    panel.path(smooth(stem) + "L" + smooth(back)[1:] + "Z", "hair")
    light = [tip + (0.5, 8), *(_MIDDLE[0:20:3] - _ACROSS[0:20:3] * 1.4)]
    panel.path(smooth(light), line="paper", width=1.1, alpha=0.4)
    end = _MIDDLE[-2]
    panel.path(smooth(ring(end[0], end[1] - 4, 14, 18, turn=0.15), closed=True), "hair")
    panel.path(smooth([end + step for step in ((-6, 13), (-5, 3), (0, -5), (5, 3), (6, 13))]), "dermis1", "skin", 1.2)
    panel.path(f"M{join([end + (0, 12)])}v-10", line="muscle", width=1.6)


def _acnes(panel: Panel) -> list[tuple[float, float]]:
    rods = (
        (165, 116, 60),
        (193, 112, 105),
        (160, 134, 80),
        (188, 131, 50),
        (184, 149, 85),
        (156, 156, 70),
        (176, 168, 65),
    )
    for x, y, turn in rods:
        with panel.at(x, y, turn):
            panel.box(-4.8, -2.1, 9.6, 4.2, "bacteria", "paper", 0.8, round=2.1)
    return [(x, y) for x, y, _ in rods]


def draw_section(panel: Panel) -> list[tuple[float, float]]:
    """Draw skin with a follicle and its gland, 338 wide, the surface at a height of 98; return where its bacteria are."""
    _dermis(panel)
    _muscle(panel)
    _epidermis(panel)
    _gland(panel)
    _canal(panel)
    return _acnes(panel)


def _smaller(panel: Panel, share: str) -> None:
    """Draw the gland's outline, and within it one whose area is what the drug leaves."""
    left = (1 - float(share) / 100) ** 0.5
    centre = np.vstack(_LOBULES).mean(axis=0)
    for scale, look in ((0.62, {"line": "muted", "dash": "3 3"}), (0.62 * left, {"fill": "fat2", "line": "skin"})):
        d = "".join(smooth((lobe[::4] - centre) * scale + (294, 398), closed=True) for lobe in _LOBULES)
        panel.path(d, width=1.3, **look)
    panel.text(248, 386, f"on the drug|up to {share} %|smaller", "drug end", halo="dermis1")


def _mark(panel: Panel, x: float, y: float) -> None:
    panel.circle(x, y, 6.5, "paper", "ngal", 2.2)
    panel.circle(x, y, 2.8, "ngal")


def _section(surface: str | None, gland: str | None, follicle: str | None, smaller: str | None) -> Panel:
    panel = Panel(338, 448)
    panel.text(0, 14, "Where: one follicle and its gland", "head")
    rods = draw_section(panel)
    panel.circle(246, 204, 42, None, "muted", 1, dash="3 3")
    panel.text(0, 60, "horny layer")
    panel.leader((36, 65), (46, _TOP - 3))
    panel.text(0, 166, "epidermis", halo="dermis1")
    panel.leader((32, 153), (40, _TOP + 24))
    panel.text(234, 44 if surface is None else 30, "hair")
    panel.leader((231, 40 if surface is None else 26), (206, 32))
    panel.text(337, 164, "*C. acnes*", "end", halo="dermis1")
    panel.leader((272, 160), rods[3])
    panel.text(0, 330, "wall of the|follicle", halo="dermis1")
    panel.leader((66, 332), (_side(_OUTER, False)[17] + _ACROSS[17] * 6))
    panel.text(0, 402, "root of|the hair", halo="dermis1")
    panel.leader((50, 406), _MIDDLE[-3] - (6, 0))
    low = 336 if gland is None else 366
    panel.text(196, low, "small muscle, not|at every hair", halo="dermis1")
    panel.leader((206, low - 13), (172, 294))
    panel.text(8, 438, "dermis", "note", halo="dermis1")
    panel.text(0, 232 if follicle is None else 200, "sebum", halo="dermis1")
    panel.leader((42, 228 if follicle is None else 196), (164, 170))
    if gland is None:
        panel.text(337, 310, "sebaceous gland", "bold end", halo="dermis1")
        panel.leader((300, 297), (272, 262))
    if smaller is not None:
        _smaller(panel, smaller)
    _places(panel, surface, gland, follicle)
    return panel


def _places(panel: Panel, surface: str | None, gland: str | None, follicle: str | None) -> None:
    """Mark where NGAL was reported."""
    if surface is not None:
        panel.text(338, 50, "on the surface:", "ngal end bold")
        panel.text(338, 65, f"{surface}-fold up|on the drug", "ngal end", halo="paper")
        panel.leader((260, 70), (264, _TOP - 12))
        _mark(panel, 264, _TOP - 4)
    if follicle is not None:
        panel.text(0, 240, "in the follicle:", "ngal bold", halo="dermis1")
        panel.text(0, 255, "in normal skin,|NGAL only here", "ngal", halo="dermis1")
        panel.leader((104, 252), (_side(_OUTER, False)[12] + (1, -1)))
        _mark(panel, *(_side(_OUTER, False)[12] + (8, 0)))
    if gland is not None:
        panel.text(337, 310, "in the gland:", "ngal bold end", halo="dermis1")
        panel.text(337, 325, "more stain after|1 week of drug", "ngal end", halo="dermis1")
        panel.leader((300, 297), (273, 264))
        _mark(panel, 268, 257)


def _ripening(days: str | None) -> Panel:
    panel = Panel(338, 448)
    panel.text(0, 14, "How: a sebocyte becomes sebum", "head")
    panel.text(0, 31, "the ringed lobule, enlarged", "note")
    wall = ring(170, 268, 140, 146, wobble=0.035, seed=4, count=40)
    panel.path(smooth(wall[::2], closed=True), "fat1", "skin", 4)
    found = cells.lobule(wall, [(9.5, 19), (32, 33), (63, 45), (99, 50)], seed=12)
    rows = [[cell for cell in found if cell.ring == row] for row in range(4)]
    rng = np.random.default_rng(6)
    panel.path("".join(cell.path for cell in rows[0]), "skin2", "skin", 1.2)
    panel.path("".join(cell.path for cell in rows[1]), "skin1", "fat", 1.3)
    panel.path("".join(cell.path for cell in rows[2]), "fat2", "fat", 1.4)
    panel.dots([cell.middle for cell in rows[0]], "skin", 9.5)
    panel.dots([np.add(cell.middle, (-1.5, -1.5)) for cell in rows[0]], "skin2", 2.6)
    panel.dots([cell.middle for cell in rows[1]], "skin", 10.5)
    panel.dots([np.add(cell.middle, (-1.5, -1.5)) for cell in rows[1]], "skin2", 2.8)
    fat = [
        drop for cell in rows[1] for drop in cells.drops(cell.middle, cell.radius * 0.86, 5, rng, (1.5, 2.2), core=6)
    ]
    full = [
        drop for cell in rows[2] for drop in cells.drops(cell.middle, cell.radius * 0.94, 12, rng, (3, 5), core=3.5)
    ]
    panel.drops(fat)
    panel.drops(full, "paper")
    panel.dots([cell.middle for cell in rows[2]], "skin", 6.5)
    _pool(panel, rng, rows[3])
    _steps(panel, rows)
    if days is not None:
        panel.text(338, 396, f"1 to 4 in|{days} days", "end note")
    return panel


def _pool(panel: Panel, rng: np.random.Generator, bursting: list[cells.Cell]) -> None:
    """Draw what burst cells leave, and the duct by which it goes."""
    duct = "M94 56C112 120 122 168 130 212C118 240 124 292 152 300C186 310 222 290 214 256C210 230 196 222 184 206C170 160 154 104 142 44Z"
    panel.path(duct, "fat2")
    panel.path("M94 56C106 98 114 130 120 164M142 44C154 96 164 144 176 184", line="skin", width=4)
    panel.path("".join(cell.path for cell in bursting), "fat2", "fat", 1.6, dash="9 7")
    free = cells.drops((168, 264), 62, 30, rng, (3, 7))
    way = np.linspace(70, 204, 10)
    free += [(100 + (y - 40) * 0.32 + rng.uniform(-4, 26), y, rng.uniform(2.5, 5)) for y in way]
    panel.drops(free, "fat3")
    panel.path("M150 240q4-7 9 0t9 0M188 282q4-7 9 0t8 2M138 284q3-6 8-1t8 0", line="fat", width=1.7)
    panel.dots([(160, 290), (206, 268), (142, 258)], "skin", 4)
    panel.arrow((154, 206), (138, 150), (121, 76), width=2.4, head=9)


def _steps(panel: Panel, rows: list[list[cells.Cell]]) -> None:
    def near(row: int, x: float, y: float) -> np.ndarray:
        return np.array(min(rows[row], key=lambda cell: np.hypot(cell.middle[0] - x, cell.middle[1] - y)).middle)

    def step(number: int, x: float, y: float, words: str, *leader: np.ndarray) -> None:
        panel.circle(x, y - 4.5, 9, "ink")
        panel.add(f'<text class="bare bold mid" x="{x}" y="{y}" style="fill:var(--paper)">{number}</text>')
        panel.text(x + 14, y, words, "bold")
        panel.leader(*leader)

    panel.text(168, 46, "duct, to the follicle")
    panel.leader((165, 50), (134, 66))
    step(1, 222, 84, "it divides|at the wall", (262, 106), near(0, 266, 158))
    step(2, 206, 438, "it gathers fat", (248, 422), near(1, 238, 372) + (3, 6))
    step(3, 9, 438, "full: nucleus shrinks", (82, 422), near(2, 112, 330) + (0, 3))
    step(4, 9, 84, "it bursts:", (50, 136), (150, 256))
    panel.text(23, 99, "the whole|cell is|sebum now")


def draw(
    *,
    surface: str | None = None,
    gland: str | None = None,
    follicle: str | None = None,
    smaller: str | None = None,
    days: str | None = None,
) -> Picture:
    """Return the picture; places of NGAL and the shrinking are drawn where a claim for them is handed in.

    Parameters
    ----------
    surface : str, optional
        By how many fold NGAL on the skin's surface rises on the drug.
    gland, follicle : str, optional
        Claims that NGAL rises in the gland on the drug, and that in normal skin it is found with follicles alone.
    smaller : str, optional
        By how many percent the gland shrinks at most on the drug.
    days : str, optional
        How long a sebocyte lives, in days.
    """
    told = (
        "A hair stands in a follicle, a tube that the epidermis lines. A gland of three lobules opens into it by a short "
        "duct; sebum fills the upper tube, and C. acnes lives in it. A small muscle runs up from below the gland. "
        "The second panel enlarges one lobule: small cells divide at the wall, gather fat as they are pushed inwards, "
        "fill up while the nucleus shrinks, and burst in the middle. The broken cells are the sebum."
    )
    caption = "A sebocyte makes sebum by its death: it divides at the wall, fills with fat, and bursts."
    marks = [
        (follicle, "with the follicle of normal skin"),
        (gland, "in the gland after a week of the drug"),
        (surface, f"{surface}-fold up on the surface, on the drug"),
    ]
    seen = [words for given, words in marks if given is not None]
    if seen:
        told += f" NGAL was reported {'; '.join(seen)}."
        caption += f" NGAL was reported {'; '.join(seen)}."
    if days is not None:
        told += f" From division to bursting it takes {days} days."
        caption = caption[:-1] + f", {days} days after."
    if smaller is not None:
        told += f" On the drug the gland shrinks by up to {smaller} percent."
        caption += f" On isotretinoin the gland shrinks by up to {smaller} %."
    panels = (_section(surface, gland, follicle, smaller), _ripening(days))
    return Picture("The sebaceous gland beside its hair follicle", told, caption, panels)
