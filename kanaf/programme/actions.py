"""The pack's content comes in by these actions only."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.programme.models import ConsentWording, PackLoad, RetentionClass


@action
def save_row(*, by: Account, at: datetime, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> models.Model:
    """Make or bring up to date one row of the pack; the same values again change nothing and leave no trace."""
    check_holds(by, Permission.PACK_LOAD)
    row = model._default_manager.filter(**key).first()
    noun = model._meta.model_name
    if row is None:
        row = model._default_manager.create(**key, **values)
        audit.record(f"{noun}.created", by=by, target=row, at=at)
    elif any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        audit.record(f"{noun}.changed", by=by, target=row, at=at)
    return row


@action
def save_wording(*, by: Account, at: datetime, purpose: str, version: int, values: dict[str, str]) -> ConsentWording:
    """Keep an edition of the words in which a child is asked. Other words under the same number are refused: decisions name it."""
    check_holds(by, Permission.PACK_LOAD)
    held = ConsentWording.objects.filter(purpose=purpose, version=version).first()
    if held is None:
        held = ConsentWording.objects.create(purpose=purpose, version=version, **values)
        audit.record("wording.created", by=by, target=held, at=at, purpose=purpose, version=version)
    elif any(getattr(held, name) != value for name, value in values.items()):
        raise Refused(
            _("The words asked for “%(purpose)s”, version %(version)s, have changed: give them a new version number.")
            % {"purpose": purpose, "version": version},
            code="wording_changed",
        )
    return held


@action
def save_retention(*, by: Account, at: datetime, code: str, version: int, values: dict[str, Any]) -> None:
    """Keep how long a class is held. Another time under the same number, or an approval taken back, is refused: lists name it."""
    check_holds(by, Permission.PACK_LOAD)
    held = RetentionClass.objects.filter(code=code, version=version).first()
    fixed = ("years", "until_age", "days", *(("approved_on", "reference") if held is not None and held.approved_on else ()))
    if held is not None and any(getattr(held, name) != values[name] for name in fixed):
        raise Refused(
            _("How long “%(code)s” is kept, version %(version)s, or its approval has changed: give the file a new version number.")
            % {"code": code, "version": version},
            code="retention_changed",
        )
    save_row(by=by, at=at, model=RetentionClass, key={"code": code}, values=values | {"version": version})


@action
def note_pack_loaded(*, by: Account, at: datetime, code: str, version: str, digest: str) -> PackLoad:
    """Keep which pack was loaded; the same digest twice in a row is noted once."""
    check_holds(by, Permission.PACK_LOAD)
    last = PackLoad.objects.order_by("-loaded_at").first()
    if last is not None and last.digest == digest:
        return last
    load = PackLoad.objects.create(code=code, version=version, digest=digest, loaded_at=at)
    audit.record("pack.loaded", by=by, target=load, at=at, pack=code, version=version)
    return load
