"""What assistance adds to a child's story."""

from kanaf.access.models import Account
from kanaf.assistance.models import Service
from kanaf.children.models import Child
from kanaf.core.stories import Event
from kanaf.programme import queries as programme

ICONS = {"meal": "package", "food_basket": "package", "hygiene_kit": "package", "clothes": "package", "blanket": "package"}


def services_of(child: Child, by: Account) -> list[Service]:
    """What a child received, newest first, as far as one may see."""
    rows = Service.objects.current().visible_to(by).filter(child=child)
    return list(rows.select_related("city", "organisation").order_by("-happened_on", "-recorded_at"))


def timeline(child: Child, by: Account) -> list[Event]:
    return [
        Event(
            row.happened_on,
            row.recorded_at,
            ICONS.get(row.service_type, "heart-handshake"),
            programme.label("service_type", row.service_type),
            f"{row.city.label} · {row.organisation.name}" + (f" · {row.quantity}" if row.quantity > 1 else ""),
            row.recorded_by,
        )
        for row in services_of(child, by)
    ]
