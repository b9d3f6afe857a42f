"""Template text says to every YAML reader what was meant."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from archdesk.cloudformation.text import read_template, write_template

TRICKY = [
    "012345678901", "1e3", "0o17", "08", "0x1F", "1_000", "1:30", "1.0", ".5", "+1", "-", "--", "---", "...", "~", "null",
    "yes", "no", "on", "off", "y", "N", "True", "FALSE", "nan", ".inf", "2012-10-17", "2012-10-17 10:00:00", "", " ", " a",
    "a ", "a: b", "a #b", "#a", "- a", "? a", "!Ref x", "&a", "*a", "@a", "`a", "%a", "{a", "[a", "a,b", "'a'", '"a"', "\\n",
    "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", "  a\nb", "a \nb", "a\tb", "\ttab\nb", "é", "日本", "a\u0085b", "a\u2028b", "\ufeffa",
    "\x1b[31m", "=", "<<", "a:", "::", "${AWS::Region}", "x" * 300, "{{resolve:secretsmanager:a}}", "🙂", "a\r\nb",
]  # fmt: skip


@pytest.mark.parametrize("text", TRICKY, ids=repr)
def test_a_string_stays_that_string(text):
    template = {
        "Resources": {
            "A": {"Type": "X", "Properties": {text or "empty": text, "l": [text], "s": {"Fn::Sub": text}}}
        }
    }
    written = write_template(template)
    assert read_template(written, "t").value == template
    plain = {"Value": text, "l": [text]}  # without short forms: what other readers see
    assert yaml.safe_load(write_template(plain)) == plain


@pytest.mark.parametrize(
    "value, text",
    [
        ({"Ref": "Queue"}, "!Ref Queue"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "!GetAtt Queue.Arn"),
        ({"Fn::GetAtt": ["Db", "Endpoint.Address"]}, "!GetAtt Db.Endpoint.Address"),
        ({"Fn::Sub": "${AWS::Region}"}, '!Sub "${AWS::Region}"'),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, '!Select\n- 0\n- !GetAZs ""'),
        ({"Fn::Base64": {"Fn::Sub": "a"}}, "Fn::Base64: !Sub a"),
        ("2012-10-17", '"2012-10-17"'),
    ],
)
def test_intrinsic_functions_are_short(value, text):
    written = write_template({"V": value})
    assert text in written
    assert read_template(written, "t").value == {"V": value}


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
names = st.text(min_size=1).filter(lambda s: not s.startswith("Fn::") and s not in ("Ref", "Condition"))
values = st.recursive(
    scalars.filter(lambda v: v is not None),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(names, values, max_size=4))
def test_any_values_come_back(values):
    text = write_template(values)
    assert read_template(text, "t").value == values
    assert json.loads(write_template(values, "json")) == values


def test_json_may_write_an_emoji_as_two():
    assert read_template('{"A": "\\ud83d\\ude80", "B": "\\\\ud83d\\\\ude80"}', "t").value == {
        "A": "\U0001f680",
        "B": "\\ud83d\\ude80",
    }
