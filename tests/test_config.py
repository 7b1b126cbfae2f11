"""Settings: their defaults, what the environment says, and what is refused."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.config import Settings
from kb.errors import SettingError


def test_without_any_variable_the_defaults_hold():
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert (settings.reports_dir, settings.index_dir) == (Path("reports"), Path("var/index"))
    assert (settings.host, settings.port, settings.store, settings.rate_limit) == ("127.0.0.1", "8000", "whoosh", "off")


@pytest.mark.parametrize(
    ("variable", "name", "value"),
    [
        ("KB_REPORTS", "reports", "/srv/reports"),
        ("KB_INDEX", "index", "/srv/index"),
        ("KB_HOST", "host", "::1"),
        ("KB_PORT", "port", "65535"),
        ("KB_STORE", "store", "whoosh"),
        ("KB_ADMIN_TOKEN", "admin_token", "open sesame"),
        ("KB_RATE_LIMIT", "rate_limit", "60/minute"),
        ("KB_WATCH", "watch", "on"),
    ],
)
def test_a_variable_sets_its_field_alone(variable, name, value):
    settings = Settings.from_environment({variable: value, "KB_UNKNOWN": "x", name: "y"})
    assert getattr(settings, name) == value
    rest = {field.name for field in fields(Settings)} - {name}
    assert all(getattr(settings, other) == getattr(Settings(), other) for other in rest)


def test_the_environment_of_the_process_is_read(monkeypatch):
    monkeypatch.setitem(os.environ, "KB_PORT", "8123")
    assert Settings.from_environment().port == "8123"


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_an_empty_variable_counts_as_unset(blank):
    assert Settings.from_environment({"KB_PORT": blank, "KB_INDEX": blank}) == Settings()


def test_blanks_around_a_value_are_no_part_of_it():
    assert Settings.from_environment({"KB_PORT": " 8001 "}).port == "8001"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.0", "eighty", "８０", "8000x", "٨٠"])
def test_a_port_that_is_none_is_refused_by_name(port):
    with pytest.raises(SettingError, match="KB_PORT") as refused:
        Settings.from_environment({"KB_PORT": port})
    assert port in refused.value.message
    assert refused.value.hint


@given(st.integers(1, 65535))
def test_every_port_there_is_can_be_set(port):
    assert Settings.from_environment({"KB_PORT": str(port)}).port == str(port)


@pytest.mark.parametrize("rate", ["60", "60/minutes", "many/hour", "60 / minute", "OFF", "60/minute;5/second"])
def test_a_rate_that_cannot_be_read_is_refused_by_name(rate):
    with pytest.raises(SettingError, match="KB_RATE_LIMIT"):
        Settings.from_environment({"KB_RATE_LIMIT": rate})


@pytest.mark.parametrize("rate", ["off", "1/second", "60/minute", "1000/hour", "5/day"])
def test_a_rate_of_any_stretch_can_be_set(rate):
    assert Settings.from_environment({"KB_RATE_LIMIT": rate}).rate_limit == rate


@pytest.mark.parametrize(
    "store", ["memory", "Whoosh", "opensearch", "opensearch+ftp://127.0.0.1", "opensearch+http://"]
)
def test_an_engine_that_is_not_there_is_refused_with_those_that_are(store):
    with pytest.raises(SettingError, match="KB_STORE") as refused:
        Settings.from_environment({"KB_STORE": store})
    assert "whoosh" in refused.value.hint


@pytest.mark.parametrize("value", ["1", "true", "ON", "yes"])
def test_watching_is_on_or_off(value):
    with pytest.raises(SettingError, match="KB_WATCH"):
        Settings.from_environment({"KB_WATCH": value})


def test_every_setting_has_a_variable_of_its_own_and_help():
    variables = [field.metadata["variable"] for field in fields(Settings)]
    assert len(set(variables)) == len(variables)
    assert all(
        variable == f"KB_{field.name.upper()}" for variable, field in zip(variables, fields(Settings), strict=True)
    )
    assert all(field.metadata["help"] for field in fields(Settings))


def test_settings_cannot_be_altered():
    with pytest.raises(AttributeError):
        Settings().port = "80"  # type: ignore[misc]
