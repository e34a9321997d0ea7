"""Move the large states of a page's widgets into files of their own, which load when their widget comes near.

A page holds what its small widgets need. A large one has a script that leaves its state in a register of the page: a
classic script, so that it loads from a folder opened by double click, too. The first of them is named in the page, for
it is what a reader meets first. A state with a second set of pictures, for a phone, has two such files, and a page
loads the one for its width.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import MutableMapping

__all__ = ["EARLY", "LATE", "REGISTER", "STATES", "late_states"]

LATE = 8_000
"""Characters of a state beyond which it is worth a request of its own."""

EARLY = 200_000
"""Characters of a state up to which the page's first is loaded with the page, before a reader scrolls to it."""

REGISTER = "isotretinoinStates"
"""Global object of a page in which the scripts leave states."""

STATES = "states"
"""Folder beside ``anywidget-host.js`` that holds the scripts of the states."""

_STATE = re.compile(r'<script type="application/vnd\.jupyter\.widget-state\+json">(.*?)</script>', re.S)
_VIEW = re.compile(r'<script (type="application/vnd\.jupyter\.widget-view\+json"[^>]*)>(.*?)</script>', re.S)
_KIND = re.compile(r'<script defer src="[^"]*?widgets/[^"]+\.js"></script>')
_HOST = re.compile(r'<script\b(?: defer(?:="defer")?)? src="([^"]*)(anywidget-host\.js[^"]*)"[^>]*></script>')


def _literal(text: str) -> str:
    """Write a text as a JavaScript string; reading JSON from one is faster than reading it as code.

    >>> print(_literal('{"it\\'s": 1}'))
    '{"it\\'s": 1}'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


NARROW = "_narrow"
"""Trait with what stands for :data:`PICTURES` on a phone."""

PICTURES = "_pictures"

PHONE = "screen and (max-width: 600px)"
"""Where it does; the host and the style sheets say the same."""


def _files(state: dict, scripts: MutableMapping[str, str]) -> dict[str, str]:
    """Move a state into a file, or into one for each width, and return their names."""
    common = {name: value for name, value in state.items() if name != NARROW}
    names = {"late": _move(common, scripts)}
    if state.get(NARROW):
        names["narrow"] = _move(common | {PICTURES: state[NARROW]}, scripts)
    return names


def _move(state: dict, scripts: MutableMapping[str, str]) -> str:
    kept = {"_esm": state["_esm"]}
    moved = json.dumps({k: v for k, v in state.items() if k not in kept}, ensure_ascii=False, separators=(",", ":"))
    name = hashlib.sha256(moved.encode()).hexdigest()[:12]
    text = f'(globalThis.{REGISTER} ??= {{}})["{name}"] = JSON.parse({_literal(moved)});\n'
    scripts[f"{STATES}/{name}.js"] = text
    return name


def _preloads(base: str, record: dict) -> str:
    widths = {"late": f"not {PHONE}", "narrow": PHONE}
    return "".join(
        f'<link rel="preload" as="script" fetchpriority="low" media="{width}" href="{base}{STATES}/{record[kind]}.js">'
        for kind, width in widths.items()
    )


def _name_files(html: str, records: dict) -> str:
    """Write beside each view which files its figure waits for; ``anywidget-near.js`` asks for them early."""

    def name(match: re.Match[str]) -> str:
        record = records[json.loads(match[2])["model_id"]]
        if "late" not in record or record.get("early"):
            return match[0]
        files = {f"data-{kind}": f"{STATES}/{record[kind]}.js" for kind in ("late", "narrow") if kind in record}
        files["data-kind"] = f"widgets/{record['state']['_esm']}.js"
        named = " ".join(f'{key}="{path}"' for key, path in files.items())
        return f"<script {match[1]} {named}>{match[2]}</script>"

    return _VIEW.sub(name, html)


def late_states(html: str, scripts: MutableMapping[str, str]) -> str:
    """Return a page whose large states stand in files, and which loads no more than its start needs.

    Parameters
    ----------
    html : str
        A page that :func:`isotretinoin.pages.mount.mount_points` has prepared. One without widgets, or one that was
        here before, comes back unchanged.
    scripts : dict
        Is given the scripts of the states, path below the folder of ``anywidget-host.js`` to text.
    """
    found = _STATE.search(html)
    host = _HOST.search(html)
    if not found or not host:
        return html
    page = json.loads(found[1])
    records = page["state"]
    if any("late" in record for record in records.values()):
        return html
    for record in records.values():
        state = record["state"]
        if "_esm" in state and (state.get(NARROW) or len(json.dumps(state, ensure_ascii=False)) > LATE):
            record |= _files(state, scripts)
            record["state"] = {"_esm": state["_esm"]}
    shown = [records[json.loads(match[2])["model_id"]] for match in _VIEW.finditer(html)]
    first = next((record for record in shown if "late" in record), None)
    if first and len(scripts.get(f"{STATES}/{first['late']}.js", "")) > EARLY:
        first = None
    if first:
        first["early"] = True
    needed = [record for record in shown if "late" not in record or record is first]
    # What a reader meets first comes first: its state and its code, before those of the other kinds.
    if first:
        needed.insert(0, first)
    base = host[1]
    tags = [f"widgets/{record['state']['_esm']}.js" for record in needed]
    either = bool(first and "narrow" in first)
    tags[:0] = [f"{STATES}/{first['late']}.js"] if first and not either else []
    loads = "".join(f'<script defer src="{base}{tag}"></script>' for tag in dict.fromkeys(tags))
    if either:
        # A script can't ask for a width; the host starts the one that fits.
        loads = _preloads(base, first) + loads
    text = json.dumps(page, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    text = text.replace("<!--", "\\u003c!--")
    state = f'<script type="application/vnd.jupyter.widget-state+json">{text}</script>'
    html = _name_files(_KIND.sub("", _STATE.sub("", html, count=1)), records)
    if any("late" in record and "early" not in record for record in shown):
        html = html.replace("</head>", f'<script async src="{base}anywidget-near.js"></script></head>', 1)
    html = _HOST.sub(lambda match: f'{loads}<script defer src="{match[1]}{match[2]}"></script>', html, count=1)
    # At its end the state keeps no reader waiting for the first line.
    return html.replace("</body>", f"{state}</body>", 1)
