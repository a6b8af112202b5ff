"""A real RTSP camera, read by umec-camera."""
import pathlib
import socket
import subprocess
import time

import pytest

gi = pytest.importorskip("gi")


@pytest.fixture(scope="module")
def rtsp():
    try:
        gi.require_version("GstRtspServer", "1.0")
    except ValueError:
        pytest.skip("no RTSP server to test against: gir1.2-gst-rtsp-server-1.0 is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(["/usr/bin/python3", pathlib.Path(__file__).parent / "rtsp_server.py", str(port)],
                              stdout=subprocess.PIPE)
    assert server.stdout.readline() == b"ready\n"
    yield f"rtsp://admin:geheim@127.0.0.1:{port}"
    server.kill()
    server.wait()


@pytest.mark.parametrize("coding", ["h264", "jpeg"])
def test_pictures_come_over_rtsp(node, rtsp, coding):
    assert node.put(f"/cameras/v1/cameras/{coding}", json={"url": f"{rtsp}/{coding}"}).status_code == 201
    deadline = time.monotonic() + 40
    while (camera := node.get(f"/cameras/v1/cameras/{coding}").json())["state"] != "streaming":
        assert time.monotonic() < deadline, camera
        time.sleep(0.1)
    assert (camera["width"], camera["height"]) == (320, 240)
    picture = node.get(f"/cameras/v1/cameras/{coding}/picture").content
    assert picture.startswith(b"\xff\xd8") and picture.endswith(b"\xff\xd9")
    assert "geheim" not in node.get("/cameras/v1/cameras").text
    assert node.delete(f"/cameras/v1/cameras/{coding}").status_code == 204
