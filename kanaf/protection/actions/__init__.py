"""Every way to change the record of data protection."""

from kanaf.protection.actions.attachments import attach, open_attachment
from kanaf.protection.actions.erasures import approve_erasure, ask_erasure, decline_erasure, replay_erasures
from kanaf.protection.actions.exports import approve_export, ask_export, decline_export, fetch_export, make_export
from kanaf.protection.actions.retention import (
    approve_retention_list,
    ask_end_of_hold,
    carry_out_line,
    decline_retention_list,
    end_hold,
    finish_retention_list,
    hold_child,
    make_retention_list,
)

__all__ = [
    "approve_erasure",
    "approve_export",
    "approve_retention_list",
    "ask_end_of_hold",
    "ask_erasure",
    "ask_export",
    "attach",
    "carry_out_line",
    "decline_erasure",
    "decline_export",
    "decline_retention_list",
    "end_hold",
    "fetch_export",
    "finish_retention_list",
    "hold_child",
    "make_export",
    "make_retention_list",
    "open_attachment",
    "replay_erasures",
]
