"""Numbers as they are written in prose, and whether a written number is a claim's number.

A page may round: 0.11 stands for 0.1057. It may leave the sign to the verb: *falls by 1.91* stands for -1.91. It may
not change a digit that it prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..records import Claim

__all__ = ["Numeral", "accepts", "identifiers", "numerals", "words_as_number"]

# A minus counts only where a number can start: "3-4" and "HG-U133" hold no negative number.
_NUMERAL = re.compile(
    r"(?<![\w.,])(?P<sign>[-−–+])?(?P<digits>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?![\d])|\d+)(?P<decimals>\.\d+)?"
    r"(?:[eE](?P<exponent>[-+]?\d+)|\s?[×x·*]\s?10\^?\{?(?P<power>[-−+]?\d+)\}?)?"
    r"|(?<=[-–−/])(?P<after>\d+(?:\.\d+)?)"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_IDENTIFIER = re.compile(
    r"\b(?:G(?:SE|SM|PL|DS)\d+|\d+(?:_[a-z]{1,2})?_at|[A-Z]{2,}[A-Z0-9]*\d[A-Z0-9]*|S100A\d+|HG-U\w+|AGN \d+"
    r"|(?:IL|TLR|SEB|NGALR)-?\d+|SZ\d+|[pP](?:21|53)|24p3R?|13-cis|9-cis|2,5-DHBA|log(?:2|10)|35S|Lcn2|RAR-\w+)\b"
)
_ABOUT = re.compile(r"\b(?:about|around|roughly|nearly|almost|some)\b|[≈~]", re.I)

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
_UNITS += ["seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
]
_ORDINALS += ["fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"]
_WORDS = {word: number for number, word in enumerate(_UNITS)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_WORDS |= {f"{ten}-{_UNITS[one]}": 10 * n + one for n, ten in enumerate(_TENS, start=2) for one in range(1, 10)}
_WORDS |= {word: number for number, word in enumerate(_ORDINALS)}
_WORDS |= {
    "once": 1,
    "twice": 2,
    "half": 0.5,
    "none": 0,
    "no": 0,
    "tenth": 10,
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
}
# Words that seldom count anything: "the one that", "no change".
_NOT_COUNTS = {"one", "no", "none", "once", "half", "second"}
_WORD = re.compile(r"\b[a-z]+(?:-[a-z]+)?\b")
_MULTIPLE = re.compile(r"(\w+?)-?(?:fold|times)")


@dataclass(frozen=True)
class Numeral:
    """A number as written: its text, value, sign as printed ("" for none), and the size of its last printed digit."""

    text: str
    value: float
    sign: str
    step: float

    @property
    def decimals(self) -> bool:
        return "." in self.text


def numerals(text: str) -> list[Numeral]:
    """Find the numbers in a text. Digits inside identifiers (GSE10432, p53, 32821_at) are no numbers."""
    text = _IDENTIFIER.sub(" ", text)
    # "10⁻⁶" is a power, and so is "10^-6".
    text = re.sub(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)", lambda match: "10^" + match[1].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"(?<![\d.×x*·] )(?<![\d.×x*·])10\^([-−+]?\d+)", r"1e\1", text).replace("e−", "e-")
    return [_numeral(match) for match in _NUMERAL.finditer(text)]


def _numeral(match: re.Match[str]) -> Numeral:
    digits = match["after"] or match["digits"] + (match["decimals"] or "")
    plain = re.sub(r"[,\u00a0\u202f]", "", digits)
    exponent = int((match["exponent"] or match["power"] or "0").replace("−", "-"))
    sign = {"−": "-", "–": "-"}.get(match["sign"] or "", match["sign"] or "")
    value = float(f"{plain}e{exponent}") * (-1 if sign == "-" else 1)
    places = len(plain.partition(".")[2])
    return Numeral(match[0].strip(), value, sign, 10.0 ** (exponent - places))


def identifiers(text: str) -> set[str]:
    """Return accessions and probe-set names in a text: what a page must not mistype either."""
    return set(re.findall(r"\bG(?:SE|SM|PL|DS)\d+\b|\b\d+(?:_[a-z]{1,2})?_at\b", text))


def words_as_number(text: str) -> float | None:
    """Return the number that a text of nothing but a number word stands for: *three*, *sixteenth*, *twofold*."""
    word = text.strip().lower()
    multiple = _MULTIPLE.fullmatch(word)
    return _WORDS.get(multiple[1] if multiple else word)


def _numbers_of(one: Claim) -> list[float]:
    text = " ; ".join([one.value, one.n, one.claim, one.unit])
    found = [numeral.value for numeral in numerals(text)]
    found += [
        float(_WORDS[word]) for word in _WORD.findall(f"{one.claim} {one.n} {one.unit}".lower()) if word in _WORDS
    ]
    if one.unit.startswith("proportion"):
        found += [100 * number for number in list(found)]
    return found


def _is_rounding(written: Numeral, number: float, about: bool) -> bool:
    value = written.value
    if written.sign == "":
        # Without a sign the sentence carries it: "falls by 1.91".
        number = abs(number)
    if abs(value - number) <= 1e-9 * max(1.0, abs(number)):
        return True
    if value == 0 or number == 0:
        return False
    error = abs(value - number)
    # A number rounded until it is off by a tenth no longer stands for its claim.
    if error <= 0.5 * written.step * (1 + 1e-9) and error <= 0.1 * abs(number):
        return True
    return about and not written.decimals and value % 10 == 0 and error <= 0.03 * abs(number)


def accepts(one: Claim, text: str) -> str | None:
    """Say what is wrong with a text that links to a claim, or None where each number in it is the claim's.

    Every number in the text must be in the claim's value, n, unit or statement, as it stands there or rightly rounded.
    """
    stands = " ".join(
        [one.value, one.n, one.claim, one.unit, one.note, one.locator, one.source.title, one.source.published]
    )
    for name in sorted(identifiers(text)):
        if name not in stands:
            return f"'{name}' does not stand in claim '{one.id}'"
    numbers = _numbers_of(one)
    about = bool(_ABOUT.search(text))
    written = numerals(text)
    for numeral in written:
        if not any(_is_rounding(numeral, number, about) for number in numbers):
            return f"'{numeral.text}' is not a number of claim '{one.id}', whose value is '{one.value or one.claim}'"
    in_words = None if written or text.strip().lower() in _NOT_COUNTS else words_as_number(text)
    if in_words is not None and in_words not in numbers:
        return f"'{text.strip()}' is not a number of claim '{one.id}', whose value is '{one.value or one.claim}'"
    return None
