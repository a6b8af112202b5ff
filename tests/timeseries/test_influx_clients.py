"""What InfluxDB 1.x clients do, done to a running node: Debian's influx command, Telegraf's gzip writes,
Grafana's queries; and kill -9 in the middle of writing."""
import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import time

import pytest
import requests

PROGRAM = os.environ.get("UMEC_PROGRAM", "build/release/bin/umec")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    def __init__(self, folder):
        self.folder = folder
        self.main, self.influx = free_port(), free_port()
        (folder / "umec.yaml").write_text(f'influx_listen: "127.0.0.1:{self.influx}"\n')
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM, "node", "--config", self.folder / "umec.yaml", "--data", self.folder / "data",
             "--listen", f"127.0.0.1:{self.main}", "--roles", "timeseries"],
            stderr=open(self.folder / "log", "ab"), stdin=subprocess.DEVNULL)
        for _ in range(300):
            assert self.process.poll() is None, (self.folder / "log").read_text()
            try:
                if requests.get(f"http://127.0.0.1:{self.influx}/ping", timeout=1).status_code == 204:
                    return self
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("the node did not answer on its Influx port")

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(20)

    def query(self, text, port=None, **parameters):
        answer = requests.post(f"http://127.0.0.1:{port or self.influx}/query", data={"q": text, "db": "d", "epoch": "s", **parameters}, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    def write(self, lines, **more):
        return requests.post(f"http://127.0.0.1:{self.influx}/write", params={"db": "d", "precision": "s"}, data=lines, timeout=10, **more)


@pytest.fixture
def node(tmp_path):
    node = Node(tmp_path).start()
    node.query("CREATE DATABASE d")
    yield node
    if node.process.poll() is None:
        node.stop()


def influx(node, *words, stdin=None):
    command = ["influx", "-host", "127.0.0.1", "-port", str(node.influx), "-database", "d", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.skipif(shutil.which("influx") is None, reason="influxdb-client is not installed")
def test_the_influx_command_lists_writes_and_reads(node):
    said = influx(node, "-execute", "SHOW DATABASES", "-format", "csv")
    assert "databases,d" in said.stdout, said.stderr
    assert influx(node, "-execute", "INSERT climate,place=roof temperature=21.5,count=3i 1700000000000000000").returncode == 0
    assert influx(node, "-execute", "INSERT climate,place=cellar temperature=9.25 1700000060000000000").returncode == 0
    said = influx(node, "-execute", "SELECT mean(temperature) FROM climate WHERE time >= 1700000000s AND time <= 1700000060s GROUP BY time(1m), place fill(none)", "-format", "json")
    # The command asks for chunks and shows each series as a result of its own.
    series = [one for result in json.loads(said.stdout)["results"] for one in result["series"]]
    assert {one["tags"]["place"]: one["values"] for one in series} == {"cellar": [[1700000040000000000, 9.25]], "roof": [[1699999980000000000, 21.5]]}
    columns = influx(node, "-execute", "SELECT * FROM climate")
    assert "roof" in columns.stdout and "21.5" in columns.stdout
    for statement, expected in [("SHOW MEASUREMENTS", "climate"), ("SHOW TAG VALUES WITH KEY = place", "cellar"), ("SHOW FIELD KEYS", "temperature"), ("SHOW SERIES", "climate,place=roof")]:
        assert expected in influx(node, "-execute", statement).stdout
    wrong = influx(node, "-execute", "SELECT FROM climate")
    assert wrong.returncode != 0 and "error parsing query" in wrong.stderr + wrong.stdout


def test_grafana_charts(node):
    node.write("\n".join(f"climate,place=roof temperature={20 + i % 7} {1700000000 + 10 * i}" for i in range(600)))
    # As Grafana's query builder writes it.
    text = ('SELECT mean("temperature") FROM "climate" WHERE ("place"::tag = \'roof\') AND time >= 1700000000000ms and time <= 1700005990000ms '
            'GROUP BY time(1m), "place"::tag fill(null) ORDER BY time ASC')
    answer = requests.get(f"http://127.0.0.1:{node.main}/query", params={"db": "d", "q": text, "epoch": "ms"}, timeout=10).json()
    series = answer["results"][0]["series"][0]
    assert series["columns"] == ["time", "mean"] and series["tags"] == {"place": "roof"}
    assert len(series["values"]) == 101 and all(value is None or 20 <= value <= 26 for _, value in series["values"])
    # Its variables and its test button.
    assert node.query('SHOW TAG VALUES FROM "climate" WITH KEY = "place"')[0]["series"][0]["values"] == [["place", "roof"]]
    assert node.query("SHOW RETENTION POLICIES on \"d\"")[0]["series"][0]["values"][0][0] == "autogen"
    assert node.query('SHOW MEASUREMENTS WITH MEASUREMENT =~ /(?i)CLIM/ LIMIT 100')[0]["series"][0]["values"] == [["climate"]]


def test_telegraf_writes_gzip(node):
    packed = gzip.compress(b"cpu,host=a usage=1.5 1\ncpu,host=a usage=2.5 2\n")
    assert node.write(packed, headers={"Content-Encoding": "gzip"}).status_code == 204
    assert node.query("SELECT count(usage) FROM cpu")[0]["series"][0]["values"][0][1] == 2
    assert node.write(packed[:20], headers={"Content-Encoding": "gzip"}).status_code == 400


def test_kill_9_loses_nothing_acknowledged(node):
    acknowledged = 0
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline:
        batch = "\n".join(f"m,s={i % 3} v={acknowledged + i} {1700000000 + acknowledged + i}" for i in range(50))
        assert node.write(batch).status_code == 204
        acknowledged += 50
    node.stop(signal.SIGKILL)
    node.start()
    assert node.query("SELECT count(v), max(v) FROM m")[0]["series"][0]["values"][0][1:] == [acknowledged, acknowledged - 1]
    node.stop()
    node.start()
    assert node.query("SELECT count(v) FROM m GROUP BY s")[0]["series"][0]["values"][0][1] == acknowledged // 50 * 17
