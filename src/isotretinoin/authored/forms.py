"""Forms: what a value in a file must be. A form checks, and gives the JSON Schema by which an editor completes."""

from __future__ import annotations

import difflib
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .reading import Place

__all__ = [
    "Const",
    "Fields",
    "Flag",
    "Form",
    "Kinds",
    "Many",
    "Named",
    "Number",
    "OneOf",
    "Text",
    "Whole",
    "number_of",
    "schema_of",
]


@dataclass(frozen=True)
class Form(ABC):
    """What a value must be; ``about`` says in an editor what it is for."""

    about: str = field(default="", kw_only=True)

    @property
    @abstractmethod
    def what(self) -> str:
        """Return the form in words: ``a text``."""

    @abstractmethod
    def check(self, value: Any, at: Place) -> None:
        """Complain at a place about everything in a value that is not of this form."""

    @abstractmethod
    def rules(self) -> dict[str, Any]:
        """Return the form as JSON Schema."""

    def schema(self) -> dict[str, Any]:
        """Return the form as JSON Schema, with what it is for."""
        return ({"description": self.about} if self.about else {}) | self.rules()


def schema_of(form: Form, title: str) -> dict[str, Any]:
    """Return a whole JSON Schema for a kind of file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title} | form.schema()


@dataclass(frozen=True)
class Text(Form):
    """A text with something in it.

    Parameters
    ----------
    pattern : str
        A regular expression that the whole text must match.
    like : str
        What such a text looks like, in words.
    quoted : bool
        Whether YAML would take it for a number without quotes.
    """

    pattern: str = ""
    like: str = ""
    quoted: bool = False

    @property
    def what(self) -> str:
        return (self.like or "a text") + (" in quotes" if self.quoted else "")

    def check(self, value: Any, at: Place) -> None:
        if not isinstance(value, str) or not value.strip() or (self.pattern and not re.fullmatch(self.pattern, value)):
            at.must(self.what, value)

    def rules(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$" if self.pattern else r"\S"}


def number_of(value: Any) -> float | None:
    """Return a number that is written as a number or as a text, or None where it is none.

    >>> number_of("1/8"), number_of("1e-3"), number_of(0.5), number_of("many"), number_of(True)
    (0.125, 0.001, 0.5, None, None)
    """
    if isinstance(value, bool):
        return None
    try:
        number = float(Fraction(value.replace(" ", ""))) if isinstance(value, str) else float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


@dataclass(frozen=True)
class Number(Form):
    """A number, also as a text such as ``1e-3`` (which is none to YAML) or ``1/35``."""

    least: float | None = None

    @property
    def what(self) -> str:
        return "a number" + (f" of {self.least:g} or more" if self.least is not None else "")

    def check(self, value: Any, at: Place) -> None:
        number = number_of(value)
        if number is None or (self.least is not None and number < self.least):
            at.must(f"{self.what} (0.05, 1e-3 and 1/35 are numbers)", value)

    def rules(self) -> dict[str, Any]:
        bound = {"minimum": self.least} if self.least is not None else {}
        return {"anyOf": [{"type": "number"} | bound, {"type": "string", "pattern": r"^\s*[-+]?[\d.][\d.eE+\s/-]*$"}]}


@dataclass(frozen=True)
class Whole(Form):
    """A whole number between two ends."""

    least: int = 0
    most: int | None = None

    @property
    def what(self) -> str:
        ends = f"from {self.least} to {self.most}" if self.most is not None else f"of {self.least} or more"
        return f"a whole number {ends}"

    def check(self, value: Any, at: Place) -> None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or value < self.least or (self.most is not None and value > self.most):
            at.must(self.what, value)

    def rules(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least} | ({} if self.most is None else {"maximum": self.most})


@dataclass(frozen=True)
class Flag(Form):
    """``true`` or ``false``."""

    @property
    def what(self) -> str:
        return "true or false"

    def check(self, value: Any, at: Place) -> None:
        if not isinstance(value, bool):
            at.must(self.what, value)

    def rules(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class OneOf(Form):
    """One of some texts."""

    values: Collection[str] = ()

    @property
    def what(self) -> str:
        return f"one of {', '.join(self.values)}"

    def check(self, value: Any, at: Place) -> None:
        if not isinstance(value, str) or value not in self.values:
            at.must(self.what, value)

    def rules(self) -> dict[str, Any]:
        return {"enum": list(self.values)}


@dataclass(frozen=True)
class Const(Form):
    """One text and no other."""

    value: str = ""

    @property
    def what(self) -> str:
        return f"`{self.value}`"

    def check(self, value: Any, at: Place) -> None:
        if value != self.value:
            at.must(self.what, value)

    def rules(self) -> dict[str, Any]:
        return {"const": self.value}


@dataclass(frozen=True)
class Many(Form):
    """A list.

    Parameters
    ----------
    item : Form
    least, most : int
        How many there may be.
    name : str
        What one of them is called: ``option`` in "option 2".
    by : str
        The key whose text names an item better than its number does, and that no two may share.
    apart : bool
        Whether no two items may be alike.
    """

    item: Form = field(default_factory=Text)
    least: int = 1
    most: int | None = None
    name: str = "entry"
    by: str = ""
    apart: bool = False

    @property
    def what(self) -> str:
        count = f"{self.least} to {self.most}" if self.most is not None else f"{self.least} or more"
        named = {"entry": "entries", "criterion": "criteria"}.get(self.name, f"{self.name}s")
        texts = "texts" if isinstance(self.item, Text) and self.name == "entry" else named
        return f"a list of {count} {texts}" if self.least or self.most else f"a list of {texts}"

    def check(self, value: Any, at: Place) -> None:
        if not isinstance(value, list) or len(value) < self.least or (self.most is not None and len(value) > self.most):
            at.must(self.what, len(value) if isinstance(value, list) else value)
            return
        names = []
        for number, item in enumerate(value, 1):
            named = item.get(self.by) if self.by and isinstance(item, Mapping) else None
            place = self.place(at, number - 1, named)
            if named is not None and named in names:
                place.complain(f"has the {self.by} of an entry before it: take another {self.by}")
            if self.apart and item in value[: number - 1]:
                place.complain("is there twice")
            names.append(named)
            self.item.check(item, place)

    def place(self, at: Place, number: int, named: Any = None) -> Place:
        """Return the place of an item."""
        is_named = isinstance(named, str) and bool(named.strip())
        label = named if is_named else f"{self.name} {number + 1}"
        return at.item(number, label, instead=bool(at.labels) and (is_named or self.name != "entry"))

    def rules(self) -> dict[str, Any]:
        found: dict[str, Any] = {"type": ["array", "null"] if not self.least else "array", "items": self.item.schema()}
        if self.least:
            found["minItems"] = self.least
        if self.most is not None:
            found["maxItems"] = self.most
        return found | ({"uniqueItems": True} if self.apart else {})


@dataclass(frozen=True)
class Fields(Form):
    """A mapping with known keys: those that it needs, and those that it may have."""

    need: Mapping[str, Form] = field(default_factory=dict)
    may: Mapping[str, Form] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return f"keys with values ({', '.join(self.need)})"

    def check(self, value: Any, at: Place) -> None:
        if not isinstance(value, Mapping):
            at.must(self.what, value)
            return
        known = {**self.need, **self.may}
        for name, form in self.need.items():
            if value.get(name) is None:
                at.complain(f"needs `{name}`, {form.what}")
        for name in value:
            if name not in known:
                close = difflib.get_close_matches(str(name), sorted(known), n=1)
                hint = f" Did you mean `{close[0]}`?" if close else f" Known are: {', '.join(sorted(known))}."
                place = at.key(str(name))
                at.document.add(
                    at.document.line_of(place.path),
                    ", ".join(at.labels),
                    f"has a key `{name}` that means nothing.{hint}".removesuffix("."),
                )
        for name, form in known.items():
            if value.get(name) is not None:
                form.check(value[name], at.key(name))

    def rules(self) -> dict[str, Any]:
        known = {**self.need, **self.may}
        return {
            "type": "object",
            "properties": {name: form.schema() for name, form in known.items()},
            "required": list(self.need),
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Named(Form):
    """A mapping whose keys are names that the author chooses."""

    item: Form = field(default_factory=Text)
    names: str = "names"

    @property
    def what(self) -> str:
        return f"a mapping of {self.names} to {self.item.what.removeprefix('a ')}s"

    def check(self, value: Any, at: Place) -> None:
        if not isinstance(value, Mapping):
            at.must(self.what, value)
            return
        for name, item in value.items():
            self.item.check(item, at.key(str(name)))

    def rules(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.item.schema()}


@dataclass(frozen=True)
class Kinds(Form):
    """A mapping of one of several kinds, told by the text under one key."""

    key: str = "kind"
    kinds: Mapping[str, Fields] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return f"keys with values, `{self.key}` among them"

    def check(self, value: Any, at: Place) -> None:
        if not isinstance(value, Mapping):
            at.must(self.what, value)
        elif value.get(self.key) is None:
            at.complain(f"needs `{self.key}`, one of {', '.join(self.kinds)}")
        elif not isinstance(value[self.key], str) or value[self.key] not in self.kinds:
            at.key(self.key).must(f"one of {', '.join(self.kinds)}", value[self.key])
        else:
            self.kinds[value[self.key]].check(value, at)

    def rules(self) -> dict[str, Any]:
        # One rule a kind: with "anyOf" an editor would call every key of the other kinds a fault of this one.
        return {
            "type": "object",
            "required": [self.key],
            "properties": {self.key: {"enum": list(self.kinds)}},
            "allOf": [
                {"if": {"properties": {self.key: {"const": name}}, "required": [self.key]}, "then": form.schema()}
                for name, form in self.kinds.items()
            ],
        }
