"""A child objects to a use of its data, and the objection is granted: nobody's consent for that purpose stands any more."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import queries
from kanaf.children.actions.sharing import end_resting
from kanaf.children.models import CareTeam, Child, ConsentDecision, Sharing
from kanaf.children.models.consent import SHARING
from kanaf.core import audit, rows
from kanaf.core.actions import action
from kanaf.programme import queries as programme

Decision = ConsentDecision.Decision


@action
def grant_objection(*, by: Account, at: datetime, child: Child, on: date, purposes: Collection[str], source: str) -> list[ConsentDecision]:
    """Write down, for each organisation that follows the child or shares it, that the child withdrew or refused these purposes.

    What rested on a consent to share ends at once, whoever shared. What rests on a legal obligation, a court order or the
    programme's protocol goes on: that is no consent. Doing it again writes nothing.
    """
    check_holds(by, Permission.REQUEST_ANSWER)
    programme.check_code("consent_source", source, field="source")
    for purpose in purposes:
        programme.check_code("consent_purpose", purpose, field="purposes")
    written = []
    for organisation, recipients in _whose(child).items():
        with rows.for_organisation(organisation):
            for purpose in sorted(purposes):
                for recipient in recipients if purpose == SHARING else [None]:
                    if row := _refuse(by, at, child, on, purpose, source, organisation, recipient):
                        written.append(row)
                    if recipient is not None:
                        end_resting(by, at, child, organisation, recipient)
    return written


def _whose(child: Child) -> dict[UUID, list[Organisation]]:
    """The organisations that act for a child or share it, each with those to which a consent of its own lets it share."""
    with rows.as_registry():
        found: dict[UUID, set[UUID]] = {row: set() for row in _ids(CareTeam.objects.live().filter(child=child))}
        for sharing in Sharing.objects.filter(child=child, ended_at=None):
            found.setdefault(sharing.organisation_id, set()).add(sharing.recipient_id)
        asked = ConsentDecision.objects.filter(child=child, purpose=SHARING, recipient__isnull=False)
        for organisation, recipient in asked.values_list("organisation_id", "recipient_id"):
            found.setdefault(organisation, set()).add(recipient)
    named = {row.pk: row for row in Organisation.objects.filter(pk__in={pk for several in found.values() for pk in several})}
    return {one: [named[pk] for pk in sorted(several)] for one, several in sorted(found.items())}


def _ids(teams: Iterable[CareTeam]) -> list[UUID]:
    return [team.organisation_id for team in teams]


def _refuse(
    by: Account, at: datetime, child: Child, on: date, purpose: str, source: str, organisation: UUID, recipient: Organisation | None
) -> ConsentDecision | None:
    """A withdrawal where it was given, a refusal where nothing was decided; nothing where it was refused, or is an obligation."""
    before = queries.newest_decision(child, organisation, purpose, recipient)
    if before is not None and before.decision != Decision.GIVEN:
        return None
    decision = Decision.WITHDRAWN if before is not None else Decision.REFUSED
    wording = programme.wording(purpose)
    row = ConsentDecision.objects.create(
        child=child,
        organisation_id=organisation,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        purpose=purpose,
        recipient=recipient,
        decision=decision,
        source=source,
        wording_version=wording.version if wording else 0,
    )
    audit.record(f"consent.{decision}", by=by, target=child, at=at, purpose=purpose, recipient=recipient.code if recipient else None)
    return row
