"""What a child received, and what was distributed."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kanaf.access.models import Account, Organisation
from kanaf.access.roles import Permission
from kanaf.children.models import Child, Group, OfChildQuerySet
from kanaf.core.database.policies import OwnRows
from kanaf.core.history import Recorded, RecordedQuerySet
from kanaf.places.models import City


class ServiceQuerySet(OfChildQuerySet):
    group = Group.SERVICES


class Service(Recorded):
    """A service one child received on a day in a city from an organisation: the row that figures count.

    `quantity` is in items or sessions as the service's type says. Correcting adds a row that replaces this one.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="services")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    service_type = models.CharField(_("service"), max_length=40)
    quantity = models.PositiveSmallIntegerField(default=1)
    sealed = models.BinaryField(null=True)

    objects: ClassVar[Any] = ServiceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["happened_on", "child"], name="services_by_day"),
            models.Index(fields=["child", "happened_on"], name="services_of_child"),
            models.Index(fields=["organisation", "city", "happened_on"], name="services_of_partner"),
        ]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="a_service_has_a_quantity")]

    class Rows(OwnRows):
        child = "child_id"
        group = "services"

    class Privacy:
        internal = ("organisation",)
        case = ("child", "city", "service_type", "quantity")
        identity = ("sealed",)

    def sealed_for(self) -> tuple[str, UUID]:
        return "child", self.child_id


class DistributionQuerySet(RecordedQuerySet):
    def visible_to(self, by: Account) -> "DistributionQuerySet":
        """Distributions of one's own organisation, in one's cities."""
        if not by.holds(Permission.DISTRIBUTION_RECORD):
            return self.none()
        own = self.filter(organisation=by.organisation_id)
        return own if by.city_codes is None else own.filter(city__in=by.city_codes)


class Distribution(Recorded):
    """Items given out to people who were counted, not named: never a count of distinct children."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    item = models.CharField(_("item"), max_length=40)
    quantity = models.PositiveIntegerField(_("items given"), null=True)
    girls = models.PositiveIntegerField(default=0)
    boys = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    is_synthetic = models.BooleanField(default=False)

    objects: ClassVar[Any] = DistributionQuerySet.as_manager()

    class Rows(OwnRows):
        pass

    class Privacy:
        internal = ("organisation", "city", "item", "quantity", "girls", "boys", "unknown", "is_synthetic")
