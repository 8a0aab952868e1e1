"""A receiver of webhooks on this machine, in a thread: it notes what it gets, and answers as it is told."""

from __future__ import annotations

import contextlib
import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Got:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers with `statuses` in turn, the last one ever after."""

    statuses: list[int] = field(default_factory=lambda: [204])
    #: A header of each answer, and its body.
    location: str = ""
    body: bytes = b""
    got: list[Got] = field(default_factory=list)
    scheme: str = "http"
    port: int = 0
    #: Did somebody go before the answer was out?
    cut: bool = False
    #: What callers named in TLS.
    named: list[str | None] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where it is, with something in its path and query."""
        return f"{self.scheme}://127.0.0.1:{self.port}/in/a%20b?token=x%26y"

    def take(self, got: Got) -> int:
        """Notes a request; the status to answer with."""
        with self._turn:
            self.got.append(got)
            return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


@contextlib.contextmanager
def receiving(
    *statuses: int, location: str = "", body: bytes = b"", tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """A receiver for as long as the block lasts."""
    receiver = Receiver([*statuses] or [204], location, body)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(Got(self.path, headers, self.rfile.read(length)))
            try:
                self.send_response(status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                if status != 204:
                    self.send_header("Content-Length", str(len(receiver.body)))
                self.end_headers()
                self.wfile.write(receiver.body if status != 204 else b"")
            except ConnectionError:
                receiver.cut = True

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        tls.sni_callback = lambda _socket, name, _context: receiver.named.append(name)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        receiver.scheme = "https"
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """What a receiver of that name speaks TLS with, and the file of the certificate, which vouches for itself."""
    key, whose = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context, folder / "certificate.pem"
