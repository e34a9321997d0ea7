"""The files for a hub and for a grading queue, as far as a machine without a cluster can tell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from isotretinoin import course_root

ROOT = course_root()
DEPLOY = ROOT / "deploy"
VALUES = yaml.safe_load((DEPLOY / "hub" / "values.yaml").read_text(encoding="utf-8"))
JOB, POLICY = yaml.safe_load_all((DEPLOY / "grading" / "job.yaml").read_text(encoding="utf-8"))
UNITS = {"M": 10**6, "G": 10**9, "Mi": 2**20, "Gi": 2**30}
STUDENTS = [("amina-17", "sub/amina.ipynb"), ("jonas-4", "sub/late one (2).ipynb")]


def size(text: str) -> float:
    """Return a size of Kubernetes or of the chart in bytes."""
    match = re.fullmatch(r"([\d.]+)([A-Za-z]*)", str(text))
    return float(match[1]) * UNITS.get(match[2], 1)


def merged(defaults: dict, given: dict) -> dict:
    """Return a chart's values as Helm merges them."""
    both = dict(defaults)
    for name, value in given.items():
        nested = isinstance(value, dict) and isinstance(both.get(name), dict)
        both[name] = merged(both[name], value) if nested else value
    return both


def test_values_fit_the_charts_schema():
    """Name the chart's unpacked folder (values.yaml, values.schema.yaml or .json) in Z2JH_CHART to run this."""
    chart = Path(os.environ.get("Z2JH_CHART", "absent"))
    schemas = [chart / f"values.schema.{ending}" for ending in ("yaml", "json")]
    schema = next((path for path in schemas if path.is_file()), None)
    if schema is None:
        pytest.skip("the chart is not here: unpack it and name its folder in Z2JH_CHART")
    import jsonschema

    rules = yaml.safe_load(schema.read_text())
    defaults = yaml.safe_load((chart / "values.yaml").read_text())
    jsonschema.validate(merged(defaults, VALUES), rules)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(merged(defaults, {"singleuser": {"memry": {}}}), rules)


def test_values_leave_room_for_a_lesson():
    measured = (ROOT / "data" / "teaching" / "measured.csv").read_text(encoding="utf-8")
    server = 1e6 * float(re.search(r"idle kernel.*?,(\d+),MB", measured)[1])
    lessons = [1e6 * float(found) for found in re.findall(r"its peak,(\d+),MB", measured)]
    memory = VALUES["singleuser"]["memory"]
    assert 2 * server <= size(memory["guarantee"]) < size(memory["limit"])
    assert 2 * (server + max(lessons)) <= size(memory["limit"]) * 1.0
    assert size(memory["limit"]) <= 3 * (server + max(lessons))


def test_values_keep_students_apart_and_nameless():
    assert VALUES["hub"]["config"]["LTI13Authenticator"]["username_key"] == "sub"
    assert VALUES["hub"]["config"]["JupyterHub"]["admin_access"] is False
    assert VALUES["singleuser"]["networkPolicy"]["egressAllowRules"]["cloudMetadataServer"] is False
    assert VALUES["cull"]["enabled"] is True
    assert VALUES["singleuser"]["image"]["tag"] not in ("", "latest")
    secret = re.compile(r"secret|password|token|client_id", re.I)
    named = [
        line for line in (DEPLOY / "hub" / "values.yaml").read_text().splitlines() if not line.lstrip().startswith("#")
    ]
    assert not [line for line in named if secret.search(line)]


def test_pull_link_and_image_agree_with_what_is_tested():
    pinned = re.search(r"^nbgitpuller==(\S+)", (ROOT / "tests" / "outside" / "hub.txt").read_text(), re.M)[1]
    assert f"nbgitpuller=={pinned}" in (DEPLOY / "hub" / "Dockerfile").read_text()
    hook = " ".join(VALUES["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"])
    assert re.search(r"gitpuller https://\S+ main isotretinoin", hook)
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.M)[1]
    assert VALUES["singleuser"]["image"]["tag"] == version
    assert f":{version}" in JOB["spec"]["template"]["spec"]["containers"][0]["image"]


def test_hosts_are_examples():
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            hosts = re.findall(r"https?://([^/\s)>]+)", path.read_text(encoding="utf-8"))
            known = {"hub.jupyter.org", "z2jh.jupyter.org"}
            assert not [host for host in hosts if host not in known and not host.endswith("example.org")]


def test_job_isolates_and_comes_back_only_for_dead_machines():
    spec = JOB["spec"]
    pod = spec["template"]["spec"]
    assert spec["completionMode"] == "Indexed"
    assert spec["parallelism"] <= spec["completions"] <= spec["maxFailedIndexes"]
    assert pod["restartPolicy"] == "Never"
    assert pod["automountServiceAccountToken"] is False
    assert POLICY["spec"]["podSelector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    assert set(POLICY["spec"]["policyTypes"]) == {"Ingress", "Egress"}
    assert not {"ingress", "egress"} & set(POLICY["spec"])
    (container,) = pod["containers"]
    volumes = {volume["name"] for volume in pod["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    assert size(container["resources"]["requests"]["memory"]) <= size(container["resources"]["limits"]["memory"])


@pytest.fixture
def called(tmp_path, monkeypatch):
    """A `python` that writes its arguments down; gives a function that returns them."""
    stub = tmp_path / "bin" / "python"
    stub.parent.mkdir()
    stub.write_text(
        f"#!{sys.executable}\nimport json, os, sys\njson.dump(sys.argv[1:], open({str(tmp_path / 'heard')!r}, 'w'))\n"
    )
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stub.parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "submissions.tsv").write_text("".join(f"{student}\t{file}\n" for student, file in STUDENTS))
    return lambda: json.loads((tmp_path / "heard").read_text())


def accepted(arguments: list[str]):
    """Return what the command's own parser makes of the arguments."""
    from isotretinoin.grading.__main__ import _parser

    assert arguments[:3] == ["-m", "isotretinoin.grading", "grade-one"]
    return _parser().parse_args(arguments[2:])


@pytest.mark.parametrize("index", range(len(STUDENTS)))
def test_each_index_of_the_job_grades_its_student(index, called, tmp_path):
    (container,) = JOB["spec"]["template"]["spec"]["containers"]
    (script,) = container["args"]
    script = script.replace("/list/", f"{tmp_path}/")
    environment = {**os.environ, "JOB_COMPLETION_INDEX": str(index)}
    subprocess.run([*container["command"], script], env=environment, check=True)
    student, file = STUDENTS[index]
    given = accepted(called())
    assert (given.assignment, given.student, str(given.notebook)) == ("A2", student, f"/class/{file}")
    assert str(given.status) == f"/class/status/{student}.json"


@pytest.mark.parametrize("index", range(len(STUDENTS)))
def test_each_task_of_the_array_grades_its_student(index, called, tmp_path):
    command = ["bash", DEPLOY / "grading" / "array.sh", "A2", tmp_path / "submissions.tsv", "marks"]
    subprocess.run(command, env={**os.environ, "SLURM_ARRAY_TASK_ID": str(index + 1)}, check=True)
    student, file = STUDENTS[index]
    given = accepted(called())
    assert (given.assignment, given.student, str(given.notebook)) == ("A2", student, file)
    assert str(given.status) == f"marks/status/{student}.json"
