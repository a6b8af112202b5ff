"""Subscribers are told, again and again until they take it, also after kill -9."""
import json

import jsonschema
import pytest

from conftest import REPOSITORY, Node
from mp1 import MANAGEMENT, SUPPORT, Subscriber, join, offer, service, subscribe
from openapi import Document

DOCUMENT = Document(REPOSITORY / "api/mec011-service-management.yaml")
SCHEMA = DOCUMENT.schema({"$ref": "#/components/schemas/ServiceAvailabilityNotification"})


@pytest.fixture
def subscriber():
    made = []

    def make(**options):
        made.append(Subscriber(**options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def changes(subscriber, count):
    """The references of the next notifications, until there are `count`."""
    found = []
    while len(found) < count:
        media, body = subscriber.next()
        assert media == "application/json"
        notification = json.loads(body)
        jsonschema.validate(notification, SCHEMA)
        found += notification["serviceReferences"]
    return found


def test_changes_arrive_in_order_and_say_what_changed(node, subscriber):
    app, watcher, listener = join(node), join(node), subscriber()
    subscription = subscribe(node, watcher, listener.url, serNames=["n-order"])
    made = offer(node, app, name="n-order")
    offer(node, app, name="n-unrelated")
    path = f"{MANAGEMENT}/applications/{app}/services/{made['serInstanceId']}"
    assert node.put(path, json=service("n-order", state="INACTIVE")).status_code == 200
    assert node.put(path, json=service("n-order", state="INACTIVE")).status_code == 200  # nothing new: not told
    assert node.put(path, json=service("n-order", version="2.0")).status_code == 200
    assert node.delete(path).status_code == 204
    told = changes(listener, 4)
    assert [(each["changeType"], each["state"]) for each in told] == [
        ("ADDED", "ACTIVE"), ("STATE_CHANGED", "INACTIVE"), ("ATTRIBUTES_CHANGED", "ACTIVE"), ("REMOVED", "ACTIVE")]
    assert told[0]["link"]["href"] == f"{node.url}{MANAGEMENT}/services/{made['serInstanceId']}"
    assert "link" not in told[3]
    assert node.delete(subscription["_links"]["self"]["href"]).status_code == 204


def test_a_notification_says_what_etsi_says(node, subscriber, shared_folder):
    listener = subscriber()
    app = join(node)
    subscription = subscribe(node, app, listener.url, serNames=["n-schema"])
    offer(node, app, name="n-schema")
    notification = json.loads(listener.next()[1])
    assert notification["_links"]["subscription"]["href"] == subscription["_links"]["self"]["href"]
    for version in ("2.1.1", "3.1.1"):
        document = Document(shared_folder / f"specs/etsi/mec011-servicemgmt-{version}.yaml")
        jsonschema.validate(notification, document.schema({"$ref": "#/components/schemas/ServiceAvailabilityNotification"}))


def test_filters_on_states_and_categories(node, subscriber):
    app, by_state, by_category = join(node), subscriber(), subscriber()
    subscribe(node, app, by_state.url, serNames=["n-filter"], states=["INACTIVE"])
    subscribe(node, app, by_category.url, serCategories=[{"href": "h", "id": "n-cat", "name": "n", "version": "1"}])
    made = offer(node, app, name="n-filter")
    path = f"{MANAGEMENT}/applications/{app}/services/{made['serInstanceId']}"
    category = {"href": "http://a/", "id": "n-cat", "name": "n", "version": "1"}
    node.put(path, json=service("n-filter", state="INACTIVE", serCategory=category))
    assert [each["changeType"] for each in changes(by_state, 1)] == ["ATTRIBUTES_CHANGED"]
    assert [each["changeType"] for each in changes(by_category, 1)] == ["ATTRIBUTES_CHANGED"]


def test_the_end_of_an_application_is_told_of_its_services(node, subscriber):
    app, watcher, listener = join(node), join(node), subscriber()
    offer(node, app, name="n-end")
    subscribe(node, watcher, listener.url, serNames=["n-end"])
    assert node.delete(f"{SUPPORT}/registrations/{app}").status_code == 204
    assert changes(listener, 1)[0]["changeType"] == "REMOVED"


def test_a_refusal_is_repeated_until_it_is_taken(node, subscriber):
    app, listener = join(node), subscriber(refuse=2)
    subscribe(node, app, listener.url, serNames=["n-refused"])
    offer(node, app, name="n-refused")
    assert changes(listener, 1)[0]["serName"] == "n-refused"
    assert listener.attempts == 3


def test_a_dead_subscriber_slows_nobody(node, subscriber):
    app, listener = join(node), subscriber()
    subscribe(node, app, "http://127.0.0.1:9/nobody", serNames=["n-dead"])
    subscribe(node, app, listener.url, serNames=["n-dead"])
    for _ in range(20):
        offer(node, app, name="n-dead")
    assert len(changes(listener, 20)) == 20


def test_missed_heartbeats_are_told(node, subscriber):
    app, listener = join(node), subscriber()
    subscribe(node, app, listener.url, serNames=["n-alive"])
    made = offer(node, app, name="n-alive", livenessInterval=1)
    told = changes(listener, 2)
    assert [(each["changeType"], each["state"]) for each in told] == [("ADDED", "ACTIVE"), ("STATE_CHANGED", "SUSPENDED")]
    node.patch(made["_links"]["liveness"]["href"], json={"state": "ACTIVE"})
    assert changes(listener, 1)[0]["state"] == "ACTIVE"


def test_kill_9_loses_no_notification(tmp_path, subscriber):
    node = Node(tmp_path).start()
    try:
        app, listener = join(node), subscriber(refuse=10**9)
        subscribe(node, app, listener.url, serNames=["n-kill"])
        made = [offer(node, app, name="n-kill")["serInstanceId"] for _ in range(5)]
        node.kill()
        listener.refuse = 0
        node.start()
        told = []
        while not set(made) <= set(told):
            told += [each["serInstanceId"] for each in changes(listener, 1)]
        assert sorted(set(told), key=told.index) == made
    finally:
        node.kill()
