"""Varnish and nginx with the files of deploy/, and an origin that does as it is told."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.ports import free_port
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parent.parent.parent
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
NO_VARNISH = "no Varnish with the module xkey is installed on this machine"
NO_NGINX = "no nginx is installed on this machine"


def program(name: str) -> str | None:
    """Where it is, also in the folders that only administrators look into."""
    return shutil.which(name, path=SBIN)


def has_varnish() -> bool:
    """Whether there is a Varnish, with its modules."""
    modules = ("lib/*/varnish/vmods", "lib/varnish/vmods", "lib64/varnish/vmods")
    places = [Path("/usr"), Path("/usr/local")]
    found = (any(place.glob(f"{folder}/libvmod_xkey.so")) for place in places for folder in modules)
    return bool(program("varnishd")) and any(found)


def filled_in(file: str, changes: dict[str, str]) -> str:
    """A file of deploy/, with what an operator would put in."""
    text = (ROOT / "deploy" / file).read_text()
    for before, after in changes.items():
        assert before in text, f"deploy/{file} should say {before!r}"
        text = text.replace(before, after)
    return text


@dataclass
class Reply:
    """What a server has answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body in words."""
        return self.body.decode()

    @property
    def cache(self) -> str:
        """What Varnish says that it did."""
        return self.headers.get("x-cache", "")


def ask(
    port: int,
    path: str = "/",
    method: str = "GET",
    *,
    source: str = "127.0.0.1",
    body: bytes | None = None,
    tls: bool = False,
    **headers: str,
) -> Reply:
    """One request from the address `source`; underscores in names of headers are dashes."""
    at: dict[str, Any] = {"host": "127.0.0.1", "port": port, "source_address": (source, 0)}
    connection = (
        http.client.HTTPSConnection(**at, timeout=PATIENCE, context=trusting())
        if tls
        else http.client.HTTPConnection(**at, timeout=PATIENCE)
    )
    names = {name.replace("_", "-").title(): value for name, value in headers.items()}
    try:
        connection.request(method, path, body, {"Host": "news.example", **names})
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, said, answer.read())
    finally:
        connection.close()


def trusting() -> ssl.SSLContext:
    """TLS with whoever is there: the certificate is of our own making."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


PUBLIC = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "public, max-age=0, must-revalidate, stale-if-error=864000",
    "Surrogate-Control": "max-age=3600, stale-while-revalidate=30, stale-if-error=864000",
}


@dataclass
class Origin:
    """A portal of one page, which counts how often it is asked."""

    port: int = field(default_factory=free_port)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    #: The page; `{n}` is how often its path was asked for.
    page: str = "page {n}"
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    #: While it is not set, no answer is given.
    may_answer: threading.Event = field(default_factory=threading.Event)
    #: What answers instead, where it is set.
    instead: Callable[[str, str, dict[str, str], bytes], Reply] | None = None
    _server: ThreadingHTTPServer | None = None

    def reset(self) -> None:
        """As it was in the beginning, with the page of a story."""
        self.status, self.page, self.asked, self.instead = 200, "page {n}", [], None
        self.headers = {**PUBLIC, "xkey": "article:7 front:1"}
        self.may_answer.set()
        self.start()

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """What is answered to one request."""
        if path == "/healthz":
            return Reply(200, {}, b"ok\n")
        self.asked.append((method, path, headers))
        self.may_answer.wait(PATIENCE)
        if self.instead:
            return self.instead(method, path, headers, body)
        n = sum(one[1].partition("?")[0] == path.partition("?")[0] for one in self.asked)
        return Reply(self.status, self.headers, self.page.format(n=n).encode())

    def start(self) -> None:
        """Listen, where it does not already."""
        if self._server:
            return
        origin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                with suppress(OSError):
                    self.raw_requestline = self.rfile.readline(65_537)
                    if self.raw_requestline and self.parse_request():
                        self.reply()
                        return
                self.close_connection = True

            def reply(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                said = {name.lower(): value for name, value in self.headers.items()}
                reply = origin.answer(self.command, self.path, said, body)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                # A connection that is kept would go on answering after stop().
                self.send_header("Connection", "close")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.body)
                self.close_connection = True

            def log_message(self, *_args: Any) -> None:
                """Silence."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def stop(self) -> None:
        """Be down: nobody listens."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def started(command: list[str], port: int, log: Path, **env: str) -> Iterator[None]:
    """A server as a process, from when it listens at `port` on."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | env, cwd=ROOT)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None and time.monotonic() < until, log.read_text()
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running_varnish(folder: Path, origin_port: int) -> Iterator[int]:
    """Varnish with deploy/varnish.vcl in front of the origin; yields its port."""
    vcl = filled_in(
        "varnish.vcl",
        {
            '.port = "8000";': f'.port = "{origin_port}";',
            # So that nobody waits for seconds until it is noticed that the origin is down.
            ".interval = 1s;": ".interval = 0.1s;",
        },
    )
    (folder / "varnish.vcl").write_text(vcl)
    port = free_port()
    command = [program("varnishd") or "varnishd", "-F", "-j", "none", "-T", "none"]
    command += ["-n", str(folder / "varnish"), "-f", str(folder / "varnish.vcl")]
    command += ["-a", f"127.0.0.1:{port}", "-s", "malloc,32m"]
    with started(command, port, folder / "varnish.log"):
        yield port


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody has signed but itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "fullchain.pem", folder / "privkey.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret


#: What stands around a site's file in any nginx; without daemon, and in a folder of its own.
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr; {more}
events {{ worker_connections 256; }}
http {{
    include {mime_types}; access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@dataclass
class Nginx:
    """A running one: its two ports, and what would be VAR_DIR."""

    http: int
    https: int
    var: Path
    has_brotli: bool


@contextmanager
def running_nginx(folder: Path, origin_port: int) -> Iterator[Nginx]:
    """nginx with deploy/nginx.conf in front of the origin."""
    nginx = Nginx(free_port(), free_port(), folder / "var", BROTLI.exists())
    chain, key = certificate(folder)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{nginx.http};",
        "listen 443 ssl": f"listen 127.0.0.1:{nginx.https} ssl",
        "127.0.0.1:8000": f"127.0.0.1:{origin_port}",
        "/etc/newsportal/fullchain.pem": str(chain),
        "/etc/newsportal/privkey.pem": str(key),
        "/srv/newsportal/var": str(nginx.var),
        "/etc/nginx/newsportal.d": str(folder),
        "/var/cache/newsportal": str(folder / "pictures"),
        # So that nobody waits for long until a slow one is let go.
        "client_header_timeout 10s;": "client_header_timeout 1s;",
    }
    (folder / "site.conf").write_text(filled_in("nginx.conf", changes))
    more = "user root;" if os.geteuid() == 0 else ""
    if nginx.has_brotli:
        (folder / "static.conf").write_text("brotli_static on;")
        more += f" load_module {BROTLI};"
    types = "/etc/nginx/mime.types"
    text = NGINX.format(folder=folder, more=more, mime_types=types)
    (folder / "nginx.conf").write_text(text)
    command = [program("nginx") or "nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with started(command, nginx.https, folder / "nginx.log"):
        yield nginx
