"""A headless Chromium that is spoken to over a pipe in its DevTools protocol, and what it painted."""
import base64
import json
import os
import select
import struct
import subprocess
import tempfile
import time
import zlib

LONGEST_ANSWER = 60


class Picture:
    """A screenshot of 8 bits a channel, without interlacing, as Chromium makes them."""

    def __init__(self, png):
        assert png[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
        position, packed = 8, b""
        while position < len(png):
            (length,), kind = struct.unpack(">I", png[position:position + 4]), png[position + 4:position + 8]
            data = png[position + 8:position + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colours = struct.unpack(">IIBB", data[:10])
                assert depth == 8 and colours in (2, 6), f"a PNG of depth {depth}, colours {colours}"
                self.channels = 3 if colours == 2 else 4
            elif kind == b"IDAT":
                packed += data
            position += 12 + length
        self.rows = self._rows(zlib.decompress(packed))

    def _rows(self, raw):
        stride, step = self.width * self.channels, self.channels
        above, rows = bytearray(stride), []
        for y in range(self.height):
            start = y * (stride + 1)
            above = self._unfilter(raw[start], bytearray(raw[start + 1:start + 1 + stride]), above, step)
            rows.append(above)
        return rows

    @staticmethod
    def _unfilter(kind, line, above, step):
        for i in range(len(line)) if kind else ():
            left = line[i - step] if i >= step else 0
            up, corner = above[i], above[i - step] if i >= step else 0
            if kind == 4:
                guess = left + up - corner
                nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))
                line[i] = (line[i] + nearest[2]) & 255
            else:
                line[i] = (line[i] + (left, up, (left + up) // 2)[kind - 1]) & 255
        return line

    def pixel(self, x, y):
        return tuple(self.rows[y][x * self.channels:x * self.channels + 3])

    def colours(self):
        """How many pixels of each colour there are, in every fifth row."""
        counts = {}
        for row in self.rows[::5]:
            for x in range(0, len(row), self.channels):
                colour = tuple(row[x:x + 3])
                counts[colour] = counts.get(colour, 0) + 1
        return counts


class Chromium:
    """Runs no script of a page and reaches no network: what it would fetch goes to a port where nobody is."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="rollpack-browser-", ignore_cleanup_errors=True)
        to_browser, from_browser = os.pipe(), os.pipe()
        self.orders, self.answers = to_browser[1], from_browser[0]
        self.process = subprocess.Popen(
            ["bash", "-c", 'exec 3<&"$1" 4>&"$2"; shift 2; exec "$@"', "bash",
             str(to_browser[0]), str(from_browser[1]), "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-extensions", "--disable-sync",
             "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
             f"--user-data-dir={self.profile.name}", "--remote-debugging-pipe", "about:blank"],
            pass_fds=(to_browser[0], from_browser[1]), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        os.close(to_browser[0])
        os.close(from_browser[1])
        self.buffer, self.number, self.session, self.events = b"", 0, None, []

    def __enter__(self):
        try:
            target = self.send("Target.createTarget", url="about:blank")["targetId"]
            self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Network", "Log"):
                self.send(f"{domain}.enable")
            self.send("Emulation.setScriptExecutionDisabled", value=True)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        os.close(self.orders)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        os.close(self.answers)
        self.profile.cleanup()

    def _message(self, until):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.answers], [], [], max(0, until - time.monotonic()))
            part = os.read(self.answers, 1 << 16) if ready else b""
            assert part, "the browser is gone" if ready else "the browser does not answer"
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(line)

    def send(self, method, **parameters):
        self.number += 1
        order = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            order["sessionId"] = self.session
        os.write(self.orders, json.dumps(order).encode() + b"\0")
        until = time.monotonic() + LONGEST_ANSWER
        while True:
            message = self._message(until)
            if message.get("id") == self.number:
                assert "error" not in message, f"{method}: {message.get('error')}"
                return message["result"]
            self.events.append(message)

    def open(self, path):
        """Returns what the browser asked for and what it complained of, on the way."""
        self.events = []
        self.send("Page.navigate", url=path.as_uri())
        until = time.monotonic() + LONGEST_ANSWER
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._message(until))
        asked = [event["params"]["request"]["url"] for event in self.events
                 if event.get("method") == "Network.requestWillBeSent"]
        complaints = [event["params"]["entry"]["text"] for event in self.events
                      if event.get("method") == "Log.entryAdded"]
        return asked, complaints

    def show(self, scheme, width):
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)

    def value(self, expression):
        """Of an expression that the browser, not the page, evaluates on the page as it stands."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def screenshot(self, height=None, scale=1):
        """The page to this height, or the whole of it, as bytes of a PNG."""
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.send(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": height or size["height"], "scale": scale},
        )
        return base64.b64decode(shot["data"])
