"""The reader of series matrices and platform tables: what it must survive and what it must refuse."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from geo_files import VALUES, annotation, matrix, packed

from isotretinoin.studies import StudyError
from isotretinoin.studies.deposited.platforms import annotate, read_platform
from isotretinoin.studies.deposited.series_matrix import parse_series_matrix, read_series_matrix


def read(tmp_path, content: str | bytes, **asked):
    path = tmp_path / "GSE10432_series_matrix.txt.gz"
    path.write_bytes(content if isinstance(content, bytes) else packed(content))
    return read_series_matrix(path, **asked)


# --- what a reader must survive --------------------------------------------------------------------------------------


def test_values_come_as_they_were_deposited(tmp_path):
    found = read(tmp_path, matrix(), accession="GSE10432", platform="GPL8300", n_probe_sets=3)
    assert found.values.index.tolist() == list(VALUES)
    assert found.values.columns.tolist() == ["GSM1", "GSM2", "GSM3"]
    np.testing.assert_array_equal(found.values.to_numpy(), list(VALUES.values()))
    assert found.last_update == "2018-12-13"


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: packed(text.replace("\n", "\r\n")),
        # Zenodo issue 1705, upspin issue 637: servers pack what was packed.
        lambda text: gzip.compress(packed(text)),
        lambda text: gzip.compress(text.replace("made up", "naïve").encode("latin-1")),
        lambda text: packed(text.replace('"1000_at"', "1000_at").replace("!series_matrix", "!Series_Matrix")),
    ],
    ids=["unpacked on the way", "byte order mark", "CRLF", "packed twice", "Latin-1", "bare identifiers"],
)
def test_spelling_of_the_file_does_not_matter(tmp_path, bend):
    assert read(tmp_path, bend(matrix())).values.shape == (3, 3)


def test_doubled_quotes_and_tabs_inside_a_field(tmp_path):
    texts = ['the ""RMA"" method', 'a\ttab and ""PM""', "plain"]
    found = read(tmp_path, matrix(about=[("data_processing", texts)]))
    assert found.samples["data_processing"].tolist() == ['the "RMA" method', 'a\ttab and "PM"', "plain"]


def test_a_line_break_inside_a_field(tmp_path):
    found = read(tmp_path, matrix(about=[("description", ["one\nline", "two", "three"])]))
    assert found.samples["description"].tolist() == ["one\nline", "two", "three"]


def test_a_quote_that_never_closes_spoils_its_own_line_only(tmp_path):
    found = read(tmp_path, matrix(series=['!Series_summary\t"never closed', '!Series_relation\t"SubSeries of: GSE1"']))
    assert found.series["relation"] == ["SubSeries of: GSE1"]
    assert found.values.shape == (3, 3)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_carriage_return_inside_a_field(tmp_path, end):
    """GEOquery issues 93 and 102: submitters' texts hold line ends of other systems."""
    found = read(tmp_path, matrix(about=[("data_processing", [f"one{end}line", "two", "three"])]))
    assert found.samples["data_processing"].iloc[0].split() == ["one", "line"]
    assert found.values.shape == (3, 3)


def test_line_ends_of_old_macintosh_files(tmp_path):
    assert read(tmp_path, matrix().replace("\n", "\r")).values.shape == (3, 3)


def test_thousands_of_samples(tmp_path):
    """A single-cell series names all its samples in one cell, longer than Python's reader takes by itself."""
    samples = [f"GSM{number:07d}" for number in range(13_000)]
    found = read(tmp_path, matrix({"1_at": [1.5] * 13_000}, samples=samples))
    assert found.values.shape == (1, 13_000)
    assert found.series["sample_id"][0].split() == samples


def test_the_digest_is_of_the_values_and_of_nothing_else(tmp_path):
    usual = read(tmp_path, matrix()).digest
    reordered = dict(reversed(VALUES.items()))
    for same in (
        matrix().encode(),
        matrix(series=['!Series_contact_name\t"x"']),
        matrix(reordered),
        matrix(titles="abc"),
    ):
        assert read(tmp_path, same).digest == usual
    gap = {**VALUES, "1000_at": ("", 5.2, 13.4)}
    nudged = {**VALUES, "1000_at": (5.1, 5.2, 13.400001)}
    renamed = {("1001_at" if name == "1000_at" else name): row for name, row in VALUES.items()}
    others = [matrix(gap), matrix(nudged), matrix(renamed), matrix(samples=["GSM1", "GSM2", "GSM4"])]
    digests = {usual, *(read(tmp_path, other).digest for other in others)}
    assert len(digests) == 5
    assert read(tmp_path, matrix({**VALUES, "1000_at": ("null", 5.2, 13.4)})).digest in digests


def test_repeated_keys_are_all_kept(tmp_path):
    about = [("characteristics_ch1", ["M, 55"] * 3), ("characteristics_ch1", ["site: ear"] * 3)]
    found = read(tmp_path, matrix(about=about, series=['!Series_summary\t"a"', '!Series_summary\t"b"']))
    assert found.sample_texts("characteristics_ch1").iloc[0].tolist() == ["M, 55", "site: ear"]
    assert found.series["summary"] == ["a", "b"]


def test_identifiers_with_a_slash_and_a_trailing_space_after_the_samples(tmp_path):
    found = read(tmp_path, matrix())
    assert "AFFX-YEL024w/RIP1_at" in found.values.index
    assert found.series["sample_id"] == ["GSM1 GSM2 GSM3"]


@pytest.mark.parametrize("cell", ["", "null", "NA", "NaN", '""', " "])
def test_cells_without_a_value_are_missing_and_counted(tmp_path, cell):
    found = read(tmp_path, matrix({**VALUES, "1001_at": (5.0, cell, 6.0)}))
    assert found.n_missing == 1
    assert np.isnan(found.values.at["1001_at", "GSM2"])


def test_samples_take_the_order_of_the_table(tmp_path):
    text = matrix(titles=["first", "second", "third"]).replace('"ID_REF"\t"GSM1"\t"GSM2"', '"ID_REF"\t"GSM2"\t"GSM1"')
    assert read(tmp_path, text).samples["title"].tolist() == ["second", "first", "third"]


# --- what it must refuse ---------------------------------------------------------------------------------------------

LOGIN = "<!DOCTYPE html><html><head><title>Hotel\n login</title></head></html>"
REFUSED = {
    "empty": (b"", "is empty"),
    "empty inside": (packed("\n \n"), "is empty"),
    "cut gzip": (packed(matrix())[:-30], "cut short or damaged"),
    "damaged gzip": (packed(matrix())[:60] + b"\x00\xff\x00" + packed(matrix())[63:], "cut short or damaged"),
    "no end line": (matrix(end=False), "no end line"),
    "no table": (matrix().split("!series_matrix_table_begin")[0], "never begins"),
    "too few rows": (matrix(announced=4), "has 3 rows of values where its header announces 4"),
    "too many rows": (matrix(announced=2), "has 3 rows of values where its header announces 2"),
    "row count in words": (matrix().replace('!Sample_data_row_count\t"3"', '!Sample_data_row_count\t"x"'), "no number"),
    "web page": (LOGIN.encode(), "is a web page titled 'Hotel login'"),
    "packed web page": (LOGIN, "is a web page"),
    "other text": ("a,b\n1,2\n", "not a GEO series matrix"),
    "binary": (b"PK\x03\x04\x00\x00", "not a text file"),
    "duplicated probe set": (matrix().replace("32821_at", "1000_at"), "probe set 1000_at more than once"),
    "duplicated sample": (matrix().replace("GSM2", "GSM1"), "sample GSM1 more than once"),
    "word in a cell": (matrix({"1000_at": (5, "high", 13)}), "1000_at in GSM2 is not a number: 'high'"),
    "decimal comma": (matrix({"1000_at": (5, "6,1", 13)}), "not a number: '6,1'"),
    "underscore": (matrix({"1000_at": (5, "6_1", 13)}), "not a number"),
    "infinite": (matrix({"1000_at": (5, "inf", 13)}), "not a number"),
    "too large": (matrix({"1000_at": (5, "1e999", 13)}), "not a number"),
    "short row": (matrix({"1000_at": (5, 6)}), "row '1000_at' has 2 values for 3 samples"),
    "long row": (matrix({"1000_at": (5, 6, 7, 8)}), "row '1000_at' has 4 values for 3 samples"),
    "nameless row": (matrix({"": (5, 6, 7)}), "row without a probe set"),
    "no rows": (matrix({}), "supplementary files"),
    "only gaps": (matrix({"1000_at": ("", "null", "")}), "every cell of its table is empty"),
    "mixed platforms": (
        matrix(about=[("platform_id", ["GPL96", "GPL97", "GPL96"])]),
        "mixes the platforms GPL96, GPL97",
    ),
    "another platform": (matrix(platform="GPL571"), "GPL571 instead of GPL8300"),
    "another series": (matrix(accession="GSE10433"), "another series: GSE10433 instead of GSE10432"),
    "nameless series": (matrix(accession=""), "does not say which series"),
    "sample unknown to the header": (
        matrix().replace('"ID_REF"\t"GSM1"', '"ID_REF"\t"GSM9"'),
        "contradicts itself: GSM1",
    ),
    "sample rows of unequal length": (matrix(about=[("description", ["one"])]), "has 1 cells for 3 samples"),
    "free text cut in two": (
        matrix(about=[("description", ["one", "two\n!x", "three"])]),
        "has 2 cells for 3 samples. A line break inside a text",
    ),
    "a stray quote in the table": (
        matrix({"1_at": (1, 2, 3), "2_at": (1, 2, 3)}).replace('"2_at"\t1', '"2_at\t1'),
        r"has 0 values for 3 samples",
    ),
    "two tables in one file": (matrix() + matrix(accession="GSE2"), "holds 2 tables of values"),
    "two begins": (
        matrix().replace("!series_matrix_table_begin", "!series_matrix_table_begin\n!series_matrix_table_begin"),
        "holds 2 tables of values",
    ),
    "one endless line": ('{"error": "' + "x" * 200_000, "not a GEO series matrix"),
}


@pytest.mark.parametrize("trap", REFUSED)
def test_refused_with_one_clear_error(tmp_path, trap):
    content, message = REFUSED[trap]
    with pytest.raises(StudyError, match=message) as caught:
        read(tmp_path, content, accession="GSE10432", platform="GPL8300")
    assert str(tmp_path) not in str(caught.value)


def test_another_size_than_the_study_has(tmp_path):
    with pytest.raises(StudyError, match="3 rows of values where the study has 12,625"):
        read(tmp_path, matrix(), n_probe_sets=12625)


def test_missing_file(tmp_path):
    with pytest.raises(StudyError, match=r"GSE1\.txt cannot be read"):
        read_series_matrix(tmp_path / "GSE1.txt")


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_every_cut_of_the_packed_file_is_refused(tmp_path, keep):
    whole = packed(matrix())
    with pytest.raises(StudyError, match="cut short or damaged"):
        read(tmp_path, whole[: int(len(whole) * keep)])


# --- platform tables -------------------------------------------------------------------------------------------------

PLATFORMS = {
    "GPL8300.annot": annotation({"1000_at": "MAPK3", "1001_at": "A1///B2", "AFFX-x/y_at": ""}),
    "GPL8300_table.tsv": "ID\tGB_ACC\tAnnotation Date\tGene Title\tGene Symbol\n"
    "1000_at\tX1\tOct 6, 2014\tkinase 3' end\tMAPK3\n1001_at\tX2\tOct 6, 2014\t\"quoted\tA1 /// B2\nAFFX-x/y_at\t\n",
    "GPL8300_probe_symbols_2009.tsv": "probe_set\tgene_symbol\tentrez_id\tgene_title\n"
    "1000_at\tMAPK3\t1\tt\n1001_at\tA1 /// B2\t1 /// 2\tt\nAFFX-x/y_at\t---\t\t\n",
    "GPL8300-1.txt": "#ID = Affymetrix\n#Gene Symbol = \nID\tGene Symbol\n1000_at\tMAPK3\n1001_at\tA1///B2\n"
    "AFFX-x/y_at\t\n",
}


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.parametrize("pack", [packed, str.encode])
def test_every_format_of_a_platform_table_gives_the_same_symbols(tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(PLATFORMS[name]))
    table = read_platform(tmp_path / name, accession="GPL8300").table
    assert table["symbol"].to_dict() == {"1000_at": "MAPK3", "1001_at": "A1 /// B2", "AFFX-x/y_at": ""}


def test_the_date_of_an_annotation_is_kept(tmp_path):
    for name, date in (("GPL8300.annot", "Mar 08 2016"), ("GPL8300_table.tsv", "Oct 6, 2014")):
        (tmp_path / name).write_text(PLATFORMS[name])
        assert read_platform(tmp_path / name).date == date


R_TABLES = {
    "write.table": '"ID"\t"Gene Title"\t"Gene Symbol"\n"1000_at"\t"kinase 3\' \\"end\\""\t"MAPK3"\n'
    '"1001_at"\t"a\tb"\t"A1 /// B2"\n"AFFX-x/y_at"\t""\t"---"\n',
    "with names of rows": '"ID"\t"Gene Symbol"\n"1"\t"1000_at"\t"MAPK3"\n'
    '"2"\t"1001_at"\t"A1///B2"\n"3"\t"AFFX-x/y_at"\t""\n',
    "names of rows are the probe sets": '"Gene Symbol"\n"1000_at"\t"MAPK3"\n"1001_at"\t"A1///B2"\n"AFFX-x/y_at"\t""\n',
    "doubled quotes": '"ID"\t"Gene Title"\t"Gene Symbol"\n"1000_at"\t"the ""end"""\t"MAPK3"\n'
    '"1001_at"\t""\t"A1///B2"\n"AFFX-x/y_at"\t""\t""\n',
    "carriage returns": "ID\tGene Symbol\r1000_at\tMAPK3\r1001_at\tA1///B2\rAFFX-x/y_at\t\r",
    "a carriage return in a title": "ID\tGene Symbol\tGene Title\n1000_at\tMAPK3\tone\rtwo\n1001_at\tA1///B2\tx\n"
    "AFFX-x/y_at\t\t\n",
}


@pytest.mark.parametrize("written", R_TABLES)
def test_platform_tables_as_other_programs_write_them(tmp_path, written):
    (tmp_path / "GPL8300_table.tsv").write_bytes(R_TABLES[written].encode())
    table = read_platform(tmp_path / "GPL8300_table.tsv", accession="GPL8300").table
    assert table["symbol"].to_dict() == {"1000_at": "MAPK3", "1001_at": "A1 /// B2", "AFFX-x/y_at": ""}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"error":"' + b"x" * 200_000 + b'"}', "no columns for probe set and gene symbol; it begins .{1,60}$"),
        (packed(annotation({"1_at": "A"}, end=False)), "no end line"),
        (packed(annotation({"1_at": "A"}))[:-12], "cut short or damaged"),
        (packed(annotation({"1_at": "A"}, platform="GPL96")), "GPL96 instead of GPL8300"),
        (LOGIN.encode(), "web page"),
        (b"ID\tTitle\n1_at\tx\n", "no columns for probe set and gene symbol"),
        (b"ID\tGene Symbol\n", "no rows"),
        (b"ID\tGene Symbol\n1_at\tA\n1_at\tB\n", "1_at more than once"),
        (b"", "is empty"),
        (b"#only a comment\n", "no table"),
    ],
)
def test_platform_table_refused(tmp_path, content, message):
    path = tmp_path / "GPL8300.annot.gz"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=message):
        read_platform(path, accession="GPL8300")


def test_gene_symbols_that_a_spreadsheet_made_dates_are_lost_and_counted(tmp_path):
    """Zeeberg et al. 2004 (doi 10.1186/1471-2105-5-80); cognoma/cancer-data issue 4."""
    dates = {
        "1_at": "1-Mar",
        "2_at": "12-Sep",
        "3_at": "Sep-04",
        "4_at": "2001-09-02",
        "5_at": "MARCHF1",
        "6_at": "3/1/2007",
    }
    (tmp_path / "GPL8300.annot").write_text(annotation(dates))
    platform = read_platform(tmp_path / "GPL8300.annot")
    table, changes = annotate(platform.table.index, platform)
    assert table["symbol"].tolist() == ["", "", "", "", "MARCHF1", ""]
    assert "turned into dates, and which were left empty: 5." in changes[0]


def test_annotation_follows_the_rows_and_says_what_is_missing(tmp_path):
    (tmp_path / "GPL8300.annot").write_text(PLATFORMS["GPL8300.annot"])
    platform = read_platform(tmp_path / "GPL8300.annot")
    rows = parse_series_matrix(matrix(), "made up").values.rename(index={"AFFX-YEL024w/RIP1_at": "1001_at"}).index
    table, changes = annotate(rows, platform)
    assert table["symbol"].tolist() == ["MAPK3", "A1 /// B2", ""]
    assert "without a symbol: 1." in changes[0]
    with pytest.raises(StudyError, match="another chip's table"):
        annotate(rows + "x", platform)


# --- anything at all -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_to_a_file_it_is_read_or_refused(tmp_path, seed):
    """Bytes are cut out, doubled and exchanged; every failure is one error of this room, without the folder's name."""
    rng = np.random.default_rng(seed)
    about = [("data_processing", ['the ""RMA"" method', "log2", "x"])]
    for text, parse in (
        (matrix(about=about), lambda path: read_series_matrix(path)),
        (annotation({"1000_at": "MAPK3", "1001_at": "A1///B2"}), lambda path: read_platform(path)),
        (R_TABLES["write.table"], lambda path: read_platform(path)),
    ):
        raw = bytearray(text.encode())
        for _ in range(rng.integers(1, 6)):
            at, length = rng.integers(len(raw)), rng.integers(1, 30)
            piece = bytes(raw[at : at + length])
            new = rng.choice(
                [b"", piece * 2, b'"', b"\t", b"\r", b"\n", b"!", b"\xff", b"\xe2\x80\xa8", b"1e400", b"nan"]
            )
            raw[at : at + length] = bytes(new)
        path = tmp_path / "file.txt"
        path.write_bytes(bytes(raw))
        said = ""
        try:
            parse(path)
        except StudyError as refused:
            said = str(refused)
        assert str(tmp_path) not in said
        assert len(said) < 600
