"""Packs: files that hold nothing but rules of somebody's own. Starting one."""

from __future__ import annotations

from pathlib import Path

from archdesk.app.palettes import load_all
from archdesk.errors import UsageError
from archdesk.storage.files import save_bytes

_START = """\
# Rules of our own. They count for the designs of a project whose archdesk.yaml names this file:
#     packs: [{name}]
# `archdesk rules language` prints what a rule may say; `archdesk palette check {name}` says what is wrong
# with this file, line by line, and runs the examples. An id is never given to another rule.
rules:
  - id: {prefix}-001
    title: Bucket outside our naming scheme      # names the mistake
    severity: warning                            # error | warning | info
    for: {{component: s3.bucket}}
    when: {{exists: $it.bucket_name}}              # a bucket without a name of its own is nobody's mistake yet
    check: {{starts_with: [$it.bucket_name, acme-]}}
    message: "{{it}} is called {{it.bucket_name}}; ours begin with acme-."
    why: Bucket names are taken worldwide, and ours are found by their beginning.
    passes:
      - {{title: a name of ours, components: {{b: {{type: s3.bucket, bucket_name: acme-logs}}}}}}
      - {{title: no name yet, components: {{b: s3.bucket}}, expect: []}}
    fails:
      - {{title: another name, components: {{b: {{type: s3.bucket, bucket_name: logs}}}}}}

  - id: {prefix}-002
    title: Queue whose messages are kept for less than four days
    severity: info
    for: {{component: sqs.queue}}
    check: {{ge: [$it.message_retention, 345600]}}
    message: "{{it}} keeps messages for {{it.message_retention}} s; four days bridge a long weekend."
    why: Whoever is on call must be able to find a message on Monday that came on Friday.
    fix:
      - {{label: Keep messages for four days, safe: true, set: {{what: $it, message_retention: 345600}}}}
    passes:
      - {{title: the default, components: {{q: sqs.queue}}}}
    fails:
      - {{title: one hour, components: {{q: {{type: sqs.queue, message_retention: 3600}}}}}}
"""


def start_pack(path: Path) -> None:
    """Write a small pack to go on from. Raises UsageError where there is a file, SaveError where none can be."""
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{path}: a pack is a .yaml file; call it {path.with_suffix('.yaml').name}.")
    if path.exists():
        raise UsageError(f"{path}: there is a file already; choose another name.")
    letters = "".join(c for c in path.stem.upper() if c.isascii() and c.isalpha())[:8]
    taken = {
        rule.id.partition("-")[0] for rule in load_all().rules
    }  # an id of a rule that ships stays its own
    if letters in taken:
        letters = f"OUR{letters}"
    path.parent.mkdir(parents=True, exist_ok=True)
    save_bytes(path, _START.format(name=path.name, prefix=letters or "OURS").encode())
