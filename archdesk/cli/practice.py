"""``archdesk practice`` and ``archdesk scenario``: exam scenarios without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from archdesk.cli.output import one_line, say, say_json, table, tell
from archdesk.errors import ArchDeskError, UsageError

if TYPE_CHECKING:  # the parser is made for every command, so nothing heavy is imported for it
    from archdesk.catalog.catalogue import Catalogue
    from archdesk.practice.definitions import Scenario
    from archdesk.practice.library import Library
    from archdesk.practice.reporting import Graded

CLEAN, FAILED, BAD = 0, 1, 2
_FORMATS: Final = {"text": "", "json": ".json", "csv": ".csv", "markdown": ".md"}
_KINDS: Final = ("build", "complete", "repair", "choose", "calculate", "cheapest", "symptom")
_DOMAINS: Final = ("development", "security", "deployment", "troubleshooting")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    practice = commands.add_parser(
        "practice",
        help="exam scenarios: list, start and grade them",
        description="Exam scenarios: a brief to read, a design to draw, a grade with reasons. Nothing leaves this machine.",
        epilog="Exit codes: 0 done, 1 a design does not pass, 2 a file cannot be read or nothing is so called.",
    )
    actions = practice.add_subparsers(dest="action", required=True, metavar="ACTION")

    listing = actions.add_parser("list", help="list scenarios")
    listing.add_argument("--kind", choices=_KINDS)
    listing.add_argument("--domain", choices=_DOMAINS, help="of the exam")
    listing.add_argument("--difficulty", choices=["easy", "medium", "hard"])
    listing.add_argument("--edition", choices=["notes", "current"])
    listing.add_argument("--section", metavar="ID", help="of the notes, such as sqs")
    listing.add_argument("--format", choices=["text", "json"], default="text")

    showing = actions.add_parser("show", help="the brief of a scenario")
    showing.add_argument("id", metavar="ID")
    showing.add_argument("--requirements", action="store_true", help="and what it asks for, with hints")
    showing.add_argument("--solution", action="store_true", help="and how it is solved, and why")
    showing.add_argument("--format", choices=["text", "json"], default="text")

    starting = actions.add_parser("start", help="write the design that a scenario starts with")
    starting.add_argument("id", metavar="ID")
    starting.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    starting.add_argument("--solution", action="store_true", help="write the solution instead")

    grading = actions.add_parser(
        "grade",
        help="grade designs, or all designs in folders",
        description="Grade designs and templates against a scenario. The same design always gets the same grade.",
    )
    grading.add_argument("id", metavar="ID")
    grading.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a design, a folder or a template"
    )
    grading.add_argument("--format", choices=list(_FORMATS), help="default: by the name of -o, else text")
    grading.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it there")

    _add_scenario(commands)


def _add_scenario(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    scenario = commands.add_parser("scenario", help="scenarios of your own: check them, where they are")
    actions = scenario.add_subparsers(dest="action", required=True, metavar="ACTION")
    checking = actions.add_parser(
        "check",
        help="say what is wrong with scenario files",
        description="Read scenarios and let them prove themselves: the solution scores 100 and exports, each wrong "
        "design scores what it should and fails what it should, an empty canvas scores 0, everything placed does not pass, "
        "and no clause of a requirement is idle.",
        epilog="Exit codes: 0 nothing is wrong, 1 something is, 2 a file cannot be read.",
    )
    checking.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a scenario or a folder of them"
    )
    checking.add_argument("--quick", action="store_true", help="without a look for idle clauses")
    checking.add_argument("--format", choices=["text", "json"], default="text")
    actions.add_parser("folder", help="say where your own scenarios are looked for")


def run_practice(args: argparse.Namespace) -> int:
    from archdesk.app.practice import load_scenarios

    library = load_scenarios()
    for problem in library.problems:
        tell(one_line(f"scenario: {problem}"))
    match args.action:
        case "list":
            return _list(args, library)
        case "show":
            return _show(args, library.find(args.id))
        case "start":
            return _start(args, library.find(args.id))
        case _:
            return _grade(args, library.find(args.id))


def run_scenario(args: argparse.Namespace) -> int:
    from archdesk.app.practice import own_folder

    if args.action == "folder":
        say(str(own_folder()))
        return CLEAN
    return _check(args)


# -- scenarios ------------------------------------------------------------------------------------------------


def _list(args: argparse.Namespace, library: Library) -> int:
    from archdesk.app.scenario_shelf import shelved
    from archdesk.handbook.reading import load_handbook

    handbook = load_handbook()
    if args.section is not None and args.section not in handbook.sections:
        raise UsageError(f"The notes have no section {args.section!r}; `archdesk notes` lists them.")
    found = [
        entry.scenario
        for entry in shelved(library.scenarios.values(), handbook)
        if args.section is None or args.section in entry.scenario.sections
    ]
    for key in ("kind", "domain", "difficulty", "edition"):
        wanted = getattr(args, key)
        found = [s for s in found if wanted in (None, getattr(s, key))]
    if args.format == "json":
        say_json([_facts(s) for s in found])
    else:
        rows = [
            (s.id, s.kind, s.domain, s.difficulty, s.edition, s.section, one_line(s.title)) for s in found
        ]
        head = ("scenario", "kind", "domain", "difficulty", "edition", "section", "title")
        say(table([head, *rows]) if rows else "No scenario fits.")
    return CLEAN


def _facts(scenario: Scenario) -> dict[str, object]:
    keys = ("id", "title", "kind", "section", "domain", "difficulty", "edition", "region", "file")
    found = {key: getattr(scenario, key) for key in keys}
    return {**found, "also": list(scenario.also), "minutes": scenario.time, "brief": scenario.brief.strip()}


def _show(args: argparse.Namespace, scenario: Scenario) -> int:
    if args.format == "json":
        found = _facts(scenario)
        if args.requirements or args.solution:
            keys = ("id", "text", "points", "hint", "why", "cite", "aws")
            found["requirements"] = [{k: getattr(r, k) for k in keys} for r in scenario.requirements]
        if args.solution:
            found["explanation"] = scenario.explanation.strip()
            found["wrong"] = [{"title": w.title, "why": w.why, "score": w.score} for w in scenario.wrong]
        say_json(found)
        return CLEAN
    from archdesk.practice.words import DIFFICULTY_WORDS, DOMAIN_WORDS, EDITION_WORDS, KIND_WORDS

    say(scenario.title)
    facts = (
        KIND_WORDS[scenario.kind],
        DOMAIN_WORDS[scenario.domain],
        DIFFICULTY_WORDS[scenario.difficulty],
        EDITION_WORDS[scenario.edition],
        f"about {scenario.time} minutes",
    )
    say(" · ".join(facts))
    _paragraph(scenario.brief)
    if args.requirements or args.solution:
        say("\nWhat it asks for")
        for requirement in scenario.requirements:
            points = "1 point" if requirement.points == 1 else f"{requirement.points} points"
            _paragraph(f"- {requirement.text} ({points})", "  ", gap=False)
            said = requirement.why if args.solution else f"Hint: {requirement.hint}"
            _paragraph(said, "    ", "    ", gap=False)
    if args.solution:
        _paragraph(scenario.explanation)
        say("\nWhat is often drawn, and wrong")
        for wrong in scenario.wrong:
            _paragraph(f"- {wrong.title} ({wrong.score} of 100): {wrong.why}", "  ", gap=False)
    say(f"\nStart it with: archdesk practice start {scenario.id} -o {scenario.id}.archdesk")
    return CLEAN


def _paragraph(text: str, rest: str = "", first: str = "", *, gap: bool = True) -> None:
    import textwrap

    if gap:
        say()
    for part in text.strip().split("\n"):
        say(textwrap.fill(part.strip(), 100, initial_indent=first, subsequent_indent=rest))


def _start(args: argparse.Namespace, scenario: Scenario) -> int:
    from archdesk.app.palettes import load_all
    from archdesk.practice.sketching import Drawn
    from archdesk.storage.files import save_design

    if args.output.exists():
        raise UsageError(f"{args.output} is there already; name a new file.")
    catalogue = load_all()
    drawn = Drawn(scenario, catalogue)
    save_design(drawn.solution() if args.solution else drawn.start(), args.output, catalogue)
    tell(
        f"{args.output}: written; draw the answer, then: archdesk practice grade {scenario.id} {args.output}"
    )
    return CLEAN


# -- grading --------------------------------------------------------------------------------------------------


def _grade(args: argparse.Namespace, scenario: Scenario) -> int:
    from archdesk.app.checking import designs_in
    from archdesk.app.palettes import load_all
    from archdesk.practice.reporting import Graded

    catalogue = load_all()
    files, problems = designs_in(args.files)
    graded = [*_graded(scenario, catalogue, files), *(Graded(p.file, problem=p.message) for p in problems)]
    text = _written(args, scenario, graded)
    if args.output is None:
        say(text.replace("\r\n", "\n").rstrip("\n"))
    else:
        from archdesk.storage.files import save_bytes

        save_bytes(args.output, text.encode())
        tell(f"{args.output}: written")
    if any(entry.grade is None for entry in graded):
        return BAD
    return CLEAN if all(entry.grade is not None and entry.grade.passed for entry in graded) else FAILED


def _graded(scenario: Scenario, catalogue: Catalogue, files: list[Path]) -> list[Graded]:
    from archdesk.app.importing import open_any
    from archdesk.practice.grading import Grader
    from archdesk.practice.reporting import Graded

    grader = Grader(scenario, catalogue)
    found = []
    for file in files:
        try:
            design = open_any(file, catalogue).design
        except ArchDeskError as error:
            found.append(Graded(str(file), problem=str(error)))
            continue
        if design.settings.scenario not in ("", scenario.id):
            tell(one_line(f"note: {file} was started for {design.settings.scenario}"))
        found.append(Graded(str(file), design, grader.grade(design)))
    return found


def _written(args: argparse.Namespace, scenario: Scenario, graded: list[Graded]) -> str:
    import json

    from archdesk.practice.reporting import grade_lines, grades_csv, grades_json, grades_markdown

    suffix = args.output.suffix.lower() if args.output is not None else ""
    form = args.format or next((f for f, end in _FORMATS.items() if end and end == suffix), "text")
    match form:
        case "json":
            return json.dumps(grades_json(scenario, graded), indent=2) + "\n"
        case "csv":
            return grades_csv(scenario, graded)
        case "markdown":
            return grades_markdown(scenario, graded)
        case _:
            parts = []
            for entry in graded:
                head = [one_line(entry.file)] if len(graded) > 1 else []
                parts.append("\n".join([*head, *(one_line(line) for line in grade_lines(scenario, entry))]))
            return "\n\n".join(parts) + "\n"


# -- scenarios of one's own -------------------------------------------------------------------------------------


def _check(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from archdesk.app.palettes import load_all
    from archdesk.handbook.reading import load_handbook
    from archdesk.practice.checking import problems_of
    from archdesk.practice.library import read_scenario, scenario_files
    from archdesk.storage.files import read_file

    catalogue, sections = load_all(), load_handbook().sections
    paths: list[Path] = []
    for path in args.files:
        inside = scenario_files(path) if path.is_dir() else [path]
        if not inside:
            raise UsageError(f"There is no scenario in {path}: no file ends in .yaml.")
        paths += inside
    found = []
    for path in paths:
        file = read_scenario(read_file(path), str(path))
        found.append(problems_of(file, catalogue, sections, thorough=not args.quick))
        for problem in found[-1] if args.format == "text" else ():
            say(one_line(str(problem)))
    wrong = sum(map(bool, found))
    if args.format == "json":
        say_json({"checked": len(paths), "problems": [asdict(p) for problems in found for p in problems]})
    else:
        count = "1 scenario" if len(paths) == 1 else f"{len(paths)} scenarios"
        say(f"{count} checked: {f'{wrong} with mistakes' if wrong else 'nothing is wrong'}")
    return FAILED if wrong else CLEAN
