"""Where a person acts."""

from kanaf.access.models import Account
from kanaf.core.errors import NotPermitted
from kanaf.places.models import City


def check_works_in(by: Account, city: City) -> None:
    """A person acts in the cities of their grants only."""
    cities = by.city_codes
    if cities is not None and city.code not in cities:
        raise NotPermitted(f"city {city.code}")
