"""Permissions in sentences that everybody understands: for the page of one's own rights and for the reference."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kanaf.access.roles import Permission

P = Permission

MAY_DO: dict[Permission, tuple[str, str | Promise]] = {
    P.ALERT_RAISE: ("children", _("Say that a child was seen who may need protection, and follow what became of it.")),
    P.ALERT_SCREEN: ("children", _("Look at the alerts of your organisation, and say what was found.")),
    P.CHILD_REGISTER: ("children", _("Register a child.")),
    P.CHILD_READ: ("children", _("Read the files of the children whom your organisation follows.")),
    P.IDENTITY_READ: ("children", _("Open a child’s identity, with a reason. It is recorded, and the people responsible see it.")),
    P.CONSENT_RECORD: ("children", _("Write down what a child decided about their own information.")),
    P.AGE_ASSESS: ("children", _("Write down an age that was assessed by several disciplines, beside the declared one.")),
    P.CHILD_MERGE: ("children", _("Say that two registrations are one child, and undo it.")),
    P.CHILD_SHARE: ("children", _("Share parts of a child’s file with another organisation, and end that.")),
    P.TRACING_READ: ("children", _("Read the requests by which families are looked for.")),
    P.TRACING_WORK: ("children", _("Write down a child’s family, look for it, and make sure of who is found.")),
    P.TRACING_MATCH: ("children", _("Compare who looks for a child with the children of all organisations.")),
    P.REUNIFICATION_DECIDE: ("children", _("Decide that a child goes to its family. Two other people verified both sides.")),
    P.ATTACHMENT_ADD: ("children", _("Keep a picture or a paper in a child’s file.")),
    P.EMERGENCY_OPEN: ("children", _("Open one file in an emergency, for an hour. Colleagues are told at once.")),
    P.EMERGENCY_REVIEW: ("children", _("Review an access in an emergency.")),
    P.EXPORT_ASK: ("children", _("Take a file out, encrypted and for a day; many identities only with another person.")),
    P.EXPORT_APPROVE: ("children", _("Let identities be taken out that another person asked for.")),
    P.CASE_OPEN: ("cases", _("Open or reopen a case.")),
    P.CASE_READ: ("cases", _("Read the cases of these children.")),
    P.CASE_READ_ORGANISATION: ("cases", _("Follow the work of the whole team.")),
    P.CASE_UPDATE: ("cases", _("Write follow-ups and risk in your organisation’s cases.")),
    P.CASE_CLOSE: ("cases", _("Close a case that another person follows, or say why not yet.")),
    P.CASE_CLOSE_ELSEWHERE: ("cases", _("Close a case for an organisation in which nobody else may.")),
    P.SERVICE_RECORD: ("help", _("Write down a service for a child.")),
    P.SERVICE_CORRECT: ("help", _("Correct a service that your organisation wrote down.")),
    P.DISTRIBUTION_RECORD: ("help", _("Write down what was given out to people counted, not named.")),
    P.ACTIVITY_READ: ("activities", _("Read the sessions of your organisation and of the campaigns that it carries.")),
    P.ACTIVITY_PLAN: ("activities", _("Plan, change and cancel a session.")),
    P.ATTENDANCE_RECORD: ("activities", _("Write down who came.")),
    P.CAMPAIGN_MANAGE: ("activities", _("Look after campaigns.")),
    P.TRAINING_RECORD: ("activities", _("Write down who was trained.")),
    P.RECOMMENDATION_READ: ("activities", _("Read the recommendations and what became of them.")),
    P.RECOMMENDATION_FOLLOW: ("activities", _("Propose who carries a recommendation, and write down what was done.")),
    P.SUBMISSION_SEND: ("figures", _("Say that your organisation’s records of a period are complete.")),
    P.SUBMISSION_ACCEPT: ("figures", _("Accept or return what partners submit.")),
    P.FIGURE_READ: ("figures", _("Read released figures and their definitions.")),
    P.FIGURE_READ_LIVE: ("figures", _("Read the unprotected count of this moment. Each time is recorded.")),
    P.FIGURE_FREEZE: ("figures", _("Freeze a figure.")),
    P.RELEASE_ASK: ("figures", _("Ask for the release of a figure. Another person approves it.")),
    P.RELEASE_APPROVE: ("figures", _("Approve and release a figure that another person asked for.")),
    P.PERIOD_CLOSE: ("figures", _("Close a quarter or a year.")),
    P.BULLETIN_WRITE: ("site", _("Write press releases, bulletins and pages of the site.")),
    P.BULLETIN_PUBLISH: ("site", _("Publish and withdraw them.")),
    P.COMPLAINT_READ: ("trust", _("Read the complaints that were given to you. Each reading is recorded.")),
    P.COMPLAINT_HANDLE: ("trust", _("Act on these complaints and answer who sent them.")),
    P.ACCOUNT_HOLD: ("trust", _("Keep an accused person out at once; two people let them in again.")),
    P.AUDIT_READ: ("trust", _("Read the record of acts, and verify it.")),
    P.PROTECTION_READ: ("trust", _("Follow the work of data protection.")),
    P.PROTECTION_ASK: ("trust", _("Ask that a child’s identity be erased. Another person approves it.")),
    P.PROTECTION_APPROVE: ("trust", _("Approve an erasure that another person asked for.")),
    P.REQUEST_RECORD: ("trust", _("Write down what a child asks about their own data: a copy, a correction, an objection.")),
    P.REQUEST_ANSWER: ("trust", _("Answer these requests. A refusal takes two people.")),
    P.INCIDENT_HANDLE: ("trust", _("Act on incidents that anybody reports. Another person closes them.")),
    P.ACCOUNT_MANAGE: ("trust", _("Invite the people of your organisation, give and end their roles, suspend them.")),
    P.FACTOR_RESTORE: ("trust", _("Help a colleague who lost their second factor, together with another person.")),
    P.ORGANISATION_CREATE: ("trust", _("Let a new organisation in, together with another person.")),
    P.ASSURANCE_RECORD: ("trust", _("Write down that backups, keys and authorisations were seen to.")),
    P.PACK_LOAD: ("trust", _("Load the programme’s files: places, lists, definitions.")),
}
"""Permission → (its part of the work, what it lets somebody do)."""

PARTS: dict[str, str | Promise] = {
    "children": _("Children"),
    "cases": _("Cases"),
    "help": _("Help given"),
    "activities": _("Activities"),
    "figures": _("Figures"),
    "site": _("The site"),
    "trust": _("Safety and people"),
}


def in_parts(permissions: Iterable[Permission]) -> list[tuple[str, list[str]]]:
    """(part of the work, sentences) for what somebody may do, in the order of the work."""
    held = set(permissions)
    found = []
    for part, label in PARTS.items():
        sentences = [str(sentence) for permission, (of, sentence) in MAY_DO.items() if of == part and permission in held]
        if sentences:
            found.append((str(label), sentences))
    return found
