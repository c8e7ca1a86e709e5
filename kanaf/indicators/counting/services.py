"""`services_delivered`: services, not children: one child may receive many."""

from django.db.models import Q

from kanaf.assistance.models import Service
from kanaf.core import rows
from kanaf.indicators.counting.counted import Counted, Subject, Window, counts
from kanaf.indicators.counting.profiles import categories
from kanaf.indicators.counting.reporting import city_axis


@counts("services_delivered")
def services_delivered(window: Window) -> Counted:
    """Each service recorded for a child in the window, by a partner whose submission was accepted; each row is one."""
    cities, missing, pairs = city_axis(window)
    reported = Q(pk__in=[])
    for organisation, city in pairs:
        reported |= Q(organisation=organisation, city=city)
    with rows.as_counter():
        held = Service.objects.as_of(window.as_of).filter(reported, happened_on__range=(window.starts_on, window.ends_on))
        found = list(held.values_list("id", "city_id", "service_type"))
    subjects = [Subject(service, {"city_of_event": city, "service_type": kind}) for service, city, kind in found]
    axes = {"city_of_event": cities, "service_type": categories("service_type")}
    return Counted(subjects, axes, {"city_of_event": missing})
