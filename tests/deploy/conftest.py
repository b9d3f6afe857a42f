"""An account to deploy to: moto's server, which plays AWS over HTTP, and credentials that only it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.cli.main import main
from archdesk.model.design import Design
from archdesk.storage.files import save_design

Deploy = Callable[..., int]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    port = server.get_host_and_port()[1]
    yield f"http://localhost:{port}"
    server.stop()


@pytest.fixture
def account(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty account in eu-west-1, with credentials in the environment."""
    import moto.backends

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    yield server
    for name in ("cloudformation", "sqs", "sns", "s3", "iam", "lambda", "ec2", "logs", "dynamodb"):
        moto.backends.get_backend(name).reset()


@pytest.fixture
def cloudformation(account: str):
    return boto3.client("cloudformation", endpoint_url=account)


@pytest.fixture
def unvalidated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moto validates a template with all of cfn-lint, a second each time: one test is enough for that."""
    from moto.cloudformation.models import CloudFormationBackend

    monkeypatch.setattr(CloudFormationBackend, "validate_template", lambda *_: [])


@pytest.fixture
def deploy(account: str, unvalidated: None) -> Deploy:
    """``deploy(file, "--yes")``: the exit code of the command for the stack shop, whatever our own rules say."""

    def run(file: Path, *options: str) -> int:
        where = ["--stack", "shop", "--endpoint-url", account, "--every", "0", "--force"]
        return main(["deploy", str(file), *where, *options])

    return run


@pytest.fixture
def deploy_checked(account: str) -> Deploy:
    """The same, with our own rules and CloudFormation's validation."""

    def run(file: Path, *options: str) -> int:
        where = ["--stack", "shop", "--endpoint-url", account, "--every", "0"]
        return main(["deploy", str(file), *where, *options])

    return run


@pytest.fixture
def drawn(tmp_path: Path, catalogue: Catalogue) -> Callable[[Design], Path]:
    """The file of a design."""

    def save(design: Design, name: str = "shop.archdesk") -> Path:
        save_design(design, tmp_path / name, catalogue)
        return tmp_path / name

    return save
