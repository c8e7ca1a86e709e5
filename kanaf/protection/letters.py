"""Letters that call somebody to the work of data protection and say nothing of what waits there."""

from django.utils.translation import gettext_lazy as _

from kanaf.safeguarding.letters import send

REQUEST_ARRIVED = (_("Something waits for you in Kanaf"), _("Sign in and open “Data protection”: a request has arrived."))
REQUEST_DUE = (
    _("Kanaf: an answer is due"),
    _("Sign in and open “My day”: a request about somebody’s data is to be answered soon, or is late."),
)
INCIDENT_ARRIVED = (_("Kanaf: an incident was reported"), _("Sign in and open “Data protection”: an incident waits for its first act."))
INCIDENT_DUE = (
    _("Kanaf: the hours of an incident run out"),
    _("Sign in and open “My day”: nobody has written yet whether the authority was told of an incident."),
)

__all__ = ["INCIDENT_ARRIVED", "INCIDENT_DUE", "REQUEST_ARRIVED", "REQUEST_DUE", "send"]
