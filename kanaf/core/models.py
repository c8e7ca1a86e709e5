"""What every room stands on: keys of sealed subjects, and labels in three languages."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanaf.core.database import remnants
from kanaf.core.database.policies import OF_COMPLAINTS, THIS_TABLE, SignedIn, open_in_emergency


class DataKeyQuerySet(models.QuerySet["DataKey"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Erase subjects; what the database's file still holds of them is cleared within a minute."""
        gone = super().delete()
        if gone[0]:
            remnants.leave()
        return gone

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class DataKey(models.Model):
    """The key under which everything identifying about one subject is sealed. Deleting it erases the subject.

    `master` is the number of the master key that wraps it, `generation` counts how often it was replaced.
    """

    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    wrapped = models.BinaryField()
    master = models.PositiveSmallIntegerField(default=1)
    generation = models.PositiveIntegerField(default=0)

    objects: ClassVar[Any] = DataKeyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["master"], name="keys_by_master")]
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_key_for_a_subject")]

    class Rows(SignedIn):
        sealed = True
        erasure = "delete"
        # Who sends a complaint is not signed in; a key says nothing without what it opens.
        roles: ClassVar = {
            **dict.fromkeys(OF_COMPLAINTS, ("subject_kind = 'complaint'", "subject_kind = 'complaint'")),
            **open_in_emergency(f"case when subject_kind = 'child' then {THIS_TABLE}.subject_id end"),
        }

    class Privacy:
        internal = ("id", "subject_kind", "subject_id", "wrapped", "master", "generation")


class Labelled(models.Model):
    """A thing of the pack with its label in the three languages."""

    label_fr = models.CharField(_("label in French"), max_length=300)
    label_ar = models.CharField(_("label in Arabic"), max_length=300)
    label_en = models.CharField(_("label in English"), max_length=300)

    class Meta:
        abstract = True

    class Privacy:
        public = ("label_fr", "label_ar", "label_en")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.label_in(get_language() or "fr")

    def label_in(self, language: str) -> str:
        return {"fr": self.label_fr, "ar": self.label_ar, "en": self.label_en}.get(language[:2], self.label_en)
