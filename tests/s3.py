"""A real S3 server for the tests: a process of its own, gone with them."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import boto3

from tests.ports import free_port
from tests.waiting import PATIENCE

KEYS = {"S3_ACCESS_KEY_ID": "tests", "S3_SECRET_ACCESS_KEY": "a secret of the tests"}


@dataclass(frozen=True)
class Server:
    """A server that listens at `url`."""

    url: str
    process: subprocess.Popen[bytes]

    def client(self) -> Any:
        """A client of it."""
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=KEYS["S3_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["S3_SECRET_ACCESS_KEY"],
        )

    def bucket(self, name: str, *, public: bool = False) -> str:
        """Make an empty bucket, which everybody can read if it is `public`; returns its name."""
        client = self.client()
        client.create_bucket(Bucket=name)
        if public:
            rule = {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{name}/*",
            }
            policy = json.dumps({"Version": "2012-10-17", "Statement": [rule]})
            client.put_bucket_policy(Bucket=name, Policy=policy)
        return name

    def keys(self, bucket: str) -> list[str]:
        """The names of all files in a bucket."""
        found = self.client().list_objects_v2(Bucket=bucket).get("Contents", [])
        return sorted(one["Key"] for one in found)


@contextmanager
def running_s3() -> Iterator[Server]:
    """Start a server on a free port of this machine, and end it."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        process.kill()
        process.wait()
