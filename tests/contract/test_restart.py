"""Nothing acknowledged is lost: not by SIGTERM, not by kill -9."""
import threading
import time

import requests

from mp1 import MANAGEMENT, SUPPORT, join, offer, service, subscribe


def everything(node, app):
    return {
        "application": node.get(f"{SUPPORT}/registrations/{app}").json(),
        "services": sorted((each["serInstanceId"], each["version"]) for each in node.get(f"{MANAGEMENT}/applications/{app}/services").json()),
        "subscriptions": len(node.get(f"{MANAGEMENT}/applications/{app}/subscriptions").json()["_links"]["subscriptions"]),
        "ends": len(node.get(f"{SUPPORT}/applications/{app}/subscriptions").json()["_links"]["subscriptions"]),
    }


def fill(node):
    app = join(node, name="keeper")
    for number in range(3):
        offer(node, app, name=f"service {number}")
    made = offer(node, app)
    path = f"{MANAGEMENT}/applications/{app}/services/{made['serInstanceId']}"
    tag = node.put(path, json=service(version="2.0")).headers["ETag"]
    node.delete(f"{MANAGEMENT}/applications/{app}/services/{offer(node, app)['serInstanceId']}")
    subscribe(node, app, "http://127.0.0.1:9/cb", serNames=["none"])
    node.post(f"{SUPPORT}/applications/{app}/subscriptions", json={
        "subscriptionType": "AppTerminationNotificationSubscription", "callbackReference": "http://127.0.0.1:9/cb", "appInstanceId": app})
    return app, path, tag


def test_sigterm_keeps_everything(own_node):
    app, path, tag = fill(own_node)
    before = everything(own_node, app)
    own_node.stop()
    own_node.start()
    assert everything(own_node, app) == before
    assert own_node.get(path).headers["ETag"] == tag


def test_clients_that_keep_their_connections_do_not_delay_the_end(own_node):
    app = join(own_node)
    with requests.Session() as other:
        for session in (own_node.session, other):
            session.post(f"{own_node.url}{MANAGEMENT}/applications/{app}/services", json=service(), timeout=5)
        start = time.monotonic()
        own_node.stop()
    assert time.monotonic() - start < 2


def test_kill_9_keeps_everything(own_node):
    app, path, tag = fill(own_node)
    before = everything(own_node, app)
    for _ in range(3):
        own_node.kill()
        own_node.start()
        assert everything(own_node, app) == before
    assert own_node.get(path).headers["ETag"] == tag
    assert own_node.put(path, json=service(version="3.0"), headers={"If-Match": tag}).status_code == 200


def test_kill_9_amid_writes_keeps_what_was_acknowledged(own_node):
    app = join(own_node)
    acknowledged = []

    def write(number):
        with requests.Session() as session:
            try:
                while True:
                    response = session.post(f"{own_node.url}{MANAGEMENT}/applications/{app}/services", json=service(f"w{number}"), timeout=5)
                    if response.status_code == 201:
                        acknowledged.append(response.json()["serInstanceId"])
            except requests.RequestException:
                pass

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    deadline = time.monotonic() + 20
    while len(acknowledged) < 200 and time.monotonic() < deadline:
        time.sleep(0.01)
    own_node.kill()
    for writer in writers:
        writer.join()
    assert len(acknowledged) >= 50
    own_node.start()
    there = {each["serInstanceId"] for each in own_node.get(f"{MANAGEMENT}/applications/{app}/services").json()}
    assert set(acknowledged) <= there
    # At most one that each writer had not heard of yet.
    assert len(there) - len(set(acknowledged)) <= len(writers)


def test_built_in_services_keep_their_ids(own_node):
    def built_in():
        return {each["serInstanceId"]: each["version"] for each in own_node.get(f"{MANAGEMENT}/services").json()
                if each["serInstanceId"].startswith("umec-")}
    before = built_in()
    assert before
    own_node.stop()
    own_node.start()
    assert built_in() == before
