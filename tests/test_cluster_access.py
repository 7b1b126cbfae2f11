"""How a cluster is named and reached, as far as no cluster is needed to tell; the rest: tests/cluster."""

from __future__ import annotations

import base64
import logging
import shutil
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from indexer.cli import cli
from kb.config import Settings
from kb.errors import SettingError, UnreachableStoreError
from kb.store.local_shelf import LocalShelf
from kb.store.opensearch.access import Access, Pace, access_of
from kb.store.opensearch.shelf import ClusterShelf
from kb.store.shelf import Made, Part
from kb.store.shelves import shelf_of
from tests.cluster.nodes import free_ports

SECRET = "geheim-7731"  # noqa: S105 (of nobody)


def test_an_address_names_hosts_a_prefix_and_whether_it_is_secure():
    assert access_of("opensearch+http://10.0.0.1") == Access((("10.0.0.1", 9200),))
    several = access_of(
        "opensearch+https://a.lan:9201,b.lan,[::1]:9203/gov-1", user="u", password=SECRET, authority="ca.pem"
    )
    assert several.hosts == (("a.lan", 9201), ("b.lan", 9200), ("[::1]", 9203))
    assert (several.secure, several.prefix, several.user, several.authority) == (True, "gov-1", "u", "ca.pem")


@pytest.mark.parametrize(
    "store",
    [
        f"opensearch+http://user:{SECRET}@host:9200",
        "opensearch+http://host:99999",
        "opensearch+http://host,",
        "opensearch+http://host/Upper",
        "opensearch+http://host/a/b",
        "opensearch+http://ho st",
    ],
)
def test_an_address_that_cannot_be_understood_is_refused_without_showing_it(store):
    with pytest.raises(SettingError, match="KB_STORE") as refused:
        access_of(store)
    assert "opensearch+http://主机1:9200" in refused.value.hint
    assert SECRET not in str(refused.value)


def test_settings_lead_to_the_shelf(tmp_path):
    settings = Settings(store="opensearch+http://a:1,b:2/x", store_user="u", store_password=SECRET, store_shards="4")
    shelf = shelf_of(settings, tmp_path)
    assert (shelf.engine, shelf.access.shards, shelf.access.password) == ("opensearch", 4, SECRET)
    assert hash(shelf) == hash(shelf_of(settings, tmp_path))
    assert SECRET not in repr(shelf) + repr(settings) + repr(shelf.access)
    assert shelf_of(Settings(), tmp_path) == LocalShelf(tmp_path)


@pytest.mark.parametrize("shards", ["0", "65", "two", "-1"])
def test_shards_that_cannot_be(shards):
    with pytest.raises(SettingError, match="KB_STORE_SHARDS"):
        Settings(store_shards=shards)


def test_a_part_is_named_as_one_of_several():
    assert Part.parsed("2/8") == Part(2, 8)
    for text in ("0/3", "4/3", "1", "1/", "a/b", "1/0"):
        with pytest.raises(SettingError, match="--part"):
            Part.parsed(text)


def test_a_folder_is_not_built_in_parts(tmp_path):
    with pytest.raises(SettingError, match="分批"):
        LocalShelf(tmp_path).next(Made("v"), None, Part(1, 2))
    (tmp_path / "reports").mkdir()
    words = ["build", "--reports", str(tmp_path / "reports"), "--index", str(tmp_path / "index"), "--part", "1/2"]
    told = CliRunner().invoke(cli, words)
    assert told.exit_code == 1
    assert "KB_STORE=opensearch+" in told.output


def test_a_cluster_that_is_not_there_is_told_with_its_hosts_and_nothing_secret(tmp_path, caplog):
    (port,) = free_ports(1)
    access = access_of(f"opensearch+http://127.0.0.1:{port}", user="u", password=SECRET)
    shelf = ClusterShelf(tmp_path, access, pace=Pace(patience=0))
    with caplog.at_level(logging.DEBUG), pytest.raises(UnreachableStoreError, match=f"127.0.0.1:{port}") as failed:
        shelf.current()
    assert "没有节点应答" in failed.value.message
    assert failed.value.hint
    assert [str(failed.value)] == shelf.condition()
    assert SECRET not in caplog.text + str(failed.value)


# --- the door of a cluster: TLS, a name and a password ---------------------------------------------------------------


class _Door(BaseHTTPRequestHandler):
    """Says of the cluster behind it only that nothing is in force, and that to those who may know."""

    def do_GET(self):
        expected = "Basic " + base64.b64encode(f"jushi:{SECRET}".encode()).decode()
        body = b'{"error": "alias [jushi-current] missing"}'
        self.send_response(404 if self.headers.get("Authorization") == expected else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """The port of a TLS server on 127.0.0.1, and its certificate."""
    folder = tmp_path_factory.mktemp("door")
    key, certificate = folder / "key.pem", folder / "ca.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=jushi", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = HTTPServer(("127.0.0.1", 0), _Door)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, str(certificate)
    server.shutdown()
    server.server_close()


needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


def at(door, tmp_path, **chosen):
    port, _ = door
    access = access_of(f"opensearch+https://127.0.0.1:{port}", **chosen)
    return ClusterShelf(tmp_path, access, pace=Pace(patience=0))


@needs_openssl
def test_a_name_and_a_password_go_through_a_door_whose_certificate_is_trusted(door, tmp_path):
    known = {"user": "jushi", "password": SECRET, "authority": door[1]}
    assert at(door, tmp_path, **known).current() == ""
    with pytest.raises(UnreachableStoreError, match="KB_STORE_PASSWORD") as failed:
        at(door, tmp_path, **{**known, "password": "wrong-9"}).current()
    assert "wrong-9" not in str(failed.value)


@needs_openssl
def test_a_certificate_that_is_not_trusted_is_not_passed(door, tmp_path):
    with pytest.raises(UnreachableStoreError, match="KB_STORE_CA"):
        at(door, tmp_path, user="jushi", password=SECRET).current()


def test_a_certificate_that_is_not_there(tmp_path):
    access = access_of("opensearch+https://127.0.0.1", authority=str(tmp_path / "none.pem"))
    with pytest.raises(SettingError, match="KB_STORE_CA"):
        ClusterShelf(tmp_path, access).current()
