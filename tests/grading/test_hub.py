"""A small JupyterHub as a class meets it: a student logs in, follows the pull link, works, and is graded."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import chromium, visit  # noqa: F401  (chromium is a fixture)

from isotretinoin import course_root

ROOT = course_root()
OUTSIDE = ROOT / "_build" / "outside"
RELEASED = next((ROOT / "notebooks" / "assignments").glob("A0_*.ipynb"), None)
STUDENT = "amina-17"
ANSWERS = {
    "a0-student-id": f'STUDENT_ID = "{STUDENT}"',
    "a0-q1": "change = np.log2(data.after[data.before.columns] / data.before).mean(axis=1)",
    "a0-q2": (
        "logs = np.log2(data.before), np.log2(data.after[data.before.columns])\n"
        "p_values = pd.Series(stats.ttest_rel(logs[1], logs[0], axis=1).pvalue, index=data.before.index)"
    ),
    "a0-q3": "adjusted = data.p_values  # a mistake: no correction",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Hub:
    """A running hub: its address, the folder of all homes, and the repository that its pull links name."""

    address: str
    homes: Path
    repository: Path

    def pull_link(self, path: str) -> str:
        """Return the link that a teacher gives out: it fetches the course into the student's home and opens a file."""
        opened = quote(f"lab/tree/course/{path}", safe="")
        return (
            f"{self.address}/hub/user-redirect/git-pull?repo={quote(self.repository.as_uri(), safe='')}"
            f"&branch=main&targetPath=course&urlpath={opened}"
        )


def git(folder: Path, *command: str) -> None:
    identity = ["-c", "user.name=Teacher", "-c", "user.email=teacher@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)


def publish(folder: Path) -> Path:
    """Return a repository that holds what students pull: the released assignments."""
    (folder / "notebooks").mkdir(parents=True)
    shutil.copytree(RELEASED.parent, folder / "notebooks" / "assignments", ignore=shutil.ignore_patterns("sample"))
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Assignments")
    return folder


@pytest.fixture(scope="module")
def hub(tmp_path_factory) -> Iterator[Hub]:
    """A hub on loopback: any name with one password, each student a process in a folder of their own."""
    packages = next(OUTSIDE.glob("hub/lib/python*/site-packages"), None)
    proxy = OUTSIDE / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
    if packages is None:
        pytest.skip("JupyterHub is not here: tools/outside-tools installs it")
    if not shutil.which("node") or not proxy.is_file():
        pytest.skip("configurable-http-proxy is not here: install Node.js and run tools/outside-tools")
    if RELEASED is None:
        pytest.skip("there is no released sample assignment")
    folder = tmp_path_factory.mktemp("hub")
    homes = folder / "homes"
    homes.mkdir()
    repository = publish(folder / "published")
    address = f"http://127.0.0.1:{free_port()}"
    config = folder / "jupyterhub_config.py"
    config.write_text(
        f"""
c = get_config()
c.JupyterHub.bind_url = "{address}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{free_port()}"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "spring-2027"
c.Authenticator.allow_all = True
c.ConfigurableHTTPProxy.command = [{shutil.which("node")!r}, {str(proxy)!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{homes}/{{username}}"
c.Spawner.cmd = [{sys.executable!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=",
                  "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
c.Spawner.env_keep = ["PATH", "PYTHONPATH", "JUPYTER_CONFIG_PATH", "LANG"]
c.Spawner.environment = {{"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}}
c.Spawner.default_url = "/lab"
c.Spawner.http_timeout = 120
c.Spawner.start_timeout = 120
""",
        encoding="utf-8",
    )
    prefix = packages.parents[2]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(packages), os.environ.get("PYTHONPATH", "")])),
        "JUPYTER_CONFIG_PATH": str(prefix / "etc" / "jupyter"),
        "CONFIGPROXY_AUTH_TOKEN": "0" * 64,
    }
    log = (folder / "hub.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterhub", "--config", config],
        cwd=folder,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 300
        while True:
            try:
                urllib.request.urlopen(f"{address}/hub/health", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"JupyterHub did not start:\n{(folder / 'hub.log').read_text()[-4000:]}")
                time.sleep(0.3)
        yield Hub(address, homes, repository)
    finally:
        # The hub stops the students' servers and its proxy when it is told to end.
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
        log.close()


@pytest.mark.deep
def test_a_student_logs_in_works_and_is_graded(hub, chromium, tmp_path):  # noqa: F811
    name = RELEASED.name
    home = hub.homes / STUDENT
    with visit(chromium, hub.pull_link(f"notebooks/assignments/{name}"), width=1400, height=900) as seen:
        page = seen.page
        page.get_by_label("Username:").fill(STUDENT)
        page.get_by_label("Password:").fill("spring-2027")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**/user/{STUDENT}/lab/tree/**", timeout=150_000)
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
        page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context?.isReady", timeout=180_000)
        pulled = home / "course" / "notebooks" / "assignments" / name
        assert pulled.read_bytes() == RELEASED.read_bytes()

        # What a student types, put into the cells of the open notebook; then they run all and save.
        page.evaluate(
            """async (answers) => {
                const panel = window.jupyterapp.shell.currentWidget;
                await panel.sessionContext.ready;
                for (const cell of panel.content.widgets) {
                    if (answers[cell.model.id]) cell.model.sharedModel.setSource(answers[cell.model.id]);
                }
                await window.jupyterapp.commands.execute("notebook:run-all-cells");
                await window.jupyterapp.commands.execute("docmanager:save");
            }""",
            ANSWERS,
        )
        handed_in = json.loads(pulled.read_text(encoding="utf-8"))
    cells = {cell["id"]: cell for cell in handed_in["cells"]}
    assert set(ANSWERS) <= set(cells)
    for cell in cells.values():
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error", f"{cell['id']}: {output}"
    said = json.dumps(cells["a0-q1-check"]["outputs"])
    assert "change" in said

    status = tmp_path / "status.json"
    command = [sys.executable, "-m", "isotretinoin.grading", "grade-one", "A0", pulled, "--student", STUDENT]
    run = subprocess.run(
        [*command, "--marks", tmp_path / "marks", "--status", status], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-3000:]
    graded = json.loads(status.read_text(encoding="utf-8"))
    assert graded["student"] == STUDENT
    assert graded["status"] == "ok"
    points = {name: question["points"] for name, question in graded["questions"].items()}
    assert points["q1"] == 2
    assert points["q2"] == 2
    assert points["q3"] == 0
