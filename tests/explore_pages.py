"""Pages as MyST-NB writes them, for tests of explorables: views in the body, the state of all widgets beside them."""

from __future__ import annotations

import json
from pathlib import Path

from ipywidgets import Widget

from isotretinoin import course_root
from isotretinoin.pages.late import late_states
from isotretinoin.pages.mount import SCRIPTS, mount_points

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def _script(kind: str, value: object) -> str:
    # MyST-NB 1.4.0, core/render.py: sanitize_script_content
    content = json.dumps(value).replace("</script>", r"<\/script>")
    return f'<script type="{kind}">{content}</script>'


def as_myst_nb_writes(*widgets: Widget, others: tuple[Widget, ...] = ()) -> str:
    """Return a page that displays widgets; ``others`` are in its state without being displayed."""
    state = Widget.get_manager_state(widgets=[*widgets, *others])["state"]
    views = "".join(
        '<div class="cell_output docutils container"><div class="output">'
        + _script(VIEW, {"version_major": 2, "version_minor": 0, "model_id": widget.model_id})
        + "</div></div>"
        for widget in widgets
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page with explorables</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        "<style>:root{font:16px/1.6 system-ui,sans-serif;color:#222832;background:#fff}body{margin:0;padding:8px}"
        "html[data-theme=dark]{color-scheme:dark;color:#ced6dd;background:#14181e;--pst-color-background:#14181e}</style>"
        "<script>document.documentElement.dataset.theme="
        "matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light'</script></head>"
        f"<body><main><h1>A page with explorables</h1>{views}</main>"
        f"{_script(STATE, {'version_major': 2, 'version_minor': 0, 'state': state})}"
        '<script src="anywidget-host.js"></script></body></html>'
    )


def write_page(folder: Path, *widgets: Widget, others: tuple[Widget, ...] = ()) -> Path:
    """Write a finished page with the host script beside it and return its path."""
    static = course_root() / "book" / "_static"
    for name in ("anywidget-host.js", "anywidget-near.js"):
        (folder / name).write_bytes((static / name).read_bytes())
    page, kinds, files = folder / "page.html", {}, {}
    mounted = mount_points(as_myst_nb_writes(*widgets, others=others), kinds)
    page.write_text(late_states(mounted, files), encoding="utf-8")
    files |= {f"{SCRIPTS}/{name}": text for name, text in kinds.items()}
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return page


def push_down(page: Path) -> Path:
    """Move the last widget of a finished page far below the others, and return the page."""
    head, _, tail = page.read_text(encoding="utf-8").rpartition('<div class="aw-fallback">')
    page.write_text(f'{head}<div style="height: 9000px"></div><div class="aw-fallback">{tail}', encoding="utf-8")
    return page
