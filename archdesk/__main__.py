"""``python -m archdesk`` is ``archdesk``."""

from archdesk.cli.main import main

raise SystemExit(main())
