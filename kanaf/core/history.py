"""Append-only rows: what is counted or argued about is never changed; a correction adds a row (decision 4)."""

from datetime import datetime
from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kanaf.core import ids


class Rewriting(RuntimeError):
    """Code tried to change or remove a row that is history."""


class AppendOnlyQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def update(self, **_kwargs: Any) -> NoReturn:
        raise Rewriting(f"{self.model._meta.label} is append-only: add a row that replaces this one.")

    def delete(self) -> NoReturn:
        raise Rewriting(f"{self.model._meta.label} is append-only: nothing is removed.")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise Rewriting(f"{self.model._meta.label} is append-only: add a row that replaces this one.")


class AppendOnly(models.Model):
    """A row that is written once. The database refuses change too (`database.triggers`)."""

    append_only: ClassVar[bool] = True
    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    class Privacy:
        internal = ("id",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Rewriting(f"{self._meta.label} {self.pk} is append-only: add a row that replaces it.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise Rewriting(f"{self._meta.label} {self.pk} is append-only: nothing is removed.")


class RecordedQuerySet(AppendOnlyQuerySet):
    def current(self) -> Self:
        """What is held true now: neither replaced nor withdrawn."""
        return self.filter(withdrawn=False, replaced_by__isnull=True)

    def as_of(self, moment: datetime) -> Self:
        """What was held true at a moment: recorded by then and not replaced by then."""
        later = self.model._base_manager.filter(replaces=OuterRef("pk"), recorded_at__lte=moment)
        return self.filter(Q(recorded_at__lte=moment), ~Exists(later), withdrawn=False)


class Recorded(AppendOnly):
    """Something that happened on a day and was written down at a moment.

    A correction is a new row that `replaces` the old; taking back is a new row that is `withdrawn`.
    """

    happened_on = models.DateField(_("day"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.UUIDField(_("recorded by"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    withdrawn = models.BooleanField(default=False)

    objects: ClassVar[Any] = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    class Privacy:
        case = ("happened_on", "recorded_at", "recorded_by", "replaces", "withdrawn")
