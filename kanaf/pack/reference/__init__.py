"""The reference pages of the documentation, made from the code; a test fails when they are stale."""

from collections.abc import Callable

from kanaf.pack.reference import acts, asvs, data, processings, roles, urls

PAGES: dict[str, Callable[[], str]] = {
    "roles.md": roles.page,
    "actions.md": acts.page,
    "data.md": data.page,
    "asvs.md": asvs.page,
    "processings.md": processings.page,
    "urls.md": urls.page,
}

__all__ = ["PAGES"]
