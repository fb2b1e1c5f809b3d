"""The settings of backups: where they go, when, for whom they are sealed, how many are kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from newsportal import environment as env

#: A folder, or s3://bucket/prefix.
BACKUP_URL = env.text("BACKUP_URL")
#: The time of day at which one is taken by itself.
BACKUP_AT = env.time_of_day("BACKUP_AT")
BACKUP_RECIPIENTS = env.names("BACKUP_RECIPIENTS", [])
BACKUP_RENDITIONS = env.boolean("BACKUP_RENDITIONS", True)
#: How many are kept, of the newest of each day, week and month.
BACKUP_KEEP = {
    "day": env.integer("BACKUP_KEEP_DAILY", 7, least=0, most=1_000),
    "week": env.integer("BACKUP_KEEP_WEEKLY", 5, least=0, most=1_000),
    "month": env.integer("BACKUP_KEEP_MONTHLY", 12, least=0, most=1_000),
}
#: How boto3 reaches the bucket.
BACKUP_S3: dict[str, Any] = {
    "endpoint_url": env.address("BACKUP_S3_ENDPOINT_URL") or None,
    "region_name": env.text("BACKUP_S3_REGION") or None,
    "aws_access_key_id": env.text("BACKUP_S3_ACCESS_KEY_ID") or None,
    "aws_secret_access_key": env.text("BACKUP_S3_SECRET_ACCESS_KEY") or None,
}
if BACKUP_AT is not None and not BACKUP_URL:
    raise ImproperlyConfigured(
        "BACKUP_AT is set, but BACKUP_URL is not: set BACKUP_URL to a folder or to "
        "s3://bucket/prefix, or unset BACKUP_AT."
    )
if wrong := [one for one in BACKUP_RECIPIENTS if not one.startswith(("age1", "ssh-"))]:
    raise ImproperlyConfigured(
        f"BACKUP_RECIPIENTS names {wrong[0]!r}, but it accepts public keys of age (age1…) or SSH "
        "(ssh-ed25519 …), separated by commas."
    )
