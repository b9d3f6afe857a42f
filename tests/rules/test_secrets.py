"""Whether a password that is written down is seen, and what only says where one is kept is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.secrets import secrets_in

AWS_KEY = "AKIA" + "ABCDEFGHIJKLMNOP"


@pytest.mark.parametrize(
    "value, name",
    [
        ({"DB_PASSWORD": "hunter2"}, "DB_PASSWORD"),
        ({"StripeApiKey": "sk_live_1"}, "StripeApiKey"),
        ({"GITHUB_TOKEN": "abc"}, "GITHUB_TOKEN"),
        ({"DB_PW": "hunter2"}, "DB_PW"),
        ({"LICENCE_KEY": "AB12-CD34"}, "LICENCE_KEY"),
        ([{"Name": "DB_PASSWORD", "Value": "hunter2"}], "DB_PASSWORD"),
        ([{"name": "DB_PASSWORD", "value": "hunter2", "type": "PLAINTEXT"}], "DB_PASSWORD"),
        ({"DATABASE_URL": "postgres://shop:hunter2@db.internal/shop"}, "a password in an address"),
        ({"NOTE": AWS_KEY}, "an access key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc", "a private key"),
        ("#!/bin/bash\nexport DB_PASSWORD='hunter2'\n", "DB_PASSWORD"),
        ("mysqldump --password=hunter2 shop", "password"),
        ("aws_secret_access_key = abc/def", "aws_secret_access_key"),
        ({"Fn::Base64": "export PASSWORD=hunter2"}, "PASSWORD"),
    ],
)
def test_a_secret_that_is_written_down_is_named(value: Any, name: str):
    assert next(secrets_in(value), None) == name


@pytest.mark.parametrize(
    "value",
    [
        "",
        {},
        [],
        7,
        {"TABLE": "orders", "STAGE": "prod", "MAX_TOKENS": "1000"},
        {"PARTITION_KEY": "id", "BYPASS": "nothing", "PWD": "/srv/shop"},
        {"SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "PASSWORD_LENGTH": "12"},
        {"DB_PASSWORD": "{{resolve:secretsmanager:db:SecretString:password}}"},
        {"DB_PASSWORD": "/shop/prod/db-password", "API_KEY": "${ApiKey}"},
        {"DB_PASSWORD": {"Ref": "DbPassword"}},
        [{"Name": "DB_PASSWORD", "Value": "shop/db", "Type": "SECRETS_MANAGER"}],
        [{"Name": "DB_PASSWORD", "ValueFrom": "shop/db"}],
        "TOKEN=`curl -X PUT http://169.254.169.254/latest/api/token`",
        "export DB_PASSWORD=$(aws ssm get-parameter --name /shop/db --with-decryption)",
        "curl https://example.com:8080/path",
        "lock_passwd: true",
        "PARTITION_KEY=order",
    ],
)
def test_where_a_secret_is_kept_is_no_secret(value: Any):
    assert list(secrets_in(value)) == []
