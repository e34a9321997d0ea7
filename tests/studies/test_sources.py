"""Where a study is taken from, against a server on this machine that misbehaves in every way that servers do."""

from __future__ import annotations

import gzip
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from geo_files import (
    SEB1_SAMPLES,
    SEB1_TITLES,
    chip,
    matrix,
    packed,
    pin,
    seb1_files,
    skin_files,
    whole_matrix,
)

from isotretinoin import studies
from isotretinoin.studies import sources
from isotretinoin.studies.deposited import archive as archives
from isotretinoin.studies.deposited import download, registry
from isotretinoin.studies.deposited.download import DownloadError, OfflineError, Patience
from isotretinoin.studies.deposited.series_matrix import parse_series_matrix
from isotretinoin.studies.sources import CacheError
from isotretinoin.studies.study import StudyError

MATRIX, PLATFORM = "GSE10432_series_matrix.txt.gz", "GPL8300.annot.gz"
LOGIN = b"<html><head><title>Welcome to the campus network</title></head></html>"


class Archive(ThreadingHTTPServer):
    """An archive on the loopback: serves ``files``, and misbehaves by the functions queued for a file's name."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.moods: dict[str, list] = {}
        self.asked: Counter[str] = Counter()
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/geo"

    def handle_error(self, request, client_address) -> None:
        """Keep quiet about connections that a test breaks on purpose."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        self.server.asked[name] += 1
        self.server.paths.append(self.path)
        moods = self.server.moods.get(name, [])
        mood = (moods.pop(0) if len(moods) > 1 else moods[0]) if moods else serve
        mood(self, self.server.files.get(name))

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


def serve(handler, body: bytes | None, *, status: int = 200, announce: int | None = None) -> None:
    body = b"gone" if body is None else body
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if announce is None else announce))
    handler.end_headers()
    handler.wfile.write(body)


def status(code: int):
    return lambda handler, body: serve(handler, b"an error", status=code)


def web_page(handler, body):
    serve(handler, LOGIN)


def truncated(handler, body):
    serve(handler, body[: len(body) // 2], announce=len(body))


def truncated_unannounced(handler, body):
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])


def reset(handler, body):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[:1000])
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.shutdown(socket.SHUT_RD)
    handler.connection.close()


def silent(handler, body):
    time.sleep(1.0)


def dripping(handler, body):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for at in range(100):
        handler.wfile.write(body[at : at + 1])
        handler.wfile.flush()
        time.sleep(0.05)


def slow(handler, body):
    time.sleep(0.8)
    serve(handler, body)


def another_series(handler, body):
    serve(handler, packed(matrix(accession="GSE1")))


def unpacked_on_the_way(handler, body):
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def packed_for_the_way(handler, body):
    unpacked_on_the_way(handler, gzip.compress(body))


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    return seb1_files()


@pytest.fixture(scope="session")
def made_up_pin(files):
    return pin(files)


@pytest.fixture
def archive(files):
    server = Archive(dict(files))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch, cache, request, made_up_pin):
    """Point everything at this machine, whatever the environment of the person who runs the tests."""
    monkeypatch.setattr(sources, "PINS", made_up_pin)
    for name in ("ISOTRETINOIN_GEO_DIR", "ISOTRETINOIN_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(cache))
    url = request.getfixturevalue("archive").url if "archive" in request.fixturenames else "http://127.0.0.1:9/geo"
    monkeypatch.setenv("ISOTRETINOIN_GEO_URL", url)
    monkeypatch.setattr(archives.Archive, "unreachable", {})
    monkeypatch.setattr(download, "PATIENCE", Patience(reach=2.0, silence=0.4, total=0.8, attempts=3, pause=0.01))


def as_said(output: str) -> str:
    """Return what was printed without its line breaks."""
    return " ".join(output.split())


def test_what_is_said_fits_the_output_of_a_cell(capsys):
    archives.say("a word " * 40 + "https://ftp.ncbi.nlm.nih.gov/geo/platforms/GPL8nnn/GPL8300/annot/GPL8300.annot.gz")
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines[:-1]) <= 80
    assert lines[-1].endswith("/GPL8300.annot.gz")


def leftovers(cache) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if not path.name.endswith(".lock"))


COMPLETE = sorted([MATRIX, f"{MATRIX}.json", PLATFORM, f"{PLATFORM}.json"])


# --- the order -------------------------------------------------------------------------------------------------------


def test_first_from_the_archive_then_from_the_cache(archive, cache):
    first = studies.load("seb1")
    assert (first.provenance.kind, first.provenance.source) == ("record", "geo")
    assert first.label == "GSE10432, deposited values"
    assert first.expression.shape == (12625, 6)
    assert first.samples["group"].tolist() == ["vehicle"] * 3 + ["treated"] * 3
    assert first.probe_sets.query("symbol == 'LCN2'").index.tolist() == [chip(12625)[5]]
    assert first.truth is None
    again = studies.load("seb1")
    assert again.provenance.source == "cache"
    assert again.expression.equals(first.expression)
    assert archive.asked == {MATRIX: 1, PLATFORM: 1}
    assert leftovers(cache) == COMPLETE
    assert archive.paths == [
        "/geo/series/GSE10nnn/GSE10432/matrix/GSE10432_series_matrix.txt.gz",
        "/geo/platforms/GPL8nnn/GPL8300/annot/GPL8300.annot.gz",
    ]


def test_short_accessions_have_a_folder_of_their_own():
    assert registry.record("skin").platform_path == "platforms/GPLnnn/GPL571/annot/GPL571.annot.gz"


def test_the_mirror_comes_before_everything(archive, files, tmp_path, monkeypatch):
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    for name, content in files.items():
        (mirror / name).write_bytes(content)
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(mirror))
    for source in ("auto", "mirror"):
        study = studies.load("seb1", source=source)
        assert study.provenance.source == "mirror"
        assert str(tmp_path) not in study._repr_html_() + str(study.provenance)
    assert not archive.asked


def test_a_mirror_without_the_study_is_passed_by(archive, tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    assert studies.load("seb1").provenance.source == "geo"
    with pytest.raises(StudyError, match=r"no GSE10432_series_matrix\.txt\.gz in a mirror"):
        studies.load("seb1", source="mirror")


def test_a_mirror_without_the_platform_takes_it_from_the_archive(archive, files, tmp_path, monkeypatch):
    (tmp_path / MATRIX).write_bytes(files[MATRIX])
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    assert studies.load("seb1").provenance.source == "mirror"
    assert archive.asked == {PLATFORM: 1}
    with pytest.raises(StudyError, match=r"put GPL8300\.annot\.gz beside it"):
        studies.load("seb1", source="mirror")


@pytest.mark.parametrize("source", ["auto", "mirror"])
def test_a_damaged_mirror_is_an_error_and_never_a_replica(archive, files, tmp_path, monkeypatch, source):
    (tmp_path / MATRIX).write_bytes(files[MATRIX][:-100])
    (tmp_path / PLATFORM).write_bytes(files[PLATFORM])
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    with pytest.raises(StudyError, match=r"cut short or damaged.*source='replica'"):
        studies.load("seb1", source=source)
    assert not archive.asked


def test_a_mirror_that_is_no_folder_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(StudyError, match="is no folder"):
        studies.load("seb1")


@pytest.mark.parametrize("name", ["seb1", "skin", "skin-8wk"])
def test_without_a_connection_the_replica_and_a_line_that_says_so(name, capsys):
    study = studies.load(name)
    said = capsys.readouterr()
    assert study.is_simulated
    assert study.truth is not None
    assert said.out.startswith(f"{name}: this is the simulated replica, because {study.provenance.accession} could not")
    assert as_said(said.out).endswith("(Connection refused)")
    assert not said.err
    with pytest.raises(OfflineError, match="no connection to 127"):
        studies.load(name, source="geo")


def test_no_connection_is_remembered(monkeypatch):
    studies.load("skin")
    monkeypatch.setattr(download, "_reach", lambda *args: pytest.fail("asked again"))
    assert studies.load("skin-8wk").is_simulated


def test_a_host_that_never_answers_costs_the_time_to_reach_it(monkeypatch):
    asked = threading.Event()

    def never(*args, **kwargs):
        asked.set()
        time.sleep(0.5)
        raise OSError("too late")

    monkeypatch.setattr(socket, "create_connection", never)
    with pytest.raises(OfflineError, match=r"no connection to example\.invalid within 0\.1 s"):
        download._reach("https://example.invalid/geo", 0.1)
    assert asked.is_set()


def test_offline_forbids_the_network(archive, monkeypatch, cache):
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    assert studies.load("seb1").provenance.source == "replica"
    with pytest.raises(OfflineError, match="ISOTRETINOIN_OFFLINE forbids"):
        studies.load("seb1", source="geo")
    assert not archive.asked
    assert not cache.exists()


def test_offline_still_reads_the_cache(archive, monkeypatch):
    studies.load("seb1")
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    assert studies.load("seb1").provenance.source == "cache"


def test_unknown_names_are_refused():
    with pytest.raises(StudyError, match=r"'liver'.*seb1, skin, skin-8wk"):
        studies.load("liver")
    with pytest.raises(StudyError, match="Unknown source 'web'"):
        studies.load("seb1", source="web")


# --- a server that misbehaves ----------------------------------------------------------------------------------------

FOR_GOOD = {
    "404": ([status(404)], "answered 404 Not Found", 1),
    "403": ([status(403)], "answered 403 Forbidden", 1),
    "500 each time": ([status(500)], "tried 3 times: the server answered 500", 3),
    "web page with 200": ([web_page], "web page titled 'Welcome to the campus network'", 3),
    "truncated body": ([truncated], "the connection broke before the file was complete", 3),
    "truncated, size unknown": ([truncated_unannounced], "cut short or damaged", 3),
    "reset connection": ([reset], "the connection broke", 3),
    "silence": ([silent], "silent for 0.4 s", 3),
    "dripping": ([dripping], "not complete after 0.8 s", 3),
    "another series": ([another_series], "another series: GSE1 instead of GSE10432", 3),
}


@pytest.mark.parametrize("mood", FOR_GOOD)
def test_a_failed_download_is_one_clear_error_and_leaves_the_old_cache(archive, cache, files, mood):
    moods, message, n_asked = FOR_GOOD[mood]
    studies.load("seb1")
    before = {path.name: path.read_bytes() for path in cache.iterdir()}
    archive.asked.clear()
    archive.moods[MATRIX] = moods
    with pytest.raises(DownloadError, match=message):
        sources.fetch_study("seb1", refresh=True)
    assert archive.asked[MATRIX] == n_asked
    assert {path.name: path.read_bytes() for path in cache.iterdir()} == before
    assert studies.load("seb1").provenance.source == "cache"


@pytest.mark.parametrize("mood", FOR_GOOD)
def test_a_failed_download_leaves_nothing_in_an_empty_cache(archive, cache, mood, capsys):
    archive.moods[MATRIX] = FOR_GOOD[mood][0]
    assert studies.load("seb1").provenance.source == "replica"
    assert FOR_GOOD[mood][1].split(": ")[-1] in as_said(capsys.readouterr().out)
    assert leftovers(cache) == []


@pytest.mark.parametrize(
    "moods",
    [
        [status(500), serve],
        [status(503), status(429), serve],
        [truncated, serve],
        [reset, serve],
        [silent, serve],
        [web_page, serve],
        [unpacked_on_the_way],
        [packed_for_the_way],
    ],
)
def test_what_passes_is_tried_again(archive, cache, moods):
    n_moods = len(moods)
    archive.moods[MATRIX] = list(moods)
    study = studies.load("seb1", source="geo")
    assert study.provenance.source == "geo"
    assert archive.asked[MATRIX] == n_moods
    assert leftovers(cache) == COMPLETE


def test_a_server_that_fails_is_not_asked_again_by_auto_but_by_hand(archive):
    archive.moods[MATRIX] = [status(404), serve]
    assert studies.load("seb1").is_simulated
    assert studies.load("seb1").is_simulated
    assert archive.asked[MATRIX] == 1
    assert studies.load("seb1", source="geo").provenance.source == "geo"
    assert studies.load("seb1").provenance.source == "cache"


def test_nothing_larger_than_any_series_is_taken(archive, monkeypatch, cache):
    monkeypatch.setattr(download, "_MOST_BYTES", 1000)
    with pytest.raises(DownloadError, match="far larger"):
        studies.load("seb1", source="geo")
    assert leftovers(cache) == []


@pytest.mark.parametrize("url", ["file:///etc", "nonsense", "http://127.0.0.1:port/geo"])
def test_an_address_that_is_none(monkeypatch, url):
    monkeypatch.setenv("ISOTRETINOIN_GEO_URL", url)
    with pytest.raises(DownloadError, match="ISOTRETINOIN_GEO_URL"):
        studies.load("seb1", source="geo")


def test_a_server_that_cannot_prove_itself_is_not_asked_twice(archive, monkeypatch, cache):
    monkeypatch.setenv("ISOTRETINOIN_GEO_URL", archive.url.replace("http:", "https:"))
    with pytest.raises(OfflineError, match="no trusted connection"):
        studies.load("seb1", source="geo")
    monkeypatch.setattr(download, "_reach", lambda *args: pytest.fail("asked again"))
    assert studies.load("skin").is_simulated
    assert leftovers(cache) == []


# --- values that were altered ----------------------------------------------------------------------------------------


def altered(files) -> bytes:
    """Change one digit of one value."""
    text = gzip.decompress(files[MATRIX]).decode()
    at = text.index("\n", text.index('"6000_made_up_at"')) - 1
    return packed(text[:at] + ("1" if text[at] != "1" else "2") + text[at + 1 :])


@pytest.mark.parametrize("source", ["auto", "mirror"])
def test_one_altered_value_in_a_mirror_is_refused(files, tmp_path, monkeypatch, source):
    (tmp_path / MATRIX).write_bytes(altered(files))
    (tmp_path / PLATFORM).write_bytes(files[PLATFORM])
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    with pytest.raises(StudyError, match=r"values are not those that were deposited as GSE10432.*source='replica'"):
        studies.load("seb1", source=source)


@pytest.mark.parametrize("packing", [lambda text: text.encode(), lambda text: gzip.compress(text.encode(), 9)])
def test_a_new_header_and_another_compression_pass(files, tmp_path, monkeypatch, packing):
    text = gzip.decompress(files[MATRIX]).decode().replace("Dec 13 2018", "Jan 05 2031")
    (tmp_path / MATRIX).write_bytes(packing(text))
    (tmp_path / PLATFORM).write_bytes(files[PLATFORM])
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    provenance = studies.load("seb1").provenance
    assert provenance.date == "2031-01-05"
    assert provenance.digest == sources.PINS["GSE10432"]
    assert not any("No pin" in note for note in provenance.notes)


def test_altered_values_of_a_server_and_of_a_cache_are_refused(archive, cache, files, capsys):
    archive.files[MATRIX] = altered(files)
    with pytest.raises(DownloadError, match="values are not those that were deposited"):
        studies.load("seb1", source="geo")
    assert leftovers(cache) == []
    archive.files[MATRIX] = files[MATRIX]
    studies.load("seb1", source="geo")
    (cache / MATRIX).write_bytes(altered(files))
    (cache / f"{MATRIX}.json").unlink()
    assert studies.load("seb1").provenance.source == "geo"
    assert "values are not those that were deposited" in as_said(capsys.readouterr().out)


def test_a_record_without_a_pin_is_held_to_its_first_fetch(archive, cache):
    name = "GSE10433_series_matrix.txt.gz"
    archive.files |= skin_files("GSE10433", WEEK_1)
    first = studies.load("skin", source="geo")
    assert any("No pin of the values of GSE10433 exists" in note for note in first.provenance.notes)
    receipt = json.loads((cache / f"{name}.json").read_text())
    assert receipt["values"] == first.provenance.digest
    again = studies.load("skin").provenance
    assert f"first fetched on {receipt['fetched'][:10]}" in again.notes[-1]
    newer = gzip.decompress(archive.files[name]).decode().replace("Dec 13 2018", "Jan 05 2031")
    archive.files[name] = packed(newer)
    sources.fetch_study("skin", refresh=True)
    assert studies.load("skin").provenance.date == "2031-01-05"
    at = newer.index("\n", newer.index('"6000_made_up_at"')) - 1
    archive.files[name] = packed(newer[:at] + ("1" if newer[at] != "1" else "2") + newer[at + 1 :])
    with pytest.raises(DownloadError, match=r"differ from those that were first fetched.*delete GSE10433"):
        sources.fetch_study("skin", refresh=True)
    assert studies.load("skin").provenance.digest == first.provenance.digest


# --- files that are no tables ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [b'{"error":"' + b"x" * 200_000 + b'"}', b"ID\tGene Symbol\r1_at\tA\r", b'"ID"\t"Gene Symbol"\n"1_at\t"A"\n'],
    ids=["one endless line", "carriage returns", "a stray quote"],
)
def test_an_odd_platform_table_ends_in_one_error_and_other_studies_load(archive, cache, table, capsys):
    archive.files[PLATFORM] = table
    assert studies.load("seb1").is_simulated
    assert "could not be had" in as_said(capsys.readouterr().out)
    with pytest.raises(StudyError, match=r"GPL8300"):
        studies.load("seb1", source="geo")


def test_what_is_no_name_of_a_study(archive):
    for name in (["seb1"], None, 7):
        with pytest.raises(StudyError, match="There is no study"):
            studies.load(name)


def test_the_reader_may_say_the_scale(archive):
    study = studies.load("seb1", scale="ln")
    assert "ln as the reader says" in study.provenance.scale
    assert any("times 1.442695" in change for change in study.provenance.changes)


# --- the cache -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", [lambda raw: raw[:-50], lambda raw: b"", lambda raw: packed(matrix())])
def test_a_damaged_cache_is_reported_and_fetched_anew(archive, cache, harm, capsys):
    sound = studies.load("seb1").expression
    (cache / MATRIX).write_bytes(harm((cache / MATRIX).read_bytes()))
    capsys.readouterr()
    again = studies.load("seb1")
    assert again.provenance.source == "geo"
    assert again.expression.equals(sound)
    assert f"The cached {MATRIX} is damaged" in as_said(capsys.readouterr().out)
    assert archive.asked == {MATRIX: 2, PLATFORM: 1}


def test_a_changed_cache_is_found_by_its_hash(archive, cache, files):
    studies.load("seb1")
    (cache / MATRIX).write_bytes(packed(whole_matrix(12625, ["GSM0"])))
    with pytest.raises(CacheError, match="changed after it was fetched"):
        sources.cached_file(cache / MATRIX, lambda path: path)


def test_a_damaged_cache_without_a_network_is_an_error_by_hand_and_the_replica_by_itself(
    archive, cache, monkeypatch, capsys
):
    studies.load("seb1")
    (cache / MATRIX).write_bytes(b"rubbish")
    monkeypatch.setenv("ISOTRETINOIN_OFFLINE", "1")
    with pytest.raises(CacheError, match="damaged"):
        studies.load("seb1", source="geo")
    capsys.readouterr()
    assert studies.load("seb1").is_simulated
    assert "damaged" in capsys.readouterr().out


def test_a_receipt_tells_what_was_fetched(archive, cache, files):
    studies.load("seb1")
    receipt = json.loads((cache / f"{MATRIX}.json").read_text())
    assert receipt["url"].endswith(registry.record("seb1").matrix_path)
    assert receipt["bytes"] == len(files[MATRIX])
    (cache / f"{MATRIX}.json").unlink()
    assert studies.load("seb1").provenance.source == "cache"


def test_a_cache_folder_that_is_none(archive, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ISOTRETINOIN_CACHE_DIR", str(tmp_path / "file" / "cache"))
    with pytest.raises(CacheError, match="set ISOTRETINOIN_CACHE_DIR to another"):
        studies.load("seb1", source="geo")


def test_the_cache_has_a_place_of_its_own(monkeypatch):
    monkeypatch.delenv("ISOTRETINOIN_CACHE_DIR")
    assert sources.cache_folder().name == "isotretinoin"


def test_two_processes_at_once_fetch_once_and_both_end_well(archive, cache):
    # A study without a pin, for the other processes know the true one of seb1.
    archive.files |= skin_files("GSE10433", WEEK_1)
    archive.moods = {name: [slow] for name in skin_files("GSE10433", WEEK_1[:1])}
    command = [sys.executable, "-m", "isotretinoin.studies", "fetch", "skin"]
    running = [
        subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ends = [process.communicate(timeout=600) for process in running]
    assert [process.returncode for process in running] == [0, 0], ends
    assert archive.asked == dict.fromkeys(archive.moods, 1)
    assert leftovers(cache) == sorted([*archive.moods, *(f"{name}.json" for name in archive.moods)])
    assert studies.load("skin").provenance.source == "cache"


def test_readers_beside_writers_never_see_half_a_file(archive, cache):
    studies.load("seb1")
    seen: list[str] = []

    def refresh() -> None:
        for _ in range(3):
            sources.fetch_study("seb1", refresh=True)

    writer = threading.Thread(target=refresh)
    writer.start()
    while writer.is_alive():
        seen.append(studies.load("seb1").provenance.source)
    writer.join()
    assert set(seen) == {"cache"}


def test_a_bar_for_those_who_look_and_silence_for_all_others(archive, monkeypatch, capsys):
    studies.load("seb1", source="geo")
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with download._progress("file", 10) as bar:
        assert not bar.disable
    monkeypatch.setenv("ISOTRETINOIN_PROGRESS", "0")
    with download._progress("file", 10) as bar:
        assert bar.disable


# --- labels of the skin series ---------------------------------------------------------------------------------------

WEEK_1 = [f"GSM2639{n}" for n in range(21, 33)]


def skin(titles, *, accession="GSE10433", samples=None, about=()):
    samples = samples or (WEEK_1 if accession == "GSE10433" else [f"GSM{n}" for n in range(len(titles))])
    row = {"1_at": ["3", "13", *["5"] * (len(samples) - 2)]}
    return parse_series_matrix(matrix(row, accession=accession, samples=samples, titles=titles, about=about), "made up")


def label(name, found):
    return registry.record(name).label(found)


def test_week_one_without_a_word_in_the_record_takes_the_list_and_says_so():
    samples, notes = label("skin", skin([f"array {n}" for n in range(12)]))
    assert samples["time"].tolist() == ["baseline", "week 1"] * 6
    assert samples["patient"].tolist() == [f"P{n}" for n in range(1, 7) for _ in range(2)]
    assert samples["sex"].isna().all()
    assert any("likely, not stated" in note for note in notes)
    assert any("does not state the sex" in note for note in notes)


def test_week_one_as_the_record_states_it():
    titles = [f"Patient {n} {when}" for n in range(1, 7) for when in ("baseline", "1 week isotretinoin")]
    sexes = ["Sex: F", "Sex: F", "gender: male", "gender: male"] * 3
    samples, notes = label("skin", skin(titles, about=[("characteristics_ch1", sexes)]))
    assert samples["time"].tolist() == ["baseline", "week 1"] * 6
    assert samples["sex"].tolist() == ["female", "female", "male", "male"] * 3
    assert not any("likely" in note for note in notes)


def test_the_record_and_the_list_must_agree():
    titles = [f"Patient {n} {when}" for n in range(1, 7) for when in ("after 1 week", "before")]
    with pytest.raises(StudyError, match="says week 1 of GSM263921 and the course's list says baseline"):
        label("skin", skin(titles))


def test_a_record_that_contradicts_itself():
    about = [("source_name_ch1", ["skin, before treatment"] * 12)]
    titles = [f"Patient {n} {when}" for n in range(1, 7) for when in ("baseline", "1 week")]
    with pytest.raises(StudyError, match="contradicts itself about GSM263922"):
        label("skin", skin(titles, about=about))


def test_a_record_that_contradicts_itself_about_sex():
    about = [("characteristics_ch1", ["Sex: male"] * 12), ("characteristics_ch1", ["F, 23"] + ["acne"] * 11)]
    with pytest.raises(StudyError, match="about the sex of GSM263921"):
        label("skin", skin([f"array {n}" for n in range(12)], about=about))


def test_titles_of_the_cells_must_agree_with_the_list():
    row = {"1_at": ["3", "13", "5", "5", "5", "5"]}
    right = matrix(row, samples=SEB1_SAMPLES, titles=SEB1_TITLES)
    assert (
        label("seb1", parse_series_matrix(right, "made up"))[0]["group"].tolist() == ["vehicle"] * 3 + ["treated"] * 3
    )
    swapped = matrix(row, samples=SEB1_SAMPLES, titles=SEB1_TITLES[::-1])
    with pytest.raises(StudyError, match=r"GSM263915 is titled .* but the course's list calls it vehicle"):
        label("seb1", parse_series_matrix(swapped, "made up"))


def test_arrays_of_another_study_under_the_accession():
    with pytest.raises(StudyError, match="GSM0"):
        label("skin", skin(["x"] * 12, samples=["GSM0", *WEEK_1[1:]]))


def test_week_eight_is_read_from_the_record_or_refused():
    titles = [f"{who}_{when}" for who in ("pt1", "pt2", "pt3") for when in ("baseline", "8wk")]
    samples, _ = label("skin-8wk", skin(titles, accession="GSE11792"))
    assert samples["time"].tolist() == ["baseline", "week 8"] * 3
    assert samples["patient"].tolist() == ["P1", "P1", "P2", "P2", "P3", "P3"]
    with pytest.raises(StudyError, match="says whether GSM0 was taken before"):
        label("skin-8wk", skin([f"array {n}" for n in range(6)], accession="GSE11792"))
    samples, notes = label("skin-8wk", skin(["baseline", "8 weeks"] * 3, accession="GSE11792"))
    assert samples["patient"].isna().all()
    assert any("does not say which two biopsies are of the same patient" in note for note in notes)
    with pytest.raises(StudyError, match="All arrays of GSE11792 seem to be of one time"):
        label("skin-8wk", skin([f"patient {n} baseline" for n in range(6)], accession="GSE11792"))


def test_a_skin_series_in_a_mirror_goes_all_the_way(tmp_path, monkeypatch):
    titles = [f"Subject {n}, {when}" for n in range(1, 9) for when in ("pre-treatment", "week 8")]
    samples = [f"GSM{n}" for n in range(16)]
    for name, content in skin_files("GSE11792", samples, titles=titles).items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("ISOTRETINOIN_GEO_DIR", str(tmp_path))
    study = studies.load("skin-8wk")
    assert study.provenance.source == "mirror"
    assert study.samples["time"].value_counts().to_dict() == {"baseline": 8, "week 8": 8}


def test_labels_that_cannot_be_decided_end_with_the_replica_where_nobody_named_the_file(archive, capsys):
    archive.files |= skin_files("GSE11792", [f"GSM{n}" for n in range(16)])
    assert studies.load("skin-8wk").is_simulated
    assert "says whether GSM0" in as_said(capsys.readouterr().out)
    with pytest.raises(StudyError, match="says whether GSM0"):
        studies.load("skin-8wk", source="geo")
