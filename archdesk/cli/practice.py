"""``archdesk practice``: exam scenarios without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from archdesk.cli.output import one_line, say, say_json, table, tell
from archdesk.errors import ArchDeskError, UsageError

if TYPE_CHECKING:  # the parser is made for every command, so nothing heavy is imported for it
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from archdesk.catalog.catalogue import Catalogue
    from archdesk.practice.definitions import Scenario
    from archdesk.practice.library import Library
    from archdesk.practice.progress import ProgressStore
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

    reached = actions.add_parser(
        "progress",
        help="what you reached so far",
        description="Scores by domain and section, days in a row, and what is due to repeat. It is kept on this machine alone.",
    )
    reached.add_argument("--format", choices=list(_FORMATS), help="default: by the name of -o, else text")
    reached.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it there")
    reached.add_argument("--reset", action="store_true", help="forget everything; asks for --yes")
    reached.add_argument("--yes", action="store_true", help="it is meant")


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
        case "progress":
            return _progress(args, library)
        case _:
            return _grade(args, library.find(args.id))


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
    from archdesk.practice.grading import grader_of
    from archdesk.storage.files import save_design

    if args.output.exists():
        raise UsageError(f"{args.output} is there already; name a new file.")
    catalogue = load_all()
    drawn = grader_of(scenario, catalogue).drawn
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
    _put(text, args.output)
    if any(entry.grade is None for entry in graded):
        return BAD
    return CLEAN if all(entry.grade is not None and entry.grade.passed for entry in graded) else FAILED


def _graded(scenario: Scenario, catalogue: Catalogue, files: list[Path]) -> list[Graded]:
    from archdesk.app.importing import open_any
    from archdesk.practice.grading import grader_of
    from archdesk.practice.reporting import Graded

    grader = grader_of(scenario, catalogue)
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

    match _form(args):
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


def _form(args: argparse.Namespace) -> str:
    suffix = args.output.suffix.lower() if args.output is not None else ""
    return args.format or next((form for form, end in _FORMATS.items() if end and end == suffix), "text")


def _put(text: str, output: Path | None) -> None:
    from archdesk.storage.files import save_bytes

    if output is None:
        say(text.replace("\r\n", "\n").rstrip("\n"))
    else:
        save_bytes(output, text.encode())
        tell(f"{output}: written")


# -- progress -------------------------------------------------------------------------------------------------


def _progress(args: argparse.Namespace, library: Library) -> int:
    from archdesk.app.practice import progress_file
    from archdesk.app.practising import wall_clock
    from archdesk.practice.exporting import attempts_csv, progress_json, progress_markdown
    from archdesk.practice.progress import ProgressStore

    if not progress_file().exists():
        if args.reset:
            raise UsageError("There is nothing to forget: nothing was graded yet.")
        tell("Nothing was graded yet: choose a scenario in the window, draw the answer and grade it.")
    with ProgressStore(progress_file()) as store:
        if store.notice:
            tell(one_line(store.notice))
        if args.reset:
            if not args.yes:
                raise UsageError(
                    "This forgets all attempts, exams and dates to repeat; say --yes if it is meant."
                )
            store.reset()
            tell("Everything is forgotten.")
            return CLEAN
        attempts, exams, now = store.attempts(), store.exams(), wall_clock()
        zone = now.astimezone().tzinfo
        assert zone is not None
        match _form(args):
            case "json":
                text = progress_json(attempts, exams)
            case "csv":
                text = attempts_csv(attempts)
            case "markdown":
                text = progress_markdown(attempts, exams, now, zone)
            case _:
                text = "\n".join(_progress_lines(store, library, now, zone)) + "\n"
    _put(text, args.output)
    return CLEAN


def _progress_lines(store: ProgressStore, library: Library, now: datetime, zone: tzinfo) -> Iterator[str]:
    from archdesk.practice import summary
    from archdesk.practice.scheduling import due, next_due
    from archdesk.practice.words import DOMAIN_WORDS

    attempts = store.attempts()
    whole, days = summary.totals(attempts), summary.streak(attempts, now, zone)
    yield f"{whole.passed} of {len(library.scenarios)} scenarios passed, {whole.attempts} attempts"
    yield f"{days.current} days in a row, {days.longest} at most"
    domains = summary.by_domain(attempts)
    for domain, words in DOMAIN_WORDS.items():
        if domain in domains:
            yield f"  {domains[domain].score:3.0f}  {words} ({domains[domain].count})"
    sections = summary.weakest(attempts)
    if sections:
        yield "Sections, the weakest first"
        yield from (
            f"  {standing.score:3.0f}  {section} ({standing.count})" for section, standing in sections
        )
    for result in store.exams():
        day = f"{result.exam.started.astimezone(zone):%Y-%m-%d %H:%M}"
        yield f"Exam of {day}: {result.scaled} of 1,000, {'passed' if result.passed else 'not passed'}"
    waiting = [entry for entry in due(store, now) if entry.scenario in library.scenarios]
    if waiting:
        yield "To repeat now"
        yield from (f"  {entry.scenario}" for entry in waiting)
    elif (following := next_due(store, now)) is not None:
        yield f"Next to repeat: {following.scenario}, on {following.when.astimezone(zone):%Y-%m-%d}"
