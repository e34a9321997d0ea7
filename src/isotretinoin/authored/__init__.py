"""YAML that people write: one reader, one way to say what is wrong, one schema for editors.

Knows files, lines and forms. Must never know what a file is about: each room says what its files must hold, as a form.

>>> from isotretinoin.authored import Fields, Text, Whole, read_text
>>> step = Fields({"what": Text(), "minutes": Whole(1)})
>>> read_text("what: Talk\\nminute: 5\\n", "plan.yml", step).problems
(Problem(file='plan.yml', line=1, where='', message='needs `minutes`, a whole number of 1 or more'), \
Problem(file='plan.yml', line=2, where='', message='has a key `minute` that means nothing. Did you mean `minutes`?'))
"""

from .forms import Const, Fields, Flag, Form, Kinds, Many, Named, Number, OneOf, Text, Whole, number_of, schema_of
from .reading import Document, Place, Problem, listing, read_file, read_text, values

__all__ = [
    "Const",
    "Document",
    "Fields",
    "Flag",
    "Form",
    "Kinds",
    "Many",
    "Named",
    "Number",
    "OneOf",
    "Place",
    "Problem",
    "Text",
    "Whole",
    "listing",
    "number_of",
    "read_file",
    "read_text",
    "schema_of",
    "values",
]
