"""What of a component a deployer may change: its property as a typed template parameter with its bounds."""

from __future__ import annotations

from typing import Any, Final

from archdesk.catalog.bounds import NUMBERS, wrong_value
from archdesk.catalog.definitions import Property
from archdesk.catalog.formats import FORMATS
from archdesk.model.records import Value

# A stack takes 200 parameters (CloudFormation quotas); what a template cannot do without has to fit as well.
MOST: Final = 120

INTERFACE: Final = "AWS::CloudFormation::Interface"

_PATTERNS: Final = {"instance_type": r"^((db|cache)\.)?[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$"}


def parameter_for(definition: Property, name: str, value: Value, component: str) -> dict[str, Any] | None:
    """The parameter of a property with this value; None for a value that no parameter can have."""
    if value in (None, "") or wrong_value(definition, value, "current") is not None:
        return None
    number = definition.type in NUMBERS
    if not number and not isinstance(value, str):
        return None
    label = definition.label or name.replace("_", " ").capitalize()
    unit = f" in {definition.unit}" if definition.unit else ""
    found: dict[str, Any] = {
        "Type": "Number" if number else "String",
        "Description": f"{label} of {component}{unit}"[:1024],
        "Default": value,
    }
    values = definition.bound("values", "current")
    least, most = definition.bound("min", "current"), definition.bound("max", "current")
    if values is not None:
        found |= {"AllowedValues": list(values), "ConstraintDescription": f"one of {_listed(values)}"}
    elif number and (least is not None or most is not None):
        bounds = {"MinValue": least, "MaxValue": most}
        found |= {k: _whole(v) for k, v in bounds.items() if v is not None}
        found["ConstraintDescription"] = _between(_whole(least), _whole(most)) + unit
    elif definition.format in _PATTERNS:
        pattern, words = _PATTERNS[definition.format], FORMATS[definition.format][1]
        found |= {"AllowedPattern": pattern, "ConstraintDescription": words}
    elif not number:
        found |= {"MinLength": 1, "ConstraintDescription": "not empty"}
    return found


def interface_of(asked: list[tuple[str, str, str]]) -> dict[str, Any]:
    """How the console asks for parameters: (component, parameter, label), grouped by component in this order.

    See AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html
    """
    groups: dict[str, list[str]] = {}
    for component, parameter, _ in asked:
        groups.setdefault(component, []).append(parameter)
    return {
        "ParameterGroups": [{"Label": {"default": k}, "Parameters": v} for k, v in groups.items()],
        "ParameterLabels": {parameter: {"default": label} for _, parameter, label in asked},
    }


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _between(least: Any, most: Any) -> str:
    if least is None:
        return f"at most {most}"
    return f"at least {least}" if most is None else f"from {least} to {most}"


def _listed(values: Any) -> str:
    *others, last = map(str, values)
    return f"{', '.join(others)} or {last}" if others else last
