"""What the kinds, domains, difficulties and editions of scenarios are called on the screen and in reports."""

from __future__ import annotations

from collections.abc import Mapping

from archdesk.model.records import Edition
from archdesk.practice.definitions import Difficulty, Domain, Kind

KIND_WORDS: Mapping[Kind, str] = {
    "build": "Build",
    "complete": "Complete",
    "repair": "Find the flaw",
    "choose": "Choose the service",
    "calculate": "Calculate",
    "cheapest": "Cheapest design",
    "symptom": "Read a symptom",
}
# As the guide of the exam AWS Certified Developer - Associate (DVA-C02) calls them.
DOMAIN_WORDS: Mapping[Domain, str] = {
    "development": "Development with AWS services",
    "security": "Security",
    "deployment": "Deployment",
    "troubleshooting": "Troubleshooting and optimization",
}
DIFFICULTY_WORDS: Mapping[Difficulty, str] = {"easy": "Easy", "medium": "Medium", "hard": "Hard"}
EDITION_WORDS: Mapping[Edition, str] = {"notes": "As in the notes of 2019", "current": "Today's AWS"}
