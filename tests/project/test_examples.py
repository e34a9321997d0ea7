"""The examples in the library's doc strings run and give what they show, and no public function is without one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import isotretinoin

EXPLAINED = ("stats", "studies", "explore", "mechanism")
"""The rooms that a reader calls from a notebook of their own."""


def modules() -> list[str]:
    names = (module.name for module in pkgutil.walk_packages(isotretinoin.__path__, "isotretinoin."))
    return [name for name in names if not name.endswith("__main__")]


def public(room: str) -> dict[str, object]:
    """Return what a room offers by name, where it offers modules what these offer."""
    module = importlib.import_module(f"isotretinoin.{room}")
    found = {}
    for name in module.__all__:
        part = getattr(module, name)
        inner = part.__all__ if inspect.ismodule(part) else ()
        found |= {f"{name}.{one}": getattr(part, one) for one in inner} or {name: part}
    return found


@pytest.mark.parametrize("room", EXPLAINED)
def test_every_public_function_has_an_example(room):
    functions = {name: part for name, part in public(room).items() if inspect.isfunction(part)}
    assert functions
    assert [name for name, function in functions.items() if ">>>" not in (function.__doc__ or "")] == []


@pytest.mark.parametrize("name", modules())
def test_examples_run(name, monkeypatch):
    for variable in ("ISOTRETINOIN_GEO_DIR", "ISOTRETINOIN_CACHE_DIR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    module = importlib.import_module(name)
    for example in doctest.DocTestFinder(exclude_empty=True).find(module):
        outcome = doctest.DocTestRunner(verbose=False)
        said = []
        outcome.run(example, out=said.append)
        assert outcome.failures == 0, "".join(said)
