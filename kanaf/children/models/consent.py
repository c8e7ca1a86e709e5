"""What a child decided, or who decided for it, for one purpose, in which words; and the second person of a decision by two."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Organisation
from kanaf.children.models.child import Basis, Child, Group
from kanaf.children.models.record import OfChildQuerySet
from kanaf.core.database.policies import OwnRows
from kanaf.core.history import AppendOnly, Recorded

BEST_INTERESTS = "best_interests_decision"
LEGAL_OBLIGATION = "legal_obligation"
LEGAL_REPRESENTATIVE = "legal_representative"
CHILD = "child"
SHARING, IMAGE = "sharing", "image"
BASES = {CHILD: Basis.CONSENT, BEST_INTERESTS: Basis.BEST_INTERESTS, LEGAL_OBLIGATION: Basis.LEGAL}


class ConsentQuerySet(OfChildQuerySet):
    group = Group.CASE


class ConsentDecision(Recorded):
    """What was decided for one purpose on a day – for a sharing, with one recipient. Refusing or withdrawing never stops services.

    `wording_version` is the edition of the words in which it was asked (`programme.ConsentWording`); 0 for what was recorded
    before words were kept. A decision in the child's best interests holds once a second person has agreed (`SecondPerson`).
    """

    class Decision(models.TextChoices):
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        TOLD = "told", _("Told, not asked")

    class ChildsView(models.TextChoices):
        AGREES = "agrees", _("The child agrees")
        DISAGREES = "disagrees", _("The child does not agree")
        UNABLE = "unable", _("The child cannot understand the question yet, or today")

    child = models.ForeignKey(Child, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    recipient = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    source = models.CharField(max_length=40)
    childs_view = models.CharField(max_length=10, choices=ChildsView, blank=True)
    wording_version = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)
    with_interpreter = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)

    objects: ClassVar[Any] = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "recorded_at"], name="consents_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(wording_version=0) | (Q(purpose=SHARING) & Q(recipient__isnull=False)) | ~Q(purpose=SHARING),
                name="a_sharing_is_asked_for_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(wording_version=0) | ~Q(purpose=IMAGE, decision="given") | Q(source=LEGAL_REPRESENTATIVE),
                name="an_image_needs_a_legal_representative",
                violation_error_message=_("Without a legal representative, no recognisable image, voice or name of a child is used."),
            ),
            models.CheckConstraint(
                condition=Q(wording_version=0) | ~Q(decision="told") | Q(source=LEGAL_OBLIGATION), name="only_an_obligation_is_told"
            ),
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "case"

    class Privacy:
        internal = ("organisation",)
        case = (
            "child",
            "purpose",
            "recipient",
            "decision",
            "source",
            "childs_view",
            "wording_version",
            "language",
            "with_interpreter",
        )
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id

    @property
    def needs_second_person(self) -> bool:
        return self.source == BEST_INTERESTS and self.decision == self.Decision.GIVEN

    @property
    def basis_kind(self) -> Basis:
        """What a sharing that rests on this decision rests on."""
        return BASES.get(self.source, Basis.CAREGIVER)


class SecondPerson(AppendOnly):
    """A colleague's answer to a decision taken in a child's best interests: it holds only when another person agrees."""

    decision = models.OneToOneField(ConsentDecision, models.PROTECT, related_name="second_person")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    first = models.UUIDField()
    second = models.UUIDField()
    answered_at = models.DateTimeField()
    agrees = models.BooleanField()

    objects: ClassVar[Any] = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(first=F("second")),
                name="best_interests_are_decided_by_two",
                violation_error_message=_("A decision in the child’s best interests is taken by two people."),
            )
        ]

    class Rows(OwnRows):
        child = "child_id"
        group = "case"

    class Privacy:
        internal = ("organisation", "first", "second", "answered_at")
        case = ("decision", "child", "agrees")
