"""A small proxy in front of the app: takes named headers out of what comes in, and puts its own."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

END = b"\r\n\r\n"


@contextmanager
def proxied(address: str, headers: Mapping[str, str]) -> Iterator[str]:
    """The app at another address, where every request carries these headers."""
    app = urlsplit(address)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                visitor, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=carry, args=(visitor,), daemon=True).start()

    def carry(visitor: socket.socket) -> None:
        to = (app.hostname or "", app.port or 0)
        with suppress(OSError), visitor, socket.create_connection(to) as server:
            head = b""
            while END not in head:
                if not (read := visitor.recv(65536)):
                    return
                head += read
            head, _, body = head.partition(END)
            server.sendall(_changed(head, headers) + END + body)
            back = threading.Thread(target=_pour, args=(server, visitor), daemon=True)
            back.start()
            _pour(visitor, server)
            back.join()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def _changed(head: bytes, headers: Mapping[str, str]) -> bytes:
    """The head of a request with these headers; one connection carries one request."""
    first, *lines = head.split(b"\r\n")
    upgrade = any(line.lower().startswith(b"upgrade:") for line in lines)
    out = {name.lower().encode() for name in headers} | (set() if upgrade else {b"connection"})
    kept = [line for line in lines if line.partition(b":")[0].lower() not in out]
    put = [f"{name}: {value}".encode() for name, value in headers.items()]
    return b"\r\n".join((first, *kept, *put, *(() if upgrade else (b"Connection: close",))))


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):  # one side has gone
        while read := source.recv(65536):
            sink.sendall(read)
        sink.shutdown(socket.SHUT_WR)
