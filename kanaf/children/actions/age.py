"""An assessed age is written down beside the declared one."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import rules
from kanaf.children.actions.sharing import check_follows
from kanaf.children.models import AgeAssessment, Child, Registration
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.programme import queries as programme


@action
def record_age_assessment(
    *,
    by: Account,
    at: datetime,
    child: Child,
    on: date,
    decided_by: str,
    methods: list[str],
    youngest: int,
    oldest: int,
    why: str,
    child_agreed: bool,
    reference: str = "",
    id: UUID | None = None,
) -> AgeAssessment:
    """Write down which age was found, by whom, how and with which margin. The declared age stays what the child declared.

    Only where the age is in serious doubt; a medical examination never alone; nothing against the child's will. Where the
    youngest age lies under 18, the child is taken as a child. The same form sent twice counts once.
    """
    check_holds(by, Permission.AGE_ASSESS)
    check_follows(by, child, at)
    if id is not None and (earlier := AgeAssessment.objects.filter(pk=id, child=child).first()):
        return earlier
    registration = Registration.objects.current().get(child=child)
    if registration.age_status != rules.UNDER_VERIFICATION:
        raise Refused(
            _("Nobody disputes this age: an assessment is a last resort. Note the dispute in the registration first."), code="no_doubt"
        )
    if on > at.date():
        raise Refused(_("This day is in the future."), field="on", code="future")
    programme.check_code("age_decided_by", decided_by, field="decided_by")
    for method in methods:
        programme.check_code("age_assessment_method", method, field="methods")
    rules.check_age_assessment(methods=methods, youngest=youngest, oldest=oldest, why=why, child_agreed=child_agreed)
    row = AgeAssessment(
        **({"pk": id} if id is not None else {}),
        child=child,
        organisation_id=by.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        decided_by=decided_by,
        methods=methods,
        youngest=youngest,
        oldest=oldest,
        is_child=youngest < rules.ADULT,
        child_agreed=child_agreed,
        reference=reference,
    )
    row.sealed = vault.seal(row, "sealed", why)
    row.save()
    audit.record("age.assessed", by=by, target=child, at=at, decided_by=decided_by)
    return row
