"""The holes that `tools/plant.py` plants, each with the tests that see it (TRUST.md, "Past holes")."""

from dataclasses import dataclass

MATRIX = "tests/matrix/test_matrix.py::test_a_covering_sample_leaks_nothing"
LINT = "lint"


@dataclass(frozen=True)
class Hole:
    """`before` becomes `after` in a file; `by` are the tests that should notice, on that engine."""

    name: str
    file: str
    before: str
    after: str
    by: str = MATRIX
    engine: str = "sqlite"


HOLES = [
    Hole(
        "nested swap: a row loaded by its own id while only its parent in the address is checked",
        "kanaf/coordination/views.py",
        'owner = get_object_or_404(found.owners.select_related("organisation"), pk=id)',
        'owner = get_object_or_404(type(found.owners.first()).objects.select_related("organisation"), pk=id)',
    ),
    Hole(
        "a filter of a list widens its scope",
        "kanaf/desk/queries/caselist.py",
        "        found = found.filter(child__code__startswith=filters.code)",
        "        found = Case.objects.filter(child__code__startswith=filters.code)",
    ),
    Hole(
        "an unknown parameter widens a list",
        "kanaf/desk/views/cases.py",
        "    page = caselist.page(by,",
        '    if request.GET.get("scope") == "all":\n'
        "        type(caselist.Case.objects.all()).visible_to = lambda self, _by: self.all()\n"
        "    page = caselist.page(by,",
    ),
    Hole(
        "closing reachable by whoever may update",
        "kanaf/desk/views/casework.py",
        "@needs(Permission.CASE_CLOSE)",
        "@needs(Permission.CASE_UPDATE)",
    ),
    Hole(
        "approving by the one who asked",
        "kanaf/indicators/actions.py",
        "    rules.check_other_person(by, release.asked_by)\n    few",
        "    few",
        by="tests/indicators/test_release.py",
    ),
    Hole(
        "people give themselves a role",
        "kanaf/access/rules.py",
        '    if by.pk == account.pk:\n        raise Refused(_("Nobody changes their own access',
        '    if False:\n        raise Refused(_("Nobody changes their own access',
        by="tests/desk/test_people.py",
    ),
    Hole(
        "a UN agency that does not lead gives national roles",
        "kanaf/access/rules.py",
        "    if role in NATIONAL and not organisation.coordinates:",
        "    if role in NATIONAL and organisation.kind != Organisation.Kind.UN:",
        by="tests/access/test_national_roles.py",
    ),
    Hole(
        "while a name is typed, the whole country answers",
        "kanaf/children/recognition.py",
        "    with rows.for_organisation(by.organisation_id), rows.happening(at):\n"
        "        if since is None:\n"
        "            return _found(asked, _InSight(by, _id(besides)), most, least)",
        "    with rows.as_registry(), rows.happening(at):\n"
        "        if since is None:\n"
        "            return _found(asked, _Everywhere(_id(besides)), most, least)",
        by="tests/children/test_recognition.py",
    ),
    Hole(
        "how many bear a rare name is told to who may not see them",
        "kanaf/children/cards.py",
        "COMMON = 200",
        "COMMON = 1",
        by="tests/children/test_recognition.py",
    ),
    Hole(
        "under review only where somebody else was found",
        "kanaf/children/coordinating.py",
        "    return (State.UNDER_REVIEW if at < until else State.COMPARED), until",
        "    with rows.as_owner():\n"
        "        found = Resemblance.objects.filter(Q(child=child) | Q(other=child)).exists()\n"
        "    return (State.UNDER_REVIEW if found else State.COMPARED), until",
        by="tests/children/test_resemblances.py",
    ),
    Hole(
        "the outcome names the other organisation",
        "kanaf/desk/templates/desk/_compared.html",
        '{% pill "match" "same" %}',
        '{% pill "match" "same" %} {{ child.same_as.first.survivor.organisation.name }}',
        by="tests/desk/test_resemblances.py",
    ),
    Hole(
        "a pair decided to be two children is asked about again",
        "kanaf/children/models/resemblance.py",
        '        decided = of_pair.filter(~Q(verdict=PairDecision.Verdict.UNSURE) | Q(decided_at__gte=OuterRef("changed_at")))',
        "        decided = of_pair.filter(verdict=PairDecision.Verdict.SAME)",
        by="tests/children/test_resemblances.py",
    ),
    Hole(
        "a second barrier that does not look at a sharing's day",
        "kanaf/core/database/policies.py",
        'return f"{sharing}.ended_at is null and {sharing}.expires_at > {AT}"',
        'return f"{sharing}.ended_at is null"',
        by="tests/children/test_barrier_in_time.py",
        engine="postgresql",
    ),
    Hole(
        "an emergency reviewed by an organisation that it does not concern",
        "kanaf/children/actions/emergency.py",
        "    _check_answers_for(access, by)\n    _check_is_another(access, by)\n    if",
        "    _check_is_another(access, by)\n    if",
        by="tests/protection/test_small_teams.py",
    ),
    Hole(
        "an emergency read past its hour",
        "kanaf/core/database/guard.py",
        "    if now.until is not None and clock.now() >= now.until:",
        "    if False:",
        by="tests/children/test_barrier_in_time.py",
    ),
    Hole(
        "a lock opened by a key that looked at nobody",
        "kanaf/access/passkeys.py",
        "UserVerificationRequirement.REQUIRED",
        "UserVerificationRequirement.PREFERRED",
        by="tests/access/test_presence.py",
    ),
    Hole(
        "an administrator reaches another organisation's people",
        "kanaf/desk/queries/people.py",
        "    people = Account.objects.filter(organisation=by.organisation_id, is_system=False)",
        "    people = Account.objects.filter(is_system=False)",
    ),
    Hole(
        "a file opened without asking who follows the child",
        "kanaf/desk/views/asked.py",
        "    child: Child = load_or_404(Child.objects, asker(request), code=code)",
        "    child: Child = Child.objects.get(code=code)",
    ),
    Hole(
        "the team of a child that was left still reads it",
        "kanaf/children/models/child.py",
        "CareTeam.objects.live(at).filter(organisation=by.organisation_id)",
        "CareTeam.objects.filter(organisation=by.organisation_id)",
    ),
    Hole(
        "a sharing that was ended still opens its groups",
        "kanaf/children/models/child.py",
        "        return self.filter(ended_at__isnull=True, expires_at__gt=at or clock.now())\n\n    def live_to",
        "        return self.all()\n\n    def live_to",
    ),
    Hole(
        "everything is shared where something is",
        "kanaf/children/models/child.py",
        'return found.filter(**{f"shares_{group}": True}) if group else found',
        "return found",
        by="tests/children/test_sharing.py",
    ),
    Hole(
        "a recipient acts for the child",
        "kanaf/desk/views/asked.py",
        "    check_follows(asker(request), child)\n    return child",
        "    return child",
    ),
    Hole(
        "the beneficiary of an emergency widens and reviews it",
        "kanaf/children/actions/emergency.py",
        "    if EmergencyAccess.objects.filter(pk=access.pk, account=by).exists():",
        "    if False:",
        by="tests/children/test_emergency.py",
    ),
    Hole(
        "an emergency without end",
        "kanaf/children/models/emergency.py",
        "        return self.opened_at <= at < self.ends_at",
        "        return self.opened_at <= at",
        by="tests/desk/test_sharings.py",
    ),
    Hole(
        "ex-members still inside: the role is checked, the membership is not",
        "kanaf/access/middleware.py",
        "            if not account.is_current(now.date()):",
        "            if False and not account.is_current(now.date()):",
    ),
    Hole(
        "ended roles still count",
        "kanaf/access/models.py",
        "self.grant_set.filter(ended_at__isnull=True)",
        "self.grant_set.all()",
    ),
    Hole(
        "read denied, but the page of a change shows the foreign thing",
        "kanaf/desk/views/asked.py",
        'load_or_404(Case.objects.select_related("child", "responsible", "city"), by, pk=pk)\n'
        "    if case.organisation_id != by.organisation_id:",
        'Case.objects.select_related("child", "responsible", "city").get(pk=pk)\n    if False:',
    ),
    Hole(
        "not visible and not existing are told apart",
        "kanaf/access/policy.py",
        "    except (queryset.model.DoesNotExist, ValueError, ValidationError) as error:\n        raise Http404 from error",
        "    except (queryset.model.DoesNotExist, ValueError, ValidationError) as error:\n"
        '        if queryset.filter(**lookup).exists():\n            raise NotPermitted("not yours") from error\n'
        "        raise Http404 from error",
    ),
    Hole(
        "a search that answers across organisations",
        "kanaf/children/queries.py",
        "    return Child.objects.visible_to(by).filter(Q(code=code)).first() if code else None",
        "    return Child.objects.filter(Q(code=code)).first() if code else None",
    ),
    Hole(
        "formula injection through a downloaded table",
        "kanaf/indicators/downloads.py",
        "lines.writerow([safe(each) for each in row])",
        "lines.writerow(row)",
        by="tests/indicators/test_downloads.py",
    ),
    Hole(
        "SQL injection through the name of a column",
        "kanaf/desk/queries/caselist.py",
        "    found: CaseQuerySet = Case.objects.visible_to(by)",
        "    found: CaseQuerySet = Case.objects.visible_to(by).extra(where=[f\"code = '{filters.code}'\"])",
        by=LINT,
    ),
    Hole(
        "history is rewritten by the application",
        "kanaf/core/history.py",
        "        if not self._state.adding:\n            raise Rewriting",
        "        if False:\n            raise Rewriting",
        by="tests/core/test_history.py",
    ),
    Hole(
        "a page without a line in the oracle",
        "kanaf/desk/urls.py",
        'name="cases"),',
        'name="cases"),\n    path("cases/everybody/", cases.list_cases, name="everybody"),',
        by="tests/matrix/test_matrix.py::test_every_url_of_ours_has_its_line_in_the_oracle_and_every_line_its_url",
    ),
    Hole(
        "an unpublished figure on the public site",
        "kanaf/indicators/models/figures.py",
        "            return self.filter(Exists(releases.filter(status=Release.Status.RELEASED)))",
        "            return self.all()",
    ),
    Hole(
        "a complaint read by whoever holds the role, the accused included",
        "kanaf/safeguarding/models.py",
        "return self.filter(readers__account=by.pk, readers__ended_at__isnull=True)",
        "return self.all()",
        by="tests/safeguarding/test_read.py::test_who_is_accused_by_role_never_reads_it",
    ),
    Hole(
        "the number of a complaint, seen in an address, makes its code",
        "kanaf/safeguarding/actions/complaints.py",
        "pk=ids.new_id(),\n            received_at",
        "pk=id,\n            received_at",
        by="tests/safeguarding/test_complain.py::test_the_complaints_own_number_opens_nothing",
    ),
    Hole(
        "a photograph folded into a PDF keeps its position",
        "kanaf/core/cleaning.py",
        '    elif "/DCTDecode" in named:',
        '    elif named == ["/DCTDecode"]:',
        by="tests/protection/test_metadata.py::test_thirty_files_are_left_without_metadata",
    ),
    Hole(
        "a page of work that a browser may keep",
        "kanaf/core/middleware.py",
        'if surface in {"case", "cms", "sender"}:',
        'if surface in {"cms", "sender"}:',
        by="tests/supply/test_hardening.py::test_no_page_of_work_is_kept_by_a_browser",
    ),
    Hole(
        "a visitor's header says that it came under TLS",
        "kanaf/config/settings.py",
        '("HTTP_X_FORWARDED_PROTO", "https") if KANAF_HTTPS and KANAF_PROXIES else None',
        '("HTTP_X_FORWARDED_PROTO", "https") if KANAF_HTTPS else None',
        by="tests/supply/test_hardening.py::test_plain_http_is_sent_to_tls_whatever_a_visitor_claims",
    ),
    Hole(
        "a release without its digest in a lock",
        "requirements/run.lock",
        "    --hash=sha256:13b2beaad985e05e2d6407ee4c4f35590b11f8d693a258a561055cac8f64cab7 \\\n"
        "    --hash=sha256:f072f4d804ea359e4eaf198b1af7a8b0943881a87f31bb764f8bf219bb9419e0\n",
        "    --pre\n",
        by="tests/supply/test_locks.py::test_every_requirement_is_pinned_with_digests_and_no_index_is_named",
    ),
    Hole(
        "one person alone refuses what a child asks",
        "kanaf/protection/actions/requests.py",
        "    if proposed.taken_by == by.pk:\n",
        "    if False:\n",
        by="tests/protection/test_requests.py::test_a_refusal_takes_two_people_and_the_words_against_it_stay",
    ),
    Hole(
        "an objection leaves the sharings as they are",
        "kanaf/children/actions/objections.py",
        "                        end_resting(by, at, child, organisation, recipient)\n",
        "                        pass\n",
        by="tests/protection/test_requests.py::test_an_objection_ends_what_rests_on_consent_and_nothing_else",
    ),
    Hole(
        "a step about an erased child makes its key again",
        "kanaf/protection/answering.py",
        "    if not is_readable(child_id):\n",
        "    if False:\n",
        by="tests/protection/test_requests.py::test_of_an_erased_child_nothing_is_asked_and_no_key_comes_back",
    ),
    Hole(
        "who is involved in an incident handles it",
        "kanaf/protection/handling.py",
        "    if IncidentPerson.objects.filter(incident=incident, account=by.pk).exists():\n",
        "    if False:\n",
        by="tests/protection/test_incidents.py::test_who_is_involved_does_not_handle_it",
    ),
    Hole(
        "the record of acts says who had somebody kept out",
        "kanaf/access/actions/holds.py",
        'audit.record("account.suspended", by=system_account()',
        'audit.record("account.suspended", by=by',
        by="tests/safeguarding/test_suspend.py::test_the_record_names_the_system_and_the_room_keeps_who",
    ),
    Hole(
        "a power cut brings back the journal of what was acknowledged",
        "kanaf/config/settings.py",
        "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;",
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        by="tests/drills/test_power_cut.py::test_power_cuts_lose_nothing_that_was_acknowledged",
    ),
    Hole(
        "a head that the disk does not have yet when its act is acknowledged",
        "kanaf/core/durable.py",
        "str(file))\n        os.fsync(descriptor)",
        "str(file))",
        by="tests/drills/test_power_cut.py::test_power_cuts_lose_nothing_that_was_acknowledged",
    ),
    Hole(
        "a file whose name the disk does not have yet",
        "kanaf/core/durable.py",
        "    draft.unlink(missing_ok=True)\n        raise\n    sync_folder(file.parent)",
        "    draft.unlink(missing_ok=True)\n        raise",
        by="tests/drills/test_power_cut.py::test_power_cuts_lose_nothing_that_was_acknowledged",
    ),
    Hole(
        "a full disk is a bare error page",
        "kanaf/core/durable.py",
        "while error is not None:",
        "while False:",
        by="tests/drills/test_full_disk.py::test_a_full_disk_is_said_and_saves_nothing_by_half",
    ),
    Hole(
        "an attachment's address is not tied to its record",
        "kanaf/desk/views/attachments.py",
        "attachment: Attachment = load_or_404(Attachment.objects, by, pk=pk, child__code=code)",
        "attachment: Attachment = Attachment.objects.get(pk=pk)",
        by="tests/protection/test_attachments.py::test_my_child_and_a_foreign_attachment_are_not_found",
    ),
    Hole(
        "formula injection behind characters that nobody sees",
        "kanaf/core/spreadsheets.py",
        "if visible(text)[:1] in STARTS",
        "if text.strip()[:1] in STARTS",
        by="tests/core/test_spreadsheets.py::test_no_cell_begins_a_formula",
    ),
    Hole(
        "a session that was locked goes on",
        "kanaf/access/presence.py",
        "    if session.get(LOCKED):\n        return True\n",
        "",
        by="tests/access/test_presence.py::test_a_screen_that_was_locked_by_hand_stays_locked",
    ),
    Hole(
        "an interview reaches other children",
        "kanaf/access/middleware.py",
        ' or kwargs.get("code", "") != of:',
        ":",
        by="tests/access/test_presence.py::test_an_interview_holds_one_childs_pages_for_two_hours_and_nothing_else",
    ),
    Hole(
        "a session without end",
        "kanaf/access/presence.py",
        "return at - _moment(request, STARTED, at) >= AT_MOST",
        "return False",
        by="tests/access/test_presence.py::test_ten_hours_are_the_end_whatever_happens_and_the_form_is_kept",
    ),
    Hole(
        "many identities leave with one person",
        "kanaf/protection/rules.py",
        "    if by.pk == asked_by:\n",
        "    if False:\n",
        by="tests/protection/test_exports.py::test_another_persons_file_needs_a_second_person",
    ),
    Hole(
        "two accounts that one person let in are two people",
        "kanaf/protection/rules.py",
        "    if in_one_hand(by.pk, asked_by):\n",
        "    if False:\n",
        by="tests/protection/test_exports.py::test_two_accounts_in_one_hand_are_not_two_people",
    ),
    Hole(
        "who made a list of what to erase approves it",
        "kanaf/protection/actions/retention.py",
        "    rules.check_is_second_person(by, found.made_by)\n",
        "",
        by="tests/protection/test_retention.py::test_who_made_a_list_does_not_approve_it",
    ),
    Hole(
        "tracing: one person verifies the adult and the child",
        "kanaf/children/actions/reunification.py",
        "    if other is not None and other.recorded_by == by.pk:",
        "    if False:",
        by="tests/children/test_reunification.py::test_both_sides_by_two_people_make_it_verified",
    ),
    Hole(
        "tracing: who verified decides",
        "kanaf/children/actions/reunification.py",
        "    if by.pk in {adult.recorded_by, of_child.recorded_by}:",
        "    if False:",
        by="tests/children/test_reunification.py::test_who_verified_does_not_decide",
    ),
    Hole(
        "tracing: who took a request down reads that a child was found",
        "kanaf/children/models/tracing.py",
        "return self if sees_all_tracing(by) else self.filter(",
        "return self if True else self.filter(",
        by="tests/children/test_tracing.py::test_a_match_tells_the_childs_team_and_nobody_who_took_it_down",
    ),
    Hole(
        "tracing: somebody is looked for without the child's consent",
        "kanaf/children/actions/tracing.py",
        "    check_consents_to_tracing(child, by.organisation_id)\n    check_wish(child.pk",
        "    check_wish(child.pk",
        by="tests/children/test_tracing.py::test_nobody_is_looked_for_without_a_consent_that_holds",
    ),
    Hole(
        "tracing: everybody compares with every organisation's children",
        "kanaf/children/candidates.py",
        "if sees_all_tracing(by) else look_alikes(",
        "if True else look_alikes(",
        by="tests/children/test_tracing.py::test_only_the_coordination_is_shown_another_organisations_child",
    ),
    Hole(
        "tracing: what is told of a relative outlives the child",
        "kanaf/protection/erasing.py",
        '        DataKey.objects.filter(subject_kind="relative", subject_id__in=relatives).delete()\n',
        "",
        by="tests/children/test_family.py::test_a_relative_goes_with_the_last_child_who_keeps_them",
    ),
    Hole(
        "what an erased row leaves in the file stays there",
        "kanaf/core/models.py",
        "            remnants.leave()",
        "            pass",
        by="tests/core/test_remnants.py",
    ),
    Hole(
        "a code of an application lets in twice, through two processes",
        "kanaf/access/forms.py",
        "    return found.type != Authenticator.Type.TOTP or guesses.use(account, code, at=clock.now())",
        "    return True",
        by="tests/access/test_guesses.py::test_a_code_of_an_application_counts_once_in_all_processes",
    ),
    Hole(
        "a case closed by who follows it",
        "kanaf/casework/rules.py",
        "    if by.pk in parties:",
        "    if False:",
        by="tests/casework/test_closings.py",
    ),
    Hole(
        "the coordination closes what was not asked of it",
        "kanaf/casework/rules.py",
        "closing is not None and closing.for_coordination and by.holds",
        "closing is not None and by.holds",
        by="tests/casework/test_closings.py",
    ),
    Hole(
        "what was compared for other words lets a look-alike by unseen",
        "kanaf/desk/looked.py",
        "    if fingerprint != _fingerprint(asked, by, form_id) or",
        "    if",
        by="tests/desk/test_looked.py",
    ),
    Hole(
        "a child registered while another form was filled in is not shown to who saves it",
        "kanaf/desk/views/register.py",
        "    return _ids(fresh) <= known.found",
        "    return True",
        by="tests/desk/test_looked.py",
    ),
]
