#!/usr/bin/env python3
"""The figures of scripts/bench stand on the proxy: it must hold back, and change nothing."""

import hashlib
import pathlib
import socket
import subprocess
import tempfile
import threading
import time
import unittest

PROXY = pathlib.Path(__file__).with_name("delay-proxy")
DELAY_MS = 20


class EchoServer:
    """Sends everything back, and ends the stream when its client has."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        peer, _ = self.listener.accept()
        with peer:
            while data := peer.recv(1 << 16):
                peer.sendall(data)


class DelayProxyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = EchoServer(f"{folder.name}/socket")
        self.addCleanup(server.listener.close)
        proxy = subprocess.Popen(
            [PROXY, "--delay-ms", str(DELAY_MS), f"{folder.name}/socket"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.addCleanup(proxy.communicate)
        self.client = socket.create_connection(("127.0.0.1", int(proxy.stdout.readline())), timeout=30)
        self.addCleanup(self.client.close)

    def receive(self, size):
        data = bytearray()
        while len(data) < size and (more := self.client.recv(1 << 18)):
            data += more
        return bytes(data)

    def test_every_round_trip_takes_twice_the_delay(self):
        begin = time.monotonic()
        for _ in range(3):
            self.client.sendall(b"ping")
            self.assertEqual(self.receive(4), b"ping")
        self.assertGreaterEqual(time.monotonic() - begin, 3 * 2 * DELAY_MS / 1000)

    def test_forwards_more_than_the_sockets_hold_without_a_change(self):
        sent = hashlib.shake_256(b"seed").digest(8 << 20)
        threading.Thread(target=self.client.sendall, args=(sent,), daemon=True).start()
        self.assertTrue(self.receive(len(sent)) == sent)

    def test_hands_on_the_end_of_the_stream_behind_what_was_sent(self):
        self.client.sendall(b"last words")
        self.client.shutdown(socket.SHUT_WR)
        self.assertEqual(self.receive(100), b"last words")


if __name__ == "__main__":
    unittest.main()
