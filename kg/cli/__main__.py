"""``python -m kg.cli`` is ``kg``."""

from kg.cli import main

raise SystemExit(main())
