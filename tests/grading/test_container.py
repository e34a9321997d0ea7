"""Submissions in containers: the same outcomes as behind bubblewrap, and no network at all."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="the extra 'grading' is not installed")

from ended_jobs import assert_ends_cleanly
from simulated_class import POINTS, Desk, make

from isotretinoin.grading.__main__ import main
from isotretinoin.grading.author.examine import read_assignment
from isotretinoin.grading.author.release import find_source
from isotretinoin.grading.intake.collect import Submission
from isotretinoin.grading.kernel.container import Container, ContainerError
from isotretinoin.grading.kernel.sandbox import Limits, Sandbox, SandboxMissingError
from isotretinoin.grading.marks.gradebook import Book
from isotretinoin.grading.marks.single import grade_one

LIMITS = Limits(cell_seconds=6, total_seconds=120, memory=3 * 2**30)


def test_container_is_named_by_engine_and_image(tmp_path, monkeypatch):
    for name in ("podman", "apptainer"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\nexit 0\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert Container.named("podman:registry.example.org/course:1.0").image == "registry.example.org/course:1.0"
    for text in ("course", "podman:", "lxc:course", ""):
        with pytest.raises(ContainerError, match="Write engine and image"):
            Container.named(text)
    with pytest.raises(ContainerError, match="docker is not installed"):
        Container.named("docker:course")
    with pytest.raises(ContainerError, match=r"no image course\.sif"):
        Container.named("apptainer:course.sif")
    (tmp_path / "course.sif").touch()
    assert Container.named("apptainer:course.sif").image == str(tmp_path / "course.sif")


def test_command_says_in_one_sentence_that_a_container_cannot_be_used(tmp_path, capsys):
    assert main(["grade", "A0", str(tmp_path), "--marks", str(tmp_path / "marks"), "--container", "lxc:course"]) == 2
    said = capsys.readouterr().err
    assert "names no container" in said
    assert "Traceback" not in said
    with pytest.raises(SystemExit):
        main(["grade", "A0", str(tmp_path), "--marks", "m", "--container", "podman:course", "--no-sandbox"])


def _image(folder: Path) -> None:
    """Make an image of empty folders; what a course's image would bring is seen in its place, from this machine."""
    places = ["/usr", *(path for path in {sys.base_prefix, sys.prefix} if not path.startswith("/usr"))]
    limits = 'default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]'
    engine = f'\n[engine]\nruntime = "{shutil.which("runc")}"\n' if shutil.which("runc") else ""
    volumes = ", ".join(f'"{path}:{path}:ro"' for path in places)
    (folder / "containers.conf").write_text(f"[containers]\nvolumes = [{volumes}]\n{limits}\n{engine}")
    (folder / "storage.conf").write_text(
        f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n'
    )
    with tarfile.open(folder / "image.tar", "w") as tar:
        for path in [*places, "/tmp", "/proc", "/dev", "/sys", "/etc", "/run"]:
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        for name in ("bin", "lib", "lib64", "sbin"):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, f"usr/{name}"
            tar.addfile(link)
        about = b"nobody:x:65534:65534::/:/bin/sh\n"
        entry = tarfile.TarInfo("etc/passwd")
        entry.size = len(about)
        tar.addfile(entry, io.BytesIO(about))


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    if not shutil.which("podman"):
        pytest.skip("podman is not installed")
    folder = tmp_path_factory.mktemp("podman")
    _image(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTAINERS_CONF", str(folder / "containers.conf"))
        patch.setenv("CONTAINERS_STORAGE_CONF", str(folder / "storage.conf"))
        path = f"ENV PATH={Path(sys.prefix) / 'bin'}:/usr/bin:/bin"
        for step in (
            ["import", "--change", path, str(folder / "image.tar"), "course:test"],
            ["run", "--rm", "--network", "none", "--memory", "1g", "--entrypoint", "", "course:test", "true"],
        ):
            ran = subprocess.run(["podman", *step], capture_output=True, text=True, timeout=120, check=False)
            if ran.returncode:
                pytest.skip(f"podman cannot run a container here: {ran.stderr.strip()[-200:]}")
        yield "podman:course:test"
        left = subprocess.run(["podman", "ps", "--all", "--quiet"], capture_output=True, text=True, check=False)
        # By name: a reset of the whole storage would be somebody's own, should podman not heed the settings above.
        subprocess.run(["podman", "rmi", "--force", "course:test"], capture_output=True, check=False)
        assert not left.stdout.strip(), "a container outlived its submission"


@pytest.fixture(scope="module")
def book(image, tmp_path_factory) -> Book:
    made = Book(tmp_path_factory.mktemp("marks"), find_source("A0"), Sandbox(LIMITS, container=image))
    made.sandbox.check()
    made.open()
    return made


@pytest.mark.parametrize(
    "name",
    [
        "memory bomb",
        "kernel death",
        "infinite loop",
        "fork bomb",
        "filling the disk",
        "reading what is not theirs",
    ],
)
@pytest.mark.deep
def test_outcomes_in_a_container_are_those_behind_bubblewrap(name: str, book, monkeypatch):
    monkeypatch.setenv("GRADERS_PASSWORD", "secret")
    bank = read_assignment(book.source.folder)
    solutions = {question: bank.solution(question) for question in POINTS}
    made = make(name, f"c-{name.replace(' ', '-')}", book.released(), solutions)
    status = grade_one(book, Submission(made.student, made.raw, made.file))
    assert (status["status"], status["points"]) == (made.status, made.points), status["notes"]
    if name == "reading what is not theirs":
        assert "LOOT []" in book.graded_file(made.student).read_text()


@pytest.mark.deep
def test_container_ends_with_a_job_that_a_queue_ends(image, book, tmp_path):
    bank = read_assignment(book.source.folder)
    made = make("infinite loop", "q1", book.released(), {question: bank.solution(question) for question in POINTS})
    assert_ends_cleanly(tmp_path, made.raw, "--container", image)
    left = subprocess.run(["podman", "ps", "--all", "--quiet"], capture_output=True, text=True, check=True)
    assert not left.stdout.strip()


@pytest.mark.deep
def test_settings_of_the_session_do_not_reach_a_container(image, book, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://teacher:hunter2@proxy.example.org:3128")
    monkeypatch.setenv("APPTAINER_BINDPATH", "/scratch")
    monkeypatch.setenv("APPTAINERENV_SECRET", "1")
    monkeypatch.setenv("APPTAINER_TMPDIR", "/fast")
    kept = Container("apptainer", "course.sif").environment(os.environ)
    assert {name for name in kept if name.startswith("APPTAINER")} == {"APPTAINER_TMPDIR"}
    bank = read_assignment(book.source.folder)
    look = "import os\nprint('SEEN', [v for v in os.environ.values() if 'hunter2' in v])\np_values = None"
    answers = {question: bank.solution(question) for question in POINTS} | {"q2": look}
    status = grade_one(book, Submission("c-proxy", Desk(book.released(), "c-proxy", answers).raw()))
    assert status["points"] == 5.0
    assert "SEEN []" in book.graded_file("c-proxy").read_text()


def test_engine_that_would_not_hold_a_limit_is_refused(tmp_path, monkeypatch):
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\necho '/data '\n")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(SandboxMissingError, match="has volumes"):
        Sandbox(container="docker:with-volumes").check()
    docker.write_text("#!/bin/sh\n")
    assert Container("docker", "course").why_unsafe() == ""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert "first version of cgroups" in Container("podman", "course").why_unsafe()


@pytest.mark.deep
def test_what_cannot_run_a_kernel_is_refused_before_any_submission(image, monkeypatch):
    with pytest.raises(SandboxMissingError, match=r"podman:no-such-image cannot run a kernel"):
        Sandbox(container="podman:no-such-image").check()
    command = Container.command

    def open_to_the_world(*about) -> list[str]:
        made = command(*about)
        made[made.index("none")] = "host"
        return made

    monkeypatch.setattr(Container, "command", open_to_the_world)
    with pytest.raises(SandboxMissingError, match="the container has a network"):
        Sandbox(container="podman:localhost/course:test").check()
