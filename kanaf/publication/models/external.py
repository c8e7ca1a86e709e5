"""Numbers that somebody else printed: quoted with their source, and kept apart from ours."""

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from kanaf.core.models import Labelled
from kanaf.publication.models.released import in_language


class ExternalFigure(Labelled):
    """A number that somebody else printed: shown with its source and date, never added to ours (decision 8)."""

    code = models.SlugField(max_length=60, primary_key=True)
    value = models.PositiveIntegerField()
    is_at_least = models.BooleanField(default=False)
    unit_labels = models.JSONField(default=dict)
    source = models.CharField(max_length=300)
    published = models.CharField(max_length=40, blank=True)
    published_is_inferred = models.BooleanField(default=False)
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["code"]

    class Privacy:
        public = ("code", "value", "is_at_least", "unit_labels", "source", "published", "published_is_inferred", "notes")

    @property
    def unit_label(self) -> str:
        return in_language(self.unit_labels)

    @property
    def notes_shown(self) -> list[str]:
        return [in_language(note) for note in self.notes]

    @property
    def url(self) -> str:
        suffix = "_en" if (get_language() or "fr").startswith("en") else ""
        try:
            return reverse("site_external" + suffix, args=[self.code])
        except NoReverseMatch:
            return ""
