"""An AWS account, asked through boto3: the one place that imports it, and where its errors become sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from archdesk.cloudformation.aws_cli import Deployment
from archdesk.errors import AccessError, DeployError

INSTALL = 'pip install "archdesk[aws]"'
SIGN_IN = (
    "sign in with `aws sso login` or `aws configure`, choose a profile with --profile, or set "
    "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN"
)
_EXPIRED = frozenset(("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"))
_UNKNOWN = frozenset(
    (
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    )
)
_DENIED = frozenset(("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"))
_NO_BUCKET = frozenset(("NoSuchBucket", "404"))


@dataclass(frozen=True, slots=True)
class Account:
    """Clients for one region of one account. Credentials stay inside boto3, which finds them itself."""

    id: str
    region: str
    endpoint_url: str
    cloudformation: Any
    s3: Callable[[], Any]  # made when it is needed: seldom


def connect(deployment: Deployment, region: str = "") -> Account:
    """The account of the credentials at hand, in the region of ``deployment``, else of the profile or environment,
    else ``region``. Raises AccessError.
    """
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        raise AccessError(f"Deploying needs boto3, which is not installed here: {INSTALL}") from error
    with in_words(deployment.endpoint_url):
        session = boto3.Session(
            profile_name=deployment.profile or None, region_name=deployment.region or None
        )
        chosen = session.region_name or region
        if not chosen:
            raise AccessError("No region is chosen: name one with --region, or set AWS_DEFAULT_REGION.")
        if session.get_credentials() is None:
            raise AccessError(f"There are no AWS credentials here: {SIGN_IN}.")
        settings: dict[str, Any] = {
            "region_name": chosen,
            "endpoint_url": deployment.endpoint_url or None,
            "config": Config(connect_timeout=10, read_timeout=60),
        }
        identity = session.client("sts", **settings).get_caller_identity()
        cloudformation = session.client("cloudformation", **settings)
        return Account(
            str(identity["Account"]),
            chosen,
            deployment.endpoint_url,
            cloudformation,
            lambda: session.client("s3", **settings),
        )


@contextmanager
def in_words(asked: str = "") -> Iterator[None]:
    """Turns what boto3 raises inside into an AccessError or DeployError that says what to do; ``asked`` is whom."""
    from botocore import exceptions as aws
    from botocore.parsers import ResponseParserError

    try:
        yield
    except aws.ClientError as error:
        raise _refused(error.response.get("Error", {}), error.operation_name) from error
    except (aws.NoCredentialsError, aws.PartialCredentialsError) as error:
        raise AccessError(f"The AWS credentials are not there, or not whole: {SIGN_IN}.") from error
    except (
        aws.SSOTokenLoadError,
        aws.UnauthorizedSSOTokenError,
        aws.TokenRetrievalError,
        aws.RefreshWithMFAUnsupportedError,
    ) as error:
        raise AccessError("The AWS session has ended: sign in again with `aws sso login`.") from error
    except aws.ProfileNotFound as error:
        raise AccessError(f"{error}; `aws configure list-profiles` shows those there are.") from error
    except (aws.InvalidRegionError, aws.NoRegionError) as error:
        raise AccessError(f"{error} Name a region with --region, such as eu-west-1.") from error
    except (aws.HTTPClientError, aws.ConnectionError) as error:
        raise AccessError(_no_answer(error, asked)) from error
    except ValueError as error:
        if "endpoint" not in str(error).lower():
            raise
        raise AccessError(
            f"{error}: --endpoint-url needs a whole address, with http:// or https://"
        ) from error
    except ResponseParserError as error:
        said = str(error).partition("received.")[2].strip()[:300]
        raise AccessError(f"{asked or 'AWS'} does not answer as AWS does: {said or error}") from error
    except aws.BotoCoreError as error:
        raise DeployError(str(error)) from error


def _refused(error: dict[str, Any], operation: str) -> DeployError:
    code, message = str(error.get("Code", "")), str(error.get("Message", "")).strip()
    if code in _EXPIRED:
        return AccessError(
            "The AWS credentials have expired: sign in again (`aws sso login`, or copy the new ones of the "
            "lab or session), then run the same command."
        )
    if code in _UNKNOWN:
        return AccessError(f"AWS does not know these credentials ({code}): {SIGN_IN}.")
    if code in _DENIED:
        return AccessError(f"These credentials may not call {operation}: {message or code}")
    if code in _NO_BUCKET and operation in ("PutObject", "HeadBucket", "GetBucketLocation"):
        return AccessError(
            "There is no such bucket; make one with `aws s3 mb s3://NAME`, and name it with --bucket."
        )
    if code == "OptInRequired":
        return AccessError(f"The account has not opted in to this region or service: {message}")
    return DeployError(f"CloudFormation says: {message or code}" if message else f"{operation}: {code}")


def _no_answer(error: Exception, asked: str) -> str:
    where = getattr(error, "kwargs", {}).get("endpoint_url") or asked or "AWS"
    hint = (
        "the address behind --endpoint-url"
        if asked
        else "the network, a proxy, and whether the region exists"
    )
    return f"No answer from {where}: check {hint}."
