"""What connections write: each entry of a palette's `wire:` list is one of these, with an optional `when`,
`last: true` for what is written when all other connections are, and `each: places` for what is written for each
of several (`{ref: item}`), or for each entry of a list property of the source (`{line: entry}`).

- {allow: [actions], on: [values], to: place} the place's role (of the source) may do it, on the target's arn
- {permission: principal, function: place, arn: value, suffix: text} an AWS::Lambda::Permission, for what the
  function gives as `called` (its alias) if it does
- {policy: [actions], principal: service, arn: value, on: place} a statement of the place's resource policy; a
  `condition:` of its own stands for that on the source, and `principal: "*"` for whoever meets it
- {resource: Suffix, type: ..., properties: ..., attributes: ..., depends: [places], before: [places],
  because: {Property: why}}; with `shared: value` one for all connections that have the same value
- {nested: path, name: Suffix, type: ..., of: place, under: value, parent: Key, part: Key, properties: ...}
  one resource for each part of a path such as /orders/{id}, shared by all connections of the place; the
  innermost is `{given: wire.Suffix}`
- {set: [place, key, ...], value: value, depends: [places]} a property of another's resource; numbers index lists;
  `append: true` adds to a list; `keep: true` leaves what is there, `keep: Key` a mapping that has this key
- {ingress: port, until: port, protocol: tcp, from: place, to: place, cidr: range, about: text} the target's group
  opens to the source's, or to a range
- {environment: {SUFFIX: value}, to: place} variables named after the target, where the place's mapping says that
  it keeps some (`environment: {path: ..., form: mapping | list}`); `extras:` more of each entry of a list
- {depends: [places], of: place} the place's resource waits for these
- {share: [actions]} who may use the target may do this on the source (a key)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from archdesk.cloudformation.conditions import as_list, holds
from archdesk.cloudformation.draft import KEPT, Draft
from archdesk.cloudformation.naming import described, opening_words, pascal, shout
from archdesk.cloudformation.place import Place
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.scope import MISSING
from archdesk.cloudformation.setting import put
from archdesk.cloudformation.values import evaluate
from archdesk.model.records import Component, Connection, Value


def write_wires(draft: Draft) -> None:
    """Write all connections, in the order of their ids; then what keys have to allow."""
    design = draft.design
    shares: list[tuple[Connection, list[str]]] = []
    later: list[tuple[dict[str, Value], Place]] = []
    for connection in sorted(design.connections, key=lambda c: c.id):
        source, target = design.component(connection.source), design.component(connection.target)
        entry = draft.catalogue.connection_between(source, target, connection.relation)
        if entry is None or KEPT in connection.extra:
            continue
        place = Place(draft, source, connection)
        for wire in entry.wire:
            if not holds(wire.get("when"), place):
                continue
            if "share" in wire:
                shares.append((connection, as_list(wire["share"])))
            elif wire.get("last"):
                later.append((wire, place))
            else:
                _write_each(wire, place)
    for wire, place in later:
        _write_each(wire, place)
    for connection, actions in shares:
        _share(draft, connection, actions)


def _write_each(wire: dict[str, Value], place: Place) -> None:
    if "each" not in wire:
        _write(wire, place)
        return
    listed = place.prop(wire["each"], "source")
    for entry in as_list(listed):
        _write(wire, replace(place, line={"entry": entry}))
    for one in place.places(wire["each"]) if listed is None else ():
        _write(wire, replace(place, one=one))


def _write(wire: dict[str, Value], place: Place) -> None:
    for kind, write in _WRITERS.items():
        if kind in wire:
            write(wire, place)
            return


def _allow(wire: dict[str, Value], place: Place) -> None:
    who = place.place(wire.get("to", "source"))
    resources = [
        r for r in as_list(evaluate(wire.get("on", [{"given": "target.arn"}]), place)) if r is not MISSING
    ]
    if who is None or not resources:
        return
    role = place.draft.role_of(who)
    if role is None:
        return
    what = place.draft.design.component(_other(place, who))
    _state(place.draft, role, as_list(wire["allow"]), resources)
    place.draft.grants.update((_id(place), role, used) for used in referenced(resources))
    place.draft.say(
        _id(place),
        "allow",
        place.draft.policy_id(role),
        f"{who.name} may {', '.join(as_list(wire['allow']))} on {what.name}, and on nothing else",
    )


def _state(draft: Draft, role: str, actions: list[str], resources: list[Value]) -> None:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    statements = draft.statements.setdefault(role, [])
    if statement not in statements:
        statements.append(statement)


def _permission(wire: dict[str, Value], place: Place) -> None:
    reference = wire.get("function", "target")
    function = place.place(reference)
    if function is None or not place.draft.exported(function):
        return
    arn = evaluate(wire.get("arn"), place)
    called = {"first": [{"given": f"{reference}.called"}, {"ref": reference}]}
    properties: dict[str, Any] = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": evaluate(called, place),
        "Principal": wire["permission"],
    }
    if arn is not MISSING:
        properties["SourceArn"] = arn
    if arn is MISSING or wire.get("account"):
        properties["SourceAccount"] = {"Ref": "AWS::AccountId"}
    suffix = wire.get("suffix", "Permission")
    logical = _add(place, suffix, {"Type": "AWS::Lambda::Permission", "Properties": properties})
    caller = place.draft.design.component(_other(place, function))
    place.draft.say(
        _id(place), "permission", logical, f"{caller.name} ({wire['permission']}) may invoke {function.name}"
    )


def _policy(wire: dict[str, Value], place: Place) -> None:
    owner = place.place(wire.get("on", "target"))
    if owner is None or not place.draft.exported(owner) or not place.draft.mapping(owner).policy:
        return
    arn = evaluate(wire.get("arn"), place)
    resource = evaluate(wire.get("resource", {"given": f"{wire.get('on', 'target')}.arn"}), place)
    condition: dict[str, Any] = {}
    if arn is not MISSING:
        condition[wire.get("operator", "ArnLike")] = {"aws:SourceArn": arn}
    if arn is MISSING or wire.get("account"):
        condition["StringEquals"] = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    if "condition" in wire:
        condition = evaluate(wire["condition"], place)
    principal = evaluate(wire["principal"], place)
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"} if principal == "*" else {"Service": principal},
        "Action": as_list(wire["policy"]),
        "Resource": resource,
        "Condition": condition,
    }
    statements = place.draft.policies.setdefault(owner.id, [])
    if statement not in statements:
        statements.append(statement)
    if principal != "*" and isinstance(principal, str):
        place.draft.grants.add((_id(place), principal, place.draft.logical_id(owner)))
    logical = place.draft.owned_id(owner, "Policy")
    caller = place.draft.design.component(_other(place, owner))
    place.draft.say(
        _id(place),
        "policy",
        logical,
        f"{owner.name} lets {_service(principal)} {', '.join(as_list(wire['policy']))}, for {caller.name} alone",
    )


def _service(principal: Value) -> str:
    """A principal in words; one with the region in its name is an intrinsic."""
    if principal == "*":
        return "the account"
    return str(next(iter(principal.values())) if isinstance(principal, dict) else principal)


def _resource(wire: dict[str, Value], place: Place) -> None:
    properties = evaluate(wire.get("properties", {}), place)
    resource: dict[str, Any] = {"Type": wire["type"]}
    for key, value in wire.get("attributes", {}).items():
        found = evaluate(value, place)
        if found is not MISSING:
            resource[key] = found
    resource["Properties"] = {} if properties is MISSING else properties
    logical = _add(place, wire["resource"], resource, wire.get("shared"))
    place.draft.reasons[logical] = wire.get("because", {})
    for reference in wire.get("depends", ()):
        place.draft.depends.append((logical, reference, place))
    for reference in wire.get("before", ()):
        later = place.logical(reference)
        if later is not None:
            place.draft.depends.append((later, f"wire.{wire['resource']}", place))
    place.draft.say(_id(place), "resource", logical, f"{wire['type']} {logical}")


def _nested(wire: dict[str, Value], place: Place) -> None:
    owner = place.place(wire.get("of", "source"))
    path = evaluate(wire["nested"], place)
    above = evaluate(wire["under"], place)
    if owner is None or not place.draft.exported(owner) or above is MISSING:
        return
    parts = [p for p in str(path or "").split("/") if p]
    for depth, part in enumerate(parts, 1):
        so_far = "/".join(parts[:depth])
        wanted = place.draft.logical_id(owner) + pascal(so_far) + wire["name"]
        logical = place.draft.names.claim(wanted, (owner.id, wire["name"], so_far))
        if logical not in place.draft.resources:
            properties = {
                **evaluate(wire.get("properties", {}), place),
                wire["parent"]: above,
                wire["part"]: part,
            }
            place.draft.resources[logical] = {"Type": wire["type"], "Properties": properties}
            place.draft.owners[logical] = _id(place)
        place.draft.say(_id(place), "resource", logical, f"{wire['type']} {logical}, for /{so_far}")
        above = {"Ref": logical}
    place.draft.wire_values[_id(place), wire["name"]] = above


def _add(place: Place, suffix: str, resource: dict[str, Any], shared: Value = None) -> str:
    """Add a resource of the connection; its id tells both ends. One that is shared is added once."""
    draft, connection = place.draft, place.connection
    assert connection is not None
    ends = [draft.design.component(e) for e in (connection.source, connection.target)]
    if shared is not None:
        value = str(evaluate(shared, place))
        logical = draft.names.claim(pascal(value) + suffix, ("shared", suffix, value))
    else:
        stem = "".join(draft.logical_id(e) for e in ends)
        one = "" if place.one is None else draft.logical_id(place.one)
        logical = draft.names.claim(stem + suffix + one, (connection.id, suffix, one))
    draft.wire_ids[connection.id, suffix] = logical
    draft.owners.setdefault(logical, connection.id)
    draft.resources.setdefault(logical, resource)
    return logical


def _set(wire: dict[str, Value], place: Place) -> None:
    reference, *path = wire["set"]
    logical = place.logical(reference)
    value = evaluate(wire["value"], place)
    resource = place.draft.resources.get(logical or "")
    if logical is None or resource is None or value is MISSING:
        return
    if _goes_round(place.draft, logical, value):
        text = f"{reference} and what it would name wait for each other; {logical} is left without it"
        place.draft.say(_id(place), "left out", logical, text)
        return
    keys = [k if isinstance(k, int) else str(evaluate(k, place)) for k in path]
    put(
        resource.setdefault("Properties", {}),
        keys,
        value,
        bool(wire.get("append")),
        keep=wire.get("keep", ""),
    )
    for needed in wire.get("depends", ()):
        place.draft.depends.append((logical, needed, place))
    shown = ".".join(str(k) for k in keys)
    place.draft.say(_id(place), "set", logical, f"sets {shown} of {logical}")


def _goes_round(draft: Draft, logical: str, value: Any) -> bool:
    """Whether naming ``value`` in a resource would make it need itself."""
    seen: set[str] = set()
    queue = list(referenced(value))
    while queue:
        at = queue.pop()
        if at == logical:
            return True
        if at not in seen and at in draft.resources:
            seen.add(at)
            queue.extend(referenced(draft.resources[at].get("Properties", {})))
    return False


def _ingress(wire: dict[str, Value], place: Place) -> None:
    draft = place.draft
    target = place.place(wire.get("to", "target"))
    port = evaluate(wire["ingress"], place)
    if target is None or not str(port).isdigit():
        return
    protocol = str(evaluate(wire.get("protocol", "tcp"), place))
    last = evaluate(wire.get("until", port), place)
    source = place.place(wire.get("from", "source"))
    peers: list[str | None] = []
    if "cidr" not in wire and source is not None:
        peers.extend(draft.group_ids(source))
    cidr = evaluate(wire["cidr"], place) if "cidr" in wire else None
    if cidr is not None and cidr is not MISSING:
        peers.append(None)
    for group in draft.wired_groups(target):
        for peer in peers:
            who = source.name if source is not None else "A range"
            words = opening_words(who, target.name, protocol, int(port), int(last))
            if "about" in wire:
                words = described(f"{words}, {wire['about']}")
            logical = draft.add_ingress(group, peer, cidr, protocol, (int(port), int(last)), words)
            draft.owners.setdefault(logical, _id(place))
            origin = source.name if peer and source is not None else cidr
            draft.say(_id(place), "ingress", logical, f"{group} opens {protocol} port {port} to {origin}")


def _environment(wire: dict[str, Value], place: Place) -> None:
    who = place.place(wire.get("to", "source"))
    if who is None or place.draft.mapping(who).environment is None:
        return
    other = place.draft.design.component(_other(place, who))
    stem = shout(other.name) or shout(other.id)
    for suffix, entry in wire["environment"].items():
        value = evaluate(entry, place)
        if value is MISSING:
            continue
        name = stem if stem.endswith(suffix) else f"{stem}_{suffix}"
        place.draft.environment.append((_id(place), who.id, name, value, wire.get("extras", {})))


def _depends(wire: dict[str, Value], place: Place) -> None:
    logical = place.logical(wire.get("of", "source"))
    if logical is None or logical not in place.draft.resources:
        return
    for needed in as_list(wire["depends"]):
        place.draft.depends.append((logical, needed, place))
    waited = place.logical(as_list(wire["depends"])[0])
    place.draft.say(_id(place), "depends", logical, f"{logical} waits for {waited}")


def _share(draft: Draft, connection: Connection, actions: list[str]) -> None:
    """Whoever may use what a key encrypts may use the key, and nobody else."""
    key, encrypted = draft.design.component(connection.source), draft.design.component(connection.target)
    arn = Place(draft, key, connection).given("source.arn")
    if arn is MISSING or not draft.exported(encrypted):
        return
    used = draft.logical_id(encrypted)
    resource = draft.resources.get(draft.logical_id(key))
    for using, who, on in sorted(draft.grants):
        if on != used:
            continue
        words = f"{who} may {', '.join(actions)} with {key.name}"
        if who in draft.statements:
            _state(draft, who, actions, [arn])
            written = draft.policy_id(who)
        elif resource is not None:
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": who},
                "Action": actions,
                "Resource": "*",  # in a key policy this means: this key
                "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
            }
            put(resource["Properties"], ["KeyPolicy", "Statement"], statement, append=True)
            written = draft.logical_id(key)
        else:
            continue
        for id in (connection.id, using):
            draft.say(id, "key", written, words)


def _other(place: Place, end: Component) -> str:
    assert place.connection is not None
    return place.connection.target if end.id == place.connection.source else place.connection.source


def _id(place: Place) -> str:
    assert place.connection is not None
    return place.connection.id


_WRITERS = {
    "allow": _allow,
    "permission": _permission,
    "policy": _policy,
    "nested": _nested,
    "resource": _resource,
    "set": _set,
    "ingress": _ingress,
    "environment": _environment,
    "depends": _depends,
}
