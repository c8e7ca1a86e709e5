"""Two people let an organisation in; each names a deputy, reviews its people, and answers for what stands outside the system."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.actions.accounts import create_account, give_role, system_account
from kanaf.access.actions.invitations import Invited, write_invitation
from kanaf.access.models import AccessReview, Account, Assurance, Organisation, OrganisationRequest
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission, Role
from kanaf.access.rules import check_is_another, check_same_organisation, quarter_code
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import Refused


@action
def ask_organisation(
    *,
    by: Account,
    at: datetime,
    id: UUID,
    code: str,
    kind: str,
    labels: dict[str, str],
    administrator_name: str,
    administrator_email: str,
    short_name: str = "",
) -> OrganisationRequest:
    """Ask that an organisation be let in, with its first administrator. The same form twice asks once."""
    check_holds(by, Permission.ORGANISATION_CREATE)
    known = OrganisationRequest.objects.filter(pk=id, asked_by=by).first()
    if known is not None:
        return known
    _check_is_new(code, administrator_email)
    request = OrganisationRequest.objects.create(
        id=id,
        code=code,
        kind=kind,
        short_name=short_name,
        administrator_name=administrator_name,
        administrator_email=administrator_email.lower(),
        asked_by=by,
        asked_at=at,
        **{f"label_{language}": text for language, text in labels.items()},
    )
    audit.record("organisation.asked", by=by, target=request, at=at)
    return request


@action
def confirm_organisation(*, by: Account, at: datetime, request: OrganisationRequest) -> Invited:
    """A second person lets the organisation in; its first administrator gets a link."""
    check_holds(by, Permission.ORGANISATION_CREATE)
    if request.asked_by_id == by.pk:
        raise Refused(_("Another person than the one who asked confirms an organisation."), code="same_person")
    if OrganisationRequest.objects.select_for_update().get(pk=request.pk).decided_at is not None:
        raise Refused(_("This was decided meanwhile."), code="decided")
    _check_is_new(request.code, request.administrator_email)
    organisation = Organisation.objects.create(
        code=request.code,
        kind=request.kind,
        short_name=request.short_name,
        label_fr=request.label_fr,
        label_ar=request.label_ar,
        label_en=request.label_en,
    )
    request.decided_by, request.decided_at, request.organisation = by, at, organisation
    request.save(update_fields=["decided_by", "decided_at", "organisation"])
    audit.record("organisation.created", by=by, target=organisation, at=at, asked_by=request.asked_by_id)
    system = system_account()
    account = create_account(
        by=system, at=at, email=request.administrator_email, name=request.administrator_name, organisation=organisation, password=None
    )
    give_role(by=system, at=at, account=account, role=Role.ADMINISTRATOR)
    return write_invitation(by=by, at=at, account=account)


@action
def decline_organisation(*, by: Account, at: datetime, request: OrganisationRequest) -> None:
    """Not let in; the one who asked may take it back too."""
    check_holds(by, Permission.ORGANISATION_CREATE)
    if OrganisationRequest.objects.filter(pk=request.pk, decided_at=None).update(decided_by=by, decided_at=at):
        audit.record("organisation.declined", by=by, target=request, at=at)


@action
def name_deputy(*, by: Account, at: datetime, deputy: Account) -> None:
    """Who approves and reviews in the administrator's place, and for the administrator."""
    check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, deputy.organisation)
    if by.pk == deputy.pk:
        raise Refused(_("The deputy is somebody else than you."), field="deputy", code="own_deputy")
    if not deputy.is_current(at.date()):
        raise Refused(_("This person may not sign in."), field="deputy", code="not_current")
    Organisation.objects.filter(pk=deputy.organisation_id).update(deputy=deputy)
    audit.record("deputy.named", by=by, target=deputy, at=at)


@action
def confirm_access(*, by: Account, at: datetime, account: Account) -> AccessReview:
    """Say that a colleague still needs the access they have; once a quarter, and never for oneself."""
    if by.organisation.deputy_id != by.pk:
        check_holds(by, Permission.ACCOUNT_MANAGE)
    check_same_organisation(by, account.organisation)
    check_is_another(by, account)
    quarter = quarter_code(at.date())
    review = AccessReview.objects.filter(account=account, quarter=quarter).first()
    if review is None:
        review = AccessReview.objects.create(account=account, quarter=quarter, by=by.pk, at=at)
        audit.record("access.confirmed", by=by, target=account, at=at, quarter=quarter)
    return review


@action
def record_assurance(*, by: Account, at: datetime, kind: str, on: date) -> Assurance:
    """Write down that something outside the system was done, and by whom it is answered for."""
    check_holds(by, Permission.ASSURANCE_RECORD)
    if on > at.date():
        raise Refused(_("This day has not come yet."), field="on", code="future")
    if kind == Assurance.Kind.AUTHORISED and Role.DATA_PROTECTION_OFFICER not in by.roles:
        raise Refused(_("The data protection officer records the authorisation."), field="kind", code="not_the_officer")
    assurance = Assurance.objects.create(kind=kind, happened_on=on, recorded_by=by.pk, recorded_at=at)
    audit.record("assurance.recorded", by=by, target=assurance, at=at, kind=kind)
    return assurance


def _check_is_new(code: str, email: str) -> None:
    if Organisation.objects.filter(code=code).exists():
        raise Refused(_("There is already an organisation with this code."), field="code", code="organisation_exists")
    if Account.objects.filter(email__iexact=email).exists():
        raise Refused(_("There is already an account with this e-mail address."), field="administrator_email", code="account_exists")
