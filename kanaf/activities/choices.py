"""The words of this room that code decides on; everything else is a code of the pack's lists."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a session is for: it decides which list is kept of those who came."""

    AWARENESS = "awareness", _("Awareness session")
    TRAINING = "training", _("Training")
    ACTIVITY = "activity", _("Activity")


class State(models.TextChoices):
    """Where a session stands. A list of those who came makes it held."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Precision(models.TextChoices):
    """How exactly a source gives a day."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class CarrierRole(models.TextChoices):
    """What an organisation is to a campaign. Carriers and implementers follow the whole of it, local partners their own part."""

    CARRIER = "carrier", _("Carrier")
    IMPLEMENTER = "implementer", _("Implementer")
    LOCAL_PARTNER = "local_partner", _("Local partner")


# Lists and codes of the pack that this room reads.
ACTIVITY_TYPE = "activity_type"
TOPIC = "session_topic"
CATEGORY = "participant_category"
AGE_BAND = "age_band"
SEX = "sex"
INSTITUTION = "institution_kind"
ADULT = ""  # the age band of those who are not children
