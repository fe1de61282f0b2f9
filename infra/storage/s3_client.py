"""How we speak to S3: credentials from AWS's own chain, short timeouts, no waiting of its own."""

from typing import Any

import boto3
from botocore.config import Config

from infra.telemetry.bucket_calls import listen


def s3_client(endpoint: str, region: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' classes at run time
    """A client, for any thread; `endpoint` is empty for AWS, `region` for the one that AWS's settings name."""
    session = boto3.session.Session(region_name=region or None)
    client = session.client(
        "s3",
        region_name=session.region_name or "us-east-1",
        endpoint_url=endpoint or None,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=64,
            tcp_keepalive=True,
            # Waiting is infra.patience's; botocore itself only takes up a connection gone stale.
            retries={"mode": "standard", "total_max_attempts": 2},
            # Every byte is verified by our own hash; many other S3 servers lack the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    listen(client)
    return client
