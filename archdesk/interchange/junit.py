"""JUnit XML: one suite a file, one case a finding; waived ones are skipped, unreadable files are errors."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from archdesk.catalog.definitions import Severity
from archdesk.interchange.report import Checked, Report, at_least, relative
from archdesk.rules.findings import Finding

# What XML 1.0 cannot hold, not even as a reference.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def junit_xml(report: Report, failing: Severity) -> str:
    """The report as XML text; findings below the severity ``failing`` are told but do not fail."""
    root = Element("testsuites", name="archdesk check")
    if report.problems:
        _suite(root, "archdesk", [("setup", "error", str(problem)) for problem in report.problems])
    for checked in report.files:
        _suite(root, relative(checked.file, report.root), _cases(checked, failing))
    for total in ("tests", "failures", "errors", "skipped"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False) + "\n"


_Case = tuple[str, str, str]  # name, what became of it, and in words


def _cases(checked: Checked, failing: Severity) -> list[_Case]:
    if checked.problems:
        return [("can be read", "error", str(problem)) for problem in checked.problems]
    fails = {id(finding) for finding in at_least(checked.findings, failing)}
    cases = [_case(checked, finding, id(finding) in fails) for finding in checked.findings]
    return cases or [("has no findings", "", "")]


def _case(checked: Checked, finding: Finding, fails: bool) -> _Case:
    name = " ".join([finding.rule, *finding.components, *filter(None, [finding.connection])])
    line = checked.line_of(finding)
    where = f"{checked.file}:{line}" if line else checked.file
    words = f"{finding.severity} {finding.rule}: {finding.message}\n{finding.why}\n{where}"
    if finding.waived is not None:
        return name, "skipped", f"waived: {finding.waived}"
    return name, "failure" if fails else "system-out", words


def _suite(root: Element, name: str, cases: list[_Case]) -> None:
    kinds = [kind for _, kind, _ in cases]
    counts = {
        "tests": len(cases),
        "failures": kinds.count("failure"),
        "errors": kinds.count("error"),
        "skipped": kinds.count("skipped"),
    }
    suite = SubElement(root, "testsuite", {"name": _text(name), **{k: str(v) for k, v in counts.items()}})
    for title, kind, words in cases:
        case = SubElement(suite, "testcase", classname=_text(name), name=_text(title))
        if kind == "skipped":
            SubElement(case, kind, message=_text(words))
        elif kind in ("failure", "error"):
            SubElement(case, kind, message=_text(words.partition("\n")[0])).text = _text(words)
        elif kind:
            SubElement(case, kind).text = _text(words)


def _text(text: str) -> str:
    return _IMPOSSIBLE.sub("\ufffd", text)
