"""nginx and Varnish with the page, in a folder of their own."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.delivery.machine import Server, program, serving

NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=100;
  default_type text/html;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    root {folder}/files;
    gzip_static on;
  }}
}}
"""
VARNISH = """
vcl 4.1;
backend files { .host = "127.0.0.1"; .port = "%d"; }
sub vcl_backend_response { set beresp.ttl = 1h; }
"""


@contextmanager
def nginx(folder: Path, page: bytes, port: int) -> Iterator[Server]:
    """The page as a static file, beside its gzipped form."""
    files = folder / "files"
    files.mkdir()
    (files / "page.html").write_bytes(page)
    (files / "page.html.gz").write_bytes(gzip.compress(page, 9))
    for path in (folder, files, *files.iterdir()):
        path.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, user=_user()))
    command = [program("nginx", "nginx-light"), "-p", str(folder), "-c", str(config)]
    with serving("nginx", command, port, "/page.html") as server:
        yield server


def _user() -> str:
    import os

    return "user root;" if os.geteuid() == 0 else ""


@contextmanager
def varnish(folder: Path, behind: Server, port: int) -> Iterator[Server]:
    """A cache in front of `behind`."""
    config = folder / "page.vcl"
    config.write_text(VARNISH % behind.port)
    command = [program("varnishd", "varnish"), "-F", "-n", str(folder / "varnish")]
    command += ["-a", f"127.0.0.1:{port}", "-f", str(config), "-s", "malloc,64M"]
    command += ["-p", "thread_pools=1"]
    with serving("Varnish", command, port, behind.path, verbose=False) as server:
        yield server
