"""What the palette offers: types, presets and parts of types as entries, in categories, found by typing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ComponentType
from archdesk.gui.panels.matching import ENOUGH, score

# The categories in the order of the palette: the palettes' word, AWS's name, and whether it is open at first.
CATEGORIES: Final[tuple[tuple[str, str, bool], ...]] = (
    ("compute", "Compute", True),
    ("containers", "Containers", False),
    ("storage", "Storage", True),
    ("database", "Database", True),
    ("network", "Networking & content delivery", True),
    ("analytics", "Analytics", False),
    ("integration", "Application integration", True),
    ("security", "Security, identity & compliance", False),
    ("management", "Management & governance", False),
    ("developer_tools", "Developer tools", False),
    ("mobile", "Front-end web & mobile", False),
    ("migration", "Migration & transfer", False),
    ("business_applications", "Business applications", False),
    ("general", "General", False),
    ("outside", "Outside AWS", False),
)
CATEGORY_NAMES: Final = {id: name for id, name, _ in CATEGORIES}
_RANK: Final = {id: rank for rank, (id, _, _) in enumerate(CATEGORIES)}

# What most designs begin with stands first in its category; the rest follows as the palettes list it.
_LEADING: Final = (
    "ec2.instance", "lambda.function", "autoscaling.group", "ecs.cluster", "ecs.service", "ecs.task", "s3.bucket",
    "rds.instance", "rds.aurora", "dynamodb.table", "elasticache.redis", "aws.region", "vpc.vpc", "vpc.az", "public_subnet",
    "private_subnet", "vpc.internet_gateway", "vpc.nat_gateway", "elb.application", "elb.network",
    "vpc.security_group", "cloudfront.distribution", "route53.record", "apigateway.rest_api", "vpc.endpoint",
    "sqs.queue", "sns.topic", "events.rule", "stepfunctions.state_machine", "kinesis.stream", "iam.role", "kms.key",
    "external.users", "external.internet", "external.on_premises",
)  # fmt: skip
_PART: Final = 20.0  # a part stands behind a type that fits about as well,
_NAMED_PART: Final = 8.0  # but typed by its whole name it is meant
_LEAD: Final = {id: rank for rank, id in enumerate(_LEADING)}


@dataclass(frozen=True)
class Entry:
    """A type, preset or part as the palette shows it; ``places`` is what ``place`` takes.

    ``aliases`` are the names it goes by, ``inherited`` those of its type, ``words`` whatever else it is found by,
    all in lower case. ``owner`` is the label of the type that a part belongs to.
    """

    id: str
    label: str
    icon: str
    category: str
    summary: str
    places: str
    aliases: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    words: str = ""
    owner: str = ""

    @property
    def title(self) -> str:
        """The label; of a part also what it belongs to."""
        return f"{self.label} — part of {self.owner}" if self.owner else self.label


def category_of(kind: ComponentType) -> str:
    """The category a type is shown in."""
    if kind.id.startswith("external."):
        return "outside"
    if kind.category == "general" and kind.container is not None:
        return "network"  # regions and accounts are drawn as VPCs and subnets are: round other things
    return kind.category


def category_name(category: str) -> str:
    """The category as AWS names it; one that a palette of a user's own brings, as it says."""
    return CATEGORY_NAMES.get(category, category.replace("_", " ").capitalize())


@lru_cache(maxsize=4)
def entries(catalogue: Catalogue) -> Sequence[Entry]:
    """What is shown as tiles: types and presets, by category, the usual ones first."""
    hidden = {p.type for p in catalogue.presets.values() if p.hides_type}
    found = []
    for palette in catalogue.palettes:
        found += [_of_type(kind) for id, kind in palette.components.items() if id not in hidden]
        for id, preset in palette.presets.items():
            kind = catalogue.types[preset.type]
            found.append(
                Entry(
                    id,
                    preset.label,
                    preset.icon or kind.icon,
                    category_of(kind),
                    preset.summary or kind.summary,
                    id,
                    _lower(preset.keywords),
                    _lower((kind.label, *kind.keywords)),
                    f"{kind.service} {id.replace('_', ' ')}".lower(),
                )
            )
    last = len(_RANK), len(_LEAD)
    return tuple(
        sorted(found, key=lambda e: (_RANK.get(e.category, last[0]), e.category, _LEAD.get(e.id, last[1])))
    )


@lru_cache(maxsize=4)
def part_entries(catalogue: Catalogue) -> Sequence[Entry]:
    """The parts of types, found by search only: choosing one places its owner."""
    return tuple(part for kind in catalogue.types.values() for part in _parts_of(kind))


def entry_of(catalogue: Catalogue, id: str) -> Entry | None:
    """The tile of a type or preset; the type's own where its presets hide it; None where nothing is so called."""
    found = _by_id(catalogue).get(id)
    if found is None and id in catalogue.types:
        return _of_type(catalogue.types[id])
    return found


def find_entry(catalogue: Catalogue, id: str) -> Entry | None:
    """The entry of this id: a tile, or a part."""
    return entry_of(catalogue, id) or next((p for p in part_entries(catalogue) if p.id == id), None)


def search(catalogue: Catalogue, text: str) -> Sequence[Entry]:
    """The entries that fit what was typed, best first; all tiles for nothing."""
    typed = " ".join(text.lower().split())
    if not typed:
        return entries(catalogue)
    every = [*entries(catalogue), *part_entries(catalogue)]
    scored = []
    for index, entry in enumerate(every):
        derived = entry.id in catalogue.presets or entry.category == "outside" or bool(entry.owner)
        points = score(typed, entry.label.lower(), entry.aliases, entry.words, entry.inherited, derived)
        if points >= ENOUGH:
            behind = 0.0 if not entry.owner else _NAMED_PART if typed == entry.label.lower() else _PART
            scored.append((points - behind, -index, entry))
    return tuple(entry for _, _, entry in sorted(scored, key=lambda s: s[:2], reverse=True))


def _of_type(kind: ComponentType) -> Entry:
    words = f"{kind.service} {kind.id.replace('.', ' ').replace('_', ' ')}".lower()
    category, aliases = category_of(kind), _lower(kind.keywords)
    return Entry(kind.id, kind.label, kind.icon, category, kind.summary, kind.id, aliases, (), words)


def _parts_of(kind: ComponentType) -> Iterator[Entry]:
    for name, part in kind.parts.items():
        yield Entry(
            f"{kind.id}#{name}",
            part.label,
            kind.icon,
            category_of(kind),
            part.summary,
            kind.id,
            _lower(part.keywords),
            (),
            f"{kind.service} {name.replace('_', ' ')}".lower(),
            kind.label,
        )


@lru_cache(maxsize=4)
def _by_id(catalogue: Catalogue) -> dict[str, Entry]:
    return {e.id: e for e in entries(catalogue)}


def _lower(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)
