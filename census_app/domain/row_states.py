"""Where a staged row can stand, as the words that several stages ask about together."""

from __future__ import annotations

WAITING = ("held", "ready")
"""Nobody believes the row yet, and whoever gave it in may still put it right."""

BELIEVED = ("accepted", "attached", "suspense")
"""Somebody accepted the row; a delivery among them may wait for its recipient."""

OUT_OF_THE_WAY = ("refused", "replaced")
"""Another row speaks in the row's place: one that came before, or its corrected copy."""
