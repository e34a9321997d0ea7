"""Numbers as written in prose, against the numbers of a claim."""

from __future__ import annotations

import pytest

from isotretinoin import evidence
from isotretinoin.evidence.checks.numerals import accepts, numerals, words_as_number


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12,625 probe sets", [12625]),
        ("7.3-fold", [7.3]),
        ("58/27", [58, 27]),
        ("0.93–0.956", [0.93, 0.956]),
        ("3-4", [3, 4]),
        ("falls by -0.04 or −0.18", [-0.04, -0.18]),
        ("P = 1.9e-6", [1.9e-6]),
        ("1.9 × 10⁻⁶", [1.9e-6]),
        ("1.9 × 10^-6", [1.9e-6]),
        ("GSE10432, 32821_at, p53, RPS4Y1, IL-1, log2 and SEB-1", []),
        ("14.5 to 15, then 2.", [14.5, 15, 2]),
    ],
)
def test_numbers_are_found(text, values):
    assert [numeral.value for numeral in numerals(text)] == pytest.approx(values)


RIGHT = [
    ("geo-58-up-cells", "58"),
    ("geo-58-up-cells", "58 array entries"),
    ("geo-58-up-cells", "fifty-eight"),
    ("geo-78-different-genes", "78 of 85"),
    ("sam-58-27", "58 up and 27 down"),
    ("sam-58-27", "58/27"),
    ("sam-58-27", "27"),
    ("sam-s0", "0.1057"),
    ("sam-s0", "0.106"),
    ("sam-s0", "0.11"),
    ("sam-s0", "20th percentile"),
    ("sam-pi0", "82 %"),
    ("lcn2-fold", "7.3-fold"),
    ("lcn2-fold", "2.9 log2 units"),
    ("lcn2-student-rank", "sixteenth"),
    ("lcn2-limma-rank", "1.9 × 10⁻⁶"),
    ("geo-12625", "12,625"),
    ("geo-12625", "12625"),
    ("gene-krt6a", "-1.91"),
    ("gene-krt6a", "falls by 1.91"),
    ("skin-seven-patients", "seven"),
    ("skin-seven-patients", "7 patients"),
    ("sam-delta-window", "0.928–0.956"),
    ("sex-lai-relapse", "1.43 (1.35–1.52)"),
    ("sex-lai-relapse", "about 20,000"),
    ("geo-platform", "GPL8300"),
    ("data-superseries-summary", "may be how it happened"),
    ("ap-knockout-normal-flo", "one"),
]
WRONG = [
    ("geo-58-up-cells", "59"),
    ("geo-58-up-cells", "27"),
    ("geo-58-up-cells", "58 and 27"),
    ("geo-58-up-cells", "fifty-nine"),
    ("geo-58-up-cells", "5.8"),
    ("geo-58-up-cells", "60"),
    ("sam-58-27", "58/28"),
    ("sam-s0", "0.12"),
    ("sam-s0", "0.10"),
    ("sam-s0", "0"),
    ("sam-pi0", "1"),
    ("lcn2-fold", "-2.86"),
    ("lcn2-fold", "7.4-fold"),
    ("lcn2-student-rank", "seventeenth"),
    ("gene-krt6a", "+1.91"),
    ("geo-12625", "12,624"),
    ("geo-12625", "12,6"),
    ("sex-lai-relapse", "20,000"),
    ("sex-lai-relapse", "about 30,000"),
    ("geo-platform", "GPL571"),
    ("lcn2-arrays", "32822_at"),
    ("sam-delta-window", "0.928–0.965"),
]


@pytest.mark.parametrize(("name", "text"), RIGHT)
def test_a_claims_number_may_be_printed(name, text):
    assert accepts(evidence.claim(name), text) is None


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_another_number_may_not(name, text):
    assert accepts(evidence.claim(name), text)


def test_every_value_may_be_printed_as_it_stands():
    """The strictest use of a claim, its own value, must never be refused."""
    for name in evidence.ledger().index:
        one = evidence.claim(name)
        assert accepts(one, one.value) is None, name
        assert accepts(one, one.claim) is None, name


def test_number_words():
    assert words_as_number("twofold") == 2
    assert words_as_number("Seventy-eight") == 78
    assert words_as_number("three dishes") is None
