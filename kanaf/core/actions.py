"""`@action`: one function, one transaction, its audit rows written last (decision 3)."""

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.core import audit, durable, rows
from kanaf.core.errors import NoRoom, Refused

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., Any]] = {}


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an action: it is given `by` and `at`, changes the record whole or not at all, and is recorded.

    A refusal is recorded in its own transaction after the rollback. An action called by another joins its transaction and
    its record. A full disk is a refusal too (`NoRoom`): for want of room the only one that leaves no record.
    """
    name = f"{function.__module__.removeprefix('kanaf.')}.{function.__name__}"

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if args or not isinstance(kwargs.get("at"), datetime) or "by" not in kwargs:
            raise TypeError(f"{name} takes keywords only, among them by= and at=")
        if audit._pending.get() is not None:
            return _done_once(function, args, kwargs)
        try:
            try:
                return _done_once(function, args, kwargs)
            except (Refused, PermissionDenied) as refusal:
                _record_refusal(name, refusal, kwargs)
                raise
        except (DatabaseError, OSError) as error:
            if durable.is_no_room(error):
                logger.exception("%s: the disk took nothing", name)
                raise NoRoom from error
            raise

    ACTIONS[name] = wrapper
    return wrapper


def _done_once(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """Run an action in its transaction. A form that arrives twice at once finds, the second time, what the first wrote."""
    try:
        with _for(kwargs["by"]), rows.happening(kwargs["at"]), one_transaction():
            return function(*args, **kwargs)
    except IntegrityError:
        if kwargs.get("id") is None or audit._pending.get() is not None:
            raise
    try:
        with _for(kwargs["by"]), rows.happening(kwargs["at"]), one_transaction():
            return function(*args, **kwargs)
    except IntegrityError as error:
        raise Refused(_("This form cannot be used any more: open it anew and write it again."), code="form_used") from error


def _for(by: Any) -> AbstractContextManager[None]:
    """An act runs with the rows of the organisation of the person who does it, whatever door it came by."""
    organisation = getattr(by, "organisation_id", None)
    return rows.for_organisation(organisation) if organisation is not None else nullcontext()


@contextmanager
def one_transaction() -> Iterator[None]:
    """Join the transaction and the record of the act that is under way, or open both."""
    if audit._pending.get() is not None:
        with transaction.atomic():
            yield
        return
    acts: list[audit.Act] = []
    token = audit._pending.set(acts)
    try:
        with transaction.atomic():
            yield
            audit.write(acts)
    finally:
        audit._pending.reset(token)


def _record_refusal(name: str, refusal: Exception, kwargs: dict[str, Any]) -> None:
    with transaction.atomic():
        code = getattr(refusal, "code", "not_permitted")
        audit.record("refused", by=kwargs["by"], at=kwargs["at"], action=name, code=code)
