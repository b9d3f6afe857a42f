"""A person's own palettes: where they are, loading them beside the shipped ones, checking one, starting one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import platformdirs

from archdesk.catalog.catalogue import (
    Catalogue,
    compiled_files,
    join_palettes,
    load_catalogue,
    palette_files,
)
from archdesk.catalog.checking import entry_problems
from archdesk.catalog.compiled import cache_file
from archdesk.catalog.palettes import PaletteFile, is_own_file, own_name, read_palette
from archdesk.catalog.schema import FILE as SCHEMA
from archdesk.errors import Problem, UsageError
from archdesk.shipped import shipped
from archdesk.storage.files import read_file, save_bytes

VARIABLE = "ARCHDESK_PALETTES"  # folders of palettes, separated as in PATH


def palette_folders() -> Sequence[Path]:
    """The folders of a person's own palettes: those of the environment variable, or the one of this user."""
    given = os.environ.get(VARIABLE, "")
    if given:
        return [Path(folder) for folder in given.split(os.pathsep) if folder]
    return [own_folder()]


def own_folder() -> Path:
    """Where this user's palettes are looked for, whether or not it is there."""
    return platformdirs.user_config_path("ArchDesk") / "palettes"


def load_all() -> Catalogue:
    """The shipped palettes and the person's own. What is wrong in those is named in `problems` and left out."""
    return load_catalogue(palette_folders())


def check_palette(path: Path) -> tuple[Problem, ...]:
    """All that is wrong with a palette file, in its order, read with the shipped ones and the person's own.

    Raises InputError where the file cannot be read at all.
    """
    text = read_file(path)
    own = shipped("palettes") / "aws"
    folders = [] if own in path.resolve().parents else palette_folders()
    others = palette_files(folders, [])
    name = own_name(path)
    read = compiled_files([(n, t) for n, t in others if not _is_same(n, path)], cache_file())
    file = read_palette(name, text, mend=True)
    catalogue = join_palettes([*read, file], [])
    index = next(i for i, f in enumerate((*read, file)) if f is file)
    sound = PaletteFile(file.name, file.text, catalogue.palettes[index], broken=file.broken)
    found = {p for p in catalogue.problems if p.file == name}
    told = {_key(p) for p in found}
    found.update(p for p in problems_in(catalogue, sound) if _key(p) not in told)
    return tuple(sorted(found))


def _key(problem: Problem) -> tuple[int, str]:
    """Which key a problem is about: of a wrong value nothing else is said."""
    return problem.line, problem.message.partition(": ")[0]


def _is_same(name: str, path: Path) -> bool:
    other = Path(name) if is_own_file(name) else shipped("palettes") / "aws" / name
    return other.exists() and other.resolve() == path.resolve()


def problems_in(catalogue: Catalogue, file: PaletteFile) -> Iterator[Problem]:
    """What is wrong in the entries of a palette of the catalogue: in themselves, in rules, costs and mappings."""
    from archdesk.cloudformation.checking import has_schemas, mapping_mistakes, naming_mistakes, wire_mistakes
    from archdesk.costs.checking import cost_mistakes, transfer_mistakes
    from archdesk.limits.checking import limit_mistakes
    from archdesk.rules.checking import rule_mistakes

    yield from entry_problems(catalogue, file)
    palette = file.palette
    for id, kind in palette.components.items():
        yield from file.problems_at(("components", id), cost_mistakes(kind))
        yield from file.problems_at(("components", id), limit_mistakes(kind, catalogue))
        yield from file.problems_at(("components", id), naming_mistakes(kind))
        if has_schemas():
            yield from file.problems_at(("components", id), mapping_mistakes(kind.cloudformation))
    for id, transfer in palette.transfers.items():
        yield from file.problems_at(("transfers", id), transfer_mistakes(transfer, catalogue.relations))
    for entry in palette.connections if has_schemas() else ():
        yield from file.problems_at(("connections", entry.position), wire_mistakes(entry))
    for rule in palette.rules:
        if any(id in repr(rule) for id in file.broken):
            continue  # the mistake in the type comes first
        yield from file.problems_at(("rules", rule.position), rule_mistakes(rule, catalogue))


_START = """\
# yaml-language-server: $schema={schema}
# What a palette may say: {schema}; the shipped palettes in {folder} are examples.
service: {service}
category: compute            # compute, containers, storage, database, network, analytics, integration, security ...

components:
  {id}.thing:                # service.thing, in lower case
    label: {service}
    summary: What it is, in a sentence.
    icon: general/general    # of the diagrams package: compute/lambda, database/rds ...
    keywords: [words, people, type]
    placement: {{scope: regional, parents: [aws.region], reason: "It is regional and stands outside any VPC."}}
    properties:
      size: {{type: integer, label: Size, unit: GiB, default: 20, min: 1, max: 100}}
    costs: [{{label: {service}, free: "Say why, or name a price."}}]
    cloudformation: {{why_not: "There is no resource type for it yet."}}

connections:
  - {{from: lambda.function, to: {id}.thing, relation: writes, verdict: allowed}}
"""


def start_palette(path: Path) -> None:
    """Write a small palette to go on from. Raises UsageError where there is a file, SaveError where none can be."""
    if path.suffix != ".yaml":
        raise UsageError(f"{path}: a palette is a .yaml file; call it {path.with_suffix('.yaml').name}.")
    if path.exists():
        raise UsageError(f"{path}: there is a file already; choose another name.")
    stem = "".join(c if c.isalnum() else "_" for c in path.stem.lower()).strip("_") or "mine"
    palettes = shipped("palettes")
    text = _START.format(
        schema=(palettes / SCHEMA).as_posix(),
        folder=(palettes / "aws").as_posix(),
        service=stem.replace("_", " ").capitalize(),
        id=stem if stem[0].isalpha() else f"my_{stem}",
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    save_bytes(path, text.encode())
