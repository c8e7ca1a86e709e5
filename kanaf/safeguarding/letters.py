"""What the letters about complaints say: nothing of what waits there."""

from django.utils.translation import gettext_lazy as _

from kanaf.access.letters import send

__all__ = ["ARRIVED", "DANGER", "LATE", "NOBODY", "send"]

ARRIVED = (
    _("Something waits for you in Kanaf"),
    _("Sign in and open “Complaints”: one has arrived. The first action is due within 24 hours."),
)
DANGER = (_("Kanaf: act now"), _("Sign in and open “Complaints”: somebody may be in danger now."))
LATE = (_("Kanaf: 24 hours have passed"), _("Sign in and open “Complaints”: one has waited for more than 24 hours without any action."))
NOBODY = (
    _("Kanaf needs a deputy"),
    _("Something waits that nobody may read: give another person the role of deputy of the safeguarding focal point."),
)
