"""Four ways from the drug to a dying sebocyte, with the grade of what is known of each step as its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..kit import Panel, Picture, things

__all__ = ["draw"]

LINES: dict[str, tuple[float, str | None]] = {
    "strong": (7, None),
    "fair": (4, None),
    "weak": (2.6, "7 6"),
    "bare": (1.7, "1.5 6"),
}
"""Grade to the width of its line and its dashes."""

STEPS = (
    "rise of NGAL",
    "NGAL kills",
    "rise of ATRA",
    "receptor kills",
    "rise of p53",
    "p53 kills",
    "rise of TRAIL",
    "TRAIL kills",
)
"""What is graded: for each way what the drug raises, and whether that kills."""


def _arrow(panel: Panel, *points: tuple[float, float], grade: str) -> None:
    width, dash = LINES[grade]
    panel.arrow(*points, role="ink", width=width, head=9 + width, dash=dash)


def _disc(panel: Panel, x: float, y: float, step: int) -> None:
    panel.circle(x, y, 8.5, "ink", "paper", 1.5)
    panel.add(
        f'<text class="bare bold mid" x="{x:g}" y="{y + 4.3:g}" style="fill:var(--paper);font-size:12px">{step}</text>'
    )


def _seen(panel: Panel, x: float, step: int, grade: str, words: str) -> None:
    """Write below the drawing what was seen of a step, with its grade and the line that stands for it."""
    _disc(panel, x + 9, 202, step)
    width, dash = LINES[grade]
    panel.path(f"M{x + 28:g} 202h38", line="ink", width=width, dash=dash)
    panel.text(x + 76, 206.5, grade, "bold")
    panel.text(x, 228, words)


def _way(
    title: str,
    told: str,
    actor: Callable[[Panel], None],
    grades: tuple[str, str],
    words: tuple[str, str],
    against: bool,
) -> Panel:
    panel = Panel(338, 276)
    panel.text(0, 14, title, "head")
    panel.text(0, 31, told, "note")
    with panel.at(116, 114, 0, 1.62):
        things.sebocyte(panel, 0, 0, seed=2)
    things.retinoid(panel, 12, 66, 0.8)
    panel.text(8, 94, "drug", "drug bold")
    things.sebocyte(panel, 296, 114, 0.96, dying=True)
    actor(panel)
    _arrow(panel, (188, 114), (214, 113), (250, 114), grade=grades[1])
    _disc(panel, 214, 92, 2)
    if against:
        panel.path("M206 104l18 20m0-20l-18 20", line="drug", width=3.6)
    _seen(panel, 0, 1, grades[0], words[0])
    _seen(panel, 176, 2, grades[1], words[1])
    return panel


def _nucleus(panel: Panel) -> None:
    things.nucleus(panel, 116, 118, 47, 34)
    things.coiled(panel, 82, 132, 68)


def _by_ngal(grade: str) -> Callable[[Panel], None]:
    def actor(panel: Panel) -> None:
        _nucleus(panel)
        things.strand(panel, 100, 96, 50)
        for at, (x, y) in enumerate(((157, 82), (171, 104), (168, 130))):
            things.ngal(panel, x, y, 0.42, turn=(-12, 4, 14)[at])
        panel.text(196, 166, "NGAL", "bold ngal")
        _arrow(panel, (54, 62), (96, 58), (140, 74), grade=grade)
        _disc(panel, 96, 61, 1)

    return actor


def _by_receptor(grade: str) -> Callable[[Panel], None]:
    def actor(panel: Panel) -> None:
        _nucleus(panel)
        for x, role in ((103, "grey2"), (129, "grey3")):
            panel.path(
                f"M{x - 12} 126C{x - 14} 104 {x - 4} 100 {x} 108C{x + 4} 100 {x + 14} 104 {x + 12} 126Z",
                role,
                "grey",
                1.8,
            )
        things.retinoid(panel, 128, 72, 0.62, cis=False)
        panel.arrow((140, 82), (134, 92), (124, 103), role="drug", width=1.6, head=6)
        _arrow(panel, (54, 62), (84, 55), (118, 66), grade=grade)
        _disc(panel, 84, 60, 1)
        panel.text(196, 166, "ATRA", "bold drug")
        panel.leader((200, 154), (158, 76))
        panel.text(116, 123, "RAR", "bold mid", halo="grey2")

    return actor


def _by_p53(grade: str) -> Callable[[Panel], None]:
    def actor(panel: Panel) -> None:
        _nucleus(panel)
        for x, y in ((107, 122), (125, 122), (107, 140), (125, 140)):
            panel.oval(x, y, 10.5, 8.5, "grey3", "grey", 1.6)
        panel.text(116, 108, "p53", "bold mid", halo="grey1")
        _arrow(panel, (54, 62), (86, 60), (112, 90), grade=grade)
        _disc(panel, 84, 62, 1)

    return actor


def _by_trail(grade: str) -> Callable[[Panel], None]:
    def actor(panel: Panel) -> None:
        _nucleus(panel)
        things.strand(panel, 100, 98, 44, "grey")
        for x, y in ((160, 96), (172, 126)):
            for across, down in ((-6, 3), (6, 3), (0, -6)):
                panel.circle(x + across, y + down, 6.4, "grey3", "grey", 1.5)
        panel.text(196, 166, "TRAIL", "bold")
        with panel.at(270, 86, -38, 0.72):
            things.death_receptor(panel, 0, 0)
        _arrow(panel, (54, 62), (100, 56), (146, 84), grade=grade)
        _disc(panel, 96, 60, 1)

    return actor


def draw(*, grades: Mapping[str, str], atra: str, trail: str) -> Picture:
    """Return the four ways, one below the other: what the drug raises, and what is known of its killing.

    Parameters
    ----------
    grades : mapping of str to str
        Grade of each of :data:`STEPS`: strong, fair, weak or bare.
    atra : str
        How many times more ATRA sebocytes held on the drug.
    trail : str
        Rise of the message of TRAIL, on logarithms to base 2.

    Raises
    ------
    ValueError
        If a step has no grade, or one that has no line.
    """
    if set(grades) != set(STEPS) or set(grades.values()) - set(LINES):
        raise ValueError(f"Give each of {', '.join(STEPS)} one of the grades {', '.join(LINES)}; got {dict(grades)}.")
    steps = [(grades[STEPS[at]], grades[STEPS[at + 1]]) for at in range(0, len(STEPS), 2)]
    fold = f"{2 ** float(trail):.1f}"
    panels = (
        _way(
            "NGAL", "the story of the headline", _by_ngal(steps[0][0]), steps[0],
            ("NGAL rises in the|glands of patients", "SEB-1: silenced, less|death; added, death"), False,
        ),
        _way(
            "Retinoic acid receptors, by way of ATRA", "the drug as a source of another retinoid", _by_receptor(steps[1][0]), steps[1],
            (f"SZ95 held {atra}|times more ATRA", "SEB-1: a blocker does|not stop the death"), True,
        ),
        _way(
            "p53, with FoxO", "another school's story", _by_p53(steps[2][0]), steps[2],
            ("p53 rises in the|glands of patients", "one author's idea; in|what we read nobody|took it away"), False,
        ),
        _way(
            "TRAIL, a signal from outside", "the executor in that other story", _by_trail(steps[3][0]), steps[3],
            (f"its message rises|{fold}-fold in SEB-1", "one author's idea; in|what we read nobody|took it away"), False,
        ),
    )  # fmt: skip
    told = (
        "Four panels, each with a sebocyte that meets the drug and the same cell dying. Two arrows lead there, and their line is the grade of "
        f"the evidence. NGAL: its rise is {steps[0][0]}, that it kills is {steps[0][1]}. Retinoic acid receptors: more ATRA is {steps[1][0]}; the second "
        f"arrow is crossed out, since a blocker does not stop the death, which is {steps[1][1]}. p53: its rise is {steps[2][0]}, that it "
        f"kills is {steps[2][1]}. TRAIL: its message's rise is {steps[3][0]}, that it kills is {steps[3][1]}. No way has a strong second arrow."
    )
    kills = [second for _, second in steps]
    caption = (
        f"None of the four ways is closed by a strong claim: by our rules the step to death is {kills[0]} for NGAL, {kills[1]} against the "
        f"retinoic acid receptors, and {kills[2]} for p53 and {kills[3]} for TRAIL. Thicker lines are better grades; the shapes are signs."
    )
    if "strong" in kills:
        told = told.replace(" No way has a strong second arrow.", "")
        caption = caption.replace("None of the four ways is closed by a strong claim: by", "By")
    return Picture("Four ways from the drug to a dying cell", told, caption, panels)
