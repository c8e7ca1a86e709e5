"""A page of complaints is opened inside their barrier, for one person."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.core import rows

View = Callable[..., HttpResponse]


def apart(permission: Permission) -> Callable[[View], View]:
    """The page is for people who hold the permission, and reaches the complaints that this person may read."""

    def decorate(view: View) -> View:
        @needs(permission)
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            by: Any = request.user
            with rows.as_safeguarding(by.pk, by.organisation_id):
                return view(request, *args, **kwargs)

        return wrapper

    return decorate
