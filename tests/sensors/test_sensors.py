"""Ruuvi devices heard over a stream of HCI events and through a gateway, by a real node."""
import json
import os
import socket
import threading
import time

import pytest
from conftest import Node

MAC = "CBB8334C884F"
SENSOR = "ruuvi-cbb8334c884f"


def format5(sequence, temperature=24.3):
    raw = round(temperature / 0.005) & 0xFFFF
    return bytes.fromhex(f"0201061BFF990405{raw:04X}5394C37C0004FFFC040CAC3642{sequence:04X}{MAC}")


def event(data):
    """One LE Advertising Report as the UART transport carries it."""
    report = bytes([3, 1]) + bytes.fromhex(MAC)[::-1] + bytes([len(data)]) + data + b"\xc8"
    parameters = b"\x02\x01" + report
    return b"\x04\x3e" + bytes([len(parameters)]) + parameters


class Radio:
    """A unix socket that plays the adapter."""

    def __init__(self, path):
        self.path = path
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.listener.settimeout(20)
        self.peer = None

    def accept(self):
        self.peer = self.listener.accept()[0]

    def send(self, data):
        self.peer.sendall(data)

    def drop(self):
        self.peer.close()

    def close(self):
        if self.peer:
            self.peer.close()
        self.listener.close()


def wait_for(look, seconds=20):
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return found


@pytest.fixture
def radio(tmp_path):
    playing = Radio(tmp_path / "hci.sock")
    yield playing
    playing.close()


@pytest.fixture
def listening(tmp_path, radio):
    configuration = tmp_path / "umec.yaml"
    configuration.write_text(
        "places: [{name: pole-7, latitude: 60.17, longitude: 24.94}]\n"
        f"sensors: {{hci: ['unix:{radio.path}'], names: {{'CB:B8:33:4C:88:4F': {{name: North, place: pole-7}}}}}}\n")
    running = Node(tmp_path, "--config", str(configuration)).start()
    radio.accept()
    yield running
    running.kill()


def latest(node):
    response = node.get(f"/sensors/v1/sensors/{SENSOR}/latest")
    return response.json() if response.status_code == 200 else None


def statistics(node):
    return node.get("/sensors/v1/statistics").json()


def history(node, **parameters):
    response = node.get(f"/sensors/v1/sensors/{SENSOR}/history", params={"quantity": "temperature", **parameters})
    assert response.status_code == 200, response.text
    return response.json()["points"]


def test_a_reading_goes_all_the_way(listening, radio):
    (sensor,) = listening.get("/sensors/v1/sensors").json()
    assert sensor["name"] == "North" and sensor["location"] == {"latitude": 60.17, "longitude": 24.94}
    assert "latest" not in sensor
    radio.send(event(format5(1)))
    reading = wait_for(lambda: latest(listening))
    assert reading["values"]["temperature"] == 24.3 and reading["values"]["humidity"] == 53.49
    assert reading["rssi"] == -56 and reading["format"] == "5"
    assert abs(reading["values"]["dewPoint"] - 14.2) < 0.1
    assert wait_for(lambda: history(listening)) == [{"time": reading["time"], "value": 24.3}]
    answer = listening.get("/query", params={"db": "ruuvi", "q": 'SELECT last("temperature") FROM ruuvi_measurements GROUP BY "mac"'}).json()
    assert answer["results"][0]["series"][0]["tags"] == {"mac": MAC}
    assert answer["results"][0]["series"][0]["values"][0][1] == 24.3


def test_noise_and_a_lost_radio_cost_only_themselves(listening, radio):
    radio.send(os.urandom(3000).replace(b"\x04\x3e", b"\x00\x00") + event(format5(1))[:20])
    radio.send(event(format5(2)) + event(format5(3)))
    wait_for(lambda: statistics(listening)["accepted"] >= 1)
    radio.drop()
    radio.accept()  # it connects again
    radio.send(event(format5(4)))
    wait_for(lambda: latest(listening) and latest(listening)["values"]["measurementSequenceNumber"] == 4)
    (source,) = statistics(listening)["sources"]
    assert source["state"] == "listening" and source["connections"] >= 2 and source["skippedBytes"] > 0


def test_what_cannot_be_is_rejected_and_counted(listening, radio):
    radio.send(event(format5(1)) + event(format5(1)) + event(format5(2, temperature=120)))
    wait_for(lambda: statistics(listening)["rejected"]["valueOutOfRange"] == 1)
    rejected = statistics(listening)["rejected"]
    assert rejected["duplicate"] == 1
    assert all(point["value"] == 24.3 for point in history(listening))
    metrics = listening.get("/metrics").text
    assert 'umec_sensor_rejected_total{reason="valueOutOfRange"} 1' in metrics


def test_the_stream_brings_readings_as_they_come(listening, radio):
    with listening.get("/sensors/v1/stream", params={"sensor": SENSOR}, stream=True) as stream:
        lines = stream.iter_lines(decode_unicode=True)
        assert next(lines).startswith(":")
        threading.Timer(0.2, lambda: radio.send(event(format5(9)))).start()
        data = next(line for line in lines if line.startswith("data: "))
    assert json.loads(data[6:])["values"]["measurementSequenceNumber"] == 9


def gateway_post(data, heard):
    tags = {MAC: {"rssi": -70, "timestamp": str(heard), "data": data.hex().upper()}}
    return {"data": {"coordinates": "", "timestamp": int(time.time()), "nonce": "1", "gw_mac": "C8:25:2D:8E:9C:2C", "tags": tags}}


def test_what_a_gateway_was_told_survives_kill_9(own_node):
    start = int(time.time()) - 100
    told = {start + second: round(20 + second / 10, 1) for second in range(20)}
    for sequence, (heard, temperature) in enumerate(told.items()):
        answer = own_node.post("/sensors/v1/ruuvi-gateway", json=gateway_post(format5(sequence, temperature), heard))
        assert answer.status_code == 200 and answer.json() == {"heard": 1, "accepted": 1}, answer.text
    again = own_node.post("/sensors/v1/ruuvi-gateway", json=gateway_post(format5(19, 21.9), start + 19))
    assert again.json() == {"heard": 1, "accepted": 0}
    own_node.kill()
    own_node.start()
    answer = own_node.get("/query", params={"db": "ruuvi", "epoch": "s", "q": "SELECT temperature FROM ruuvi_measurements"}).json()
    assert dict(answer["results"][0]["series"][0]["values"]) == told


def test_a_wrong_post_says_where(node):
    answer = node.post("/sensors/v1/ruuvi-gateway", json={"data": {"gw_mac": "C8252D8E9C2C", "tags": []}})
    assert answer.status_code == 400 and answer.json()["pointer"] == "/data/tags"
    assert node.post("/sensors/v1/ruuvi-gateway", data=b"{").status_code == 400
    assert node.get("/sensors/v1/sensors/nobody").json()["detail"]
