"""Who may do what: permissions, and roles made of them. A non-programmer can read this file (DOMAIN.md §2.1)."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    ALERT_RAISE = "alert.raise"
    ALERT_SCREEN = "alert.screen"
    CHILD_REGISTER = "child.register"
    CHILD_READ = "child.read"
    IDENTITY_READ = "identity.read"
    ATTACHMENT_ADD = "attachment.add"
    EXPORT_ASK = "export.ask"
    EXPORT_APPROVE = "export.approve"
    CASE_OPEN = "case.open"
    CASE_READ = "case.read"
    CASE_UPDATE = "case.update"
    CASE_CLOSE = "case.close"
    CASE_CLOSE_ELSEWHERE = "case.close.elsewhere"
    CASE_READ_ORGANISATION = "case.read.organisation"
    AGE_ASSESS = "age.assess"
    CHILD_MERGE = "child.merge"
    CONSENT_RECORD = "consent.record"
    CHILD_SHARE = "child.share"
    TRACING_READ = "tracing.read"
    TRACING_WORK = "tracing.work"
    TRACING_MATCH = "tracing.match"
    REUNIFICATION_DECIDE = "reunification.decide"
    EMERGENCY_OPEN = "emergency.open"
    EMERGENCY_REVIEW = "emergency.review"
    SERVICE_RECORD = "service.record"
    SERVICE_CORRECT = "service.correct"
    DISTRIBUTION_RECORD = "distribution.record"
    ACTIVITY_READ = "activity.read"
    ACTIVITY_PLAN = "activity.plan"
    ATTENDANCE_RECORD = "attendance.record"
    CAMPAIGN_MANAGE = "campaign.manage"
    TRAINING_RECORD = "training.record"
    RECOMMENDATION_READ = "recommendation.read"
    RECOMMENDATION_FOLLOW = "recommendation.follow"
    SUBMISSION_SEND = "submission.send"
    SUBMISSION_ACCEPT = "submission.accept"
    FIGURE_READ = "figure.read"
    FIGURE_READ_LIVE = "figure.read.live"
    FIGURE_FREEZE = "figure.freeze"
    RELEASE_ASK = "release.ask"
    RELEASE_APPROVE = "release.approve"
    PERIOD_CLOSE = "period.close"
    BULLETIN_WRITE = "bulletin.write"
    BULLETIN_PUBLISH = "bulletin.publish"
    COMPLAINT_READ = "complaint.read"
    COMPLAINT_HANDLE = "complaint.handle"
    ACCOUNT_HOLD = "account.hold"
    AUDIT_READ = "audit.read"
    PROTECTION_READ = "protection.read"
    PROTECTION_ASK = "protection.ask"
    PROTECTION_APPROVE = "protection.approve"
    REQUEST_RECORD = "request.record"
    REQUEST_ANSWER = "request.answer"
    INCIDENT_HANDLE = "incident.handle"
    ACCOUNT_MANAGE = "account.manage"
    FACTOR_RESTORE = "factor.restore"
    ORGANISATION_CREATE = "organisation.create"
    ASSURANCE_RECORD = "assurance.record"
    PACK_LOAD = "pack.load"


P = Permission


class Role(models.TextChoices):
    """A person's place in the programme. Labels come from the glossary."""

    CASEWORKER = "caseworker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Supervisor")
    OUTREACH_WORKER = "outreach_worker", _("Outreach worker, animator")
    NATIONAL_COORDINATOR = "national_coordinator", _("National case coordinator")
    CAMPAIGN_MANAGER = "campaign_manager", _("Campaign and training manager")
    INFORMATION_OFFICER = "information_officer", _("Information officer")
    COMMUNICATIONS_OFFICER = "communications_officer", _("Communications officer")
    INSTITUTIONAL_READER = "institutional_reader", _("Institutional reader")
    DONOR_READER = "donor_reader", _("Donor reader")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    SAFEGUARDING_FOCAL_POINT = "safeguarding_focal_point", _("Safeguarding focal point")
    SAFEGUARDING_DEPUTY = "safeguarding_deputy", _("Deputy of the safeguarding focal point")
    ADMINISTRATOR = "administrator", _("Administrator")


_FIELD = {P.ACTIVITY_READ, P.ATTENDANCE_RECORD, P.DISTRIBUTION_RECORD, P.RECOMMENDATION_READ, P.FIGURE_READ}

# What no line of management reads: complaints, and keeping an accused person out at once.
_SAFEGUARDING = {P.FIGURE_READ, P.COMPLAINT_READ, P.COMPLAINT_HANDLE, P.ACCOUNT_HOLD}

MAY: dict[Role, frozenset[Permission]] = {
    Role.CASEWORKER: frozenset(
        _FIELD
        | {
            P.ALERT_RAISE,
            P.ALERT_SCREEN,
            P.CHILD_REGISTER,
            P.CHILD_READ,
            P.IDENTITY_READ,
            P.EXPORT_ASK,
            P.ATTACHMENT_ADD,
            P.CASE_OPEN,
            P.CASE_READ,
            P.CASE_UPDATE,
            P.CONSENT_RECORD,
            P.REQUEST_RECORD,
            P.CHILD_SHARE,
            P.TRACING_READ,
            P.TRACING_WORK,
            P.EMERGENCY_OPEN,
            P.SERVICE_RECORD,
            P.SERVICE_CORRECT,
        }
    ),
    Role.SUPERVISOR: frozenset(
        _FIELD
        | {
            P.ALERT_RAISE,
            P.ALERT_SCREEN,
            P.CHILD_REGISTER,
            P.CHILD_READ,
            P.IDENTITY_READ,
            P.EXPORT_ASK,
            P.EXPORT_APPROVE,
            P.ATTACHMENT_ADD,
            P.CASE_OPEN,
            P.CASE_READ,
            P.CASE_READ_ORGANISATION,
            P.CASE_UPDATE,
            P.CASE_CLOSE,
            P.AGE_ASSESS,
            P.CONSENT_RECORD,
            P.REQUEST_RECORD,
            P.CHILD_SHARE,
            P.TRACING_READ,
            P.TRACING_WORK,
            P.REUNIFICATION_DECIDE,
            P.EMERGENCY_OPEN,
            P.EMERGENCY_REVIEW,
            P.SERVICE_RECORD,
            P.SERVICE_CORRECT,
            P.ACTIVITY_PLAN,
            P.SUBMISSION_SEND,
            P.FACTOR_RESTORE,
        }
    ),
    Role.OUTREACH_WORKER: frozenset(_FIELD | {P.ACTIVITY_PLAN, P.ALERT_RAISE}),
    Role.NATIONAL_COORDINATOR: frozenset(
        {
            P.CHILD_READ,
            P.IDENTITY_READ,
            P.CASE_READ,
            P.CASE_READ_ORGANISATION,
            P.CASE_CLOSE_ELSEWHERE,
            P.CHILD_MERGE,
            P.TRACING_READ,
            P.TRACING_WORK,
            P.TRACING_MATCH,
            P.REUNIFICATION_DECIDE,
            P.FACTOR_RESTORE,
            P.ORGANISATION_CREATE,
            P.PROTECTION_READ,
            P.PROTECTION_APPROVE,
            P.REQUEST_ANSWER,
            P.INCIDENT_HANDLE,
            P.EMERGENCY_OPEN,
            P.EMERGENCY_REVIEW,
            P.EXPORT_APPROVE,
            P.RECOMMENDATION_READ,
            P.RECOMMENDATION_FOLLOW,
            P.FIGURE_READ,
        }
    ),
    Role.CAMPAIGN_MANAGER: frozenset(
        {
            P.ACTIVITY_READ,
            P.ACTIVITY_PLAN,
            P.ATTENDANCE_RECORD,
            P.CAMPAIGN_MANAGE,
            P.TRAINING_RECORD,
            P.RECOMMENDATION_READ,
            P.RECOMMENDATION_FOLLOW,
            P.FIGURE_READ,
        }
    ),
    Role.INFORMATION_OFFICER: frozenset(
        {
            P.ACTIVITY_READ,
            P.RECOMMENDATION_READ,
            P.SUBMISSION_ACCEPT,
            P.FIGURE_READ,
            P.FIGURE_FREEZE,
            P.PERIOD_CLOSE,
            P.RELEASE_ASK,
            P.RELEASE_APPROVE,
        }
    ),
    Role.COMMUNICATIONS_OFFICER: frozenset(
        {P.ACTIVITY_READ, P.RECOMMENDATION_READ, P.FIGURE_READ, P.RELEASE_APPROVE, P.BULLETIN_WRITE, P.BULLETIN_PUBLISH}
    ),
    Role.INSTITUTIONAL_READER: frozenset({P.FIGURE_READ, P.RECOMMENDATION_READ}),
    Role.DONOR_READER: frozenset({P.FIGURE_READ}),
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {
            P.AUDIT_READ,
            P.FIGURE_READ,
            P.ORGANISATION_CREATE,
            P.ASSURANCE_RECORD,
            P.PROTECTION_READ,
            P.PROTECTION_ASK,
            P.PROTECTION_APPROVE,
            P.REQUEST_RECORD,
            P.REQUEST_ANSWER,
            P.INCIDENT_HANDLE,
            P.EXPORT_APPROVE,
        }
    ),
    Role.SAFEGUARDING_FOCAL_POINT: frozenset(_SAFEGUARDING),
    Role.SAFEGUARDING_DEPUTY: frozenset(_SAFEGUARDING),
    Role.ADMINISTRATOR: frozenset({P.ACCOUNT_MANAGE, P.FACTOR_RESTORE, P.ASSURANCE_RECORD, P.PACK_LOAD, P.FIGURE_READ_LIVE}),
}

# A passkey cannot be told to a stranger on the telephone: who could do most harm has one (G10).
PRIVILEGED = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.NATIONAL_COORDINATOR,
        Role.INFORMATION_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
        Role.SAFEGUARDING_FOCAL_POINT,
        Role.SAFEGUARDING_DEPUTY,
    }
)

_EVERYWHERE = {
    Role.ADMINISTRATOR,
    Role.INSTITUTIONAL_READER,
    Role.SAFEGUARDING_FOCAL_POINT,
    Role.SAFEGUARDING_DEPUTY,
    Role.DATA_PROTECTION_OFFICER,
}
_TEAM = {Role.CASEWORKER, Role.SUPERVISOR, Role.OUTREACH_WORKER, Role.CAMPAIGN_MANAGER}
# Roles that answer for the whole programme: given only where the pack says that an organisation coordinates it (decision 0022).
NATIONAL = frozenset({Role.NATIONAL_COORDINATOR, Role.INFORMATION_OFFICER, Role.COMMUNICATIONS_OFFICER})
# What reaches past one's own organisation whatever the role: held only in an organisation that coordinates.
NATIONAL_PERMISSIONS = frozenset({P.ORGANISATION_CREATE, P.PACK_LOAD})
# Kind of organisation → the roles that its administrator may give, national ones aside: a false partner cannot make itself a coordinator.
GIVEN_IN: dict[str, frozenset[Role]] = {
    "un": frozenset(_TEAM | _EVERYWHERE | {Role.DONOR_READER}),
    "ngo": frozenset(_TEAM | _EVERYWHERE),
    "state": frozenset({Role.CAMPAIGN_MANAGER} | _EVERYWHERE),
    "donor": frozenset({Role.DONOR_READER, Role.ADMINISTRATOR}),
    "system": frozenset(),
}


def given_in(kind: str, *, coordinates: bool) -> frozenset[Role]:
    """The roles of an organisation of this kind; the national ones besides, where it coordinates the programme."""
    return GIVEN_IN[kind] | (NATIONAL if coordinates else frozenset())


def permissions_of(roles: set[str]) -> frozenset[Permission]:
    """Roles combine: a small team's person may hold several."""
    return frozenset().union(*(MAY[Role(role)] for role in roles))
