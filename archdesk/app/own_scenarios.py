"""Starting a scenario of one's own: a small sound one to go on from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from archdesk.errors import UsageError
from archdesk.storage.files import save_bytes

_START: Final = """\
# A scenario to go on from. `archdesk scenario check FILE` says what is wrong with it, line by line.
id: {id}
title: {title}
kind: build                      # build | complete | repair | choose | calculate | cheapest | symptom
section: sqs                     # section of the notes: `archdesk notes` lists them
domain: development              # development | security | deployment | troubleshooting
difficulty: easy                 # easy | medium | hard
edition: current                 # notes | current
brief: >-
  A web site takes orders that a function works through; working on one takes up to 20 seconds. No order may be handed
  out again while it is being worked on. Draw it.
requirements:
  - id: queue
    text: Orders wait in a queue for the function
    points: 2
    for: {{connection: {{from: sqs.queue, to: lambda.function, relation: triggers}}}}
    let: {{senders: {{of: $from, follow: ["into:sends"]}}}}
    check: {{exists: $senders}}
    holds_for: some
    hint: Where can an order wait?
    why: A queue keeps a message until somebody has worked on it.
    broken_by:                   # changes of the solution that this requirement must notice
      - {{without: [site]}}
  - id: hidden
    text: An order stays hidden while the function works on it
    points: 3
    for: {{connection: {{from: sqs.queue, to: lambda.function, relation: triggers}}}}
    check: {{ge: [$from.visibility_timeout, {{mul: [$to.timeout, 6]}}]}}
    hint: For how long is a message hidden once somebody took it?
    why: AWS asks for six times the time-out of the function.
    broken_by:
      - {{components: {{orders: {{visibility_timeout: 30}}}}}}
solution:
  components:
    site: {{type: external.application, name: Web site}}
    orders: {{type: sqs.queue, name: Orders, visibility_timeout: 120}}
    work: {{type: lambda.function, name: Work, timeout: 20}}
  connections: [site sends orders, orders triggers work]
wrong:                           # what people draw instead: what it scores, and what it fails
  - title: No queue
    why: The site waits for the function, and an order is lost when it fails.
    score: 0
    fails: [queue, hidden]
    without: [orders]
  - title: Hidden for 30 seconds
    why: An order that takes longer is handed out a second time.
    score: 40
    fails: [hidden]
    components: {{orders: {{visibility_timeout: 30}}}}
explanation: >-
  The queue lets both sides work at their own pace; its visibility timeout has to cover the work.
"""


def start_scenario(path: Path) -> None:
    """Write a small scenario to go on from. Raises UsageError where there is a file, SaveError where none can be."""
    if path.suffix != ".yaml":
        raise UsageError(f"{path}: a scenario is a .yaml file; call it {path.with_suffix('.yaml').name}.")
    if path.exists():
        raise UsageError(f"{path}: there is a file already; choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    title = path.stem.replace("-", " ").replace("_", " ").capitalize()
    save_bytes(path, _START.format(id=f'"{path.stem}"', title=f'"{title}"').encode())
