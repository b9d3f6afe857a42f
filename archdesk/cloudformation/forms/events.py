"""What calls a function, as the function's `Events`: SAM makes the mapping, subscription or rule and the permission."""

from __future__ import annotations

from typing import Any

from archdesk.cloudformation.conditions import as_list
from archdesk.cloudformation.draft import KEPT, Draft
from archdesk.cloudformation.forms.functions import ATTRIBUTES, Function
from archdesk.cloudformation.references import referenced
from archdesk.model.records import Component, Connection

PERMISSION = "AWS::Lambda::Permission"
# type of the source -> the kind of event, and what it calls the source's ARN
_POLLED = {
    "AWS::SQS::Queue": ("SQS", "Queue"),
    "AWS::Kinesis::Stream": ("Kinesis", "Stream"),
    "AWS::DynamoDB::Table": ("DynamoDB", "Stream"),
    "AWS::AmazonMQ::Broker": ("MQ", "Broker"),
}
_MAPPING = frozenset(
    {
        "BatchSize", "StartingPosition", "StartingPositionTimestamp", "Enabled", "MaximumBatchingWindowInSeconds",
        "MaximumRetryAttempts", "BisectBatchOnFunctionError", "MaximumRecordAgeInSeconds", "DestinationConfig",
        "ParallelizationFactor", "Queues", "SourceAccessConfigurations", "TumblingWindowInSeconds",
        "FunctionResponseTypes", "FilterCriteria", "KmsKeyArn", "ScalingConfig", "ProvisionedPollerConfig",
        "MetricsConfig",
    }
)  # fmt: skip
_TARGET = frozenset(
    {"Id", "Arn", "Input", "InputPath", "InputTransformer", "DeadLetterConfig", "RetryPolicy"}
)
_SCHEDULE = frozenset(
    {
        "ScheduleExpression", "FlexibleTimeWindow", "Name", "State", "Description", "StartDate", "EndDate",
        "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn", "Target",
    }
)  # fmt: skip


def say_events(draft: Draft, function: Function, moved: dict[str, str]) -> bool:
    """Make events of what calls the function; returns whether it polls, so that SAM would widen a role it makes."""
    polls = _say_mappings(draft, function, moved)
    for permission in [k for k, r in draft.resources.items() if _permits(r, function)]:
        properties = draft.resources[permission]["Properties"]
        principal, arn = properties["Principal"], properties.get("SourceArn")
        service = str(principal).removesuffix(".amazonaws.com")
        if service == "s3" and arn is None:
            done = _say_bucket(draft, function, permission, moved)
        elif service == "sns":
            done = _say_subscription(draft, function, arn, moved)
        elif service == "logs":
            done = _say_log_group(draft, function, arn, moved)
        elif service == "events":
            done = _say_rule(draft, function, arn, moved)
        else:
            continue
        if done:
            _gone(draft, permission, function, moved)
    for logical in [k for k, r in draft.resources.items() if r["Type"] == "AWS::Scheduler::Schedule"]:
        _say_schedule(draft, function, logical, moved)
    return polls


def _gone(draft: Draft, logical: str, function: Function, moved: dict[str, str]) -> None:
    moved[logical] = function.id
    del draft.resources[logical]


def _permits(resource: dict[str, Any], function: Function) -> bool:
    properties = resource.get("Properties", {})
    return (
        resource["Type"] == PERMISSION
        and resource.keys() <= ATTRIBUTES
        and properties.get("FunctionName") in function.called
        and properties.get("Action") == "lambda:InvokeFunction"
        and properties.keys() <= {"Action", "FunctionName", "Principal", "SourceArn", "SourceAccount"}
    )


def _source(arn: Any, draft: Draft) -> str | None:
    """The one resource of the template that an ARN is of."""
    found = [r for r in referenced(arn) if r in draft.resources]
    return (
        found[0]
        if len(found) == 1 and isinstance(arn, dict) and arn.keys() <= {"Ref", "Fn::GetAtt"}
        else None
    )


def _drawn(draft: Draft, logical: str) -> bool:
    """Whether a resource that has a component may go: it is drawn here, and gives no outputs."""
    owner = draft.design.find(_owner(draft, logical) or "")
    return isinstance(owner, Component) and KEPT not in owner.extra and not draft.mapping(owner).outputs


def _owner(draft: Draft, logical: str) -> str | None:
    """The component whose resource it is."""
    exported = (c for c in draft.design.components if draft.exported(c))
    return next((c.id for c in exported if draft.logical_id(c) == logical), None)


def _alone(draft: Draft, logical: str, *but: str) -> bool:
    """Whether nothing else refers to a resource."""
    return not any(
        logical in referenced(r.get("Properties", {})) or logical in as_list(r.get("DependsOn"))
        for k, r in draft.resources.items()
        if k not in (logical, *but)
    )


def _say_mappings(draft: Draft, function: Function, moved: dict[str, str]) -> bool:
    polls = False
    for logical, resource in list(draft.resources.items()):
        if resource["Type"] != "AWS::Lambda::EventSourceMapping" or not resource.keys() <= ATTRIBUTES:
            continue
        properties = dict(resource["Properties"])
        source = _source(properties.pop("EventSourceArn", None), draft)
        kind = _POLLED.get(draft.resources[source]["Type"]) if source is not None else None
        if properties.pop("FunctionName", None) not in function.called or kind is None:
            continue
        unsayable = kind[0] == "MQ" and not properties.get("SourceAccessConfigurations")
        if source is None or not properties.keys() <= _MAPPING or unsayable:
            continue
        polls = True
        event = {kind[1]: resource["Properties"]["EventSourceArn"], **properties}
        _gone(draft, logical, function, moved)
        function.add_event(source, kind[0], event, draft, draft.owners.get(logical))
    return polls


def _say_bucket(draft: Draft, function: Function, permission: str, moved: dict[str, str]) -> bool:
    connection = draft.design.find(draft.owners.get(permission, ""))
    if not isinstance(connection, Connection):
        return False
    bucket = draft.logical_id(draft.design.component(connection.source))
    resource = draft.resources.get(bucket, {})
    if resource.get("Type") != "AWS::S3::Bucket":
        return False
    notifications = resource["Properties"].get("NotificationConfiguration", {})
    if not isinstance(notifications.get("LambdaConfigurations", []), list):  # there on a condition
        return False
    found = [c for c in notifications.get("LambdaConfigurations", []) if c.get("Function") in function.called]
    if not all(c.keys() <= {"Event", "Function", "Filter"} for c in found):
        return False
    for entry in found:
        rest = {k: v for k, v in entry.items() if k == "Filter"}
        event = {"Bucket": {"Ref": bucket}, "Events": [entry["Event"]], **rest}
        function.add_event(bucket, "S3", event, draft, connection.id)
    others = [c for c in notifications.get("LambdaConfigurations", []) if c not in found]
    kept = {**notifications, "LambdaConfigurations": others}
    kept = {k: v for k, v in kept.items() if v}
    resource["Properties"] = {
        k: v for k, v in resource["Properties"].items() if k != "NotificationConfiguration"
    }
    if kept:
        resource["Properties"]["NotificationConfiguration"] = kept
    return True


def _say_subscription(draft: Draft, function: Function, arn: Any, moved: dict[str, str]) -> bool:
    topic = _source(arn, draft)
    found = [
        k
        for k, r in draft.resources.items()
        if r["Type"] == "AWS::SNS::Subscription"
        and r.keys() <= ATTRIBUTES
        and r["Properties"].get("Protocol") == "lambda"
        and r["Properties"].get("Endpoint") in function.called
        and r["Properties"].get("TopicArn") == arn
    ]
    sayable = {"Protocol", "Endpoint", "TopicArn", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"}
    for logical in found:
        resource = draft.resources[logical]
        waits = [d for d in as_list(resource.get("DependsOn")) if draft.resources[d]["Type"] != PERMISSION]
        if topic is None or waits or not resource["Properties"].keys() <= sayable:
            return False
    for logical in found:
        said = draft.resources[logical]["Properties"]
        rest = {k: v for k, v in said.items() if k not in ("Protocol", "Endpoint", "TopicArn")}
        _gone(draft, logical, function, moved)
        function.add_event(str(topic), "SNS", {"Topic": arn, **rest}, draft, draft.owners.get(logical))
    return bool(found)


def _say_log_group(draft: Draft, function: Function, arn: Any, moved: dict[str, str]) -> bool:
    group = _source(arn, draft)
    found = [
        k
        for k, r in draft.resources.items()
        if r["Type"] == "AWS::Logs::SubscriptionFilter"
        and r.keys() <= ATTRIBUTES
        and r["Properties"].get("DestinationArn") in function.called
        and r["Properties"].get("LogGroupName") == {"Ref": group}
        and r["Properties"].keys() == {"DestinationArn", "LogGroupName", "FilterPattern"}
    ]
    if group is None or len(found) != 1:
        return False
    said = draft.resources[found[0]]["Properties"]
    _gone(draft, found[0], function, moved)
    event = {k: said[k] for k in ("LogGroupName", "FilterPattern")}
    function.add_event(group, "CloudWatchLogs", event, draft, draft.owners.get(found[0]))
    return True


def _say_rule(draft: Draft, function: Function, arn: Any, moved: dict[str, str]) -> bool:
    rule = _source(arn, draft)
    if rule is None or draft.resources[rule]["Type"] != "AWS::Events::Rule" or not _drawn(draft, rule):
        return False
    resource = draft.resources[rule]
    said, targets = resource["Properties"], resource["Properties"].get("Targets", [])
    permissions = [k for k, r in draft.resources.items() if r["Type"] == PERMISSION]
    if (
        not isinstance(targets, list)
        or len(targets) != 1
        or not resource.keys() <= ATTRIBUTES
        or not _alone(draft, rule, *permissions)
    ):
        return False
    target = targets[0]
    scheduled = "ScheduleExpression" in said
    sayable = {"State", "Description", "Name", "Targets"}
    sayable |= {"ScheduleExpression"} if scheduled else {"EventPattern", "EventBusName"}
    if target.get("Arn") not in function.called or not said.keys() <= sayable or not target.keys() <= _TARGET:
        return False
    if scheduled and target.keys() & {"InputPath", "InputTransformer"}:
        return False
    event = {k: v for k, v in target.items() if k not in ("Id", "Arn")}
    if scheduled:
        event = {"Schedule": said["ScheduleExpression"], "Name": said.get("Name"), **event}
        event["Description"] = said.get("Description")
    else:  # SAM has no word for the description of such a rule
        names = {"EventPattern": "Pattern", "EventBusName": "EventBusName", "Name": "RuleName"}
        event = {**{now: said.get(key) for key, now in names.items()}, **event}
    if said.get("State", "ENABLED") != "ENABLED":
        if not scheduled:
            return False
        event["Enabled"] = False
    _gone(draft, rule, function, moved)
    event = {k: v for k, v in event.items() if v is not None}
    function.add_event(
        rule, "Schedule" if scheduled else "EventBridgeRule", event, draft, _owner(draft, rule)
    )
    return True


def _say_schedule(draft: Draft, function: Function, logical: str, moved: dict[str, str]) -> None:
    resource = draft.resources[logical]
    said = resource["Properties"]
    target = said.get("Target", {})
    sayable = target.keys() <= {"Arn", "RoleArn", "Input", "RetryPolicy", "DeadLetterConfig"}
    if target.get("Arn") not in function.called or "RoleArn" not in target or not sayable:
        return
    waits = [
        d for d in as_list(resource.get("DependsOn")) if draft.resources[d]["Type"] != "AWS::IAM::Policy"
    ]
    if waits or not resource.keys() <= ATTRIBUTES or not said.keys() <= _SCHEDULE:
        return
    if not _drawn(draft, logical) or not _alone(draft, logical):
        return
    event = {k: v for k, v in said.items() if k != "Target"} | {k: v for k, v in target.items() if k != "Arn"}
    if "Name" not in said:
        event["OmitName"] = True  # else SAM gives it its logical id for a name
    _gone(draft, logical, function, moved)
    function.add_event(logical, "ScheduleV2", event, draft, _owner(draft, logical))
