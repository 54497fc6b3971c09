"""The steps that bring an older store to today's tables.

Never change a step that was released; add one. Each is SQL that every database of
SQLAlchemy understands, and runs in the one transaction that also writes the new version.
"""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    # 0 to 1: the free text of a flag and the old name of a renamed class
    ("ALTER TABLE al_events ADD COLUMN note TEXT",),
)
SCHEMA_VERSION = len(STEPS)
"""The version that this program writes: one for each step."""


def steps_from(version: int) -> list[str]:
    """Return the statements that lead from this version to today's, in order."""
    return [statement for step in STEPS[version:] for statement in step]
