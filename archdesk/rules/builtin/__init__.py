"""The few rules that need Python, one concern a file. A test holds this list against the files."""

from archdesk.rules.builtin.connections import DISCOURAGED, UNLISTED, WRONG
from archdesk.rules.builtin.examples import with_examples
from archdesk.rules.builtin.limits import LIMIT, QUOTA
from archdesk.rules.builtin.offered import OFFERED
from archdesk.rules.builtin.placement import MISPLACED
from archdesk.rules.builtin.properties import CONNECTION_VALUE, VALUE
from archdesk.rules.builtin.types import UNKNOWN_TYPE

BUILTIN = tuple(
    map(
        with_examples,
        (
            MISPLACED,
            VALUE,
            CONNECTION_VALUE,
            WRONG,
            DISCOURAGED,
            UNLISTED,
            LIMIT,
            QUOTA,
            OFFERED,
            UNKNOWN_TYPE,
        ),
    )
)
