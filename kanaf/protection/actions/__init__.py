"""Every way to change the record of data protection."""

from kanaf.protection.actions.attachments import attach, open_attachment
from kanaf.protection.actions.erasures import approve_erasure, ask_erasure, decline_erasure, replay_erasures

__all__ = ["approve_erasure", "ask_erasure", "attach", "decline_erasure", "open_attachment", "replay_erasures"]
