"""What is counted: indicators, their definitions in versions, the tables that may be published, values others printed."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanaf.core.history import AppendOnly
from kanaf.core.models import Labelled


def in_language(texts: dict[str, str]) -> str:
    """A text of the pack in the reader's language, or else in French."""
    return texts.get((get_language() or "fr")[:2]) or texts.get("fr", "")


class Indicator(Labelled):
    """Something the programme counts, under a code that never changes its meaning."""

    code = models.SlugField(max_length=40, primary_key=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    class Privacy:
        public = ("code", "position")

    @property
    def definition(self) -> "Definition":
        """The one in force."""
        return max(self.definitions.all(), key=lambda definition: definition.version)


class Definition(AppendOnly):
    """What exactly an indicator counts, in one version; a change of meaning is a new version.

    `cuts` maps a cut's code to {"additive": bool, "axes": [...]}; `rule` names the disclosure rule; `notes` hold what the
    reader must know (DOMAIN.md §1.3).
    """

    class Kind(models.TextChoices):
        COMPUTED = "computed", _("Computed from records")
        DECLARED = "declared", _("Declared by a partner with its evidence")
        EXTERNAL = "external", _("From an external source")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.CharField(max_length=40)
    unit_labels = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    counts = models.CharField(max_length=40)
    cuts = models.JSONField(default=dict)
    rule = models.CharField(max_length=40)
    notes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "version"], name="a_definition_has_one_version")]

    class Privacy:
        public = ("indicator", "version", "kind", "unit", "unit_labels", "text", "counts", "cuts", "rule", "notes", "digest")

    def in_language(self, texts: dict[str, str]) -> str:
        return in_language(texts)

    @property
    def sentence(self) -> str:
        return self.in_language(self.text)

    @property
    def unit_label(self) -> str:
        return self.in_language(self.unit_labels)

    @property
    def notes_shown(self) -> list[str]:
        return [self.in_language(note["labels"]) for note in self.notes]


class PlannedTable(Labelled):
    """A table that the publication plan allows: nothing else is ever released. `cuts` holds none, one or two cut codes."""

    code = models.SlugField(max_length=60, primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="tables")
    window = models.CharField(max_length=10)
    cuts = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    class Privacy:
        public = ("code", "indicator", "window", "cuts", "position")


class PublicValue(Labelled):
    """A number that was printed elsewhere before: shown as it is, and known to whoever attacks our tables."""

    code = models.SlugField(max_length=60, primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="public_values")
    campaign = models.SlugField(max_length=40, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    cell = models.JSONField(default=dict)
    value = models.PositiveIntegerField()
    source = models.CharField(max_length=300, blank=True)

    class Privacy:
        public = ("code", "indicator", "campaign", "starts_on", "ends_on", "cell", "value", "source")


class ExternalValue(Labelled):
    """Somebody else's value for the same thing: kept beside ours with its source, never added to it (A3)."""

    code = models.SlugField(max_length=60, primary_key=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="external_values")
    value = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    published = models.CharField(max_length=40, blank=True)
    notes = models.JSONField(default=list)

    class Privacy:
        public = ("code", "indicator", "value", "starts_on", "ends_on", "source", "published", "notes")

    @property
    def notes_shown(self) -> list[str]:
        return [in_language(note["labels"]) for note in self.notes]
