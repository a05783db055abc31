"""The only way out of a sandbox: its five ZeroMQ channels, passed on message by message.

Front ends connect to sockets on the host; behind each connection stands one to the kernel's socket inside. What the front end says
is passed on as it is. What the kernel says is cut into messages here, because libzmq would buffer a message of any number of parts,
and is filtered (tools.outputs) before any front end, ours or Lab's, sees it.
Frames: ZMTP 3.1, rfc.zeromq.org/spec/37.
"""

import fcntl
import os
import selectors
import socket
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.sandbox.filter import clean_message

# 64 bytes: signature, version 3.x, mechanism NULL; None: any byte. An older version has other frames and must not get through.
GREETING = [0xFF, *[None] * 8, 0x7F, 3, None, *b"NULL".ljust(20, b"\0"), *[None] * 32]
COMMANDS = (b"\x05READY", b"\x04PING", b"\x04PONG", b"\x05ERROR")
MORE, LONG, COMMAND = 1, 2, 4
MESSAGE_BYTES, FRAMES, COMMAND_BYTES = 8 << 20, 32, 4096
CHUNK = 1 << 16
PENDING = 1 << 20  # no more is read from one side while so much waits for the other


class Flood(Exception):
    """More than a kernel may say."""


class Budget:
    """Bytes that the kernel may say: a full load at once, then `rate` a second."""

    def __init__(self, load: int, rate: int = 1 << 20) -> None:
        self.load, self.rate = load, rate
        self.left, self.since = float(load), time.monotonic()

    def spend(self, amount: int) -> None:
        """Take `amount`, or raise Flood."""
        now = time.monotonic()
        self.left = min(self.load, self.left + (now - self.since) * self.rate) - amount
        self.since = now
        if self.left < 0:
            raise Flood(f"> {self.load >> 20} MB")


class Parser:
    """Bytes of one connection in, whole filtered messages out."""

    def __init__(self, channel: str, key: bytes) -> None:
        self.channel, self.key = channel, key
        self.buffer = bytearray()
        self.greeted = 0
        self.frames: list[bytes] = []
        self.size = 0

    def feed(self, data: bytes) -> bytes:
        """What may be passed on now."""
        self.buffer += data
        out = bytearray()
        if self.greeted < len(GREETING):  # the two sides greet each other byte by byte: nothing may be held back
            out += self._take(min(len(GREETING) - self.greeted, len(self.buffer)))
            expected = GREETING[self.greeted : self.greeted + len(out)]
            if any(want not in (None, byte) for want, byte in zip(expected, out, strict=True)):
                raise Flood("no ZMTP 3")
            self.greeted += len(out)
        while self.greeted == len(GREETING) and (frame := self._frame()) is not None:
            out += frame
        return bytes(out)

    def _take(self, count: int) -> bytes:
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken

    def _frame(self) -> bytes | None:
        """Take one frame: b"" while its message is not whole, None when there is no whole frame."""
        head = 9 if self.buffer and self.buffer[0] & LONG else 2
        if len(self.buffer) < head:
            return None
        flags, size = self.buffer[0], int.from_bytes(self.buffer[1:head], "big")
        if flags & COMMAND:
            if size > COMMAND_BYTES:
                raise Flood("ZMTP command")
            if len(self.buffer) < head + size:
                return None
            command = self._take(head + size)
            return command if command[head:].startswith(COMMANDS) else b""
        if self.size + size > MESSAGE_BYTES or len(self.frames) >= FRAMES:
            raise Flood(f"a message > {MESSAGE_BYTES >> 20} MB or {FRAMES} parts")
        if len(self.buffer) < head + size:
            return None
        body = self._take(head + size)[head:]
        self.frames.append(body)
        self.size += size
        if flags & MORE:
            return b""
        frames, self.frames, self.size = self.frames, [], 0
        return encode(clean_message(self.channel, frames, self.key))


def encode(frames: list[bytes]) -> bytes:
    """One message as ZMTP frames."""
    out = bytearray()
    for index, body in enumerate(frames):
        more = MORE if index + 1 < len(frames) else 0
        out += bytes([more, len(body)]) if len(body) < 256 else bytes([more | LONG]) + len(body).to_bytes(8, "big")
        out += body
    return bytes(out)


class Pipe:
    """One direction between two sockets."""

    def __init__(self, source: socket.socket, sink: socket.socket, change: Callable[[bytes], bytes]) -> None:
        self.source, self.sink, self.change = source, sink, change
        self.waiting = bytearray()

    def read(self) -> bool:
        """Take what is there; False at the end of the stream."""
        try:
            data = self.source.recv(CHUNK)
        except BlockingIOError:
            return True
        except ConnectionError:
            return False
        self.waiting += self.change(data) if data else b""
        return bool(data) and self.write()

    def write(self) -> bool:
        """Give what can be given; False when nobody listens."""
        while self.waiting:
            try:
                sent = self.sink.send(memoryview(self.waiting)[:CHUNK])
            except BlockingIOError:
                return True
            except (ConnectionError, BrokenPipeError):
                return False
            del self.waiting[:sent]
        return True


class Relay:
    """Sockets at `address`-1 … -5 on the host, joined to the kernel's; driven by `turn`."""

    def __init__(self, *, address: str, channels: dict[int, str], folder: int, inner: str, key: bytes, budget: Budget) -> None:
        self.folder, self.inner, self.key, self.budget = folder, inner, key, budget
        self.selector = selectors.DefaultSelector()
        self.pairs: dict[socket.socket, tuple[Pipe, Pipe]] = {}
        self.paths: list[Path] = []
        self.listeners: list[socket.socket] = []
        for port, channel in channels.items():
            path = Path(f"{address}-{port}")
            path.unlink(missing_ok=True)
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(str(path))
            listener.listen(16)
            listener.setblocking(False)
            self.selector.register(listener, selectors.EVENT_READ, channel)
            self.listeners.append(listener)
            self.paths.append(path)

    def turn(self, timeout: float) -> None:
        """Wait for something to pass on, and pass it on.

        Raises:
            Flood: the kernel said too much
        """
        for key, events in self.selector.select(timeout):
            one = key.fileobj
            assert isinstance(one, socket.socket)
            if one in self.listeners:
                self._accept(one, key.data)
            elif one in self.pairs:
                self._pass(one, events)

    def _accept(self, listener: socket.socket, channel: str) -> None:
        front, _ = listener.accept()
        kernel = connect_inside(self.folder, f"{self.inner}-{CHANNEL_PORTS[channel]}")
        if kernel is None:
            front.close()
            return
        parser = Parser(channel, self.key)

        def listen(data: bytes) -> bytes:
            self.budget.spend(len(data))
            return parser.feed(data)

        out, into = Pipe(kernel, front, listen), Pipe(front, kernel, bytes)
        self.pairs[front], self.pairs[kernel] = (into, out), (out, into)
        for one in (front, kernel):
            one.setblocking(False)
            self.selector.register(one, selectors.EVENT_READ)

    def _pass(self, one: socket.socket, events: int) -> None:
        reads, writes = self.pairs[one]
        fine = (not events & selectors.EVENT_READ or reads.read()) and (not events & selectors.EVENT_WRITE or writes.write())
        if not fine:
            for end in (reads.source, reads.sink):
                self.selector.unregister(end)
                end.close()
                del self.pairs[end]
            return
        for end in (reads.source, reads.sink):
            mine, other = self.pairs[end]
            wish = (selectors.EVENT_READ if len(mine.waiting) < PENDING else 0) | (selectors.EVENT_WRITE if other.waiting else 0)
            self.selector.modify(end, wish or selectors.EVENT_WRITE)

    def close(self) -> None:
        """Close every socket and remove ours from the host."""
        for one in (*self.pairs, *self.listeners):
            one.close()
        self.pairs.clear()
        self.selector.close()
        for path in self.paths:
            path.unlink(missing_ok=True)


CHANNEL_PORTS = {"shell": 1, "iopub": 2, "stdin": 3, "control": 4, "hb": 5}


def connect_inside(folder: int, path: str) -> socket.socket | None:
    """A connection to a socket below a sandbox's folder; None if there is no socket (a link is never followed)."""
    descriptors = [folder]
    kernel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    kernel.setblocking(False)
    try:
        if sys.platform == "darwin":  # where a descriptor of a socket's name is not to be had
            kernel.connect(fcntl.fcntl(folder, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0") + b"/" + path.encode())
            return kernel
        for part in Path(path).parts:
            descriptors.append(os.open(part, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=descriptors[-1]))
        if not stat.S_ISSOCK(os.fstat(descriptors[-1]).st_mode):
            raise FileNotFoundError(path)
        kernel.connect(f"/proc/self/fd/{descriptors[-1]}")
        return kernel
    except OSError:
        kernel.close()
        return None
    finally:
        for descriptor in descriptors[1:]:
            os.close(descriptor)
