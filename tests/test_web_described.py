"""The JSON beside the pages, over a real index: every field is described in /openapi.json, and every described one is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import create_app
from kb.config import Settings
from tests.web_fixtures import small_index

NAMED = {"name": "调解纠纷", "code": "110115"}


@pytest.fixture(scope="module")
def client():
    return create_app(Settings(index=str(small_index()))).test_client()


@pytest.fixture(scope="module")
def description(client):
    return client.get("/openapi.json").json


def test_replies_have_the_fields_described_and_no_others(client, description):
    names = NAMED | {"report_id": client.get("/reports.json").json["reports"][0]["id"]}
    described = [path for path in description["paths"] if path.endswith(".json") and path != "/openapi.json"]
    assert len(described) > 5
    for path in described:
        content = description["paths"][path]["get"]["responses"]["200"]["content"]
        reply = client.get(path.format(**names))
        assert reply.status_code == 200, path
        assert list(strange(description, content["application/json"]["schema"], reply.json, path)) == []


def strange(description: dict, schema: dict, value: object, where: str) -> Iterator[str]:
    """Fields of a value that are not in its schema, or the other way round."""
    fields = fields_of(description, schema)
    whole = resolved(description, schema)
    if isinstance(value, dict) and fields:
        yield from (f"{where}.{name} is not described" for name in value.keys() - fields.keys())
        yield from (f"{where}.{name} is not there" for name in set(whole.get("required", ())) - value.keys())
        for name in value.keys() & fields.keys():
            yield from strange(description, fields[name], value[name], f"{where}.{name}")
    if isinstance(value, list):
        for one in value:
            yield from strange(description, whole["items"], one, f"{where}[]")


def fields_of(description: dict, schema: dict) -> dict:
    """The properties of a schema, those of what it is made of included."""
    schema = resolved(description, schema)
    found = dict(schema.get("properties", {}))
    for kind in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(kind, ()):
            found |= fields_of(description, part)
    return found


def resolved(description: dict, schema: dict) -> dict:
    while "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema
