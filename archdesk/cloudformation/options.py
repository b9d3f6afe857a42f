"""What a person may choose about a template before it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The form of a template; the default is plain CloudFormation with a role for each component."""

    serverless: bool = False  # AWS SAM's resources for what is serverless
    existing_role: str = ""  # the name of a role that is there, used instead of writing any (Learner Lab)


PLAIN = Options()
