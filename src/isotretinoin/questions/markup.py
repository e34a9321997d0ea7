"""Inline Markdown of the question bank and of the lesson contract, as HTML and as plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape

from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from isotretinoin.links import mark

__all__ = ["blocks", "inline", "parser", "plain", "prose"]

_TAG = re.compile(r"<[^>]+>")


def _mathml(formula: str) -> str:
    try:
        return re.sub(r">\s+<", "><", "".join(tex2mathml(formula, as_block=False)).strip())
    except MathError:
        return f"<code>{escape(formula)}</code>"


def parser(formula: Callable[[str], str]) -> MarkdownIt:
    """Return the Markdown of the question bank, with ``formula`` to turn LaTeX into HTML."""
    # Raw HTML stays off: a "<" in a question is a sign of less, never a tag.
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.use(dollarmath_plugin, allow_space=False, allow_digits=False)
    made.add_render_rule("math_inline", lambda _self, tokens, at, *_: formula(tokens[at].content))
    made.add_render_rule("math_block", lambda _self, tokens, at, *_: formula(tokens[at].content))
    return made


@cache
def _parser() -> MarkdownIt:
    # MathML needs no script, so that formulas show on a page without a server and in print.
    return parser(_mathml)


def inline(text: str) -> str:
    """Return Markdown as HTML without a surrounding paragraph; line breaks count as spaces.

    Links to pages of the course (``../book/data.md#anchor``) keep their source address, and are marked so that
    :mod:`isotretinoin.links` can lead them elsewhere.
    """
    return mark(_parser().renderInline(" ".join(text.split("\n")).strip()))


def blocks(text: str) -> tuple[str, str]:
    """Split a stem into the HTML that stands before the question and the HTML of the question, its last paragraph."""
    *before, question = re.split(r"\n\s*\n", text.strip())
    return mark(_parser().render("\n\n".join(before))) if before else "", inline(question)


def prose(text: str) -> str:
    """Return Markdown of several paragraphs as HTML, its links to course pages marked as by ``inline``."""
    return mark(_parser().render(text.strip()))


def plain(text: str) -> str:
    """Return Markdown as plain words: for labels, announcements and saved answers."""
    return " ".join(unescape(_TAG.sub("", _parser().render(text))).split())
