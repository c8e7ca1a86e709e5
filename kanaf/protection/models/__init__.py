"""The work of data protection: what is erased, kept, asked for, and what went wrong."""

from kanaf.protection.models.attachments import Attachment
from kanaf.protection.models.erasures import Erasure
from kanaf.protection.models.exports import Export
from kanaf.protection.models.incidents import Incident, IncidentChild, IncidentPerson, IncidentStep
from kanaf.protection.models.requests import Request, RequestStep
from kanaf.protection.models.retention import JudicialHold, RetentionLine, RetentionRun

__all__ = [
    "Attachment",
    "Erasure",
    "Export",
    "Incident",
    "IncidentChild",
    "IncidentPerson",
    "IncidentStep",
    "JudicialHold",
    "Request",
    "RequestStep",
    "RetentionLine",
    "RetentionRun",
]
