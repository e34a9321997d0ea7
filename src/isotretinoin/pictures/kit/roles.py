"""Roles of the pictures: each has a colour for a light and one for a dark page, and three tints of it on paper.

A drawing names roles, never colours, so that the page's theme, print and JupyterLab turn it. One thing keeps its role
in all pictures: NGAL and *LCN2* are blue, the drug and a rise are vermilion, bacteria are green.
"""

from __future__ import annotations

__all__ = ["PAPER", "ROLES", "TINTS", "colours", "share_sheet", "style_sheet"]

PAPER = ("#ffffff", "#14181e")
"""Colour of the paper on a light and on a dark page."""

ROLES: dict[str, tuple[str, str]] = {
    "ink": ("#1f2328", "#e3e6ea"),
    "muted": ("#57606a", "#a3adb8"),
    "ngal": ("#0466c3", "#58b1ee"),  # everything of LCN2 and NGAL: the house's blue
    "words": ("#005a8f", "#7cc3f5"),  # what is written about NGAL: darker, for letters need more contrast than lines
    "drug": ("#b54500", "#f28a3c"),  # the drug, and what rises under it: the house's vermilion
    "alarm": ("#9c4400", "#f7ab72"),  # what is written about the drug
    "iron": ("#a8430f", "#e5793f"),  # iron: rust
    "control": ("#9a6700", "#e0a83a"),  # control siRNA, dye
    "bacteria": ("#008753", "#3fc49b"),
    "siderophore": ("#a0497f", "#d48bb8"),
    "female": ("#a64d90", "#dd8fc6"),
    "male": ("#0b7d62", "#45c3a0"),
    "grey": ("#6e7681", "#9aa4af"),  # apparatus, machinery, other genes
    "skin": ("#b5654a", "#cf8668"),  # keratinocytes, walls of living things
    "dermis": ("#c98476", "#a8746c"),
    "fat": ("#b07a00", "#e0b04c"),  # sebum, drops of fat, sebocytes
    "hair": ("#5f4130", "#b78f6d"),
    "shine": ("#ffffff", "#8b95a1"),  # light on a rounded surface
    "muscle": ("#b04a4a", "#d97a74"),
}
"""Role to its colour on a light and on a dark page."""

TINTS = {"1": 0.13, "2": 0.3, "3": 0.55}
"""Ending of a tint to the share of its role; the rest is paper. ``skin2`` is the second tint of ``skin``."""

_DARKER = 1.25
"""On dark paper a tint needs more of its role to be seen."""

_DARK_PAGES = ('[data-theme="dark"]', '[data-jp-theme-light="false"]', ".vscode-dark")


def _mix(colour: str, paper: str, share: float) -> str:
    pairs = ((int(colour[at : at + 2], 16), int(paper[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)


def colours(dark: bool) -> dict[str, str]:
    """Return each role and each tint with its colour (hex).

    >>> colours(False)["ngal"], colours(True)["ngal"]
    ('#0466c3', '#58b1ee')
    """
    found = {"paper": PAPER[dark]}
    for role, pair in ROLES.items():
        found[role] = pair[dark]
        for ending, share in TINTS.items():
            found[role + ending] = _mix(pair[dark], PAPER[dark], min(share * (_DARKER if dark else 1), 1))
    return found


def _block(dark: bool, paper: str) -> str:
    return "".join(f"--{role}:{colour};" for role, colour in (colours(dark) | {"paper": paper}).items())


# Panels stand side by side where there is room for two, and one below the other on a phone. A panel grows by a sixth at
# most: more would make its letters larger than the text.
_RULES = """
.iso-pic{display:flex;flex-wrap:wrap;gap:14px;justify-content:center;align-items:flex-start;color:var(--ink)}
.iso-pic>svg{flex:1 1 var(--basis);min-width:0;height:auto;display:block;overflow:visible}
.iso-pic{--face:var(--pst-font-family-base,var(--jp-content-font-family,system-ui,sans-serif))}
.iso-pic text{fill:var(--ink);font:400 13px var(--face)}
.iso-pic text{paint-order:stroke;stroke:var(--halo,var(--paper));stroke-width:3px;stroke-linejoin:round}
.iso-pic .note{font-size:12px;fill:var(--muted)}
.iso-pic .head{font-size:14px;font-weight:600}
.iso-pic .bold{font-weight:600}
.iso-pic .ngal{fill:var(--words)}
.iso-pic .drug{fill:var(--alarm)}
.iso-pic .bare{stroke:none}
.iso-pic .it{font-style:italic}
.iso-pic .code{font-family:var(--pst-font-family-monospace,var(--jp-code-font-family,monospace));font-size:12.5px}
.iso-pic .mid{text-anchor:middle}
.iso-pic .end{text-anchor:end}
.iso-pic .photo{fill:#14161a;stroke:var(--grey)}
.iso-pic .light{fill:#ffb84d}
.iso-pic .lead{fill:none;stroke:var(--muted)}
.iso-pic .tip{fill:var(--ink);stroke:var(--paper)}
.iso-drawn{margin:1.2rem 0;color:inherit}
figure.iso-drawn>figcaption.iso-caption{margin-top:.6rem;text-align:left;color:inherit;letter-spacing:normal}
figure.iso-drawn>figcaption.iso-caption{font-family:inherit;font-weight:400;font-size:.92em;line-height:1.45}
figure.iso-drawn .iso-credit{display:block;margin-top:.2rem;font-size:.82em}
@media print{.iso-drawn,.iso-pic>svg{break-inside:avoid}figure.iso-drawn{color:#000}}
"""


def style_sheet() -> str:
    """Return the style sheet that all pictures of a page share."""
    page = f"var(--jp-layout-color0,var(--pst-color-background,{PAPER[0]}))"
    dark_page = f"var(--jp-layout-color0,var(--pst-color-background,{PAPER[1]}))"
    dark = ",".join(f"{where} .iso-pic" for where in _DARK_PAGES)
    return (
        f".iso-pic{{{_block(False, page)}}}\n{dark}{{{_block(True, dark_page)}}}\n"
        # Paper is white, whatever the screen shows: said three times, it outweighs the rule for dark pages.
        f"@media print{{.iso-pic.iso-pic.iso-pic{{{_block(False, PAPER[0])}}}}}{_RULES}"
    )


def share_sheet(page: str) -> str:
    """Return the HTML of a page in which all pictures share one style sheet, in its head.

    In a notebook each picture brings its own, since a cell is shown alone.
    """
    sheet = f"<style>{style_sheet()}</style>"
    if sheet not in page:
        return page
    return page.replace(sheet, "").replace("</head>", f"{sheet}</head>", 1)
