"""The programme itself: its pack, projects, partnerships, code lists and timeframes."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Organisation
from kanaf.core import ids
from kanaf.core.history import AppendOnly
from kanaf.core.models import Labelled
from kanaf.places.models import City


class PackLoad(AppendOnly):
    """One loading of a programme pack: which, in which version, with which digest."""

    code = models.SlugField(max_length=40)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Privacy:
        internal = ("code", "version", "digest", "loaded_at")


class Term(Labelled):
    """A code of one of the pack's lists, with its labels; records keep the code."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    list = models.SlugField(max_length=40)
    code = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)
    definition_fr = models.TextField(blank=True)
    definition_ar = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    attributes = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["list", "position"]
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="a_code_stands_once_in_its_list")]

    class Privacy:
        public = ("id", "list", "code", "position", "is_retired", "definition_fr", "definition_ar", "definition_en", "attributes")

    @property
    def definition(self) -> str:
        """In the reader's language; empty where the pack gives none."""
        language = (get_language() or "fr")[:2]
        return {"fr": self.definition_fr, "ar": self.definition_ar}.get(language, self.definition_en)


class Project(Labelled):
    """What a donor finances. Dates say whether they were stated or inferred."""

    code = models.SlugField(max_length=40, primary_key=True)
    donor = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    succeeds = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="succeeded_by")
    starts = models.CharField(max_length=10, blank=True)
    ends = models.CharField(max_length=10, blank=True)
    dates_are_inferred = models.BooleanField(default=False)

    class Privacy:
        public = ("code", "donor", "succeeds", "starts", "ends", "dates_are_inferred")


class Partnership(models.Model):
    """What an organisation does in the programme, in a city or everywhere, as its source states it (A5)."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    role = models.CharField(max_length=40)
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="partnerships")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="partnerships")
    campaign = models.SlugField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role", "city", "project", "campaign"], nulls_distinct=False, name="a_partnership_is_stated_once"
            )
        ]

    class Privacy:
        public = ("id", "organisation", "role", "city", "project", "campaign", "source")


class Timeframe(models.Model):
    """How long a step may take, or how often it comes back, at a risk level (`any` where risk does not change it).

    Exactly one of hours, days, months is set. `first_every_days` holds for the first `first_for_days` of a case. A new version
    is a new row, so that old deadlines keep their basis.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    step = models.SlugField(max_length=40)
    risk = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField(default=1)
    hours = models.PositiveIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    working_days = models.BooleanField(default=False)
    first_every_days = models.PositiveSmallIntegerField(null=True)
    first_for_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "risk", "version"], name="one_timeframe_for_a_step_and_risk")]

    class Privacy:
        public = ("id", "step", "risk", "version", "hours", "days", "months", "working_days", "first_every_days", "first_for_days")


class ConsentWording(models.Model):
    """The words in which a child is asked for one purpose. Changed words are a new version, so that old decisions keep theirs."""

    class Asked(models.TextChoices):
        REGISTRATION = "registration", _("Asked at registration")
        EACH_SHARING = "each_sharing", _("Asked before each sharing, for its recipient")
        FIRST_NEEDED = "first_needed", _("Asked when it is first needed")

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    purpose = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    asked = models.CharField(max_length=20, choices=Asked)
    words_fr = models.TextField()
    words_ar = models.TextField()
    words_en = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_wording_for_a_purpose_and_version")]

    class Privacy:
        public = ("id", "purpose", "version", "asked", "words_fr", "words_ar", "words_en")

    @property
    def words(self) -> str:
        """In the reader's language."""
        return str(getattr(self, f"words_{(get_language() or 'fr')[:2]}", self.words_en))


class ConsentAge(Labelled):
    """From which age a child consents for itself, and from which its assent is asked; the label says it in words."""

    pack = models.SlugField(max_length=40, primary_key=True)
    years = models.PositiveSmallIntegerField()
    assent_years = models.PositiveSmallIntegerField()

    class Privacy:
        public = ("pack", "years", "assent_years")


class RetentionClass(Labelled):
    """How long one kind of thing that identifies is kept, by which approval; without one, every page says so."""

    code = models.SlugField(max_length=40, primary_key=True)
    version = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField(null=True)
    until_age = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    approved_on = models.DateField(null=True)
    reference = models.CharField(max_length=300, blank=True)

    class Privacy:
        public = ("code", "version", "years", "until_age", "days", "approved_on", "reference")
