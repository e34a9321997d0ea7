"""Keep of a theme's style sheets what the pages of a site use, and join it into one file.

The theme brings Bootstrap, a thousand icons and styles for parts that the course has not. A rule is kept where every
class, id and element that its selector names stands somewhere in the pages or in their scripts: more than is used, and
never less.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import tinycss2

__all__ = ["icons_in", "pruned", "words_of"]

_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NESTING = {"media", "supports", "layer", "container"}
_KEPT = {"import", "namespace", "page", "property", "counter-style"}
_ICON = re.compile(r"\\([ef][0-9a-f]{3})\b|([\ue000-\uf8ff])", re.I)


def words_of(texts: Iterable[str]) -> set[str]:
    """Return every word that could be the name of a class, an id or an element.

    >>> sorted(words_of(['<p class="iso-title">x</p>']))
    ['class', 'iso-title', 'p', 'x']
    """
    return {word for text in texts for word in _WORD.findall(text)}


def icons_in(css: str) -> set[int]:
    """Return the code points of the private use area, where icons have their place, that a style sheet writes.

    >>> [hex(one) for one in icons_in('.fa-bars { --fa: "\\\\f0c9" }')]
    ['0xf0c9']
    """
    return {int(code, 16) if code else ord(letter) for code, letter in _ICON.findall(css)}


def _selectors(prelude: list) -> Iterator[list]:
    part: list = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _names(selector: list) -> Iterator[str]:
    """Yield what a selector asks for; what stands in :not(), :is() and the like may be absent."""
    before = ""
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before != ":"):
            yield token.value
        before = token.value if token.type == "literal" else ""


def _used(selector: list, words: Collection[str]) -> bool:
    return all(name in words for name in _names(selector))


def _rule(rule, words: Collection[str]) -> str:
    kept = [tinycss2.serialize(one).strip() for one in _selectors(rule.prelude) if _used(one, words)]
    body = _tight(tinycss2.serialize(rule.content))
    return f"{','.join(kept)}{{{body}}}" if kept and body else ""


def _tight(body: str) -> str:
    return re.sub(r"\s+", " ", body).strip().removesuffix(";")


def _at_rule(rule, words: Collection[str]) -> str:
    name = rule.lower_at_keyword
    prelude = _tight(tinycss2.serialize(rule.prelude))
    if name in _NESTING and rule.content is not None:
        inside = _rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), words)
        return f"@{name} {prelude}{{{inside}}}" if inside else ""
    if rule.content is None:
        return f"@{name} {prelude};" if name in _KEPT | _NESTING else ""
    return f"@{name} {prelude}{{{_tight(tinycss2.serialize(rule.content))}}}"


def _rules(rules: list, words: Collection[str]) -> str:
    made = []
    for rule in rules:
        if rule.type == "qualified-rule":
            made.append(_rule(rule, words))
        elif rule.type == "at-rule":
            made.append(_at_rule(rule, words))
    return "".join(made)


def pruned(css: str, words: Collection[str]) -> str:
    """Return the rules of a style sheet whose selectors name nothing but words of the pages, without comments.

    Parameters
    ----------
    css : str
    words : collection of str
        See :func:`words_of`.

    Examples
    --------
    >>> pruned(".a, .b { color: red; } @media print { .c { top: 0 } } p:not(.c) { margin: 0 }", {"a", "p"})
    '.a{color: red}p:not(.c){margin: 0}'
    """
    found = _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), words)
    frames = re.compile(r"@(?:-\w+-)?keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
    return frames.sub(lambda match: match[0] if _animated(match[1], frames.sub("", found)) else "", found)


def _animated(name: str, css: str) -> bool:
    return bool(re.search(rf"animation[^;}}]*[\s:,]{re.escape(name)}\b", css))
