"""Where the package lies, and the clone of the kit that it may be a part of."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
KIT = PACKAGE.parent
