"""rtsp_server.py PORT: an RTSP camera with a moving test picture, at /h264 and /jpeg."""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
for name, coder in (("h264", "x264enc tune=zerolatency speed-preset=ultrafast ! rtph264pay name=pay0 pt=96"),
                    ("jpeg", "jpegenc ! rtpjpegpay name=pay0 pt=26")):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch("( videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=15/1 "
                       f"! {coder} )")
    factory.set_shared(True)
    server.get_mount_points().add_factory(f"/{name}", factory)
if server.attach(None) == 0:
    sys.exit("the port is taken")
print("ready", flush=True)
GLib.MainLoop().run()
