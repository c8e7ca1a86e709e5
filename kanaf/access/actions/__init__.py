"""People and organisations come in, change and leave."""

from kanaf.access.actions.accounts import (
    create_account,
    end_role,
    give_role,
    note_sign_in_change,
    resume_account,
    save_organisation,
    set_expiry,
    sign_conduct,
    suspend_account,
    system_account,
)
from kanaf.access.actions.factors import ask_factor_reset, decline_factor_reset, grant_factor_reset
from kanaf.access.actions.holds import end_hold, hold_account
from kanaf.access.actions.invitations import Invited, accept_invitation, invite_person, renew_invitation
from kanaf.access.actions.organisations import (
    ask_organisation,
    confirm_access,
    confirm_organisation,
    decline_organisation,
    name_deputy,
    record_assurance,
)

__all__ = [
    "Invited",
    "accept_invitation",
    "ask_factor_reset",
    "ask_organisation",
    "confirm_access",
    "confirm_organisation",
    "create_account",
    "decline_factor_reset",
    "decline_organisation",
    "end_hold",
    "end_role",
    "give_role",
    "grant_factor_reset",
    "hold_account",
    "invite_person",
    "name_deputy",
    "note_sign_in_change",
    "record_assurance",
    "renew_invitation",
    "resume_account",
    "save_organisation",
    "set_expiry",
    "sign_conduct",
    "suspend_account",
    "system_account",
]
