"""Bodies and steps that the tests of Mp1 share."""
import http.server
import queue
import threading

MANAGEMENT = "/mec_service_mgmt/v1"
SUPPORT = "/mec_app_support/v1"


def transport():
    return {
        "id": "t1", "name": "REST", "description": "REST API", "type": "REST_HTTP", "protocol": "HTTP",
        "version": "2.0", "endpoint": {"uris": ["http://127.0.0.1:9/temperature"]},
        "security": {"oAuth2Info": {"grantTypes": ["OAUTH2_CLIENT_CREDENTIALS"], "tokenEndpoint": "http://127.0.0.1:9/token"}},
        "implSpecificInfo": {"answer": [42, None, {"deep": "µ"}]},
    }


def service(name="temperature", **changes):
    return {
        "serName": name, "version": "1.0", "state": "ACTIVE", "serializer": "JSON", "transportInfo": transport(),
        "serCategory": {"href": "http://127.0.0.1:9/catalogue", "id": "sensors", "name": "Sensors", "version": "1.0"},
        "scopeOfLocality": "MEC_HOST", "consumedLocalOnly": True, **changes,
    }


def application(name="app", **changes):
    return {"appName": name, "endpoint": {"uris": ["http://127.0.0.1:9/"]}, **changes}


def join(node, **changes):
    """Registers an application; gives its id."""
    response = node.post(SUPPORT + "/registrations", json=application(**changes))
    assert response.status_code == 201, response.text
    return response.json()["appInstanceId"]


def offer(node, app, **changes):
    """Registers a service; gives its representation."""
    response = node.post(f"{MANAGEMENT}/applications/{app}/services", json=service(**changes))
    assert response.status_code == 201, response.text
    return response.json()


def subscribe(node, app, callback, **filters):
    body = {"subscriptionType": "SerAvailabilityNotificationSubscription", "callbackReference": callback}
    if filters:
        body["filteringCriteria"] = filters
    response = node.post(f"{MANAGEMENT}/applications/{app}/subscriptions", json=body)
    assert response.status_code == 201, response.text
    return response.json()


class Subscriber:
    """A callback server that can refuse the first notifications."""

    def __init__(self, refuse=0):
        self.refuse = refuse
        self.attempts = 0
        self.notifications = queue.Queue()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.attempts += 1
                if outer.attempts <= outer.refuse:
                    self.send_response(503)
                else:
                    outer.notifications.put((self.headers["Content-Type"], body))
                    self.send_response(204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/callback"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def next(self, timeout=20):
        return self.notifications.get(timeout=timeout)
