"""The codes that this room's rules speak of, and how each looks. Kinds and outcomes are lists of the pack."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND = "complaint_kind"
OUTCOME = "complaint_outcome"
CONDUCT = "code_of_conduct"

FIRST_ACTION_WITHIN = timedelta(hours=24)


class Channel(models.TextChoices):
    """How a complaint came in; all but the page are keyed in by somebody."""

    PAGE = "page", _("On the page")
    TELEPHONE = "telephone", _("By telephone")
    PAPER = "paper", _("On paper")
    IN_PERSON = "in_person", _("In person")


class ToldBy(models.TextChoices):
    """For whom the sender speaks."""

    ONESELF = "oneself", _("For myself")
    FOR_CHILD = "for_child", _("For a child who told me")
    FOR_OTHER = "for_other", _("For another person")


class About(models.TextChoices):
    """Whether it concerns somebody who would read it: that person then never does."""

    NOBODY = "nobody", _("No, or I do not know")
    FOCAL_POINT = "safeguarding_focal_point", _("Yes, the safeguarding focal point")
    DEPUTY = "safeguarding_deputy", _("Yes, the deputy")


class Kind(models.TextChoices):
    """What happened to a complaint, one row each time."""

    RECEIVED = "received", pgettext_lazy("complaint", "Received")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("complaint", "Acknowledged")
    ASSESSED = "assessed", pgettext_lazy("complaint", "Assessed")
    INVESTIGATION = "investigation", pgettext_lazy("complaint", "Referred to an investigation")
    AUTHORITIES = "authorities", pgettext_lazy("complaint", "Referred to the authorities")
    PROTECTED = "protected", pgettext_lazy("complaint", "Child protected")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")
    REOPENED = "reopened", pgettext_lazy("complaint", "Reopened")
    ASSIGNED = "assigned", pgettext_lazy("complaint", "Assigned")
    CONCERNED = "concerned", pgettext_lazy("complaint", "Person concerned named")
    SUSPENDED = "suspended", pgettext_lazy("complaint", "Access suspended")
    LIFTED = "lifted", pgettext_lazy("complaint", "Suspension lifted")
    ESCALATED = "escalated", pgettext_lazy("complaint", "24 hours have passed without any action")


# What a person chooses to write down, in the order of the work.
TAKEN = (Kind.ACKNOWLEDGED, Kind.ASSESSED, Kind.INVESTIGATION, Kind.AUTHORITIES, Kind.PROTECTED, Kind.CLOSED)
# What says where a complaint stands; the newest of them does.
STANDING = (Kind.RECEIVED, *TAKEN, Kind.REOPENED)
# What stops the clock: somebody has done something for the sender or the child.
FIRST_ACTIONS = (*TAKEN, Kind.SUSPENDED)

# Where a complaint stands → the look of its pill.
LOOKS = {
    Kind.RECEIVED: "waiting",
    Kind.ACKNOWLEDGED: "under_way",
    Kind.ASSESSED: "under_way",
    Kind.INVESTIGATION: "referred",
    Kind.AUTHORITIES: "referred",
    Kind.PROTECTED: "protected",
    Kind.CLOSED: "closed",
    Kind.REOPENED: "waiting",
}
ICONS = {
    Kind.RECEIVED: "inbox",
    Kind.ACKNOWLEDGED: "check",
    Kind.ASSESSED: "scale",
    Kind.INVESTIGATION: "search",
    Kind.AUTHORITIES: "landmark",
    Kind.PROTECTED: "shield-check",
    Kind.CLOSED: "folder-closed",
    Kind.REOPENED: "folder-open",
    Kind.ASSIGNED: "user-check",
    Kind.CONCERNED: "user",
    Kind.SUSPENDED: "ban",
    Kind.LIFTED: "lock-open",
    Kind.ESCALATED: "clock-alert",
}
