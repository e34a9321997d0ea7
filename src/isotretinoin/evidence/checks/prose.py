"""Take a page's Markdown apart: the prose that a reader sees, its links, its formulas.

Code, addresses and link destinations are left out of the prose; every link is kept with its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

__all__ = ["HOLE", "Link", "Paragraph", "paragraphs"]

HOLE = "\ufffc"
"""Stands in the prose for what was taken out of it: a checked link, code, a formula."""

# Directives whose body is no prose.
_CODE_DIRECTIVES = {
    "code",
    "code-block",
    "code-cell",
    "literalinclude",
    "math",
    "raw",
    "mermaid",
    "picture-strip",
    "bibliography",
}
_CHECKED = re.compile(r"(?:^|/)(?:evidence|sources)\.(?:md|html)(?:#|$)|^https?://(?:dx\.)?doi\.org/")
_LESSON = re.compile(r"(?:^|/)\d+_[^/]*\.(?:ipynb|html)(?:#|$)")


@dataclass(frozen=True)
class Link:
    """A link with its text; ``raw`` tells that it was written in HTML."""

    text: str
    target: str
    raw: bool = False

    @property
    def is_checked(self) -> bool:
        """Whether the numbers of its text are compared with its target: claims, sources, DOIs, lessons by number."""
        return bool(_CHECKED.search(self.target) or (_LESSON.search(self.target) and self.text.strip().isdigit()))


@dataclass
class Paragraph:
    """One block of text: its first line in the page (from 1), its prose, links and formulas."""

    line: int
    prose: str = ""
    links: list[Link] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)


@cache
def _parser() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for plugin in (front_matter_plugin, colon_fence_plugin, deflist_plugin):
        reader.use(plugin)
    return reader.use(dollarmath_plugin, double_inline=True)


def paragraphs(markdown: str, first_line: int = 1) -> Iterator[Paragraph]:
    """Yield the blocks of a Markdown text that hold prose or formulas, MyST directives included."""
    line = first_line
    for token in _parser().parse(markdown):
        if token.map:
            line = first_line + token.map[0]
        if token.type == "inline":
            yield _inline(token.children or [], line)
        elif token.type in {"fence", "colon_fence"}:
            yield from _directive(token, line)
        elif token.type == "html_block":
            yield _html(token.content, line)
        elif token.type in {"math_block", "math_block_label"}:
            yield Paragraph(line, formulas=[token.content])


def _directive(token: Token, line: int) -> Iterator[Paragraph]:
    named = re.match(r"\{([\w:-]+)\}\s*(.*)", token.info.strip())
    if not named or named[1] in _CODE_DIRECTIVES:
        return
    if named[2]:
        yield from paragraphs(named[2], line)
    body = token.content
    # Options stand first, as ":name: value" lines or between two lines of dashes; they are no prose.
    options = re.match(r"(?:\s*:[\w-]+:.*\n)+|---\n.*?\n---\n", body, re.S if body.startswith("---") else 0)
    skipped = options[0] if options else ""
    yield from paragraphs(body[len(skipped) :], line + 1 + skipped.count("\n"))


def _inline(children: list[Token], line: int) -> Paragraph:
    found = Paragraph(line)
    pieces: list[str] = []
    opened: list[tuple[str, int]] = []
    for token in children:
        if token.type == "text":
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif token.type == "code_inline":
            pieces.append(HOLE)
        elif token.type in {"math_inline", "math_inline_double"}:
            found.formulas.append(token.content)
            pieces.append(HOLE)
        elif token.type == "image":
            pieces.append(f" {token.content} ")
        elif token.type == "html_inline" and "href=" in token.content:
            found.links += [Link("", target, raw=True) for target in _targets(token.content)]
        elif token.type == "link_open":
            opened.append((str(token.attrGet("href") or ""), len(pieces)))
        elif token.type == "link_close" and opened:
            target, start = opened.pop()
            link = Link("".join(pieces[start:]).replace(HOLE, "").replace("\n", " "), target)
            found.links.append(link)
            if link.is_checked or re.match(r"https?://", link.text):
                pieces[start:] = [HOLE]
    found.prose = "".join(pieces)
    return found


def _html(text: str, line: int) -> Paragraph:
    text = re.sub(r"<!--.*?-->|<(script|style|svg|pre|code)\b.*?</\1>", " ", text, flags=re.S)
    links = [Link("", target, raw=True) for target in _targets(text)]
    return Paragraph(line, unescape(re.sub(r"<[^>]*>", " ", text)), links)


def _targets(html: str) -> list[str]:
    return [unescape(target) for target in re.findall(r"""href=["']([^"']*)["']""", html)]
