"""Join ECMAScript modules that import one another into one text."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["REGISTER", "JoinError", "classic", "join"]

REGISTER = "isotretinoinWidgets"
"""Global object of a page in which classic scripts leave what they export."""

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.M)
_FOREIGN = re.compile(r"^(?:import|export \*|export \{)[^\n]*", re.M)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) ([\w$]+|\{[^}]*\}|\[[^\]]*\])", re.M)
_DEFAULT = re.compile(r"^export default (.*?);?\s*\Z", re.M | re.S)
# Whole lines only: a comment behind code, or one in a text over several lines, stays.
_COMMENTS = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/)\n", re.M | re.S)


class JoinError(ValueError):
    """Modules can't share one scope; the message says which line to change."""


def _declared(text: str) -> list[str]:
    """Return the names that stand in a module's outermost scope."""
    return [name for found in _DECLARED.findall(text) for name in re.findall(r"[\w$]+", found)]


def _exported(text: str) -> set[str]:
    return set(_declared("\n".join(line for line in text.split("\n") if line.startswith("export "))))


class _Joining:
    def __init__(self) -> None:
        self.texts: dict[Path, str] = {}
        self.names: dict[str, Path] = {}
        self._open: list[Path] = []

    def add(self, path: Path) -> str:
        """Put a module behind those that it imports, once, and return its text as it is."""
        if path in self._open:
            circle = " → ".join(one.name for one in [*self._open[self._open.index(path) :], path])
            raise JoinError(f"Modules import one another in a circle: {circle}. Move what they share into a third.")
        text = path.read_text(encoding="utf-8")
        if path in self.texts:
            return text
        self._open.append(path)
        for names, source in _IMPORT.findall(text):
            self._import(path, names, source)
        self._open.pop()
        body = _IMPORT.sub("", text)
        foreign = _FOREIGN.search(body)
        if foreign:
            raise JoinError(
                f'{path.name}: {foreign[0]!r} can\'t be joined. Write import {{ name }} from "./file.js"; '
                "and export names where they are declared."
            )
        for name in _declared(body):
            other = self.names.setdefault(name, path)
            if other != path:
                raise JoinError(f"{path.name} and {other.name} both declare {name}. Rename one: they share a scope.")
        self.texts[path] = body
        return text

    def _import(self, path: Path, names: str, source: str) -> None:
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        if any(" as " in name for name in wanted):
            raise JoinError(f"{path.name} renames what it imports from {source}. Import it under its own name.")
        other = (path.parent / source).resolve()
        if not other.is_file():
            raise JoinError(f"{path.name} imports {source}, which is no file beside it.")
        missing = sorted(set(wanted) - _exported(self.add(other)))
        if missing:
            raise JoinError(f"{path.name} imports {', '.join(missing)}, which {other.name} does not export.")


def join(entry: Path) -> str:
    """Return a module and everything that it imports as one module without imports.

    Parameters
    ----------
    entry : Path
        A file that ends in ``export default …;``. Imports are relative paths, with names in braces.

    Returns
    -------
    str
        The modules in the order in which they need one another, each once, without their comments.

    Raises
    ------
    JoinError
        If a name is declared twice, an import can't be followed, or the entry exports nothing.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "sum.js").write_text("export const sum = (a, b) => a + b;\\n")
    >>> _ = (folder / "main.js").write_text('import { sum } from "./sum.js";\\nexport default sum(1, 2);\\n')
    >>> print(join(folder / "main.js"))
    const sum = (a, b) => a + b;
    export default sum(1, 2);
    """
    joining = _Joining()
    joining.add(entry.resolve())
    *parts, last = joining.texts.values()
    if not _DEFAULT.search(last):
        raise JoinError(f"{entry.name} does not end in export default …; so that nothing would come of it.")
    text = re.sub(r"^export (?!default )", "", "".join([*parts, last]), flags=re.M)
    return re.sub(r"\n{2,}", "\n", _COMMENTS.sub("", text)).strip()


def classic(module: str, name: str) -> str:
    """Return a module without imports as a classic script that leaves its export under ``name``.

    A host may forbid code that comes from elsewhere than its own files (``script-src 'self'``), and a folder opened by
    double click lets no module in: a classic script in a file runs in both.

    Raises
    ------
    JoinError
        If the module imports others or has no ``export default`` at its end.

    Examples
    --------
    >>> print(classic("const one = 1;\\nexport default { one };", "a").rstrip())
    (globalThis.isotretinoinWidgets ??= {})["a"] = (() => {
    "use strict";
    const one = 1;
    return { one };
    })();
    """
    default = _DEFAULT.search(module)
    body = module[: default.start()] if default else ""
    if not default or re.search(r"^\s*(?:import|export)\b", body, re.M):
        raise JoinError(
            "This module imports others or does not end in export default …; so no script can be made of it."
        )
    head = f'(globalThis.{REGISTER} ??= {{}})["{name}"] = (() => {{'
    return f'{head}\n"use strict";\n{body}return {default[1].strip()};\n}})();\n'
