"""Every error ArchDesk raises on purpose.

    ArchDeskError
    ├── InputError           a file or text from outside is wrong; lists every problem it has
    │   ├── DesignError      an .archdesk file
    │   ├── TemplateError    a CloudFormation template
    │   └── PriceBookError   a price file
    ├── EditError            an edit that would leave the design broken (dangling ids, cycles)
    ├── SaveError            a file could not be written; the old one is as it was
    ├── PriceListError       AWS's price list could not be fetched, or is not to be trusted; the books are as they were
    ├── CalculationError     an input of a calculator that it cannot work with
    ├── LintError            cfn-lint is not there, or gave no answer
    ├── ProgressError        what was reached in practice cannot be kept or read; what was kept before is as it was
    ├── UsageError           a command was called in a way that makes no sense
    └── DeployError          CloudFormation refused something, or a stack is in no state for it
        └── AccessError      the account could not be asked: no boto3, credentials, region, network or right

Messages say what, where (``file:line``) and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class ArchDeskError(Exception):
    """The root: catch this to show any error of ours to a person."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input: where it is (1-based line, 0 if unknown) and what."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}" if where else self.message


class InputError(ArchDeskError):
    """An input from outside is wrong; ``problems`` holds all that was found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class DesignError(InputError):
    """An .archdesk file that cannot be read."""


class TemplateError(InputError):
    """A CloudFormation template that cannot be read."""


class PriceBookError(InputError):
    """A price file that cannot be used."""


class EditError(ArchDeskError):
    """An edit that would leave the design broken; the design is as it was before."""


class SaveError(ArchDeskError):
    """A file could not be written; what was there before is intact."""


class PriceListError(ArchDeskError):
    """AWS's price list cannot be fetched, or is not to be trusted; the price books are as they were."""


class CalculationError(ArchDeskError):
    """A calculator cannot work with what it was given; says which input, and why."""


class LintError(ArchDeskError):
    """cfn-lint cannot be asked, or its answer cannot be read."""


class ProgressError(ArchDeskError):
    """What was reached in practice cannot be kept or read; what was kept before is as it was."""


class UsageError(ArchDeskError):
    """A command was called in a way that makes no sense."""


class DeployError(ArchDeskError):
    """A stack cannot be deployed; says why, and what is left in the account if anything is."""


class AccessError(DeployError):
    """The account cannot be asked: boto3, credentials, a region, the network or a right is missing."""
