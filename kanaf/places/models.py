"""Where the programme works: regions, provinces, cities and venues that may be public.

Informal places are never here (decision 14).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kanaf.core.models import Labelled


class Region(Labelled):
    """A first-level division; `code` is ISO 3166-2 in the version of the list that is named."""

    code = models.CharField(max_length=10, primary_key=True)
    list_version = models.CharField(max_length=40)

    class Privacy:
        public = ("code", "list_version")


class Province(Labelled):
    """A second-level division; a code that is not confirmed says so."""

    code = models.CharField(max_length=10, primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="provinces")
    is_confirmed = models.BooleanField(default=True)

    class Privacy:
        public = ("code", "region", "is_confirmed")


class City(Labelled):
    """A city of the programme or one it refers to; `position` is the order in which tables show it."""

    code = models.SlugField(max_length=40, primary_key=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="cities")
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    is_in_programme = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("city")

    class Privacy:
        public = ("code", "province", "longitude", "latitude", "is_in_programme", "position")


class Venue(Labelled):
    """A public place where activities are held: a school, a hall. Never where children sleep or meet informally."""

    code = models.SlugField(max_length=60, primary_key=True)
    city = models.ForeignKey(City, models.PROTECT, related_name="venues")
    aliases = models.JSONField(default=list, blank=True)

    class Privacy:
        internal = ("code", "city", "aliases")
