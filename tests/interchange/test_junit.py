"""JUnit XML: any parser reads it, whatever the names; waived is skipped, unreadable is an error."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

from archdesk.catalog.definitions import Severity
from archdesk.errors import Problem
from archdesk.interchange.junit import junit_xml
from archdesk.interchange.report import Checked, Report
from archdesk.rules.findings import Finding

ERROR = Finding("SNS-001", "error", ("q", "t"), "A queue is FIFO.", "Title", "Because.", connection="e")
INFO = replace(ERROR, rule="WVR-001", severity="info", connection=None)


def suites(*files: Checked, failing: Severity = "error", problems: tuple[Problem, ...] = ()) -> list[Element]:
    root = fromstring(junit_xml(Report(files, problems=problems), failing))
    assert root.tag == "testsuites"
    for total in ("tests", "failures", "errors", "skipped"):
        assert int(root.attrib[total]) == sum(int(suite.attrib[total]) for suite in root)
    for suite in root:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        for tag, total in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.attrib[total]) == len(suite.findall(f"testcase/{tag}"))
    return list(root)


def test_one_suite_a_file_and_one_case_a_finding() -> None:
    one, two = suites(Checked("a.archdesk", findings=(ERROR, INFO), lines={"q": 4}), Checked("b.archdesk"))
    assert one.attrib["name"] == "a.archdesk"
    failed, told = one
    assert failed.attrib["name"] == "SNS-001 q t e"
    (failure,) = failed
    assert failure.attrib["message"] == "error SNS-001: A queue is FIFO."
    assert (failure.text or "").endswith("Because.\na.archdesk:4")
    assert [child.tag for child in told] == ["system-out"], (
        "an info does not fail a build that asks for errors"
    )
    (passed,) = two
    assert list(passed) == []


def test_the_severity_that_fails_can_be_lower() -> None:
    (suite,) = suites(Checked("a.archdesk", findings=(ERROR, INFO)), failing="info")
    assert suite.attrib["failures"] == "2"


def test_a_waived_finding_is_skipped_with_its_reason() -> None:
    (suite,) = suites(Checked("a.archdesk", findings=(replace(ERROR, waived="only in the lab"),)))
    (skipped,) = suite.findall("testcase/skipped")
    assert skipped.attrib["message"] == "waived: only in the lab"


def test_a_file_that_cannot_be_read_and_a_wrong_project_are_errors() -> None:
    broken = Checked("a.archdesk", problems=(Problem("a.archdesk", 3, "type is missing"),))
    setup, file = suites(broken, problems=(Problem("archdesk.yaml", 1, "rulez: not known"),))
    assert [e.attrib["message"] for e in (*setup.iter("error"), *file.iter("error"))] == [
        "archdesk.yaml:1: rulez: not known",
        "a.archdesk:3: type is missing",
    ]


def test_no_name_breaks_the_xml() -> None:
    hostile = "\x00\x1b]0;x\x07 <![CDATA[ ]]> & \" ' \ud800 \ufffe é 中 \u202e"
    finding = replace(ERROR, components=(hostile,), message=hostile, why=hostile)
    (suite,) = suites(Checked(f"{hostile}.archdesk", findings=(finding, replace(finding, waived=hostile))))
    (failure,) = suite.iter("failure")
    assert "<![CDATA[ ]]> & \" '" in failure.attrib["message"]
    assert "é 中" in failure.attrib["message"]
