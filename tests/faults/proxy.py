"""Stands between rollpack and a server, reads the protocol along, and stops at a statement.

A statement is a Parse, Bind, Describe, Execute group, or a simple Query; a Terminate counts as one
more. They are numbered from 1 over all connections, in the order in which they would be passed on. A
proxy holds the statement it was told to stop at, and all that the client sent behind it, until told how
to go on. It stops only when the server has answered everything before: it asks for these answers by a
Flush of its own.
"""

import collections
import ctypes
import queue
import select
import socket
import struct
import threading

CANCEL_REQUEST = 80877102
SO_ATTACH_FILTER = 26
FLUSH = b"H\0\0\0\4"
STATEMENT_STARTS = b"PQX"
END_OF_SESSION = "(end of the session)"

# How to go on, for release().
PASS = "pass"  # as if nothing had been
CUT = "cut"  # every connection is reset
FREEZE = "freeze"  # nothing of these connections gets through any more, not even an acknowledgement
STALL = "stall"  # as FREEZE, of all connections, but the proxy's machine goes on to acknowledge
PASS_AND_CUT = "pass and cut"  # the statement gets through, and at once the connection is reset
CUT_ANSWER = "cut answer"  # the server does what the statement says, and nobody hears of it
FREEZE_ANSWER = "freeze answer"  # the same, and nobody hears of that either


def _freeze(sock):
    """The kernel drops what comes in, so that the other side hears nothing. See socket(7)."""
    program = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))  # BPF: return 0 bytes
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("@HP", 1, ctypes.addressof(program)))


def _reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Messages:
    """Bytes of one direction, taken apart into messages."""

    def __init__(self, typed):
        self.typed = typed  # only a client's first message has no type
        self.buffer = b""

    def take(self):
        """The next whole message as (type, bytes), or None."""
        head = 1 if self.typed else 0
        if len(self.buffer) < head + 4:
            return None
        size = head + struct.unpack_from("!I", self.buffer, head)[0]
        if len(self.buffer) < size:
            return None
        message, self.buffer = self.buffer[:size], self.buffer[size:]
        kind = message[:1] if self.typed else b""
        self.typed = True
        return kind, message


class Answers:
    """Which requests the server has not answered yet."""

    def __init__(self):
        self.open = collections.deque()
        self.skipping = False

    def asked(self, kind):
        if kind in b"SQ" or (kind == b"E" and not self.skipping):
            self.open.append(kind)

    def answered(self, kind):
        if kind in b"CIs" and self.open and self.open[0] == b"E":
            self.open.popleft()
        elif kind == b"E":
            # Up to the next Sync nothing is answered.
            while self.open and self.open[0] == b"E":
                self.open.popleft()
            self.skipping = not self.open or self.open[0] != b"Q"
        elif kind == b"Z":
            while self.open and self.open.popleft() == b"E":
                pass
            self.skipping = False

    def are_complete(self):
        return not self.open


class Link:
    """One client's connection and its way to the server; a thread of its own."""

    def __init__(self, proxy, client):
        self.proxy = proxy
        self.client = client
        self.server = None
        self.requests, self.responses = Messages(typed=False), Messages(typed=True)
        self.answers = Answers()
        self.backend = 0
        self.wanted = None  # the number of the statement that is held, once its predecessors are answered
        self.last = None  # what is to happen after the statement that was held
        self.last_passed = False
        self.frozen = False
        self.client_ended = False

    def run(self):
        try:
            self.server = socket.create_connection(("127.0.0.1", self.proxy.server_port))
            for sock in (self.client, self.server):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while self._turn():
                pass
        except (OSError, ValueError):
            pass  # closing both ends is how the other side gets to know
        finally:
            self.close()

    def close(self):
        for sock in (self.client, self.server):
            if sock is not None:
                sock.close()

    def reset(self):
        for sock in (self.client, self.server):
            if sock is not None and sock.fileno() >= 0:
                _reset(sock)

    def freeze(self, kernel_too):
        self.frozen = True
        for sock in (self.client, self.server):
            if kernel_too and sock is not None and sock.fileno() >= 0:
                _freeze(sock)

    def _turn(self):
        if self.proxy.over:
            return False
        if self.frozen or self.proxy.stalled:
            self.proxy.ended.wait(0.05)
            return True
        wanted = [self.server] if self.client_ended else [self.client, self.server]
        ready, _, _ = select.select(wanted, [], [], 0.05)
        if self.server in ready and not self._from_server():
            return False
        if self.client in ready:
            data = self.client.recv(1 << 16)
            self.client_ended = not data
            self.requests.buffer += data
        return self._to_server()

    def _from_server(self):
        data = self.server.recv(1 << 16)
        if not data:
            return False
        self.responses.buffer += data
        while message := self.responses.take():
            kind, text = message
            self.answers.answered(kind)
            if kind == b"K":
                self.backend = struct.unpack("!I", text[5:9])[0]
        if self.last not in (CUT_ANSWER, FREEZE_ANSWER):
            self.client.sendall(data)
        return True

    def _to_server(self):
        """Passes on what may be passed on; False when the link is over."""
        if self.wanted is not None:
            return self._at_held()
        while not self.last_passed and (message := self.requests.take()):
            kind, text = message
            if kind == b"" and struct.unpack("!I", text[4:8])[0] == CANCEL_REQUEST:
                self.proxy.cancels += 1
            if kind and kind in STATEMENT_STARTS:
                number = self.proxy.next_number(kind, text)
                if self.proxy.stops_at(number):
                    self.requests.buffer = text + self.requests.buffer
                    self.wanted = number
                    if kind != b"X":
                        self.server.sendall(FLUSH)
                    return True
            self._pass_on(kind, text)
        if self.last_passed:
            return self._after_last()
        return not self.client_ended

    def _pass_on(self, kind, text):
        self.server.sendall(text)
        self.answers.asked(kind)
        if self.last is not None and kind in (b"E", b"Q", b"X"):
            self.last_passed = True
            if self.last != PASS_AND_CUT and kind == b"E":
                self.server.sendall(FLUSH)

    def _at_held(self):
        if not self.answers.are_complete():
            return True
        how = self.proxy.hold(self, self.wanted)
        self.wanted = None
        if how in (CUT, FREEZE, STALL):
            return how != CUT
        if how in (PASS_AND_CUT, CUT_ANSWER, FREEZE_ANSWER):
            self.last = how
        kind, text = self.requests.take()
        self._pass_on(kind, text)
        return True

    def _after_last(self):
        """Behind the statement whose end, or whose answer, nobody hears."""
        if self.last != PASS_AND_CUT and not self.answers.are_complete():
            return True
        if self.last == FREEZE_ANSWER:
            self.proxy.freeze_all()
            return True
        self.proxy.reset_all()
        return False


class Proxy:
    """Listens on `port`. `stop_at`: a number, or a function that tells whether to stop at one."""

    def __init__(self, server_port, stop_at=None):
        self.server_port = server_port
        self.stops_at = stop_at if callable(stop_at) else lambda number: number == stop_at
        self.reached = queue.Queue()  # (number, backend's process id) of each stop
        self.go_on = queue.Queue()
        self.statements = []  # the text of each one
        self.cancels = 0
        self.over = False
        self.stalled = False
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.links = []
        self.threads = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=32)
        self.port = self.listener.getsockname()[1]
        self._spawn(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over = True
        self.ended.set()
        self.go_on.put(CUT)
        for thread in self.threads:
            thread.join()
        self.listener.close()

    def release(self, how):
        self.go_on.put(how)

    def reset_all(self):
        for link in list(self.links):
            link.reset()

    def freeze_all(self, kernel_too=True):
        for link in list(self.links):
            link.freeze(kernel_too)

    def next_number(self, kind, text):
        with self.lock:
            self.statements.append(_words(kind, text))
            return len(self.statements)

    def hold(self, link, number):
        """Waits at a statement for what the test wants to happen."""
        self.reached.put((number, link.backend))
        how = self.go_on.get()
        if how == CUT:
            self.reset_all()
        elif how in (FREEZE, STALL):
            self.stalled = how == STALL
            self.freeze_all(kernel_too=how == FREEZE)
        return how

    def _spawn(self, function):
        thread = threading.Thread(target=function, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _accept(self):
        self.listener.settimeout(0.05)
        while not self.over:
            try:
                client, _ = self.listener.accept()
            except TimeoutError:
                continue
            link = Link(self, client)
            self.links.append(link)
            self._spawn(link.run)


def _words(kind, text):
    if kind == b"X":
        return END_OF_SESSION
    body = text[5:]
    if kind == b"P":
        body = body[body.index(b"\0") + 1 :]  # behind the statement's name
    return " ".join(body[: body.index(b"\0")].decode().split())
