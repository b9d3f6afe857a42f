"""Grades: what earns points and what costs some, said by designs as people draw them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Settings, Waiver
from archdesk.practice.definitions import Scenario
from archdesk.practice.grading import HINT, MOST_ERRORS, MOST_NEEDLESS, NEEDLESS, WARNING, Grader
from archdesk.rules.scope import RuleError

CATALOGUE = load_catalogue()


def requirement(id: str = "hides", **given: Any) -> dict[str, Any]:
    """A requirement: a queue that triggers a function hides messages for a minute, unless it says otherwise."""
    usual: dict[str, Any] = {
        "for": {"connection": {"from": "sqs.queue", "to": "lambda.function", "relation": "triggers"}},
        "check": {"ge": ["$from.visibility_timeout", 60]},
    }
    if any(key in given for key in ("any", "all", "cost")):
        usual = {}
    return {"id": id, "text": id.capitalize(), "points": 2, "hint": "Look.", "why": "So.", **usual, **given}


QUEUE_AND_FUNCTION: dict[str, Any] = {
    "components": {
        "q": {"type": "sqs.queue", "visibility_timeout": 60},
        "f": {"type": "lambda.function", "timeout": 10},
    },
    "connections": ["q triggers f"],
}


def scenario(*requirements: dict[str, Any], **given: Any) -> Scenario:
    raw = {
        "id": "own", "title": "Own", "kind": "build", "section": "sqs", "domain": "development", "difficulty": "easy",
        "edition": "current", "brief": "Draw it.", "explanation": "So.", "solution": QUEUE_AND_FUNCTION,
        "requirements": (asked := list(requirements) or [requirement()]),
        "wrong": [{"title": t, "why": "No.", "score": 0, "fails": [asked[0]["id"]], "of": "nothing"} for t in ("A", "B")],
    }  # fmt: skip
    return Scenario.model_validate({**raw, **given})


def grader(*requirements: dict[str, Any], **given: Any) -> Grader:
    return Grader(scenario(*requirements, **given), CATALOGUE)


def drawn(*parts: Component | Connection | Waiver, **settings: Any) -> Design:
    return Design([Settings(**settings), *parts])


def part(id: str, type: str, **properties: Any) -> Component:
    return Component(id, type, id, Rect(0, 0, 48, 48), properties=properties)


def edge(source: str, relation: str, target: str) -> Connection:
    return Connection(f"{source}-{target}", source, target, relation)


def pair(hidden: int = 60, tail: str = "") -> list[Component | Connection]:
    """A queue that triggers a function."""
    return [
        part(f"q{tail}", "sqs.queue", visibility_timeout=hidden),
        part(f"f{tail}", "lambda.function", timeout=10),
        edge(f"q{tail}", "triggers", f"f{tail}"),
    ]


class TestRequirements:
    def test_every_subject_has_to_do_it_and_there_has_to_be_one(self) -> None:
        asked = grader()
        assert asked.grade(drawn(*pair())).score == 100
        one_of_two = asked.grade(drawn(*pair(), *pair(10, "2")))
        assert one_of_two.failed() == ("hides",)
        assert one_of_two.verdict("hides").about == ("q2-f2",)
        nothing = asked.grade(drawn())
        assert (nothing.score, nothing.verdict("hides").state, nothing.verdict("hides").about) == (
            0,
            "missed",
            (),
        )

    def test_some_subject_may_be_enough(self) -> None:
        asked = grader(requirement(holds_for="some"))
        assert asked.grade(drawn(*pair(), *pair(10, "2"))).verdict("hides").about == ("q-f",)
        assert asked.grade(drawn(*pair(10))).verdict("hides").about == ("q-f",)

    @pytest.mark.parametrize(
        ("wanted", "count", "met"),
        [({"ge": 2}, 1, False), ({"ge": 2}, 2, True), ({"eq": 2}, 3, False), ({"ge": 1, "le": 2}, 2, True)],
    )
    def test_subjects_may_be_counted(self, wanted: dict[str, int], count: int, met: bool) -> None:
        design = drawn(*(p for n in range(count) for p in pair(60, str(n))))
        assert grader(requirement(holds_for=wanted)).grade(design).verdict("hides").met is met

    def test_none_holds_where_there_is_nothing_so_it_can_need_something(self) -> None:
        slow = requirement("not_slow", check={"ge": ["$from.visibility_timeout", 600]}, holds_for="none")
        assert grader(requirement(), slow).grade(drawn()).verdict("not_slow").met
        asked = grader(requirement(), {**slow, "needs": ["hides"]})
        waiting = asked.grade(drawn()).verdict("not_slow")
        assert (waiting.met, waiting.waits_for) == (False, ("hides",))
        assert asked.grade(drawn(*pair())).score == 100
        assert asked.grade(drawn(*pair(), *pair(600, "2"))).verdict("not_slow").about == ("q2-f2",)

    def test_what_the_design_does_not_say_earns_nothing_and_is_named(self) -> None:
        unknown = requirement(
            "zone",
            **{
                "for": {"component": "ec2.instance"},
                "check": {"exists": "$it.subnets"},
                "when": {"eq": ["$it.az", "a"]},
            },
        )
        verdict = grader(requirement(), unknown).grade(drawn(part("web", "ec2.instance"))).verdict("zone")
        assert (verdict.state, verdict.about) == ("open", ("web",))
        assert verdict.missing == ("web: availability zone",)

    def test_a_condition_may_be_one_of_several_or_all_of_them(self) -> None:
        fast = {"for": {"component": "sqs.queue"}, "check": {"eq": ["$it.fifo", True]}}
        slow = {"for": {"component": "sqs.queue"}, "check": {"ge": ["$it.visibility_timeout", 60]}}
        design = drawn(part("q", "sqs.queue", visibility_timeout=60))
        assert grader(requirement(any=[fast, slow])).grade(design).verdict("hides").met
        both = grader(requirement(all=[fast, slow])).grade(design).verdict("hides")
        assert (both.met, both.about) == (False, ("q",))

    def test_the_whole_design_can_be_asked(self) -> None:
        asked = requirement(
            **{
                "for": None,
                "let": {"queues": {"of": "$design", "type": "sqs.queue"}},
                "check": {"count": {"of": "$queues", "ge": 2}},
            }
        )
        assert grader(asked).grade(drawn(*pair())).verdict("hides").about == ("q",)
        assert grader(asked).grade(drawn(*pair(), *pair(60, "2"))).verdict("hides").met

    def test_costs_are_worked_out_with_the_workload_of_the_brief(self) -> None:
        busy = {"sqs.queue": {"messages": 1_000_000_000}}
        asked = grader(requirement(), requirement("cheap", cost={"at_most": 5}), workload=busy)
        q, f, e = pair()
        assert isinstance(q, Component)
        idle = replace(q, usage={"messages": 0})  # said in the design, and not what the brief says
        verdict = asked.grade(drawn(idle, f, e)).verdict("cheap")
        assert (verdict.met, verdict.about[0]) == (False, "q")
        assert "of at most $5.00" in verdict.figures[0]
        assert (
            grader(requirement("cheap", cost={"at_most": 5}), workload={"sqs.queue": {"messages": 1000}})
            .grade(drawn(part("q", "sqs.queue")))
            .verdict("cheap")
            .met
        )

    def test_what_has_no_price_is_not_cheap(self) -> None:
        asked = grader(requirement("cheap", cost={"at_most": 5}))
        verdict = asked.grade(drawn(part("web", "ec2.instance", instance_type="x99.mega"))).verdict("cheap")
        assert (verdict.state, verdict.about) == ("open", ("web",))


class TestPoints:
    def test_partial_credit_is_by_the_points_of_requirements(self) -> None:
        fifo = requirement(
            "in_order", points=1, **{"for": {"component": "sqs.queue"}, "check": {"eq": ["$it.fifo", True]}}
        )
        assert grader(requirement(), fifo).grade(drawn(*pair())).score == 67

    def test_what_the_start_does_already_earns_nothing_and_can_be_lost(self) -> None:
        start = {
            **QUEUE_AND_FUNCTION,
            "components": {**QUEUE_AND_FUNCTION["components"], "q": {"type": "sqs.queue"}},
        }
        keeps = requirement("still", points=1, check={"eq": ["$to.timeout", 10]})
        asked = grader(
            requirement(), keeps, start=start, solution={"components": {"q": {"visibility_timeout": 60}}}
        )
        assert asked.grade(asked.drawn.start()).score == 0
        assert asked.grade(asked.drawn.solution()).score == 100
        assert asked.grade(asked.drawn.solution()).verdict("still").kept
        q, _, e = pair()
        broken = asked.grade(drawn(q, part("f", "lambda.function", timeout=5), e))
        assert (broken.score, broken.earned) == (50, 1)

    def test_each_part_without_a_use_costs_and_all_together_no_more_than_so_much(self) -> None:
        asked = grader()
        one = asked.grade(drawn(*pair(), part("t", "sns.topic")))
        assert [(d.reason, d.points, d.about) for d in one.deductions if d.reason == "needless"] == [
            ("needless", NEEDLESS, ("t",))
        ]
        many = asked.grade(drawn(*pair(), *(part(f"t{n}", "sns.topic") for n in range(40))))
        assert many.lost_by("needless") == MOST_NEEDLESS
        assert not many.passed

    @pytest.mark.parametrize(
        "type", ["aws.region", "vpc.vpc", "external.users", "iam.role", "cloudwatch.alarm", "kms.key"]
    )
    def test_where_it_stands_who_uses_it_and_what_supports_cost_nothing(self, type: str) -> None:
        grade = grader().grade(drawn(*pair(), part("x", type)))
        assert grade.lost_by("needless") == 0

    def test_the_topic_of_an_alarm_costs_nothing_and_what_an_alarm_watches_does(self) -> None:
        alarm, topic = part("a", "cloudwatch.alarm"), part("t", "sns.topic")
        told = grader().grade(drawn(*pair(), alarm, topic, edge("a", "notifies", "t")))
        watched = grader().grade(drawn(*pair(), alarm, topic, edge("a", "watches", "t")))
        assert (told.lost_by("needless"), watched.lost_by("needless")) == (0, NEEDLESS)

    def test_another_queue_costs_nothing_and_what_is_welcome_neither(self) -> None:
        assert grader().grade(drawn(*pair(), *pair(60, "2"))).score == 100
        with_topic = drawn(*pair(), part("t", "sns.topic"))
        odd = requirement(met_by=[{"components": {"t": "sns.topic"}}])
        assert not grader(welcome=["sns.topic"]).grade(with_topic).lost_by("needless")
        assert not grader(odd).grade(with_topic).lost_by("needless")

    def test_errors_and_warnings_of_the_rules_cost_points_whatever_was_waived_or_switched_off(self) -> None:
        faulty = [*pair(), part("b", "s3.bucket"), part("t", "dynamodb.table"), edge("b", "writes", "t")]
        asked = grader(welcome=["s3.bucket", "dynamodb.table"])
        plain = asked.grade(drawn(*faulty))
        assert plain.lost_by("error") >= 10
        key = next(f for f in plain.deductions if f.reason == "error")
        rule = key.text.rpartition("(")[2].rstrip(")")
        waived = drawn(*faulty, Waiver("w", rule, ("b", "t"), "because I say so"), rules={"*": "off"})
        assert asked.grade(waived).score == plain.score

    def test_errors_cost_no_more_than_so_much(self) -> None:
        parts = [part("b", "s3.bucket"), *(part(f"t{n}", "dynamodb.table") for n in range(9))]
        edges = [edge("b", "writes", f"t{n}") for n in range(9)]
        grade = grader(welcome=["s3.bucket", "dynamodb.table"]).grade(drawn(*pair(), *parts, *edges))
        assert grade.lost_by("error") == MOST_ERRORS

    def test_a_finding_where_points_are_lost_already_costs_nothing_more(self) -> None:
        grade = grader(requirement(check={"ge": ["$from.visibility_timeout", 120]})).grade(drawn(*pair(30)))
        assert grade.failed() == ("hides",)
        assert grade.deductions == ()  # though SQS-001 says that 30 s are too few

    def test_what_right_answers_do_as_well_costs_nothing(self) -> None:
        lax = {
            **QUEUE_AND_FUNCTION,
            "components": {
                **QUEUE_AND_FUNCTION["components"],
                "q": {"type": "sqs.queue", "visibility_timeout": 50},
            },
        }
        lenient = requirement(check={"ge": ["$from.visibility_timeout", 20]})
        assert grader(lenient).grade(drawn(*pair(30))).lost_by("warning") == WARNING
        assert grader(lenient, solution=lax).grade(drawn(*pair(30))).score == 100

    def test_hints_cost_once_each(self) -> None:
        grade = grader().grade(drawn(*pair()), ["hides", "hides"])
        assert (grade.score, grade.lost_by("hint")) == (100 - HINT, HINT)

    def test_the_edition_of_the_scenario_counts_not_that_of_the_design(self) -> None:
        asked = grader(edition="notes")
        for edition in ("notes", "current"):
            assert asked.grade(drawn(*pair(), edition=edition)).score == 100


@given(st.permutations(range(6)), st.integers(0, 5))
def test_the_order_and_the_ids_of_parts_do_not_matter(order: list[int], shift: int) -> None:
    """The same drawing gets the same grade, whatever was drawn first and whatever the parts are called."""
    parts = [*pair(60, "a"), *pair(10, "b")]

    def renamed(record: Component | Connection) -> Component | Connection:
        if isinstance(record, Component):
            return replace(record, id=f"x{shift}{record.id}")
        return replace(
            record, id=f"x{record.id}", source=f"x{shift}{record.source}", target=f"x{shift}{record.target}"
        )

    mixed = [renamed(parts[n]) for n in order]
    components = [p for p in mixed if isinstance(p, Component)]
    edges = [p for p in mixed if isinstance(p, Connection)]
    grades = [grader().grade(drawn(*components, *edges)), grader().grade(drawn(*parts))]
    assert grades[0].score == grades[1].score
    assert [v.state for v in grades[0].verdicts] == [v.state for v in grades[1].verdicts]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"check": {"equals": [1, 2]}}, ("requirements", 0, "check", "equals")),
        ({"for": {"component": "sqs.kew"}}, ("requirements", 0, "for", "component")),
        ({"for": {"thing": "sqs.queue"}}, ("requirements", 0, "for", "thing")),
        (
            {"check": {"eq": ["$it.nothing", 1]}, "for": {"component": "sqs.queue"}},
            ("requirements", 0, "check", "eq", 0),
        ),
        ({"holds_for": {"more": 1}}, ("requirements", 0, "holds_for", "more")),
        ({"let": {"It": {"of": "$design"}}}, ("requirements", 0, "let", "It")),
        ({"let": {"near": {"of": "$nobody"}}}, ("requirements", 0, "let", "near", "of")),
    ],
)
def test_a_condition_that_says_nothing_is_refused_at_its_key(
    given: dict[str, Any], path: tuple[str | int, ...]
) -> None:
    with pytest.raises(RuleError) as error:
        grader(requirement(**given))
    assert error.value.path == path
