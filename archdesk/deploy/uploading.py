"""Templates that are too long to send, and those of nested stacks, go through a bucket."""

from __future__ import annotations

import hashlib

from archdesk.deploy.account import Account, in_words


def upload(account: Account, bucket: str, stack: str, name: str, text: str) -> str:
    """Put a template's text into the bucket, under a name that changes with it; its address for CloudFormation.

    Raises AccessError where there is no such bucket, or these credentials may not write into it.
    """
    content = text.encode()
    stem, _, suffix = name.rpartition(".")
    key = f"archdesk/{stack}/{stem}-{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
    with in_words(account.endpoint_url):
        s3 = account.s3()
        region = s3.get_bucket_location(Bucket=bucket).get("LocationConstraint") or "us-east-1"
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    if account.endpoint_url:
        return f"{account.endpoint_url.rstrip('/')}/{bucket}/{key}"
    ending = ".cn" if region.startswith("cn-") else ""
    return f"https://s3.{region}.amazonaws.com{ending}/{bucket}/{key}"
