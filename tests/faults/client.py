"""A client of PostgreSQL for the checks: the simple protocol over a unix socket, without a password."""

import contextlib
import socket
import struct


class ServerError(Exception):
    """What the server answered instead of a result."""


class Client:
    def __init__(self, path, database, user="postgres"):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.stream = None
        try:
            self.socket.connect(str(path))
            self.stream = self.socket.makefile("rb")
            words = f"user\0{user}\0database\0{database}\0application_name\0check\0\0".encode()
            self.socket.sendall(struct.pack("!II", 8 + len(words), 196608) + words)
            self._answers()
        except BaseException:
            self.close()
            raise

    def query(self, sql):
        """The rows of the last result, as tuples of text; None is NULL."""
        text = sql.encode() + b"\0"
        self.socket.sendall(b"Q" + struct.pack("!I", 4 + len(text)) + text)
        return self._answers()

    def value(self, sql):
        rows = self.query(sql)
        return rows[0][0] if rows else None

    def close(self):
        if self.stream:
            self.stream.close()
        self.socket.close()

    def _answers(self):
        rows, error = [], None
        while True:
            kind, body = self._message()
            if kind == b"T":
                rows = []
            elif kind == b"D":
                rows.append(_values(body))
            elif kind == b"E":
                fields = dict((field[:1], field[1:]) for field in body.split(b"\0") if field)
                error = fields[b"M"].decode()
                if fields[b"S"] in (b"FATAL", b"PANIC"):
                    raise ServerError(error)
            elif kind == b"Z":
                if error:
                    raise ServerError(error)
                return rows

    def _message(self):
        head = self.stream.read(5)
        if len(head) < 5:
            raise ServerError("the server closed the connection")
        return head[:1], self.stream.read(struct.unpack("!I", head[1:])[0] - 4)


def _values(body):
    values, at = [], 2
    for _ in range(struct.unpack("!H", body[:2])[0]):
        (length,) = struct.unpack("!i", body[at : at + 4])
        at += 4
        values.append(None if length < 0 else body[at : at + length].decode())
        at += max(length, 0)
    return tuple(values)


@contextlib.contextmanager
def connected(path, database):
    client = Client(path, database)
    try:
        yield client
    finally:
        client.close()
