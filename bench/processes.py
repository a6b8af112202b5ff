"""Servers under measurement: started on loopback, waited for, read in /proc, stopped."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = REPOSITORY / "build" / "release" / "bin"
TICKS = os.sysconf("SC_CLK_TCK")


def need(*commands):
    """Ends the bench with a plain sentence where a program is missing."""
    for command in commands:
        if not shutil.which(str(command), path="/usr/sbin:/usr/bin:/sbin:/bin:" + os.environ.get("PATH", "")):
            hint = "scripts/build" if str(command).startswith(str(PROGRAMS)) else "scripts/install-packages test"
            sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {command} is missing; {hint} brings it")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(method, url, body=None, kind="application/json", timeout=10):
    """One request; returns (status, body). Only a failed connection raises."""
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": kind} if body else {})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()


class Server:
    """A started server, and all processes below it."""

    def __init__(self, command, log):
        self.log = pathlib.Path(log)
        self.started = time.monotonic()
        with open(log, "wb") as out:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def wait_until_ready(self, url, seconds=20, pause=0.002):
        """Returns the seconds from the start until `url` answered 200."""
        while time.monotonic() - self.started < seconds:
            if self.process.poll() is not None:
                sys.exit(f"{self.process.args[0]} ended with status {self.process.returncode}:\n{self.log.read_text()[-2000:]}")
            with contextlib.suppress(OSError):
                if call("GET", url, timeout=1)[0] == 200:
                    return time.monotonic() - self.started
            time.sleep(pause)
        sys.exit(f"{self.process.args[0]} did not answer at {url} within {seconds} s:\n{self.log.read_text()[-2000:]}")

    def pids(self):
        found, queue = [], [self.process.pid]
        while queue:
            pid = queue.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                    queue += [int(word) for word in (task / "children").read_text().split()]
        return found

    def cpu_seconds(self):
        """User and system time so far, of every process of the server."""
        total = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def resident_bytes(self):
        """The resident memory of every process of the server."""
        total = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1]) * 1024
        return total

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def running(command, log, url):
    """A server for the length of a with block; its seconds to ready are in .seconds_to_ready."""
    server = Server(command, log)
    try:
        server.seconds_to_ready = server.wait_until_ready(url)
        yield server
    finally:
        server.stop()


def table(head, rows, markdown):
    """Prints rows as a Markdown table, or in columns."""
    rows = [[str(cell) for cell in row] for row in rows]
    if markdown:
        print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
        for row in rows:
            print("| " + " | ".join(row) + " |")
        return
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    for line in [head, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
