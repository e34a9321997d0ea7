"""Prepare a page that MyST-NB wrote so that its widgets live without a kernel, or fail where one would be dead.

MyST-NB puts a ``<script type="application/vnd.jupyter.widget-view+json">`` where a widget was displayed, and the
state of all widgets of the notebook into one ``<script type="application/vnd.jupyter.widget-state+json">``.
``anywidget-host.js`` mounts the widgets from these. The code of each kind of widget becomes a classic script in a file
of its own: it runs from a folder by double click, and on a host that lets no page run code but its own files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

from ..explore.svg import ID_MARK
from ..front import JoinError, classic

__all__ = ["SCRIPTS", "DeadWidgetError", "mount_points"]

_KIND = "application/vnd.jupyter.widget-{}+json"
_SCRIPT = r'<script\b(?=[^>]*\btype="{}")[^>]*>(.*?)</script>'
_VIEW = re.compile(_SCRIPT.format(re.escape(_KIND.format("view"))), re.S)
_STATE = re.compile(_SCRIPT.format(re.escape(_KIND.format("state"))), re.S)

# Traits of every ipywidget that nothing on a page without a kernel reads.
_UNUSED = frozenset(
    {
        "_anywidget_id",
        "_dom_classes",
        "_model_module",
        "_model_module_version",
        "_model_name",
        "_view_count",
        "_view_module",
        "_view_module_version",
        "_view_name",
        "layout",
        "tabbable",
        "tooltip",
    }
)
_HOST = re.compile(r'<script\b[^>]*\bsrc="([^"]*)anywidget-host\.js[^"]*"[^>]*>')

SCRIPTS = "widgets"
"""Folder beside ``anywidget-host.js`` that holds the scripts of the widgets."""


class DeadWidgetError(ValueError):
    """A page displays a widget that would do nothing without a kernel."""


def _class_name(record: Mapping[str, Any]) -> str:
    state = record.get("state", {})
    named = state.get("_anywidget_id")
    return named or f"{record.get('model_module', '?')}.{record.get('model_name', '?')}"


def _check_alive(model_id: str, records: Mapping[str, Any]) -> None:
    if model_id not in records:
        raise DeadWidgetError(
            f"the page displays a widget ({model_id}) whose state it does not have. "
            "Execute the notebook again, and keep store_widget_state on."
        )
    state = records[model_id].get("state", {})
    if not state.get("_esm") or not state.get("fallback"):
        missing = "is no anywidget" if not state.get("_esm") else "has no fallback"
        raise DeadWidgetError(
            f"the page displays {_class_name(records[model_id])}, which {missing}: without a kernel it would be dead. "
            "Use isotretinoin.explore, or an anywidget with a synced trait `fallback` that holds complete HTML."
        )


def _links(records: Mapping[str, Any], shown: set[str]) -> set[str]:
    """Return the ids of the jslinks between widgets that the page displays."""
    ends = {
        key: {record["state"][end][0].removeprefix("IPY_MODEL_") for end in ("source", "target")}
        for key, record in records.items()
        if record.get("model_name", "").endswith("LinkModel")
    }
    return {key for key, both in ends.items() if both <= shown}


def _dump(value: Any) -> str:
    """Write JSON that no HTML parser can mistake for the end of its script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "\\u003c!--")


def _script_of(record: Mapping[str, Any], scripts: MutableMapping[str, str]) -> str:
    """Add the script of a widget's kind and return its name, which tells one version from another."""
    module = record["state"]["_esm"]
    kind = re.sub(r"\W", "", _class_name(record).split(".")[-2])
    name = f"{kind}-{hashlib.sha256(module.encode()).hexdigest()[:10]}"
    try:
        scripts[f"{name}.js"] = classic(module, name)
    except JoinError as error:
        raise DeadWidgetError(
            f"the page displays {_class_name(record)}, whose code can't be a script: {error}"
        ) from error
    return name


def mount_points(html: str, scripts: MutableMapping[str, str]) -> str:
    """Return a page ready for ``anywidget-host.js``.

    Each widget's ``fallback`` stands where the widget will be mounted: for print, for readers without JavaScript and
    for the time before the script runs. The page's state keeps only what its views need; the style sheets of widgets
    stand in it once, however many widgets share them. A page without widgets, or one prepared before, comes back
    unchanged.

    Parameters
    ----------
    html : str
        A page as MyST-NB wrote it.
    scripts : dict
        Is given the scripts that the page loads, file name to text; they belong into :data:`SCRIPTS`.

    Raises
    ------
    DeadWidgetError
        If the page displays a widget that is no anywidget, has no fallback, has no state on the page, or whose code
        needs other code; or if it does not load the host script.
    """
    views = [json.loads(match[1])["model_id"] for match in _VIEW.finditer(html)]
    pages = [json.loads(match[1]) for match in _STATE.finditer(html)]
    if not views and not pages:
        return html
    if any("scripts" in page for page in pages):
        return html
    records: dict[str, Any] = {}
    for page in pages:
        records.update(page.get("state", {}))
    for model_id in views:
        _check_alive(model_id, records)

    names: dict[str, None] = {}
    styles: dict[str, None] = {}
    kept: dict[str, Any] = {}
    shown = set(views)
    for model_id in dict.fromkeys([*views, *sorted(_links(records, shown))]):
        record = records[model_id]
        state = {name: value for name, value in record["state"].items() if name not in _UNUSED}
        state.pop("fallback", None)
        style = state.pop("_css", "")
        if style:
            styles[style] = None
        if "_esm" in state:
            state["_esm"] = _script_of(record, scripts)
            names[state["_esm"]] = None
        kept[model_id] = {"model_name": record.get("model_name", ""), "state": state}

    number = 0

    def put_fallback(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        fallback = records[json.loads(match[1])["model_id"]]["state"]["fallback"]
        return f'<div class="aw-fallback">{fallback.replace(ID_MARK, f"fallback{number}-")}</div>{match[0]}'

    first = True

    def put_state(match: re.Match[str]) -> str:
        nonlocal first
        if not first or not kept:
            return ""
        first = False
        state = _dump({"version_major": 2, "version_minor": 0, "scripts": list(names), "state": kept})
        return f'<script type="{_KIND.format("state")}">{state}</script>'

    html = _STATE.sub(put_state, html)
    html = _VIEW.sub(put_fallback, html)
    if names:
        host = _HOST.search(html)
        if not host:
            raise DeadWidgetError("the page displays widgets and does not load anywidget-host.js, which starts them.")
        tags = "".join(f'<script defer src="{host[1]}{SCRIPTS}/{name}.js"></script>' for name in names)
        html = html[: host.start()] + tags + html[host.start() :]
    if styles:
        sheet = "".join(f"<style>{style}</style>" for style in styles)
        html = html.replace("</head>", f"{sheet}</head>", 1)
    return html
