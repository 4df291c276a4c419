"""A way to PostgreSQL on which one statement meets with a fault: the connection is reset, or the server refuses."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import make_url

from contact_api.demo.databases import connected

RESET = "reset"
CANCELLED, DISK_FULL, SERIALIZATION_FAILURE = "57014", "53100", "40001"  # as PostgreSQL numbers them
RAISE = """
create or replace function fault(code text) returns void language plpgsql as
$$begin raise exception 'a fault on the wire' using errcode = code; end$$
"""


class FaultyWire:
    """Passes everything on between clients and the server, but for one statement."""

    def __init__(self, database_url: str) -> None:
        server = make_url(database_url)
        self._server = (server.host or "127.0.0.1", server.port or 5432)
        self._door = socket.create_server(("127.0.0.1", 0))
        calm = {"sslmode": "disable", "gssencmode": "disable"}
        here = server.set(host="127.0.0.1", port=self._door.getsockname()[1])
        self.url = here.update_query_dict(calm).render_as_string(hide_password=False)
        self._counting = threading.Lock()
        self._left: int | None = None
        self._fault = RESET
        threading.Thread(target=self._answer, daemon=True).start()

    def fail(self, number: int, fault: str) -> None:
        """The statement of this number from now on, the first is 1, meets with the fault."""
        with self._counting:
            self._left, self._fault = number, fault

    def calm(self) -> bool:
        """No fault from now on; whether there was one."""
        with self._counting:
            met = self._left is not None and self._left <= 0
            self._left = None
        return met

    def close(self) -> None:
        self._door.close()

    def _answer(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(self._server)
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for one, carry in ((client, self._to_server), (server, _all)):
                    ends = (one, server if one is client else client)
                    threading.Thread(target=_carried, args=(carry, *ends), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        (length,) = struct.unpack("!I", _exactly(client, 4))
        server.sendall(struct.pack("!I", length) + _exactly(client, length - 4))
        while True:
            kind = _exactly(client, 1)
            body = _exactly(client, struct.unpack("!I", _exactly(client, 4))[0] - 4)
            if _may_fail(kind, body, self._fault) and self._is_its_turn():
                if self._fault == RESET:
                    return
                body = _refused(kind, body, self._fault)
            server.sendall(kind + struct.pack("!I", len(body) + 4) + body)

    def _is_its_turn(self) -> bool:
        with self._counting:
            if self._left is None:
                return False
            self._left -= 1
            return self._left == 0


def _may_fail(kind: bytes, body: bytes, fault: str) -> bool:
    """A statement that is prepared by name runs again and again: it cannot be replaced for once."""
    return kind == b"Q" or (kind == b"P" and (fault == RESET or body.startswith(b"\0")))


def _refused(kind: bytes, body: bytes, code: str) -> bytes:
    """Another statement with as many values, which the server refuses with this code."""
    raised = f"select fault('{code}')".encode()
    if kind == b"Q":
        return raised + b"\0"
    name, _, rest = body.split(b"\0", 2)
    (values,) = struct.unpack("!H", rest[:2])
    return b"\0".join([name, raised + b"".join(b", $%d::text" % (n + 1) for n in range(values)), rest])


def _carried(carry: object, one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        carry(one, other)  # type: ignore[operator]
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _all(one: socket.socket, other: socket.socket) -> None:
    while some := one.recv(65_536):
        other.sendall(some)


def _exactly(one: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        some = one.recv(size - len(read))
        if not some:
            raise ConnectionResetError
        read += some
    return read


@contextmanager
def faulty_wire(database_url: str) -> Iterator[FaultyWire]:
    """The wire, and in the database what it has the server refuse with."""
    with connected(database_url) as connection:
        connection.execute(RAISE)
        wire = FaultyWire(database_url)
        yield wire
        wire.close()
        connection.execute("drop function fault")
