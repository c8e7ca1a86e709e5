"""Every way to change the record of data protection."""

from kanaf.protection.actions.attachments import attach, open_attachment
from kanaf.protection.actions.erasures import approve_erasure, ask_erasure, decline_erasure, replay_erasures
from kanaf.protection.actions.exports import approve_export, ask_export, decline_export, fetch_export, make_export

__all__ = [
    "approve_erasure",
    "approve_export",
    "ask_erasure",
    "ask_export",
    "attach",
    "decline_erasure",
    "decline_export",
    "fetch_export",
    "make_export",
    "open_attachment",
    "replay_erasures",
]
