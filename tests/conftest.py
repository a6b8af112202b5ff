"""Fixtures for tests against the real programs, whose folder ctest gives as UMEC_BIN_DIR."""
import os
import pathlib
import re
import select
import signal
import subprocess
import time

import pytest
import requests

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent


class Node:
    """One `umec node` process with a data folder, on ports that the system chooses."""

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.options = options
        self.process = None
        self.url = None
        self.session = requests.Session()

    def start(self, port=0):
        """Starts it and waits until it says that it is ready."""
        program = pathlib.Path(os.environ["UMEC_BIN_DIR"]) / "umec"
        log = open(self.folder / "node.log", "ab")
        self.process = subprocess.Popen(
            [program, "node", "--data", self.folder / "data", "--listen", f"127.0.0.1:{port}",
             "--influx-listen", "127.0.0.1:0", *self.options],
            stdout=subprocess.PIPE, stderr=log)
        log.close()
        deadline = time.monotonic() + 30
        line = b""
        while not line.endswith(b"\n") and time.monotonic() < deadline:
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                byte = self.process.stdout.read1(1)
                if not byte:
                    break
                line += byte
        found = re.search(rb"http://[^\s]+", line)
        if not found:
            self.kill()
            raise RuntimeError(f"the node did not get ready: {line!r}\n{self.log()}")
        self.url = found.group().decode()
        assert self.get("/readyz").status_code == 200
        return self

    def stop(self):
        """Ends it as an operator would, and checks that it went well."""
        self._end(signal.SIGTERM)
        assert self.process.returncode == 0, self.log()

    def kill(self):
        """kill -9."""
        self._end(signal.SIGKILL)

    def _end(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.session.close()

    def log(self):
        return (self.folder / "node.log").read_text(errors="replace")

    def request(self, method, path, **options):
        options.setdefault("timeout", 10)
        return self.session.request(method, path if path.startswith("http") else self.url + path, **options)

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, **options):
        return self.request("POST", path, **options)

    def put(self, path, **options):
        return self.request("PUT", path, **options)

    def patch(self, path, **options):
        return self.request("PATCH", path, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)


@pytest.fixture(scope="session")
def shared_folder():
    """Facts and data that stand beside the repository; tests that need them are skipped without."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside the repository")
    return folder


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A running node, shared by the tests of one file."""
    running = Node(tmp_path_factory.mktemp("node")).start()
    yield running
    running.stop()


@pytest.fixture
def own_node(tmp_path):
    """A node of the test's own, which it may end and start again."""
    running = Node(tmp_path).start()
    yield running
    running.kill()
