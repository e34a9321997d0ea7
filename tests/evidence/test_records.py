"""The ledger, the bibliography and the claim box."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from isotretinoin import evidence
from isotretinoin.evidence import records
from isotretinoin.evidence.cards import _STYLE, value_in_words


def test_claim_of_the_headline():
    one = evidence.claim("geo-58-up-cells")
    assert (one.value, one.number, one.unit, one.n) == ("58", 58.0, "array entries", "3 vs 3")
    assert (one.kind, one.level, one.stance) == ("array", "geo-record", "correction")
    assert one.source.short == "GSE10432"
    assert one.url == "https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE10432"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("geo-58-up-cells", "58 array entries, n = 3 vs 3"),
        ("clin-azoulay-dose", "2450 mg; 121 days, n = 17,351"),
        ("lcn2-student-rank", "rank 16 of 12,625, n = 3 vs 3"),
        ("geo-subseries", "GSE10434 accession"),
    ],
)
def test_value_is_read_with_its_own_unit(name, words):
    """Two values with two units are paired; large counts have their thousands marked, and names have not."""
    assert value_in_words(evidence.claim(name)) == words


def test_unknown_claim_suggests_a_near_one():
    with pytest.raises(evidence.ClaimError, match="'geo-58-up-cells'"):
        evidence.claim("geo-58-up-cell")


@pytest.mark.parametrize("use", [evidence.claim, evidence.box])
def test_unverified_claim_is_never_given(use):
    hidden = [name for name, one in records.all_claims().items() if one.level == "unverified"]
    assert "unv-43-genes" in hidden
    for name in hidden:
        with pytest.raises(evidence.ClaimError, match="unverified"):
            use(name)
        assert name not in evidence.ledger().index


def test_unverified_claim_is_not_suggested():
    with pytest.raises(evidence.ClaimError) as caught:
        evidence.claim("unv-43-gene")
    assert "unv-43-genes" not in str(caught.value)


def test_number_of_a_value_that_is_none():
    with pytest.raises(evidence.ClaimError, match="not one number"):
        _ = evidence.claim("sam-58-27").number


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("seed-58-up-in-skin", "The article said"),
        ("news-essential", "A news text said"),
        ("geo-85-hits", "The record says"),
        ("cell-sirna-inhibits", "A paper reports"),
        ("clin-blasiak-low", "Another page reports"),
        ("sam-58-27", "Recomputed"),
        ("calc-sex-floor-seven", "Derived"),
    ],
)
def test_label_says_who_speaks(name, label):
    assert evidence.claim(name).label == label
    assert f'class="iso-speaker">{label}<' in evidence.box(name)._repr_html_()


def test_every_printable_claim_can_be_boxed():
    for name in evidence.ledger().index:
        assert evidence.claim(name)._repr_html_()


def test_sources_without_authors_and_with_accents():
    assert evidence.source("dermtimes-decoding").authors == ()
    assert evidence.source("nelson2008").short == "Nelson et al. 2008"
    assert evidence.source("nelson2008").url == "https://doi.org/10.1172/JCI33869"
    assert "Blanchet-Réthoré, Sandrine" in evidence.source("dreno2021").authors
    assert evidence.source("benjamini1995").short == "Benjamini and Hochberg 1995"
    with pytest.raises(evidence.ClaimError, match="'nelson2008'"):
        evidence.source("nelson208")


def test_a_percent_sign_and_latex_are_read_as_they_are_meant():
    entry = (
        "@misc{a,\n  note = {30 % of {R{\\'e}thor{\\'e}}'s\\_90 -- 95\\% cells},\n  url = {https://a.org/10%2F9}\n}\n"
    )
    (read,) = records.read_sources(entry).values()
    assert read.note == "30 % of Réthoré's_90 – 95% cells"
    assert read.url == "https://a.org/10%2F9"


def test_bibliography_that_cannot_be_read():
    with pytest.raises(evidence.LedgerError, match=r"repeated .* a.*each key stands once"):
        records.read_sources("@misc{a,\n  title = {x}\n}\n@misc{a,\n  title = {y}\n}\n")
    with pytest.raises(evidence.LedgerError, match=r"sources\.bib can't be read: syntax error in line 7"):
        records.read_sources("@misc{a,\n  title = {x}\n}\n@misc{b,\n  title = {x\n}\n")


def test_tables():
    names = evidence.tables()
    assert "relapse_by_sex" in names
    for name in names:
        assert len(evidence.tables(name)), name
    delta = evidence.tables("sebocyte_sam_delta")
    step = delta[(delta.up == 58) & (delta.down == 27)]
    assert step[["delta_from", "delta_to"]].to_numpy().tolist() == [[0.928, 0.956]]
    with pytest.raises(evidence.ClaimError, match="relapse_by_sex"):
        evidence.tables("relapse")


def test_claims_agree_with_their_tables():
    """A number that stands in the ledger and in a table is the same number."""
    step = evidence.tables("sebocyte_sam_delta").set_index("called").loc[85]
    assert evidence.claim("sam-delta-window").value == f"{step.delta_from:.3f} to {step.delta_to:.3f}"
    assert evidence.claim("sam-false-calls").value == f"{step.median_false:g}; {step.mean_false:g}"
    assert evidence.claim("sam-fdr-median").number == pytest.approx(100 * step.fdr_median)
    assert evidence.claim("sam-fdr-mean").number == round(100 * step.fdr_mean)
    calls = evidence.tables("sebocyte_sam_85")
    assert len(calls) == 85
    named = calls.gene_symbol.dropna()
    assert named.nunique() + int(calls.gene_symbol.isna().sum()) == evidence.claim("sam-78-genes").number
    twice = sorted(named.value_counts().loc[lambda count: count > 1].index)
    assert f": {', '.join(twice[:-1])} and {twice[-1]}." in evidence.claim("sam-seven-twice").claim
    top = calls.sort_values("sam_d", ascending=False).gene_symbol.tolist()
    assert top[1] == "LCN2"
    assert evidence.claim("lcn2-sam-rank").number == 2
    genes = evidence.tables("sebocyte_gene_values").set_index("probe_set")
    assert evidence.claim("lcn2-fold").number == genes.log2_fold_change["32821_at"]
    for name, symbol in (("gene-ccnd1-flat", "CCND1"), ("gene-bcl2l11-flat", "BCL2L11")):
        changes = genes[genes.gene_symbol == symbol].log2_fold_change
        assert evidence.claim(name).value == "; ".join(f"{change:g}" for change in changes)


class _Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_box_is_sound_html_with_named_group_and_links():
    shown = evidence.box(
        "seed-58-up-in-skin",
        "cell-sirna-inhibits",
        title="Whose <58>?",
        recomputed={"called by SAM": "58 up"},
        simulated={"on the replica": 61},
    )._repr_html_()
    outline = _Outline()
    outline.feed(shown)
    assert outline.open == []
    group = next(attributes for _, attributes in outline.attributes if attributes.get("role") == "group")
    assert f'id="{group["aria-labelledby"]}">Whose &lt;58&gt;?<' in shown
    links = [attributes["href"] for tag, attributes in outline.attributes if tag == "a"]
    assert "../book/evidence.md#seed-58-up-in-skin" in links
    assert "https://doi.org/10.1172/JCI33869" in links
    assert [tag for tag, _ in outline.attributes].count("li") == 4
    assert re.findall(r'iso-speaker">([^<]+)', shown)[-2:] == ["Recomputed", "Simulated"]


def test_box_in_plain_words_keeps_the_labels():
    words = str(evidence.box("geo-58-up-cells", simulated={"on the replica": 61}))
    assert "The record says: The submitters' summary of GSE10432 gives 58" in words
    assert "Simulated: on the replica [61]" in words


def test_empty_box():
    with pytest.raises(ValueError, match="at least one claim"):
        evidence.box()


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_of_the_box_can_be_read_in_light_and_dark():
    light, dark = (
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", part)) for part in _STYLE.split('[data-theme="dark"]')
    )
    assert (
        set(light) == set(dark) >= {"article", "record", "paper", "recomputed", "derived", "simulated", "link", "ink"}
    )
    for colours in (light, dark):
        ground = _luminance(colours["ground"])
        for name in set(colours) - {"ground", "edge"}:
            bright, dim = sorted((_luminance(colours[name]), ground), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, name


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("nelson2008", "https://pmc.ncbi.nlm.nih.gov/articles/PMC2262030/"),
        ("correnti2012", "https://doi.org/10.1371/journal.pone.0043696"),
        ("wrobel2003", ""),
    ],
)
def test_a_paper_that_is_free_to_read_says_where(key, address):
    """From the number of PubMed Central in its note, or from a field of its own; nothing is guessed."""
    assert evidence.source(key).free == address


def test_the_claim_box_leads_to_the_free_paper():
    assert "(<a href=" not in evidence.box("death-sz95-not-killed")._repr_html_()
    free = evidence.box("cell-sirna-inhibits")._repr_html_()
    assert '<a href="https://pmc.ncbi.nlm.nih.gov/articles/PMC2262030/">free to read</a>' in free


def test_derived_values_follow_from_their_numbers():
    """Blood concentration in µM, and probes of a set: the arithmetic that the locators show."""
    low, high = (float(part) for part in evidence.claim("clin-plasma-single-dose").value.split(" to "))
    mass = evidence.claim("clin-molar-mass").number
    assert evidence.claim("clin-plasma-molar").value == f"{low / mass:.2f} to {high / mass:.2f}"
    for name, probes, sets in (("data-u95-probes", 201_800, 12_625), ("data-u133-probes", 247_965, 22_283)):
        one = evidence.claim(name)
        assert one.locator.startswith(f"{probes} / {sets}")
        assert round(probes / sets) == one.number
