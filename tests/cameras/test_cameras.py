"""Cameras that behave well and badly, seen by a real node."""
import http.server
import pathlib
import threading
import time

import pytest

PICTURE = bytes.fromhex("FFD8FFE000040000FFC0000B08003000400101" "1100FFDA0008010100003F00") + b"scan\xff\xd9"  # 64 x 48


class FakeCamera(http.server.ThreadingHTTPServer):
    """By path: /good streams, /hangs goes quiet after its head, /lies streams pages, /page is a page."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.open = 0
        self.opened = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://admin:geheim@127.0.0.1:{self.server_address[1]}/{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        kind = self.path.strip("/")
        self.send_response(200)
        if kind == "page":
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>log in</html>")
            return
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        self.server.open += 1
        self.server.opened += 1
        body = b"<html>busy</html>" if kind == "lies" else PICTURE
        try:
            while True:
                if kind != "hangs":
                    self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(body), body))
                time.sleep(0.03)
        except OSError:
            pass
        finally:
            self.server.open -= 1


@pytest.fixture(scope="module")
def fake():
    camera = FakeCamera()
    yield camera
    camera.shutdown()


def add(node, name, url, **more):
    answer = node.put(f"/cameras/v1/cameras/{name}", json={"url": url, **more})
    assert answer.status_code == 201, answer.text
    return answer


def status(node, name):
    return node.get(f"/cameras/v1/cameras/{name}").json()


def wait_for_state(node, name, state, seconds=30):
    deadline = time.monotonic() + seconds
    while status(node, name)["state"] != state:
        assert time.monotonic() < deadline, status(node, name)
        time.sleep(0.05)
    return status(node, name)


def test_two_viewers_share_one_connection(node, fake):
    add(node, "good", fake.url("good"))
    wait_for_state(node, "good", "streaming")
    streams = [node.get("/cameras/v1/cameras/good/stream", stream=True) for _ in range(2)]
    for stream in streams:
        received = b""
        for piece in stream.iter_content(2000):
            received += piece
            if received.count(PICTURE) >= 5:
                break
    camera = status(node, "good")
    assert fake.open == 1 and fake.opened == 1
    assert camera["viewers"] == 2 and (camera["width"], camera["height"]) == (64, 48)
    assert camera["frameRate"] > 5
    for stream in streams:
        stream.close()
    deadline = time.monotonic() + 20
    while status(node, "good")["viewers"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    picture = node.get("/cameras/v1/cameras/good/picture")
    assert picture.content == PICTURE and picture.headers["Content-Type"] == "image/jpeg"
    kept = node.get("/cameras/v1/cameras/good/pictures").json()
    assert 1 <= len(kept) <= 16 and node.get(kept[-1]["href"]).content == PICTURE
    assert node.delete("/cameras/v1/cameras/good").status_code == 204


def test_bad_cameras_say_so_and_harm_nobody(node, fake):
    add(node, "healthy", fake.url("good"))
    for kind in ("hangs", "lies", "page"):
        add(node, kind, fake.url(kind))
    add(node, "nowhere", "http://127.0.0.1:9/x")
    assert "HTML page" in wait_for_state(node, "page", "failed")["detail"]
    assert "not a JPEG" in wait_for_state(node, "lies", "failed")["detail"]
    assert "cannot connect" in wait_for_state(node, "nowhere", "failed")["detail"]
    assert "no picture for" in wait_for_state(node, "hangs", "failed")["detail"]
    for kind in ("lies", "page"):
        answer = node.get(f"/cameras/v1/cameras/{kind}/picture")
        if answer.status_code != 503:  # it was just connecting again
            answer = node.get(f"/cameras/v1/cameras/{kind}/picture")
        assert answer.status_code == 503 and kind in answer.json()["detail"]
    assert status(node, "healthy")["state"] == "streaming" and status(node, "healthy")["failures"] == 0
    everything = node.get("/cameras/v1/cameras").text + node.log()
    assert "geheim" not in everything
    for name in ("healthy", "hangs", "lies", "page", "nowhere"):
        assert node.delete(f"/cameras/v1/cameras/{name}").status_code == 204


def test_added_cameras_survive_kill_9(own_node, fake):
    add(own_node, "yard", fake.url("good"), place="pole-1", watch=["plates"])
    own_node.kill()
    own_node.start()
    camera = wait_for_state(own_node, "yard", "streaming")
    assert camera["place"] == "pole-1" and camera["watch"] == ["plates"]
    assert own_node.delete("/cameras/v1/cameras/yard").status_code == 204
    own_node.kill()
    own_node.start()
    assert own_node.get("/cameras/v1/cameras").json() == []


def test_a_video_file_is_a_camera(own_node, shared_folder, tmp_path):
    video = tmp_path / "street.mjpeg"
    video.write_bytes((shared_folder / "data/plates/eu/eu2.jpg").read_bytes() * 5)
    add(own_node, "file", f"file:{video}")
    wait_for_state(own_node, "file", "streaming")
    program = next(entry for entry in pathlib.Path("/proc").iterdir()
                   if entry.name.isdigit() and (entry / "stat").exists()
                   and (entry / "stat").read_text().split()[1:4:2] == ["(umec-camera)", str(own_node.process.pid)])
    own_node.kill()
    deadline = time.monotonic() + 10
    while program.exists():  # it dies with the node
        assert time.monotonic() < deadline
        time.sleep(0.05)
