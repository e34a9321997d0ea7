"""Let every page of a built site load what it uses, and nothing else.

The theme loads its style sheets, its scripts and three fonts of icons on every page, the index of the search among
them. Here the sheets are joined and pruned, the scripts that all pages share are joined and wait until the page is
read, fonts keep the icons that are shown, and the search loads where it is used. No script stands in a page any more,
so that a host may allow files of the site alone (``script-src 'self'``).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .icons import subset_font
from .styles import icons_in, pruned, words_of

__all__ = ["is_light", "lighten"]

_LINK = re.compile(r'<link\b(?=[^>]*\brel="stylesheet")[^>]*?\bhref="([^":?]+\.css)(?:\?[^"]*)?"[^>]*>\n?')
# Those of a figure's states stay: see late.py.
_PRELOAD = re.compile(r'<link\b(?![^>]*\bmedia=)[^>]*\brel="preload"[^>]*\bas="script"[^>]*>\n?')
_SCRIPT = re.compile(r'<script\b([^>]*)\bsrc="([^":?]+\.js)(?:\?[^"]*)?"([^>]*)>\s*</script>\n?')
_INLINE = re.compile(r"<script\b(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.S)
_ONCLICK = re.compile(r'onclick="([^"]*)"')
_MAP = re.compile(r"^//# sourceMappingURL=.*$|/\*# sourceMappingURL=.*?\*/", re.M)
_IMPORT = re.compile(r"""@import (?:url\()?["']?([^"':;)]+\.css)["']?\)?;""")
_FACE = re.compile(r"@font-face ?\{[^}]*\}")
_TURNED = re.compile(r'class="(?:[^"]*\s)?toggle(?:\s[^"]*)?"|class="[^"]*\badmonition\b[^"]*\bdropdown\b')

_NEVER = re.compile(
    r"DOCUMENTATION_OPTIONS\.(?:pagename|search_as_you_type)|^\s*(?:let toggle|var togglebuttonSelector|kernelName)"
)
"""Inline scripts that set what no page of the course reads, or what is left out with the script that reads it."""

_APART = ("anywidget-host.js", "anywidget-near.js", "widgets/", "states/")
"""Scripts that start a page's figures: they come first, by themselves."""

_SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
_USED_BY = {
    "togglebutton": _TURNED,
    "design-tabs": re.compile("sd-tab-set"),
    "sphinx-thebe": re.compile(r'class="[^"]*\bthebe'),
    "claims-filter": re.compile(r"Kind: .*? · Level: "),
}
"""Parts of the theme and of the course that a page loads only where it holds what they work on."""

_HANDLERS = {"window.print()": "print", "toggleFullScreen()": "full-screen"}
"""What the theme writes into ``onclick``; ``page-buttons.js`` does it."""


@dataclass
class _Page:
    path: Path
    html: str
    base: str
    """Leads from the page to the site's folder."""
    scripts: list[tuple[str, str]] = field(default_factory=list)
    """Scripts taken out of the page: path below the site's folder, and the attributes that are kept."""


def _hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


def _write(folder: Path, name: str, content: bytes) -> str:
    """Write a file under a name that tells its content, and return that name."""
    stem, suffix = name.rsplit(".", 1)
    whole = f"{stem}-{_hashed(content)}.{suffix}"
    (folder / whole).parent.mkdir(parents=True, exist_ok=True)
    (folder / whole).write_bytes(content)
    return whole


def _wanted(path: str, html: str) -> bool:
    if path.endswith(_SEARCH):
        return 'id="search-results"' in html
    return all(used.search(html) for name, used in _USED_BY.items() if name in path)


def _to_site(page: _Page, address: str) -> str:
    return os.path.normpath(address).replace(os.sep, "/").removeprefix(page.base)


def _strip(page: _Page, folder: Path) -> None:
    """Take out of a page what it does not use, and every script that stands in it."""

    def move(match: re.Match[str]) -> str:
        text = match[1].strip()
        if not text or _NEVER.search(text):
            return ""
        return f'<script src="{page.base}{_write(folder, "_static/inline.js", text.encode())}"></script>'

    def handler(match: re.Match[str]) -> str:
        does = _HANDLERS.get(match[1])
        return f'data-does="{does}"' if does else match[0]

    def link(match: re.Match[str]) -> str:
        return match[0] if _wanted(match[1], page.html) else ""

    html = _PRELOAD.sub("", page.html)
    html = _INLINE.sub(move, html)
    html = _ONCLICK.sub(handler, html)
    page.html = _LINK.sub(link, html)


def _take_scripts(page: _Page) -> None:
    def take(match: re.Match[str]) -> str:
        path = _to_site(page, match[2])
        rest = re.sub(r'\s*\b(?:defer|async)(?:="[^"]*")?', "", f"{match[1]} {match[3]}").strip()
        below = path.removeprefix("_static/")
        if not path.startswith(("_static/", "searchindex.js")) or below.startswith((*_APART, "inline-")):
            return match[0]
        if "data-" in rest and not any(name in path for name in _USED_BY):
            return match[0]
        if _wanted(path, page.html):
            page.scripts.append((path, rest))
        return ""

    page.html = _SCRIPT.sub(take, page.html)


def _join_scripts(pages: list[_Page], folder: Path) -> None:
    """Put the scripts that all pages share into one file, and name on each page what it has besides."""
    own = [page for page in pages if page.scripts]
    if not own:
        return
    # Without attributes, since those speak to the script of one tag.
    shared = [one for one in own[0].scripts if not one[1] and all(one in page.scripts for page in own)]
    texts = [_MAP.sub("", (folder / path).read_text(encoding="utf-8")) for path, _ in shared]
    # The first of them asks for strict mode, for itself alone: behind a statement that is a text like any other.
    joined = _write(folder, "_static/site.js", (";\n" + "\n;\n".join(texts)).encode())
    for page in own:
        tags = [f'<script defer src="{page.base}{joined}"></script>']
        for path, rest in page.scripts:
            if (path, rest) not in shared:
                tags.append(f'<script defer {rest + " " if rest else ""}src="{page.base}{path}"></script>')
        page.html = page.html.replace("</head>", "".join(tags) + "</head>", 1)


def _at(css: str, folder: str) -> str:
    """Return a sheet whose relative addresses are right from the folder above its own."""

    def mend(match: re.Match[str]) -> str:
        address = match[2]
        if re.match(r"[a-z]+:|/|#", address):
            return match[0]
        return f"url({os.path.normpath(f'{folder}/{address}').replace(os.sep, '/')})"

    return re.sub(r"url\((['\"]?)((?!data:)[^'\")]+)\1\)", mend, css)


def _sheet(static: Path, name: str) -> str:
    """Return a sheet with those that it imports in their places, and with addresses that are right from ``static``."""
    folder = os.path.dirname(name) or "."
    css = _MAP.sub("", (static / name).read_text(encoding="utf-8"))
    parts, end = [], 0
    for found in _IMPORT.finditer(css):
        parts += [_at(css[end : found.start()], folder), _sheet(static, os.path.normpath(f"{folder}/{found[1]}"))]
        end = found.end()
    return "".join([*parts, _at(css[end:], folder)])


def _with_few_icons(css: str, folder: Path) -> str:
    """Let a sheet's fonts be those of the icons that it names."""
    icons = icons_in(css)

    def face(match: re.Match[str]) -> str:
        named = re.search(r"url\(([^)]+)\.ttf\)", match[0])
        if not named:
            return match[0]
        path = folder / "_static" / f"{named[1]}.ttf"
        font = subset_font(path, icons)
        if not font:
            return ""
        name = _write(folder, f"_static/{path.stem}.woff", font).removeprefix("_static/")
        return re.sub(r"src:[^;}]*", f'src:url({name}) format("woff")', match[0])

    return _FACE.sub(face, css)


def _pruned(css: str, words: set[str], kept: Path | None) -> str:
    """Return the rules that the site uses; where an earlier build found them for the same words, they are not sought.

    To read the theme's sheets takes longer than to lay out a lesson.
    """
    if kept is None:
        return pruned(css, words)
    named = sorted(words & words_of([css]))
    found = kept / f"{_hashed(chr(0).join([css, *named]).encode())}.css"
    if not found.is_file():
        kept.mkdir(parents=True, exist_ok=True)
        found.write_text(pruned(css, words), encoding="utf-8")
    return found.read_text(encoding="utf-8")


def _join_styles(pages: list[_Page], folder: Path, words: set[str], kept: Path | None) -> None:
    """Put the sheets of each page into one, with the rules that the site uses."""
    words = words | words_of(path.read_text(encoding="utf-8") for path in (folder / "_static").rglob("*.js"))
    made: dict[tuple[str, ...], str] = {}
    for page in pages:
        sheets = tuple(_to_site(page, match[1]) for match in _LINK.finditer(page.html))
        if not sheets:
            continue
        if sheets not in made:
            parts = (_sheet(folder / "_static", sheet.removeprefix("_static/")) for sheet in sheets)
            css = _with_few_icons("".join(_pruned(part, words, kept) for part in parts), folder)
            made[sheets] = _write(folder, "_static/site.css", css.encode())
        link = f'<link rel="stylesheet" href="{page.base}{made[sheets]}" />\n'
        first = True

        def put(match: re.Match[str], link: str = link) -> str:
            nonlocal first
            kept, first = (link if first else ""), False
            return kept

        page.html = _LINK.sub(put, page.html)


def is_light(html: str) -> bool:
    """Tell whether a page has been through :func:`lighten`.

    >>> is_light('<link rel="stylesheet" href="_static/styles/theme.css" />')
    False
    """
    return "_static/site-" in html


def lighten(folder: Path, paths: Iterable[Path], kept: Path | None = None) -> None:
    """Rewrite the pages of a built site so that each loads what it uses.

    Parameters
    ----------
    folder : Path
        The site, with ``_static``.
    paths : iterable of Path
        Its pages. One that was here before keeps what it has.
    kept : Path, optional
        Folder for what the next build can use of this one, to be emptied when this library changes.
    """
    pages = []
    for path in paths:
        depth = len(path.relative_to(folder).parts) - 1
        pages.append(_Page(path, path.read_text(encoding="utf-8"), "../" * depth))
    before = [page.html for page in pages]
    new = [page for page in pages if not is_light(page.html)]
    for page in new:
        _strip(page, folder)
        _take_scripts(page)
    _join_scripts(new, folder)
    _join_styles(new, folder, words_of(page.html for page in pages), kept)
    for page, was in zip(pages, before, strict=True):
        if page.html != was:
            page.path.write_text(page.html, encoding="utf-8")
