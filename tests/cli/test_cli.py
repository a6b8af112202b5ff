"""The command line against a real node: what people type, what they read, and how it ends."""
import json
import os
import pathlib
import subprocess
import time

import pytest

GATEWAY_POST = {"data": {"coordinates": "", "gw_mac": "AA:BB:CC:DD:EE:FF", "tags": {
    "CB:B8:33:4C:88:4F": {"rssi": -60, "timestamp": "0",
                          "data": "0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F"}}}}


def umec(*arguments, node=None, stdin=None):
    """Runs the program as a person would and gives its outcome."""
    program = pathlib.Path(os.environ["UMEC_BIN_DIR"]) / "umec"
    environment = dict(os.environ)
    environment.pop("UMEC_NODE", None)
    if node:
        environment["UMEC_NODE"] = node.url
    return subprocess.run([program, *map(str, arguments)], env=environment, input=stdin, capture_output=True,
                          text=True, timeout=60)


def good(*arguments, node=None):
    outcome = umec(*arguments, node=node)
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stderr == ""
    return outcome.stdout


@pytest.fixture(scope="module")
def heard(node):
    """The node, after a tag was heard through a gateway."""
    post = json.loads(json.dumps(GATEWAY_POST))
    post["data"]["tags"]["CB:B8:33:4C:88:4F"]["timestamp"] = str(int(time.time()))
    assert node.post("/sensors/v1/ruuvi-gateway", json=post).status_code < 300
    return node


def test_status(node):
    assert "ready after" in good("status", node=node)
    status = json.loads(good("--json", "status", node=node))
    assert status["name"] == "umec" and "registry" in status["roles"]
    assert json.loads(good("status", "--json", node=node))["startedAt"] == status["startedAt"]


def test_sensors(heard):
    assert "24.3" in good("sensor", "ls", node=heard)
    assert json.loads(good("sensor", "ls", "--json", node=heard))[0]["id"] == "ruuvi-cbb8334c884f"
    assert "humidity" in good("sensor", "show", "ruuvi-cbb8334c884f", node=heard)
    history = json.loads(good("sensor", "history", "ruuvi-cbb8334c884f", "--json", node=heard))
    assert [point["value"] for point in history["points"]] == [24.3]
    assert "MEAN" in good("sensor", "history", "ruuvi-cbb8334c884f", "--every", "1m", node=heard)


def test_services(node):
    assert "temperature" in good("service", "ls", node=node)
    one = json.loads(good("service", "ls", "--name", "temperature", "--json", node=node))
    assert len(one) == 1
    assert "ACTIVE" in good("service", "show", one[0]["serInstanceId"], node=node)


def test_cameras(node, tmp_path):
    assert "There are no cameras" in good("camera", "ls", node=node)
    good("camera", "add", "dead", "http://127.0.0.1:1/x.mjpeg", node=node)
    assert "dead" in good("camera", "ls", node=node)
    picture = umec("camera", "picture", "dead", "-o", tmp_path / "p.jpg", "--timeout", "20", node=node)
    assert picture.returncode != 0 and "dead" in picture.stderr and not (tmp_path / "p.jpg").exists()
    good("camera", "rm", "dead", node=node)
    assert umec("camera", "rm", "dead", node=node).returncode == 66


def test_web_app(node, tmp_path):
    (tmp_path / "index.html").write_text("<h1>hello</h1>")
    assert "/apps/hello/" in good("app", "web", "hello", tmp_path, node=node)
    assert node.get("/apps/hello/").text == "<h1>hello</h1>"
    assert "hello" in good("app", "ls", node=node)
    (tmp_path / "empty").mkdir()
    refused = umec("app", "web", "hello", tmp_path / "empty", node=node)
    assert refused.returncode == 65 and "holds no files" in refused.stderr
    good("app", "rm", "hello", node=node)
    assert node.get("/apps/hello/").status_code == 404


@pytest.mark.parametrize("arguments, code, sentence", [
    ((), 64, "subcommand is required"),
    (("nonsense",), 64, "there is no 'umec nonsense'; after 'umec' comes one of node, config, status"),
    (("sensor", "nonsense"), 64, "there is no 'umec sensor nonsense'; after 'umec sensor' comes one of ls, show"),
    (("sensor", "history"), 64, "ID is required"),
    (("sensor", "show", "nobody"), 66, "nobody"),
    (("service", "show", "nobody"), 66, "nobody"),
    (("vision", "detect", "/does/not/exist"), 74, "No such file"),
    (("config", "check", "/does/not/exist"), 74, "No such file"),
    (("vision", "plates", "x.jpg", "--country", "mars"), 64, "mars"),
])
def test_mistakes_are_told_plainly(node, arguments, code, sentence):
    outcome = umec(*arguments, node=node)
    assert outcome.returncode == code, outcome.stderr
    assert sentence in outcome.stderr
    assert outcome.stdout == ""


def test_no_node(tmp_path):
    outcome = umec("--node", "http://127.0.0.1:1", "status")
    assert outcome.returncode == 75
    assert "no µMEC node answers at http://127.0.0.1:1" in outcome.stderr


def test_configuration(tmp_path):
    shown = good("config", "show")
    file = tmp_path / "umec.yaml"
    file.write_text(shown)
    assert "is good" in good("config", "check", file)
    file.write_text("listen: 0.0.0.0:8080\n")
    refused = umec("node", "--config", file, "--data", tmp_path / "data")
    assert refused.returncode == 65 and "nobody would have to sign in" in refused.stderr


def test_two_nodes_cannot_share_a_port(node, tmp_path):
    second = umec("node", "--data", tmp_path, "--listen", node.url.removeprefix("http://"), "--influx-listen", "")
    assert second.returncode == 74 and "Address already in use" in second.stderr


def test_bash_completion():
    script = good("completion", "bash")
    complete = script + "\nCOMP_WORDS=(umec sensor hi); COMP_CWORD=2; _umec; printf '%s ' \"${COMPREPLY[@]}\""
    outcome = subprocess.run(["bash", "-c", complete], capture_output=True, text=True, timeout=20, check=True)
    assert outcome.stdout.split() == ["history"]
    assert "complete -c umec" in good("completion", "fish")
    assert "#compdef umec" in good("completion", "zsh")
