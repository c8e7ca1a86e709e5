"""Questions about places."""

from kanaf.places.models import City


def programme_cities() -> list[City]:
    """The cities of the programme, in the order tables show them."""
    return list(City.objects.filter(is_in_programme=True))
