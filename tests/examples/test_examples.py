"""The sample apps, as their READMEs run them, against a real node that has heard a sensor."""
import os
import pathlib
import subprocess
import time

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
ADVERTISEMENT = "0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F"


def hear_a_tag(node):
    post = {"data": {"coordinates": "", "gw_mac": "AA:BB:CC:DD:EE:FF", "tags": {
        "CB:B8:33:4C:88:4F": {"rssi": -60, "timestamp": str(int(time.time())), "data": ADVERTISEMENT}}}}
    assert node.post("/sensors/v1/ruuvi-gateway", json=post).status_code < 300


def test_the_cpp_app_discovers_and_shows_temperature(node):
    hear_a_tag(node)
    program = pathlib.Path(os.environ["UMEC_BIN_DIR"]) / "temperature"
    outcome = subprocess.run([program, node.url], capture_output=True, text=True, timeout=20, check=True)
    assert f"temperature is served at {node.url}/sensors/v1" in outcome.stdout
    assert "24.30 °C" in outcome.stdout


def test_the_cpp_app_says_when_there_is_no_node():
    program = pathlib.Path(os.environ["UMEC_BIN_DIR"]) / "temperature"
    outcome = subprocess.run([program, "http://127.0.0.1:1"], capture_output=True, text=True, timeout=20)
    assert outcome.returncode == 1 and "temperature:" in outcome.stderr


def test_the_web_app_is_served_from_its_folder(node):
    umec = pathlib.Path(os.environ["UMEC_BIN_DIR"]) / "umec"
    subprocess.run([umec, "--node", node.url, "app", "web", "temperature", EXAMPLES / "temperature-web"],
                   capture_output=True, timeout=20, check=True)
    for name in ("", "app.js", "style.css"):
        page = node.get(f"/apps/temperature/{name}")
        assert page.status_code == 200
        assert page.content == (EXAMPLES / "temperature-web" / (name or "index.html")).read_bytes()
