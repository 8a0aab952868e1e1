"""compose.yaml and the manifests: what they start exists, and they hold no secret. No engine is needed to hold them to that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import typer
import yaml

from adhere.cli.app import app
from adhere.settings import Settings, variable
from tests.project.tree import files, text

MANIFESTS = [str(path) for path in files() if path.parts[:2] == ("deploy", "kubernetes")]
COMPOSE: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [service for name, service in SERVICES.items() if name != "db"]


def objects() -> Iterator[dict[str, Any]]:
    for name in MANIFESTS:
        yield from yaml.safe_load_all(text(name))


def pods() -> Iterator[dict[str, Any]]:
    for each in objects():
        if each["kind"] in ("Deployment", "Job"):
            yield each["spec"]["template"]["spec"]


CONTAINERS = [container for pod in pods() for container in pod["containers"]]
COMMANDS = [service["command"] for service in OURS] + [container["command"] for container in CONTAINERS]


def environment(container: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each for each in container["env"]}


def options(command: list[str]) -> dict[str, str]:
    return {name: value for name, value in pairwise(command) if name.startswith("--")}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_is_one_of_ours(command: list[str]) -> None:
    assert command[0] == "adhere"
    found: Any = typer.main.get_command(app)
    words = command[1:]
    while words and words[0] in getattr(found, "commands", {}):
        found, words = found.commands[words[0]], words[1:]
    # parses as it would when it is started; nothing is run
    with found.make_context("adhere", list(words), resilient_parsing=True) as context:
        assert context.params
    known = {name for param in found.params for name in param.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_service_listens_where_it_is_asked() -> None:
    served = [command for command in COMMANDS if command[1] == "serve"]
    assert [options(command)["--port"] for command in served] == ["8000", "8000"]
    assert SERVICES["api"]["ports"] == ["127.0.0.1:8000:8000"]
    (api,) = [container for container in CONTAINERS if container["name"] == "api"]
    assert api["ports"] == [{"name": "http", "containerPort": 8000}]
    probes = {name: api[name]["httpGet"]["path"] for name in ("startupProbe", "readinessProbe", "livenessProbe")}
    assert set(probes.values()) == {"/health/ready", "/health/live"}
    assert probes["livenessProbe"] == "/health/live", "a service that is not ready is not to be killed"


def test_every_variable_is_a_setting() -> None:
    known = {variable(name) for name in Settings.model_fields}
    given = {name for service in OURS for name in service["environment"]}
    given |= {name for container in CONTAINERS for name in environment(container)}
    assert given <= known
    for service in OURS:
        values = {name: str(value) for name, value in service["environment"].items()}
        values["ADHERE_DATABASE"] = "postgresql://adhere:x@db/adhere"
        assert Settings.from_env(values).log_format == "json"


def test_audits_are_left_to_the_workers() -> None:
    assert SERVICES["api"]["environment"]["ADHERE_AUDIT_JOBS"] == "0"
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert SERVICES["worker"]["command"] == ["adhere", "worker"]
    (api,) = [container for container in CONTAINERS if container["name"] == "api"]
    assert environment(api)["ADHERE_AUDIT_JOBS"]["value"] == "0"


def test_api_and_workers_see_the_same_folder_and_database() -> None:
    assert {tuple(service["volumes"]) for service in OURS} == {("data:/data",)}
    assert "data" in COMPOSE["volumes"]
    assert len({service["environment"]["ADHERE_DATABASE"] for service in OURS}) == 1
    assert "ADHERE_DATA=/data" in text("Dockerfile")
    assert re.search(r"^VOLUME /data$", text("Dockerfile"), re.MULTILINE)
    for pod in pods():
        claims = [
            each["persistentVolumeClaim"]["claimName"] for each in pod["volumes"] if "persistentVolumeClaim" in each
        ]
        assert claims == ["adhere-data"]
    for container in CONTAINERS:
        assert {"name": "data", "mountPath": "/data"} in container["volumeMounts"]
        assert environment(container)["ADHERE_DATABASE"]["valueFrom"] == {
            "secretKeyRef": {"name": "adhere", "key": "database"}
        }


def test_it_waits_for_the_database_and_is_given_time_to_leave() -> None:
    assert "pg_isready" in SERVICES["db"]["healthcheck"]["test"]
    assert all(service["depends_on"] == {"db": {"condition": "service_healthy"}} for service in OURS)
    drained = float(SERVICES["api"]["environment"]["ADHERE_DRAIN_SECONDS"])
    needed = drained + Settings.model_fields["stop_seconds"].default
    assert float(SERVICES["api"]["stop_grace_period"].removesuffix("s")) > needed
    (pod,) = [pod for pod in pods() if pod["containers"][0]["name"] == "api"]
    assert pod["terminationGracePeriodSeconds"] > needed
    ready = pod["containers"][0]["readinessProbe"]
    assert ready["periodSeconds"] * ready["failureThreshold"] < drained


@pytest.mark.parametrize("name", ["compose.yaml", *MANIFESTS])
def test_no_secret_stands_in_a_file(name: str) -> None:
    for line in text(name).splitlines():
        if re.search(r"password|://", line, re.IGNORECASE) and not line.lstrip().startswith("#"):
            assert "${POSTGRES_PASSWORD:?" in line, line
    assert ".env" in text(".gitignore").splitlines()


def test_nobody_is_root() -> None:
    user = re.findall(r"^USER (\d+):", text("Dockerfile"), re.MULTILINE)
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert [str(pod["securityContext"]["runAsUser"])] == user
        assert pod["automountServiceAccountToken"] is False
    for container in CONTAINERS:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
    for service in OURS:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_services_find_their_pods() -> None:
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in objects() if each["kind"] == "Deployment"]
    for each in objects():
        if each["kind"] == "Service":
            assert any(each["spec"]["selector"].items() <= found.items() for found in labels)
        if each["kind"] == "Deployment":
            assert each["spec"]["selector"]["matchLabels"] == each["spec"]["template"]["metadata"]["labels"]
