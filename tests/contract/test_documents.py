"""Every route is documented, and every documented operation is routed."""
import re

import pytest

from conftest import REPOSITORY
from openapi import METHODS, Document

DOCUMENTS = [Document(path) for path in sorted((REPOSITORY / "api").glob("*.yaml"))]
# Pages and files, and what belongs to no API: not described by OpenAPI documents.
NO_API = {"/", "/api", "/api/index.json", "/api/routes.json", "/api/{name}.json", "/api/{name}.yaml", "/healthz",
          "/readyz", "/metrics", "/apps/{name}", "/apps/{name}/{path*}"}


def shape(path):
    """A template without the names of its parameters, which may differ."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@pytest.fixture(scope="module")
def routes(node):
    return {(route["method"].lower(), route["path"]) for route in node.get("/api/routes.json").json()}


@pytest.fixture(scope="module")
def documented():
    return {(method, shape(root + path)) for document in DOCUMENTS for root in document.roots
            for method, path, _ in document.operations()}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_documented_operation_is_routed(document, routes):
    shapes = {(method, shape(path)) for method, path in routes}
    missing = [f"{method.upper()} {root}{path}" for root in document.roots for method, path, _ in document.operations()
               if (method, shape(root + path)) not in shapes]
    assert not missing


def test_every_route_of_a_documented_api_is_documented(routes, documented):
    roots = [root for document in DOCUMENTS for root in document.roots if root not in ("", "/")]
    missing = [f"{method.upper()} {path}" for method, path in sorted(routes)
               if any(path == root or path.startswith(root + "/") for root in roots) and method in METHODS
               and path not in NO_API and (method, shape(path)) not in documented]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_documents_are_served_as_they_are(document, node):
    served = node.get(f"/api/{document.name}.yaml")
    assert served.status_code == 200
    assert served.content == (REPOSITORY / "api" / f"{document.name}.yaml").read_bytes()
    assert node.get(f"/api/{document.name}.json").json() == document.content
    assert document.name in [entry["name"] for entry in node.get("/api/index.json").json()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_references_resolve_and_operations_are_told_apart(document):
    seen = []

    def walk(thing):
        if isinstance(thing, dict):
            document.resolve(thing)
            for value in thing.values():
                walk(value)
        elif isinstance(thing, list):
            for value in thing:
                walk(value)

    walk(document.content)
    for method, path, operation in document.operations():
        assert operation.get("summary"), f"{method} {path} has no summary"
        seen.append(operation["operationId"])
    assert len(seen) == len(set(seen))


def test_the_page_asks_nobody_else(node):
    page = node.get("/api")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "http://" not in page.text and "https://" not in page.text


def test_an_unknown_document_is_not_found(node):
    response = node.get("/api/none.yaml")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
