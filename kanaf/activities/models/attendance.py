"""Who came to a session: children by their case, others by a number. Rows are never changed; a correction adds one."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.activities.models.sessions import Session
from kanaf.children.models import Child, Group, in_reach
from kanaf.core.database.policies import ORGANISATION, OwnRows
from kanaf.core.history import Recorded, RecordedQuerySet


class OfSessionQuerySet(RecordedQuerySet):
    def newest(self) -> "OfSessionQuerySet":
        """The last row of each chain, withdrawn ones too: what the next row replaces."""
        return self.filter(replaced_by__isnull=True)

    def visible_to(self, by: Account) -> "OfSessionQuerySet":
        """Rows of one's own organisation's sessions: who came is not shared with those who carry the campaign."""
        return self.filter(organisation=by.organisation_id, session__in=Session.objects.visible_to(by))


class OfSession(Recorded):
    """A row of what is held true about who came. Counts cut by the session's city, kind and campaign."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="%(class)ss")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfSessionQuerySet.as_manager()

    class Meta:
        abstract = True

    class Privacy:
        internal = ("session", "organisation")


class SessionReportQuerySet(OfSessionQuerySet):
    def visible_to(self, by: Account) -> "SessionReportQuerySet":
        """Of every session that one may see: numbers only."""
        return self.filter(session__in=Session.objects.visible_to(by))


class SessionReport(OfSession):
    """How many came in all: those named and those counted without a name. Its id is the version of the list."""

    named = models.PositiveIntegerField()
    unnamed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()

    objects: ClassVar[Any] = SessionReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(replaces__isnull=True), name="a_session_has_one_report"),
            models.CheckConstraint(
                condition=Q(named__lte=F("total")),
                name="no_more_named_than_present",
                violation_error_message=_("More people are named than were present."),
            ),
            models.CheckConstraint(condition=Q(total=F("named") + F("unnamed")), name="a_total_is_the_sum_of_its_parts"),
        ]

    class Rows(OwnRows):
        """Of every session in reach."""

        @classmethod
        def condition(cls) -> str:
            return f"organisation_id = {ORGANISATION} or session_id in (select s.id from activities_session s)"  # noqa: S608 - constants

    class Privacy:
        internal = ("named", "unnamed", "total")


class AttendanceQuerySet(OfSessionQuerySet):
    def of_children_visible_to(self, by: Account) -> "AttendanceQuerySet":
        """What one's organisation wrote of children it follows, and other organisations' as far as they share it."""
        if not by.holds(Permission.CHILD_READ):
            return self.none()
        return self.filter(in_reach(by, Group.SERVICES))


class Attendance(OfSession):
    """A child of a session's list, who came or did not. The row by which a session counts a child."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="attendances")
    present = models.BooleanField()

    objects: ClassVar[Any] = AttendanceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["child", "happened_on"], name="attendance_of_child"),
            models.Index(fields=["happened_on", "child"], name="attendance_by_day"),
        ]
        constraints = [
            # One chain a child: rows replace one another, so that at most one of them is current.
            models.UniqueConstraint(fields=["session", "child"], condition=Q(replaces__isnull=True), name="a_child_attends_a_session_once")
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "services"

    class Privacy:
        case = ("child", "present")


class Headcount(OfSession):
    """How many came without giving a name, of a category, sex and age band: contacts, never distinct children.

    The age band of adults is empty.
    """

    category = models.CharField(max_length=40)
    sex = models.CharField(max_length=10)
    age_band = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "category", "sex", "age_band"],
                condition=Q(replaces__isnull=True),
                name="a_headcount_is_given_once",
            ),
            models.CheckConstraint(condition=Q(count__gt=0) | Q(withdrawn=True), name="a_headcount_counts_somebody"),
        ]

    class Rows(OwnRows):
        pass

    class Privacy:
        internal = ("category", "sex", "age_band", "count")
