"""The node as its operator meets it: health, metrics, roles, draining, and pages of other places."""
import threading
import time

import pytest
import requests
from conftest import Node


def test_health_and_status(node):
    assert node.get("/healthz").text == "ok\n"
    assert node.get("/readyz").text == "ready\n"
    status = node.get("/node/v1/status").json()
    assert status["readyMilliseconds"] >= 0 and status["residentBytes"] > 1_000_000
    assert status["roles"] == ["registry", "timeseries", "sensors", "cameras", "vision", "apps", "console"]


def test_metrics_count_requests(node):
    def count():
        lines = node.get("/metrics").text.splitlines()
        name = 'umec_http_requests_total{method="GET",route="/healthz",status="2xx"} '
        return int(next(line for line in lines if line.startswith(name)).removeprefix(name))
    before = count()
    node.get("/healthz")
    assert count() == before + 1


def test_only_the_roles_that_are_asked_for(tmp_path):
    few = Node(tmp_path, "--roles", "registry,apps").start()
    try:
        assert few.get("/node/v1/status").json()["roles"] == ["registry", "apps"]
        assert few.get("/mec_service_mgmt/v1/services").json() == []
        assert few.get("/sensors/v1/sensors").status_code == 404
    finally:
        few.stop()


def test_what_a_role_offered_is_withdrawn_when_it_is_switched_off(tmp_path):
    first = Node(tmp_path).start()
    assert len(first.get("/mec_service_mgmt/v1/services?ser_name=cameras").json()) == 1
    first.stop()
    second = Node(tmp_path, "--roles", "registry").start()
    try:
        assert second.get("/mec_service_mgmt/v1/services").json() == []
    finally:
        second.stop()


def test_sigterm_drains_streams_and_ends_well(own_node):
    stream = requests.get(own_node.url + "/sensors/v1/stream", stream=True, timeout=20)
    assert stream.status_code == 200
    ended = threading.Event()

    def read():
        try:
            for _ in stream.iter_content(64):
                pass
        except requests.exceptions.RequestException:
            pass  # a stream that is cut says so
        ended.set()
    reader = threading.Thread(target=read)
    reader.start()
    start = time.monotonic()
    own_node.stop()
    assert ended.wait(10)
    reader.join()
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_pages_of_other_places_change_nothing(node, origin):
    refused = node.post("/write?db=x", data="a b=1", headers={"Origin": origin})
    assert refused.status_code == 403
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert node.get("/healthz", headers={"Origin": origin}).status_code == 200


def test_own_pages_work(node):
    answer = node.post("/query?q=create+database+own", headers={"Origin": node.url})
    assert answer.status_code == 200
