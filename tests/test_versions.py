"""The page on versions is what `make versions` has found last."""

from __future__ import annotations

import versions


def test_the_page_is_in_step_with_what_was_found() -> None:
    assert versions.PAGE.read_text(encoding="utf-8") == versions.page(versions.Found.read())
