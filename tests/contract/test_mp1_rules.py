"""The rules of MEC 011 that schemas do not say, and what published test cases demand."""
import time

import pytest

from mp1 import MANAGEMENT, SUPPORT, application, join, offer, service, transport


@pytest.mark.parametrize("body, status", [
    ({"appName": "a"}, 400),
    ({"appName": "a", "appInstanceId": "case-1"}, 400),
    ({"appName": "a", "isInsByMec": False}, 400),
    ({"appName": "a", "appServiceRequired": [{"serName": "s", "version": "1"}]}, 400),
    ({"appName": "a", "appInstanceId": "case-2", "appDId": "d"}, 201),
    ({"appName": "a", "endpoint": {"uris": ["http://a/"]}}, 201),
    ({"appName": "a", "endpoint": {"fqdn": ["a.example"]}}, 201),
    ({"appName": "a", "endpoint": {"addresses": [{"host": "a", "port": 1}]}}, 201),
    ({"appName": "a", "endpoint": {"alternative": {"anything": 1}}}, 201),
    ({"appName": "a", "endpoint": {"uris": [], "fqdn": []}}, 400),
    ({"appName": "a", "endpoint": {}}, 400),
    ({"appName": "", "endpoint": {"uris": ["http://a/"]}}, 400),
    ({"endpoint": {"uris": ["http://a/"]}}, 400),
    ({"appName": 7, "endpoint": {"uris": ["http://a/"]}}, 400),
    ({"appName": "a", "appInstanceId": "a/b", "appDId": "d"}, 400),
    ({"appName": "a", "endpoint": {"uris": ["http://a/"]}, "unknownAttribute": 1}, 201),
])
def test_who_may_join(node, body, status):
    response = node.post(SUPPORT + "/registrations", json=body)
    assert response.status_code == status, response.text
    if status == 400:
        assert response.json()["pointer"].startswith("/")


WITHOUT_TRANSPORT = {key: value for key, value in service().items() if key != "transportInfo"}


@pytest.mark.parametrize("body, status, pointer", [
    (service(serInstanceId="ignored"), 201, None),
    (service(isLocal=False), 201, None),
    ({**WITHOUT_TRANSPORT, "transportId": "rest-http"}, 201, None),
    ({**WITHOUT_TRANSPORT, "transportId": "none"}, 400, "/transportId"),
    (service(transportId="rest-http"), 400, "/transportId"),
    (WITHOUT_TRANSPORT, 400, "/transportInfo"),
    (service(state="SLEEPING"), 400, "/state"),
    (service(serializer="YAML"), 400, "/serializer"),
    (service(scopeOfLocality="MOON"), 400, "/scopeOfLocality"),
    (service(consumedLocalOnly="yes"), 400, "/consumedLocalOnly"),
    (service(livenessInterval=-1), 400, "/livenessInterval"),
    (service(serName=""), 400, "/serName"),
    (service(serCategory={"id": "x"}), 400, "/serCategory/href"),
    (service(transportInfo={**transport(), "endpoint": {"uris": [], "addresses": []}}), 400, "/transportInfo/endpoint"),
    (service(transportInfo={**transport(), "security": {"oAuth2Info": {"grantTypes": []}}}), 400,
     "/transportInfo/security/oAuth2Info/grantTypes"),
    (service(transportInfo={**transport(), "security": {"oAuth2Info": {"grantTypes": ["OAUTH2_CLIENT_CREDENTIALS"]}}}), 400,
     "/transportInfo/security/oAuth2Info/tokenEndpoint"),
    ([], 400, ""),
    ("text", 400, ""),
])
def test_what_a_service_must_say(node, body, status, pointer):
    app = join(node)
    response = node.post(f"{MANAGEMENT}/applications/{app}/services", json=body)
    assert response.status_code == status, response.text
    if status == 400:
        assert response.json().get("pointer", "") == pointer
    else:
        assert response.json()["serInstanceId"] != "ignored"
        assert response.json()["isLocal"] is True
        assert "transportId" not in response.json() and response.json()["transportInfo"]["id"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"serName":', b"\xff\xfe", b"[" * 1000, b'{"serName":"a"} trailing'])
def test_bodies_that_are_not_json(node, body):
    app = join(node)
    response = node.post(f"{MANAGEMENT}/applications/{app}/services", data=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400 and response.json()["detail"]


@pytest.mark.parametrize("media", ["*/*", "application/json", "application/json; charset=utf-8", "application/merge-patch+json"])
def test_media_types_that_test_suites_send(node, media):
    app = join(node)
    response = node.post(f"{SUPPORT}/applications/{app}/confirm_ready", data='{"indication":"READY"}', headers={"Content-Type": media})
    assert response.status_code == 204


@pytest.fixture(scope="module")
def crowd(node):
    """Two applications with services to search; gives (first app, name -> id)."""
    one, two = join(node), join(node)
    other = {"href": "http://a/", "id": "q-other", "name": "o", "version": "1"}
    mine = {"href": "http://a/", "id": "q-mine", "name": "m", "version": "1"}
    made = [offer(node, one, name="q-a", serCategory=mine), offer(node, one, name="q-b", serCategory=other, scopeOfLocality="ZONE"),
            offer(node, two, name="q-a", serCategory=mine, consumedLocalOnly=False), offer(node, two, name="q-ä &=%")]
    return one, made


@pytest.mark.parametrize("query, expected", [
    ("ser_name=q-a", [0, 2]),
    ("ser_name=q-b&ser_name=q-a", [0, 1, 2]),
    ("ser_name=q-%C3%A4%20%26%3D%25", [3]),
    ("ser_name=q-%C3%A4+%26%3D%25", [3]),
    ("ser_name=q-nothing", []),
    ("ser_category_id=q-mine", [0, 2]),
    ("ser_category_id=q-mine&consumed_local_only=true", [0]),
    ("ser_category_id=q-mine&consumed_local_only=false", [0, 2]),
    ("ser_category_id=q-other&scope_of_locality=ZONE", [1]),
    ("ser_category_id=q-other&scope_of_locality=MEC_HOST", []),
    ("ser_name=q-a&is_local=true", [0, 2]),
    ("ser_name=q-a&is_local=false", [0, 2]),
])
def test_queries(node, crowd, query, expected):
    app, made = crowd
    response = node.get(f"{MANAGEMENT}/services?{query}")
    assert response.status_code == 200, response.text
    assert [each["serInstanceId"] for each in response.json()] == [made[index]["serInstanceId"] for index in expected]
    own = node.get(f"{MANAGEMENT}/applications/{app}/services?{query}")
    assert [each["serInstanceId"] for each in own.json()] == [made[index]["serInstanceId"] for index in expected if index < 2]


def test_queries_by_id(node, crowd):
    _, made = crowd
    query = "&".join(f"ser_instance_id={made[index]['serInstanceId']}" for index in (2, 0)) + "&ser_instance_id=none"
    assert [each["serName"] for each in node.get(f"{MANAGEMENT}/services?{query}").json()] == ["q-a", "q-a"]


@pytest.mark.parametrize("query", [
    "instance_id=a", "ser_name=a&ser_instance_id=b", "ser_name=a&ser_category_id=b", "ser_instance_id=a&ser_category_id=b",
    "is_local=maybe", "consumed_local_only=", "scope_of_locality=MOON", "ser_category_id=a&ser_category_id=b",
])
def test_queries_that_are_refused(node, crowd, query):
    for path in ("/services", f"/applications/{crowd[0]}/services"):
        response = node.get(f"{MANAGEMENT}{path}?{query}")
        assert response.status_code == 400, query
        assert response.headers["Content-Type"] == "application/problem+json"


def test_a_put_changes_what_it_says_and_keeps_transport_and_liveness(node):
    app = join(node)
    made = offer(node, app, livenessInterval=0)
    assert made["livenessInterval"] > 0
    path = f"{MANAGEMENT}/applications/{app}/services/{made['serInstanceId']}"
    body = {"serInstanceId": "other", "serName": "renamed", "version": "2.0", "state": "INACTIVE", "serializer": "XML"}
    changed = node.put(path, json=body)
    assert changed.status_code == 200, changed.text
    info = changed.json()
    assert info["serInstanceId"] == made["serInstanceId"]
    assert (info["serName"], info["version"], info["state"], info["serializer"]) == ("renamed", "2.0", "INACTIVE", "XML")
    assert "serCategory" not in info
    assert info["transportInfo"] == made["transportInfo"] and info["livenessInterval"] == made["livenessInterval"]
    assert node.get(path).json() == info


def test_missed_heartbeats_suspend_and_one_brings_back(node):
    app = join(node)
    made = offer(node, app, livenessInterval=1)
    liveness = made["_links"]["liveness"]["href"]
    path = f"{MANAGEMENT}/services/{made['serInstanceId']}"
    deadline = time.monotonic() + 15
    while node.get(path).json()["state"] == "ACTIVE" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert node.get(path).json()["state"] == "SUSPENDED"
    assert node.get(liveness).json()["state"] == "SUSPENDED"
    assert node.patch(liveness, json={"state": "ACTIVE"}).status_code == 204
    assert node.get(path).json()["state"] == "ACTIVE"


def test_a_service_without_heartbeats_has_no_liveness(node):
    app = join(node)
    made = offer(node, app)
    assert "liveness" not in made["_links"] and "livenessInterval" not in made
    path = f"{MANAGEMENT}/applications/{app}/services/{made['serInstanceId']}/liveness"
    assert node.get(path).status_code == 404


def test_confirm_termination_needs_no_notification(node):
    app = join(node)
    for action in ("STOPPING", "TERMINATING"):
        assert node.post(f"{SUPPORT}/applications/{app}/confirm_termination", json={"operationAction": action}).status_code == 204


@pytest.mark.parametrize("callback", ["", "cb", "ftp://a/", "http://a/?b", "http://a/#b", "http://u:p@a/", "http:///a"])
def test_callbacks_that_are_refused(node, callback):
    app = join(node)
    response = node.post(f"{MANAGEMENT}/applications/{app}/subscriptions", json={
        "subscriptionType": "SerAvailabilityNotificationSubscription", "callbackReference": callback})
    assert response.status_code == 400 and response.json()["pointer"] == "/callbackReference"


def test_filters_that_exclude_each_other(node):
    app = join(node)
    response = node.post(f"{MANAGEMENT}/applications/{app}/subscriptions", json={
        "subscriptionType": "SerAvailabilityNotificationSubscription", "callbackReference": "http://127.0.0.1:9/cb",
        "filteringCriteria": {"serNames": ["a"], "serInstanceIds": ["b"]}})
    assert response.status_code == 400 and response.json()["pointer"] == "/filteringCriteria"


def test_an_application_takes_its_services_along(node):
    app = join(node)
    made = offer(node, app)
    assert node.delete(f"{SUPPORT}/registrations/{app}").status_code == 204
    assert node.get(f"{MANAGEMENT}/services/{made['serInstanceId']}").status_code == 404
    assert node.get(f"{MANAGEMENT}/applications/{app}/services").status_code == 404


def test_links_name_the_host_that_was_asked(node):
    app = join(node)
    made = offer(node, app)
    path = f"{MANAGEMENT}/services/{made['serInstanceId']}"
    asked = node.get(path, headers={"Host": "edge.example:80"}).json()["_links"]["self"]["href"]
    assert asked == "http://edge.example:80" + path
    mean = node.get(path, headers={"Host": 'a"},"x'})
    assert mean.status_code == 400 or mean.json()["_links"]["self"]["href"].endswith(path)


def test_an_application_registered_twice_is_refused(node):
    assert node.post(SUPPORT + "/registrations", json=application(appInstanceId="twice")).status_code == 201
    assert node.post(SUPPORT + "/registrations", json=application(appInstanceId="twice")).status_code == 403
