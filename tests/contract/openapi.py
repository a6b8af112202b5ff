"""Reading OpenAPI documents, and holding answers against them."""
import copy
import pathlib
import re

import jsonschema
import yaml

METHODS = ("get", "put", "post", "patch", "delete")


class Document:
    def __init__(self, path):
        self.name = pathlib.Path(path).stem
        self.content = yaml.safe_load(pathlib.Path(path).read_text())
        self.roots = [re.sub(r"^https?://[^/]+", "", server["url"]) for server in self.content["servers"]]

    def resolve(self, thing):
        while isinstance(thing, dict) and "$ref" in thing:
            found = self.content
            for part in thing["$ref"][2:].split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            thing = found
        return thing

    def operations(self):
        """(method, path, operation) of each."""
        for path, item in self.content["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method, path, item[method]

    def operation(self, method, path):
        return self.content["paths"][path][method.lower()]

    def schema(self, schema):
        """A schema that jsonschema can use alone, with what the generator of ETSI's files got wrong put right."""
        whole = {"components": self.content["components"], **copy.deepcopy(self.unwrap(schema))}
        return clean(copy.deepcopy(whole))

    def unwrap(self, schema):
        """V3.1.1 wraps most bodies as {"TypeName": {...}}; the text and the test cases do not."""
        properties = schema.get("properties", {})
        if schema.get("type") == "object" and set(schema) == {"type", "properties"} and len(properties) == 1:
            (name, inner), = properties.items()
            if "$ref" in inner and inner["$ref"].endswith("/" + name):
                return inner
        return schema

    def check(self, response, method, path, body_only=False):
        """Holds a response against what the document says of that operation."""
        operation = self.operation(method, path)
        status = str(response.status_code)
        where = f"{self.name} {method.upper()} {path} -> {status}: {response.text[:300]}"
        if not body_only:
            assert status in operation["responses"], f"undocumented status: {where}"
        described = self.resolve(operation["responses"].get(status, {}))
        for header, content in described.get("headers", {}).items():
            if self.resolve(content).get("required"):
                assert header in response.headers, f"no {header}: {where}"
        media = response.headers.get("Content-Type", "").split(";")[0]
        if response.status_code in (204, 304):
            assert response.content == b"", where
            return
        if response.status_code >= 400:
            assert media == "application/problem+json", where
            problem = response.json()
            assert problem["status"] == response.status_code and problem["detail"], where
        contents = described.get("content", {})
        if contents:
            assert media in contents, where
            schema = contents[media].get("schema")
            if schema:
                jsonschema.validate(response.json(), self.schema(schema))


PLACEHOLDERS = (["SEE_DESCRIPTION"], ["source"])  # enumerations whose values stand only in the description


def clean(schema):
    """Drops keywords with a stray quote and enumerations that are placeholders. The grant types, one
    string in the V3.1.1 file of service management, are the list that the text and all other files say."""
    if isinstance(schema, list):
        return [clean(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, value in schema.items():
        if key.endswith("'") or key in ("example", "examples", "contentEncoding") or key.startswith("x-"):
            continue
        if key == "enum" and value in PLACEHOLDERS:
            continue
        if key == "grantTypes" and value.get("type") == "string":
            value = {"type": "array", "items": value}
        result[key] = clean(value)
    return result
