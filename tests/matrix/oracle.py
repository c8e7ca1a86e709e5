"""Who may open what, written down by hand from DOMAIN.md §2.1 and TRUST.md, not from the code that decides it.

The table is the contract: a page without a line here fails the tests, and so does a line without its page. Roles are two letters, so
that a protection officer can read a line across. `sees` says whose things of a kind a role is shown: own (its organisation's, in its
cities), elsewhere (its organisation's, in another city), shared (another organisation's child that its own follows too, or a
session of a campaign that it carries), read (another organisation's child of which parts are shared), revoked (shared once, no
more), other (never its own business), absent (there is no such thing).
"""

from dataclasses import dataclass

CW, SU, OW, NC, CM, IO = "caseworker", "supervisor", "outreach_worker", "national_coordinator", "campaign_manager", "information_officer"
CO, IR, DR, PO, SG, AD = (
    "communications_officer",
    "institutional_reader",
    "donor_reader",
    "data_protection_officer",
    "safeguarding_focal_point",
    "administrator",
)
SD = "safeguarding_deputy"
EVERYONE = (CW, SU, OW, NC, CM, IO, CO, IR, DR, PO, SG, SD, AD)
CARE = (CW, SU)
FIELD = (CW, SU, OW)
ACTIVITIES = (CW, SU, OW, CM, IO, CO)
READERS = (CW, SU, OW, NC, CM, IO, CO, IR, DR, PO, SG, SD)
SAFEGUARDING = (SG, SD)
RECOMMENDATIONS = (CW, SU, OW, NC, CM, IO, CO, IR)

SEES: dict[str, dict[str, tuple[str, ...]]] = {
    "alert": {"own": CARE, "elsewhere": (SU,)},  # an outreach worker reads only their own, and these were raised by others
    "child": {"own": CARE, "elsewhere": (SU,), "shared": (CW, SU, NC), "read": (CW, SU, NC), "closed": CARE},
    "closed_names": {"own": (SU,)},  # of a closed file the caseworker sees the codes, the supervisor also who it is
    "case": {"own": CARE, "elsewhere": (SU,), "shared": (CW, SU, NC), "read": (CW, SU, NC)},
    "service": {"own": CARE, "elsewhere": (SU,), "shared": (CW, SU), "read": (CW, SU)},
    "closing": {"own": CARE, "elsewhere": (SU,), "shared": (CW, SU, NC), "read": (CW, SU, NC)},
    "draft": {},  # nobody's but its author's, who is none of the matrix's people
    "link": {"own": CARE, "elsewhere": (SU,)},
    "relative": {"own": CARE, "elsewhere": (SU,)},
    # Whom a child seeks is its own; who seeks a child is read by the team that took it down, and by the national coordinator.
    "child_search": {"own": CARE, "elsewhere": (SU,)},
    "tracing": {"own": CARE, "elsewhere": (SU,), "nation": (NC,)},
    "decision": {"own": CARE, "elsewhere": (SU,), "shared": (CW, SU, NC)},
    "sharing": {"own": CARE, "elsewhere": (SU,), "shared": (CW, SU, NC)},
    # Pairs of files that look alike, and what was joined, are the coordination's: not even half of one is anybody else's.
    "resemblance": {"own": (NC,)},
    "joined": {"own": (NC,)},
    "emergency": {"shared": (SU, NC), "read": (NC,)},
    "attachment": {"own": CARE, "elsewhere": (SU,), "shared": (CW, SU, NC), "read": (CW, SU, NC)},
    "erasure": {"own": (NC, PO)},
    "retention": {"own": (NC, PO)},
    "hold": {"own": (NC, PO)},
    "export": {"own": (SU,), "other": (PO, NC)},  # who may approve it; the matrix's colleagues did not ask for it
    # The officer and the coordination answer for the whole programme; a caseworker follows the child whose data it is.
    "request": {"own": (CW, SU, NC, PO), "elsewhere": (SU,)},
    "incident": {"own": (NC, PO)},
    "lesson": {},
    "code": {},
    "session": {"own": ACTIVITIES, "elsewhere": (SU, CM, IO, CO), "shared": (CM, IO, CO)},
    "training": {"own": (CM, IO, CO)},
    # The data protection officer reads in the record who did what; the focal point keeps anybody out whom a complaint accuses.
    "account": {"own": (AD, PO, SG, SD), "other": (PO, SG, SD)},
    "role": {"own": (AD,)},
    "reset": {"own": (SU, NC, AD), "other": (NC,)},
    "joining": {"own": (NC, PO)},
    "visit": {},
    "stopped": {},
    "submission": {"own": (SU, IO), "other": (IO,)},
    "figure": {"frozen": (IO,), "asked": (IO, CO), "released": READERS},
    "release": {"asked": (IO, CO), "approved": (IO, CO), "released": READERS},
    "recommendation": {"own": RECOMMENDATIONS},
    "owner": {"own": (NC, CM)},
    "bulletin": {"own": (CO,)},
    "campaign": {"own": ACTIVITIES},
    "period": {"own": (IO,)},
    "indicator": {"own": READERS},
    "place": {"own": (SU,)},
    "complaint": {"own": SAFEGUARDING},
    "accusation": {"own": SAFEGUARDING},
    "suspension": {"own": SAFEGUARDING},
    "public": {"own": EVERYONE},
}


# A case code alone, without a name, wherever the child is followed: the national officer reads in the record what was done to whom.
NATIONALLY = {"code": (PO,)}


@dataclass(frozen=True)
class Page:
    """One URL: who reads it, who writes with it, and which kind of thing it names.

    `get` and `post` are None where the method is not one of the page's. `changes_own`: acts on what is shared are refused or change
    nothing, because the thing belongs to the organisation that made it. `body`: where the thing is named in the form, not in the URL.
    `without`: relations for which the page has nothing to show even to those who see the thing.
    `follows`: an act for a child, refused to those who only read what was shared of it.
    `public`: anyone, signed in or not.
    """

    get: tuple[str, ...] | None = None
    post: tuple[str, ...] | None = None
    of: str = ""
    body: str = ""
    without: tuple[str, ...] = ()
    changes_own: bool = False
    follows: bool = False
    public: bool = False


PAGES: dict[str, Page] = {
    "desk:home": Page(get=EVERYONE),
    "desk:search": Page(get=(CW, SU, NC), post=(CW, SU, NC), body="child"),
    "desk:cases": Page(get=(CW, SU, NC)),
    "desk:follow_up": Page(get=CARE, post=CARE, of="case", changes_own=True),
    "desk:assess_risk": Page(get=CARE, post=CARE, of="case", changes_own=True),
    "desk:close_case": Page(get=(SU,), post=(SU,), of="case", changes_own=True),
    "desk:ask_closing": Page(get=CARE, post=CARE, of="case", changes_own=True),
    # Read by who reads the case. Another organisation's is answered where nobody else may, which is asked of none of these.
    "desk:closing": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="closing", changes_own=True),
    "desk:reopen_case": Page(get=CARE, post=CARE, of="case", changes_own=True),
    "desk:resemblances": Page(get=(NC,)),
    "desk:resemblance": Page(get=(NC,), post=(NC,), of="resemblance"),
    "desk:joined": Page(get=(NC,), post=(NC,), of="joined"),
    "desk:alerts": Page(get=FIELD),
    "desk:raise_alert": Page(get=FIELD, post=FIELD),
    "desk:alert": Page(get=FIELD, post=FIELD, of="alert"),
    "desk:join_alerts": Page(post=CARE, of="alert"),
    "desk:separate_alerts": Page(post=CARE, of="alert"),
    "desk:register": Page(get=CARE, post=CARE),
    "desk:throw_draft_away": Page(post=CARE, of="draft"),
    "desk:correct_registration": Page(get=CARE, post=CARE, of="child", follows=True, changes_own=True),
    "desk:correct_identity": Page(get=CARE, post=CARE, of="child", follows=True, changes_own=True),
    "desk:assess_age": Page(get=(SU,), post=(SU,), of="child", follows=True),
    "desk:link_child": Page(get=CARE, post=CARE, of="child", follows=True),
    "desk:unlink_child": Page(post=CARE, of="link"),
    "desk:print_card": Page(get=CARE, of="child", follows=True),
    "desk:look_alikes": Page(post=CARE),
    "desk:child": Page(get=(CW, SU, NC), of="child"),
    "desk:print_child": Page(get=(CW, SU, NC), of="child", follows=True),
    "desk:identity": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="child"),
    "desk:open_case": Page(get=CARE, post=CARE, of="child", follows=True),
    "desk:record_service": Page(get=CARE, post=CARE, of="child", follows=True),
    "desk:record_consent": Page(get=CARE, post=CARE, of="child", follows=True),
    "desk:sharings": Page(get=CARE, post=CARE, of="child", follows=True),
    "desk:family": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="child", follows=True),
    "desk:add_relative": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="child", follows=True),
    "desk:correct_relative": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="relative"),
    "desk:share_relative": Page(post=(CW, SU, NC), of="relative"),
    "desk:untie_relative": Page(post=(CW, SU, NC), of="relative"),
    "desk:open_tracing": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="relative"),
    "desk:tracing_list": Page(get=(CW, SU, NC)),
    "desk:record_seeker": Page(get=(CW, SU, NC), post=(CW, SU, NC)),
    "desk:tracing": Page(get=(CW, SU, NC), of="tracing"),
    "desk:tracing_work": Page(post=(CW, SU, NC), of="tracing"),
    "desk:verify_side": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="tracing"),
    "desk:decide_reunification": Page(get=(SU, NC), post=(SU, NC), of="tracing"),
    "desk:compare": Page(get=(CW, SU, NC), post=(CW, SU, NC), of="tracing"),
    "desk:withdraw_consent": Page(get=CARE, post=CARE, of="decision", changes_own=True),
    "desk:answer_decision": Page(get=CARE, post=CARE, of="decision", changes_own=True),
    "desk:shared_in": Page(get=(CW, SU, NC)),
    "desk:end_sharing": Page(post=CARE, of="sharing", changes_own=True),
    "desk:allow_place": Page(post=CARE, of="sharing", changes_own=True),
    "desk:open_emergency": Page(get=(CW, SU, NC), post=(CW, SU, NC)),
    "desk:emergency": Page(get=EVERYONE, of="emergency"),
    "desk:ask_for_place": Page(post=(CW, SU, NC), of="emergency", changes_own=True),
    "desk:allow_place_in_emergency": Page(post=(SU, NC), of="emergency"),
    "desk:review_emergency": Page(post=(SU, NC), of="emergency"),
    "desk:add_attachment": Page(get=CARE, post=CARE, of="child", follows=True),
    "desk:attachment": Page(get=(CW, SU, NC), of="attachment"),
    "protection:overview": Page(get=(NC, PO)),
    "protection:ask_erasure": Page(get=(PO,), post=(PO,)),
    "protection:erasure": Page(get=(NC, PO), post=(NC, PO), of="erasure"),
    "protection:retention": Page(get=(NC, PO)),
    "protection:make_retention_list": Page(post=(PO,)),
    "protection:retention_list": Page(get=(NC, PO), post=(NC, PO), of="retention"),
    "protection:hold_child": Page(get=(PO,), post=(PO,)),
    "protection:end_hold": Page(post=(NC, PO), of="hold"),
    "protection:exports": Page(get=EVERYONE),
    "protection:ask_identities": Page(get=CARE, post=CARE),
    "protection:export_file": Page(get=CARE, post=CARE, of="child", follows=True),
    "protection:export": Page(get=EVERYONE, post=EVERYONE, of="export"),
    "protection:fetch_export": Page(get=CARE, of="export", without=("own", "other")),
    "protection:key_in_request": Page(get=(CW, SU, PO), post=(CW, SU, PO)),
    "protection:record_request": Page(get=(CW, SU, PO), post=(CW, SU, PO), of="child", follows=True),
    "protection:request": Page(get=EVERYONE, of="request"),
    "protection:note_request": Page(post=(CW, SU, PO), of="request"),
    "protection:answer_request": Page(post=(NC, PO), of="request"),
    "protection:incidents": Page(get=EVERYONE),
    "protection:report_incident": Page(get=EVERYONE, post=EVERYONE),
    "protection:incident_register": Page(get=(NC, PO)),
    "protection:incident": Page(get=EVERYONE, of="incident"),
    "protection:handle_incident": Page(post=(NC, PO), of="incident"),
    "protection:lesson_done": Page(post=EVERYONE, of="lesson"),
    "desk:correct_service": Page(get=CARE, post=CARE, of="service", changes_own=True),
    "desk:audit": Page(get=(PO,)),
    "desk:verify": Page(post=(PO,)),
    "desk:reading": Page(get=(SU, NC)),
    "desk:let_on": Page(post=(SU, NC), of="stopped"),
    "desk:people": Page(get=(AD,)),
    "desk:person": Page(get=(AD,), post=(AD,), of="account"),
    "desk:suspend": Page(post=(AD,), of="account"),
    "desk:resume": Page(post=(AD,), of="account"),
    "desk:expiry": Page(post=(AD,), of="account"),
    "desk:renew_invitation": Page(post=(AD,), of="account"),
    "desk:ask_factor_reset": Page(post=(AD,), of="account"),
    "desk:end_role": Page(post=(AD,), of="role"),
    "desk:invite": Page(get=(AD,), post=(AD,)),
    "desk:missing": Page(get=(AD,), post=(AD,)),
    "desk:review": Page(get=(AD,), post=(AD,)),
    "desk:assurances": Page(get=(PO, AD), post=(PO, AD)),
    "desk:factors": Page(get=(SU, NC, AD), post=(SU, NC, AD)),
    "desk:grant_reset": Page(post=(SU, NC, AD), of="reset"),
    "desk:decline_reset": Page(post=(SU, NC, AD), of="reset"),
    "desk:organisations": Page(get=(NC, PO), post=(NC, PO)),
    "desk:confirm_organisation": Page(post=(NC, PO), of="joining"),
    "desk:decline_organisation": Page(post=(NC, PO), of="joining"),
    "access:factor": Page(get=EVERYONE),
    "access:conduct": Page(get=EVERYONE, post=EVERYONE),
    "access:locked": Page(get=EVERYONE, post=EVERYONE),
    "access:lock": Page(post=EVERYONE),
    "access:activity": Page(post=EVERYONE),
    "access:held": Page(get=EVERYONE, post=EVERYONE),
    "access:confirm": Page(get=EVERYONE, post=EVERYONE),
    "access:interview": Page(get=EVERYONE, post=EVERYONE),
    "access:start_interview": Page(post=EVERYONE),
    "access:rights": Page(get=EVERYONE),
    "access:visits": Page(get=EVERYONE),
    "access:end_visit": Page(post=EVERYONE, of="visit"),
    "activities:sessions": Page(get=ACTIVITIES),
    "activities:plan": Page(get=(SU, OW, CM), post=(SU, OW, CM)),
    "activities:session": Page(get=ACTIVITIES, of="session"),
    "activities:change": Page(get=(SU, OW, CM), post=(SU, OW, CM), of="session", changes_own=True),
    "activities:cancel": Page(get=(SU, OW, CM), post=(SU, OW, CM), of="session", changes_own=True),
    "activities:roll_call": Page(get=(CW, SU, OW, CM), post=(CW, SU, OW, CM), of="session", changes_own=True),
    "activities:sheet": Page(get=(CW, SU, OW, CM), of="session", changes_own=True),
    "activities:training_list": Page(get=(CM,), post=(CM,), of="training", changes_own=True),
    "assistance:distributions": Page(get=FIELD),
    "assistance:record_distribution": Page(get=FIELD, post=FIELD),
    "safeguarding:complaints": Page(get=SAFEGUARDING),
    "safeguarding:numbers": Page(get=SAFEGUARDING),
    "safeguarding:suspensions": Page(get=SAFEGUARDING),
    "safeguarding:key_in": Page(get=EVERYONE, post=EVERYONE),
    "safeguarding:complaint": Page(get=SAFEGUARDING, of="complaint"),
    "safeguarding:step": Page(post=SAFEGUARDING, of="complaint"),
    "safeguarding:answer": Page(post=SAFEGUARDING, of="complaint"),
    "safeguarding:assign": Page(post=SAFEGUARDING, of="complaint"),
    "safeguarding:concerned": Page(post=SAFEGUARDING, of="complaint"),
    "safeguarding:suspend": Page(post=SAFEGUARDING, of="accusation"),
    "safeguarding:ask_to_lift": Page(post=SAFEGUARDING, of="suspension"),
    "safeguarding:lift": Page(post=SAFEGUARDING, of="suspension"),
    "coordination:recommendations": Page(get=RECOMMENDATIONS),
    "coordination:campaigns": Page(get=ACTIVITIES),
    "coordination:campaign": Page(get=ACTIVITIES, of="campaign"),
    "coordination:recommendation": Page(get=RECOMMENDATIONS, of="recommendation"),
    "coordination:propose": Page(post=(NC, CM), of="recommendation"),
    "coordination:confirm": Page(get=(NC, CM), post=(NC, CM), of="owner"),
    "coordination:follow_up": Page(get=(NC, CM), post=(NC, CM), of="recommendation"),
    "indicators:figures": Page(get=READERS),
    "indicators:submissions": Page(get=(SU, IO)),
    "indicators:send": Page(get=(SU,), post=(SU,), of="place"),
    "indicators:submission": Page(get=(SU, IO), of="submission"),
    "indicators:accept": Page(post=(IO,), of="submission"),
    "indicators:return": Page(post=(IO,), of="submission"),
    "indicators:periods": Page(get=(IO,)),
    "indicators:period": Page(get=(IO,), of="period"),
    "indicators:close_period": Page(post=(IO,), of="period"),
    "indicators:live": Page(get=(IO, AD)),
    "indicators:frozen": Page(get=READERS, of="figure"),
    "indicators:ask_release": Page(post=(IO,), of="figure"),
    "indicators:approve_release": Page(post=(IO, CO), of="release"),
    "indicators:decline_release": Page(post=(IO, CO), of="release"),
    "indicators:definition": Page(get=READERS, of="indicator"),
    "indicators:freeze": Page(get=(IO,), post=(IO,), of="indicator"),
    "indicators:figure": Page(get=READERS, of="figure"),
    "indicators:members": Page(get=(SU, NC, IO), of="figure"),
    "indicators:download": Page(get=READERS, of="figure", without=("frozen",)),
    "publication:desk": Page(get=(CO,)),
    "publication:release": Page(post=(IO, CO), of="release"),
    "publication:write": Page(get=(CO,), post=(CO,)),
    "publication:bulletin": Page(get=(CO,), of="bulletin"),
    "publication:publish": Page(post=(CO,), of="bulletin"),
    "publication:withdraw": Page(post=(CO,), of="bulletin"),
    "publication:preview": Page(get=(CO,), of="bulletin"),
}
"""By the URL's name. What the third parties' pages allow is asked once for each role, see `test_matrix`."""
