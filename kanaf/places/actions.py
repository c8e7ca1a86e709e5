"""Places come from the pack; nobody types them into a page."""

from datetime import datetime
from typing import Any

from django.db import models

from kanaf.core import audit
from kanaf.core.actions import action


@action
def save_place(*, by: Any, at: datetime, model: type[models.Model], code: str, values: dict[str, Any]) -> models.Model:
    """Make or bring up to date a region, province, city or venue; the same values again change nothing."""
    place = model._default_manager.filter(code=code).first()
    if place is None:
        place = model._default_manager.create(code=code, **values)
        audit.record("place.created", by=by, target=place, at=at)
    elif any(getattr(place, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(place, name, value)
        place.save()
        audit.record("place.changed", by=by, target=place, at=at)
    return place
