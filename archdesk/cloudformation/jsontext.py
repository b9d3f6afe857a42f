"""A value as JSON text in which CloudFormation puts in what it knows only when it deploys."""

from __future__ import annotations

import json
from typing import Any, Final

from archdesk.cloudformation.references import is_intrinsic

_MARK: Final = "\ue000"  # before an intrinsic in a text that is being made; no text that people write has it


def json_text(value: Any) -> Any:
    """The value as indented JSON; in !Sub where it holds intrinsics, which are then variables of it."""
    further: dict[str, Any] = {}
    text = json.dumps(_marked(value, further), indent=2, ensure_ascii=False)
    if _MARK not in text:
        return text
    # what is marked is an intrinsic; any other ${ is the text's own
    text = text.replace("${", "${!").replace(_MARK + "${!", "${")
    return {"Fn::Sub": [text, further] if further else text}


def _marked(value: Any, further: dict[str, Any]) -> Any:
    """The value with intrinsics as marked variables; ``further`` takes those that !Sub has no short form for."""
    if is_intrinsic(value):
        kind, inner = next(iter(value.items()))
        if kind == "Ref":
            return f"{_MARK}${{{inner}}}"
        if kind == "Fn::GetAtt":
            return f"{_MARK}${{{'.'.join(inner)}}}"
        if kind == "Fn::Sub" and isinstance(inner, str):
            return inner.replace("${", _MARK + "${")
        further[f"Part{len(further) + 1}"] = value
        return f"{_MARK}${{Part{len(further)}}}"
    if isinstance(value, dict):
        return {k: _marked(v, further) for k, v in value.items()}
    return [_marked(v, further) for v in value] if isinstance(value, list) else value
