"""CloudFront: invalidations by cache tag, which a distribution has to be told to keep.

Its CacheTagConfig names the header, `Cache-Tag`. A tag goes where a path would, behind a `#`.
There is no soft purge, and each tag is billed like a path.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-by-tags.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from articles.delivery.purging.base import PurgeFailed, Purger
from articles.delivery.purging.requests import TIMEOUT

#: What CloudFront says when it is asked for more than it takes at once.
BUSY = {"TooManyInvalidationsInProgress", "Throttling", "ThrottlingException"}
#: Seconds until an invalidation is over, most of the time.
WAIT = 25.0
HINT = (
    "Check CLOUDFRONT_DISTRIBUTION_ID, and that the credentials have the permission "
    "cloudfront:CreateInvalidation."
)


class CloudFront(Purger):
    """One distribution of CloudFront."""

    name = "cloudfront"
    label = "CloudFront"
    most = 500
    #: A repetition would be billed again.
    again_after = None

    def __init__(self, distribution: str, credentials: tuple[str, str] | None, api: str) -> None:
        key, secret = credentials or (None, None)
        self.distribution = distribution
        self.client: Any = boto3.client(
            "cloudfront",
            region_name="us-east-1",
            endpoint_url=api or None,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            # What failed is tried again by our queue, which everybody can look into.
            config=Config(
                connect_timeout=TIMEOUT, read_timeout=2 * TIMEOUT, retries={"total_max_attempts": 1}
            ),
        )

    def send(self, keys: Sequence[str], *, soft: bool) -> None:
        """One invalidation, dropping pages whether it is `soft` or not."""
        paths = [f"#{key}" for key in keys]
        batch = {
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": str(uuid4()),
        }
        try:
            self.client.create_invalidation(
                DistributionId=self.distribution, InvalidationBatch=batch
            )
        except ClientError as refusal:
            raise _refused(refusal) from refusal
        except BotoCoreError as error:
            raise PurgeFailed(f"CloudFront does not answer ({error}).") from error


def _refused(refusal: ClientError) -> PurgeFailed:
    code = str(refusal.response.get("Error", {}).get("Code", ""))
    status = refusal.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in BUSY or status == 429:
        return PurgeFailed(f"CloudFront asks us to come more slowly ({code}).", wait=WAIT)
    if status >= 500:
        return PurgeFailed(f"CloudFront is in trouble ({status}).")
    return PurgeFailed(f"CloudFront refused the purge ({code or status}). {HINT}")
