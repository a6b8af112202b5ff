"""Walks every operation of Mp1: statuses, headers and bodies against our documents and ETSI's."""
import pytest

from conftest import REPOSITORY
from mp1 import application, join, offer, service, subscribe, transport
from openapi import Document

OURS = {"mgmt": Document(REPOSITORY / "api/mec011-service-management.yaml"),
        "support": Document(REPOSITORY / "api/mec011-app-support.yaml")}
ETSI_FILES = {"mgmt": "mec011-servicemgmt", "support": "mec011-appsupport"}
ROOTS = {"mgmt": "/mec_service_mgmt/", "support": "/mec_app_support/"}
TERMINATION = "AppTerminationNotificationSubscription"
AVAILABILITY = "SerAvailabilityNotificationSubscription"

# Where a published file contradicts the text of the standard and the other file, it is not asked. (Smaller
# slips that can be put right are, in openapi.py.)
SLIPS = {
    # makes every attribute of a time stamp an array
    ("3.1.1", "support", "get", "/timing/timing_caps"),
}
# Not in a file, although the text has it (3.1.1 forgets the 204 of confirmations) or MEC 009 allows it.
EXTRA_STATUSES = {304, 409, 413, 415, 503, 204}


@pytest.fixture(scope="module")
def etsi(shared_folder):
    return {(version, api): Document(shared_folder / f"specs/etsi/{name}-{version}.yaml")
            for version in ("2.1.1", "3.1.1") for api, name in ETSI_FILES.items()}


class Walk:
    """Sends requests, holds each answer against all documents, and remembers what was visited."""

    def __init__(self, node, version, etsi):
        self.node, self.version, self.etsi = node, version, etsi
        self.visited = set()

    def __call__(self, api, method, path, expect, parameters=None, query="", **options):
        self.visited.add((api, method, path))
        target = path.format(**(parameters or {}))
        response = self.node.request(method, ROOTS[api] + self.version + target + query, **options)
        assert response.status_code == expect, f"{method} {target}{query}: {response.status_code} {response.text}"
        OURS[api].check(response, method, path)
        for (version, of), document in self.etsi.items():
            if of != api or (version, api, method, path) in SLIPS or path not in document.content["paths"]:
                continue
            if method not in document.content["paths"][path]:
                continue
            allowed = {int(status) for status in document.operation(method, path)["responses"]} | EXTRA_STATUSES
            assert expect in allowed, f"ETSI {version} has no {expect} for {method} {path}"
            document.check(response, method, path, body_only=True)
        return response


@pytest.fixture(params=["v1", "v2"])
def walk(request, node, etsi):
    return Walk(node, request.param, etsi)


def test_every_operation(walk, node):
    # Joining.
    made = walk("support", "post", "/registrations", 201, json=application(
        appProvider="us", appCategory=service()["serCategory"], appFeatureOptional=[{"featureName": "f", "version": "1"}],
        appServiceRequired=[{"serName": "s", "version": "1", "serTransportDependencies": [
            {"transport": {"name": "n", "type": "REST_HTTP", "protocol": "HTTP", "version": "1", "security": {}},
             "serializers": ["JSON"], "labels": ["l"]}]}]))
    app = made.json()["appInstanceId"]
    assert made.headers["Location"] == f"{node.url}/mec_app_support/{walk.version}/registrations/{app}"
    ids = {"appInstanceId": app}
    none = {"appInstanceId": "none", "serviceId": "none", "subscriptionId": "none", "dnsRuleId": "none", "trafficRuleId": "none"}
    assert walk("support", "get", "/registrations/{appInstanceId}", 200, ids).json() == made.json()
    walk("support", "put", "/registrations/{appInstanceId}", 204, ids, json=application(name="renamed"))
    assert walk("support", "get", "/registrations/{appInstanceId}", 200, ids).json()["appName"] == "renamed"
    walk("support", "put", "/registrations/{appInstanceId}", 400, ids, json={"appName": "no endpoint"})
    walk("support", "put", "/registrations/{appInstanceId}", 404, none, json=application())
    walk("support", "get", "/registrations/{appInstanceId}", 404, none)
    walk("support", "post", "/registrations", 400, json={"appName": "a", "appInstanceId": "b"})
    walk("support", "post", "/registrations", 415, data="a=b", headers={"Content-Type": "application/x-www-form-urlencoded"})
    walk("support", "post", "/registrations", 413, data=b"[" * (300 << 10), headers={"Content-Type": "application/json"})
    walk("support", "post", "/registrations", 403, json=application(appInstanceId=app))

    # Confirmations.
    ready, end = "/applications/{appInstanceId}/confirm_ready", "/applications/{appInstanceId}/confirm_termination"
    walk("support", "post", ready, 204, ids, json={"indication": "READY"})
    walk("support", "post", ready, 404, none, json={"indication": "READY"})
    walk("support", "post", end, 204, ids, json={"operationAction": "TERMINATING"})
    walk("support", "post", end, 404, none, json={"operationAction": "TERMINATING"})
    for path, wrong in ((ready, {"indication": "MAYBE"}), (end, {"operationAction": "RUNNING"})):
        response = node.post(f"/mec_app_support/{walk.version}" + path.format(**ids), json=wrong)
        assert response.status_code == 400 and response.json()["pointer"] == "/" + list(wrong)[0]

    # Timing and the place of rules.
    time = walk("support", "get", "/timing/current_time", 200).json()
    assert time["timeSourceStatus"] in ("TRACEABLE", "NONTRACEABLE")
    walk("support", "get", "/timing/timing_caps", 200)
    for kind, parameter in (("dns_rules", "dnsRuleId"), ("traffic_rules", "trafficRuleId")):
        path = "/applications/{appInstanceId}/" + kind
        assert walk("support", "get", path, 200, ids).json() == []
        walk("support", "get", path, 404, none)
        one = f"{path}/{{{parameter}}}"
        walk("support", "get", one, 404, {**ids, parameter: "none"})
        walk("support", "put", one, 404, {**ids, parameter: "none"}, json={})

    # Services.
    services, one = "/applications/{appInstanceId}/services", "/applications/{appInstanceId}/services/{serviceId}"
    created = walk("mgmt", "post", services, 201, ids, json=service(livenessInterval=60))
    info = created.json()
    ids["serviceId"] = info["serInstanceId"]
    assert created.headers["Location"] == info["_links"]["self"]["href"]
    assert info["transportInfo"] == transport() and info["livenessInterval"] == 60
    walk("mgmt", "post", services, 404, none, json=service())
    walk("mgmt", "post", services, 400, ids, json={"serName": "a"})
    read = walk("mgmt", "get", one, 200, ids)
    assert read.json() == info and read.headers["ETag"] == created.headers["ETag"]
    walk("mgmt", "get", one, 304, ids, headers={"If-None-Match": read.headers["ETag"]})
    walk("mgmt", "get", one, 404, none)
    changed = walk("mgmt", "put", one, 200, ids, json=service(version="2.0"), headers={"If-Match": read.headers["ETag"]})
    assert changed.json()["version"] == "2.0" and changed.headers["ETag"] != read.headers["ETag"]
    walk("mgmt", "put", one, 412, ids, json=service(version="3.0"), headers={"If-Match": read.headers["ETag"]})
    walk("mgmt", "put", one, 400, ids, json=service(state="RESTING"))
    walk("mgmt", "put", one, 404, none, json=service())
    walk("mgmt", "put", one, 415, ids, data="x", headers={"Content-Type": "text/plain"})
    whole = walk("mgmt", "get", "/services/{serviceId}", 200, {"serviceId": ids["serviceId"]})
    walk("mgmt", "get", "/services/{serviceId}", 304, {"serviceId": ids["serviceId"]},
         headers={"If-None-Match": whole.headers["ETag"]})
    walk("mgmt", "get", "/services/{serviceId}", 404, {"serviceId": "none"})
    assert info["serInstanceId"] in [each["serInstanceId"] for each in walk("mgmt", "get", "/services", 200).json()]
    walk("mgmt", "get", "/services", 400, query="?instance_id=a")
    walk("mgmt", "get", "/services", 414, query="?ser_name=" + "a" * 70000)
    assert len(walk("mgmt", "get", services, 200, ids).json()) == 1
    walk("mgmt", "get", services, 400, ids, query="?ser_name=a&ser_category_id=b")
    walk("mgmt", "get", services, 404, none)
    assert walk("mgmt", "get", "/transports", 200).json()[0]["type"] == "REST_HTTP"

    # Liveness.
    alive = one + "/liveness"
    assert node.get(info["_links"]["liveness"]["href"]).status_code == 200
    state = walk("mgmt", "get", alive, 200, ids)
    assert state.json()["state"] == "ACTIVE" and state.json()["interval"] == 60
    walk("mgmt", "patch", alive, 204, ids, json={"state": "ACTIVE"}, headers={"If-Match": state.headers["ETag"]})
    walk("mgmt", "patch", alive, 412, ids, json={"state": "ACTIVE"}, headers={"If-Match": state.headers["ETag"]})
    walk("mgmt", "patch", alive, 204, ids, data='{"state":"ACTIVE"}', headers={"Content-Type": "application/merge-patch+json"})
    walk("mgmt", "patch", alive, 400, ids, json={"state": "SUSPENDED"})
    walk("mgmt", "patch", alive, 404, none, json={"state": "ACTIVE"})
    walk("mgmt", "get", alive, 404, none)

    # Subscriptions of both kinds.
    for api, body in (("mgmt", {"subscriptionType": AVAILABILITY, "callbackReference": "http://127.0.0.1:9/cb",
                                "filteringCriteria": {"serNames": ["nothing"], "states": ["ACTIVE"], "isLocal": True}}),
                      ("support", {"subscriptionType": TERMINATION, "callbackReference": "http://127.0.0.1:9/cb", "appInstanceId": app})):
        many, single = "/applications/{appInstanceId}/subscriptions", "/applications/{appInstanceId}/subscriptions/{subscriptionId}"
        made = walk(api, "post", many, 201, ids, json=body)
        assert {key: made.json()[key] for key in body} == body
        assert made.headers["Location"] == made.json()["_links"]["self"]["href"]
        ids["subscriptionId"] = made.headers["Location"].rsplit("/", 1)[1]
        walk(api, "post", many, 400, ids, json={**body, "subscriptionType": "Other"})
        walk(api, "post", many, 400, ids, json={**body, "callbackReference": "http://127.0.0.1:9/cb?a=b"})
        walk(api, "post", many, 404, none, json=body)
        links = walk(api, "get", many, 200, ids).json()["_links"]
        assert links["subscriptions"] == [{"href": made.headers["Location"], "rel": body["subscriptionType"],
                                           "subscriptionType": body["subscriptionType"]}]
        walk(api, "get", many, 404, none)
        assert walk(api, "get", single, 200, ids).json() == made.json()
        walk(api, "get", single, 404, {**ids, "subscriptionId": "none"})
        other = "support" if api == "mgmt" else "mgmt"
        walk(other, "get", single, 404, ids)
        walk(api, "delete", single, 204, ids)
        walk(api, "delete", single, 404, ids)

    # Leaving.
    walk("mgmt", "delete", one, 204, ids)
    walk("mgmt", "delete", one, 404, ids)
    walk("mgmt", "get", one, 404, ids)
    walk("support", "delete", "/registrations/{appInstanceId}", 204, ids)
    walk("support", "delete", "/registrations/{appInstanceId}", 404, ids)

    # Nothing was left out: neither of our operations nor of ETSI's.
    for api, document in OURS.items():
        assert {(api, method, path) for method, path, _ in document.operations()} <= walk.visited
    for (version, api), document in walk.etsi.items():
        for method, path, _ in document.operations():
            # A placeholder: the URI of liveness is the platform's to choose.
            if path != "/resource_uri_allocated_by_MEC_platform":
                assert (api, method, path) in walk.visited, f"{version} {method} {path}"


def test_wrong_methods_say_which_are_right(node):
    response = node.request("PATCH", "/mec_service_mgmt/v1/services")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.headers["Content-Type"] == "application/problem+json"


def test_built_in_services_are_the_nodes_own(node):
    services = node.get("/mec_service_mgmt/v1/services?ser_name=temperature").json()
    built_in = [each for each in services if each["serInstanceId"].startswith("umec-")]
    assert built_in, "the sensors role offers temperature"
    uri = built_in[0]["transportInfo"]["endpoint"]["uris"][0]
    assert node.get(uri + "/sensors").status_code == 200
    assert node.delete(f"/mec_service_mgmt/v1/applications/umec-sensors/services/{built_in[0]['serInstanceId']}").status_code == 403
    assert node.delete("/mec_app_support/v1/registrations/umec-sensors").status_code == 403


def test_an_app_cannot_reach_another_apps_service(node):
    one, two = join(node), join(node)
    made = offer(node, one)
    path = f"/mec_service_mgmt/v1/applications/{two}/services/{made['serInstanceId']}"
    assert node.get(path).status_code == 404
    assert node.put(path, json=service()).status_code == 404
    assert node.delete(path).status_code == 404
    subscription = subscribe(node, one, "http://127.0.0.1:9/cb", serNames=["none"])["_links"]["self"]["href"]
    assert node.get(subscription.replace(one, two)).status_code == 404
    assert node.delete(subscription.replace(one, two)).status_code == 404
