"""A keep-alive HTTP/1.1 client that costs little: bytes out, bytes in, several connections."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle


class Refused(Exception):
    """The server answered something else than was expected."""


@dataclass
class Tally:
    """What a stretch of requests gave."""

    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The latency (ms) that this share of the requests stayed within."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def request(path: str, headers: Sequence[str] = ()) -> bytes:
    """The bytes of a GET."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode()


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0

    def send(self, message: bytes) -> None:
        """Ask."""
        self.sent_at = time.perf_counter()
        self.socket.sendall(message)

    def receive(self) -> tuple[bytes, int]:
        """The head of the answer, and the length of all of it. Raises Refused when not 200."""
        chunk = self.socket.recv(1 << 18)
        head, _, rest = chunk.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 204"):  # an empty tile
            return head, len(head)
        if not head.startswith(b"HTTP/1.1 200"):
            raise Refused(chunk[:500].decode(errors="replace"))
        marker = head.lower().find(b"content-length:")
        if marker < 0:
            raise Refused("an answer without Content-Length")
        length = int(head[marker + 15 :].split(b"\r\n", 1)[0])
        missing = length - len(rest)
        while missing > 0:
            missing -= len(self.socket.recv(min(missing, 1 << 18)))
        return head, len(head) + length


class Load:
    """Connections that are always waiting for an answer, but between two stretches."""

    def __init__(self, port: int, connections: int) -> None:
        self.connections = [Connection(port) for _ in range(connections)]
        self.selector = selectors.DefaultSelector()
        for connection in self.connections:
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)

    def run(self, messages: Sequence[bytes], seconds: float) -> Tally:
        """Ask for these one after the other, again and again, for so long."""
        tally, asked = Tally(), cycle(messages)
        start = time.perf_counter()
        for connection in self.connections:
            connection.send(next(asked))
        waiting = len(self.connections)
        while waiting:
            for key, _ in self.selector.select():
                connection = key.data
                _, size = connection.receive()
                now = time.perf_counter()
                tally.requests += 1
                tally.bytes += size
                tally.latencies_ms.append((now - connection.sent_at) * 1000)
                if now - start < seconds:
                    connection.send(next(asked))
                else:
                    waiting -= 1
        tally.seconds = time.perf_counter() - start
        return tally

    def close(self) -> None:
        """Hang up."""
        for connection in self.connections:
            connection.socket.close()
        self.selector.close()


def fetch(port: int, path: str, headers: Sequence[str] = ()) -> tuple[bytes, int]:
    """One answer: its head and its size."""
    connection = Connection(port)
    try:
        connection.send(request(path, headers))
        return connection.receive()
    finally:
        connection.socket.close()


def heads(port: int, paths: Sequence[str], headers: Sequence[str] = ()) -> Iterator[bytes]:
    """The heads of some answers."""
    return (fetch(port, path, headers)[0] for path in paths)
