"""Read a file, keep where everything stands in it, and collect every problem with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from .forms import Form

__all__ = ["Document", "Place", "Problem", "listing", "read_file", "read_text", "values"]

# The safe loader in C reads the bank ten times as fast, where PyYAML has it; each lesson reads the whole bank.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def values(text: str) -> Any:
    """Return what a text in YAML says, for those who take a file as it is: its faults are told where it is read.

    >>> values("minutes: 5")
    {'minutes': 5}
    """
    return yaml.load(text, Loader=_LOADER)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file that somebody wrote.

    Attributes
    ----------
    file : str
        Its path from the course's folder.
    line : int
        From 1; 0 where the file as a whole is meant.
    where : str
        The entry, and what in it: ``q07-rows, option 2``.
    message : str
        What is wrong and what to do, without a full stop.
    """

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    @property
    def place(self) -> str:
        """Return file, line and entry."""
        line = f", line {self.line}" if self.line else ""
        return f"{self.file}{line}{f', {self.where}' if self.where else ''}"

    @property
    def sentence(self) -> str:
        """Return the message with a full stop, where it is no question."""
        return self.message if self.message.endswith(("?", ".")) else f"{self.message}."

    @property
    def entry(self) -> str:
        """Return the entry alone, such as the id of a question."""
        return self.where.partition(", ")[0]


def listing(problems: Iterable[Problem]) -> str:
    """Return problems as a list of lines for an error's message."""
    return "".join(f"\n- {problem.place}: {problem.sentence}" for problem in problems)


class Document:
    """The content of a file, and what is wrong with it.

    Attributes
    ----------
    file : str
        Its path from the course's folder.
    content
        Plain values, None where the file is empty or can't be read.
    """

    def __init__(self, file: str, content: Any = None, node: yaml.Node | None = None) -> None:
        self.file, self.content, self._node = file, content, node
        self._problems: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong, in the order of its lines."""
        return tuple(sorted(self._problems, key=lambda problem: problem.line))

    @property
    def top(self) -> Place:
        """Return the place of the whole content."""
        return Place(self)

    @property
    def count(self) -> int:
        """Return the number of problems so far."""
        return len(self._problems)

    def add(self, line: int, where: str, message: str) -> None:
        """Keep a problem, once."""
        problem = Problem(self.file, line, where, message)
        if problem not in self._problems:
            self._problems.append(problem)

    def line_of(self, path: Iterable[str | int]) -> int:
        """Return the line of a value, of its key where it has one, or of what is nearest around it."""
        node, line = self._node, self._node.start_mark.line + 1 if self._node else 0
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next((pair for pair in node.value if pair[0].value == str(step)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = (node.value[step], node.value[step])
            else:
                found = None
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line


@dataclass(frozen=True)
class Place:
    """A place in a document: where a value stands, and how it is called."""

    document: Document
    path: tuple[str | int, ...] = ()
    labels: tuple[str, ...] = ()

    def key(self, name: str) -> Place:
        """Return the place of the value under a key."""
        return Place(self.document, (*self.path, name), (*self.labels, f"`{name}`"))

    def item(self, at: int, label: str, instead: bool = False) -> Place:
        """Return the place of an item of a list; its label may stand instead of that of the list."""
        return Place(self.document, (*self.path, at), (*(self.labels[:-1] if instead else self.labels), label))

    def complain(self, message: str) -> None:
        """Keep a problem of what stands here."""
        self.document.add(self.document.line_of(self.path), ", ".join(self.labels), message)

    def must(self, what: str, value: Any) -> None:
        """Say what must stand here in place of a value."""
        short = repr(value) if isinstance(value, (str, int, float, bool)) else f"a {_KINDS.get(type(value), 'value')}"
        message = f"must be {what}, not {short if len(short) <= 40 else f'{short[:37]}…'}"
        if self.path and isinstance(self.path[-1], str):
            around = ", ".join(self.labels[:-1])
            self.document.add(self.document.line_of(self.path), around, f"{self.labels[-1]} {message}")
        else:
            self.complain(message)


_KINDS = {dict: "mapping of keys to values", list: "list", type(None): "missing value"}


def _duplicates(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield line and name of each key that a mapping has before: YAML keeps the last one and says nothing."""
    open_nodes, known = [node], set()
    while open_nodes:
        one = open_nodes.pop()
        if id(one) in known:  # an alias, which may even lead back to what it stands in
            continue
        known.add(id(one))
        if isinstance(one, yaml.SequenceNode):
            open_nodes.extend(one.value)
        elif isinstance(one, yaml.MappingNode):
            seen: set[Any] = set()
            for key, value in one.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    yield key.start_mark.line + 1, key.value
                seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
                open_nodes.append(value)


def read_text(text: str, file: str, form: Form | None = None) -> Document:
    """Read YAML and hold it against a form.

    Parameters
    ----------
    text : str
    file : str
        How problems name it.
    form : Form, optional
        What it must hold.

    Returns
    -------
    Document
        Whatever is wrong is in its ``problems``; nothing is raised.
    """
    try:
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            content = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return _unread(file, mark.line + 1 if mark else 0, error.problem or error.context or "")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _unread(file, 0, str(error))
    document = Document(file, content, node)
    if node is not None:
        for line, name in _duplicates(node):
            document.add(line, "", f"has the key `{name}` twice in one place")
    if form is not None:
        form.check(content, document.top)
    return document


def _unread(file: str, line: int, why: str) -> Document:
    document = Document(file)
    document.add(line, "", f"is no YAML: {' '.join(why.split())}")
    return document


def read_file(path: Path, root: Path, form: Form | None = None) -> Document:
    """Read a file of the course as :func:`read_text` does; one that isn't there, or is no UTF-8, is a problem too."""
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return _unread(file, line, "it is not saved as UTF-8")
    except FileNotFoundError:
        document = Document(file)
        document.add(0, "", "is missing: write it")
        return document
    except OSError as error:
        document = Document(file)
        document.add(0, "", f"can't be read ({error.strerror})")
        return document
    return read_text(text, file, form)
