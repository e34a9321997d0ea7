"""How a bacterium fetches iron, how NGAL catches what it sends, and how a sugar lets it escape.

NGAL is drawn as a cup that is open at the top, a metaphor for a fold that holds the siderophore; sizes are not to scale.
"""

from __future__ import annotations

from ..kit import Panel, Picture, things

__all__ = ["draw"]

_PLACES = ((48, 70), (146, 60), (244, 70), (48, 164), (146, 154), (244, 164))
"""Where loaded siderophores are on their way home."""

_HOME = ((116, 316), (140, 328), (164, 316), (188, 328), (128, 342), (176, 342))
"""Where iron is laid down in the bacterium."""


def _receptor(panel: Panel, x: float, y: float) -> None:
    """Draw a gate in the wall, as two halves of a barrel."""
    for side in (-1, 1):
        with panel.at(x, y):
            panel.path(
                f"M{side * 19}-13C{side * 15}-3 {side * 15} 4 {side * 15} 17H{side * 6}C{side * 6} 4 {side * 6} 0 {side * 8}-12Z",
                "bacteria3",
                "bacteria",
                1.8,
            )


def _scene(loads: int, cups: int, sugar: bool) -> Panel:
    panel = Panel(290, 408)
    caught = 0 if sugar else min(cups, loads)
    panel.text(0, 14, f"{cups} NGAL, {loads} loaded siderophores", "head")
    order = (0, 2, 3, 5, 1, 4)[:loads]
    for rank, place in enumerate(order):
        x, y = _PLACES[place]
        if rank < caught:
            with panel.at(x, y + 6, (-8, 4, 8, 7, -4, -6)[place], 1.3, mark=f"NGAL {rank}"):
                things.cup(panel)
            with panel.at(x, y, 20 * place, 0.88, mark=f"siderophore {rank}"):
                things.siderophore(panel)
        else:
            if rank < cups:
                with panel.at(x + 2, y + 42, (-8, 4, 8, 7, -4, -6)[place], 0.9, mark=f"NGAL {rank}"):
                    things.cup(panel)
            with panel.at(x, y, 20 * place, 0.88, mark=f"siderophore {rank}"):
                things.siderophore(panel, sugar=sugar)
    free = loads - caught
    with panel.at(36, 290):
        things.bacterium(panel, 220, 76, fed=free > 0)
    _receptor(panel, 146, 290)
    if free:
        panel.arrow(
            (146, 214 if sugar and cups > 5 else 190), (141, 232), (146, 272), role="siderophore", width=2.6, head=9
        )
    else:
        panel.path("M136 238l20 20m0-20l-20 20", line="drug", width=3)
        panel.text(166, 253, "none returns", "bold drug")
    for x, y in _HOME[:free]:
        panel.circle(x + 8, y, 6.2, "iron", "paper", 1)
    panel.text(290, 282, "receptor", "end")
    panel.leader((236, 280), (166, 287))
    if free:
        panel.text(130, 262, f"{free} of {loads} come home", "bold end")
    state = "is fed." if free == loads else "gets less iron." if free else "waits; it is not dead."
    panel.text(146, 386, f"The bacterium {state}", "mid bold")
    panel.text(
        146, 403, "shown for *Klebsiella*" if sugar else "shown for *E. coli*; for *C. acnes* not known", "mid note"
    )
    return panel


def _near(sugar: bool) -> Panel:
    """Draw one cup and one siderophore, enlarged."""
    panel = Panel(290, 408)
    panel.text(0, 14, "With a sugar it does not fit" if sugar else "Enlarged: NGAL holds it fast", "head")
    high = 128 if sugar else 224
    with panel.at(145, 262, 0, 3.5):
        things.cup(panel)
    with panel.at(145, high, 0, 2.15, mark="enlarged"):
        things.siderophore(panel, sugar=sugar)
    if sugar:
        panel.path("M76 188l16 16m0-16l-16 16M198 188l16 16m0-16l-16 16", line="drug", width=3.4)
        panel.text(290, 132, "sugar", "end bold")
        panel.leader((250, 134), (204, 158))
    panel.text(0, 52, "enterobactin,|a siderophore", "bold")
    panel.leader((74, 74), (126, high - 24))
    panel.text(290, 52, "iron, held by|three grips", "end")
    panel.leader((232, 74), (148, high - 3))
    panel.text(290, 364, "NGAL", "end ngal bold")
    panel.leader((262, 352), (196, 318))
    panel.text(145, 386, "The cup stays empty." if sugar else "The bacterium can't take it up now.", "mid bold")
    panel.text(145, 403, "the cup is a metaphor, no molecule's shape", "mid note")
    return panel


def draw(*, loads: int = 6, cups: int = 4, sugar: bool = False) -> Picture:
    """Return a bacterium with its siderophores on the way home, and one of them enlarged.

    Parameters
    ----------
    loads : int
        Siderophores that have gripped iron, at most six: a number to look at, not a measured one.
    cups : int
        How many NGAL are there, at most six.
    sugar : bool
        Whether the siderophores carry sugars, as those of *Klebsiella* can.

    Raises
    ------
    ValueError
        If there are more than six of a kind.
    """
    if not (0 < loads <= 6 and 0 <= cups <= 6):
        raise ValueError(f"There is room for 1 to 6 loads and 0 to 6 cups; got {loads} and {cups}.")
    caught = 0 if sugar else min(cups, loads)
    free = loads - caught
    told = (
        f"A bacterium with a receptor in its wall lies below. It has sent out enterobactin, a siderophore: {loads} of them "
        f"have gripped an iron atom each and are on their way back. {cups} NGAL, drawn as cups, are there. "
    )
    if sugar:
        told += f"Each siderophore carries sugars that hit the rim of the cup, so NGAL holds none, and all {free} come home."
    else:
        told += (
            f"Each cup that is there holds one loaded siderophore: {caught} are caught, and {free} reach the receptor."
        )
    told += (
        " Enlarged, a ring with three grips around one iron "
        + ("stays above the cup: it does not fit." if sugar else "sits in the cup.")
        + " For C. acnes nothing of this is known."
    )
    if sugar:
        caption = (
            f"A sugar on the siderophore lets it escape: with {cups} NGAL, all {loads} loads come home (*Klebsiella*)."
        )
    elif not cups:
        caption = f"Without NGAL all {loads} loaded siderophores bring their iron home (*E. coli*)."
    elif free:
        caption = f"{cups} NGAL hold {caught} of {loads} loaded siderophores; {free} bring their iron home (*E. coli*)."
    else:
        caption = f"{cups} NGAL hold all {loads} loaded siderophores: the bacterium gets no iron and waits, held back, not dead."
    return Picture("How NGAL keeps iron from a bacterium", told, caption, (_scene(loads, cups, sugar), _near(sugar)))
