"""Holes around a child's file: who finds, opens, changes, closes and shares it, and what pages show of it."""

from holes.hole import LINT, Hole

HOLES = [
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
        "an emergency reviewed by an organisation that it does not concern",
        "kanaf/children/actions/emergency.py",
        "    _check_answers_for(access, by)\n    _check_is_another(access, by)\n    if",
        "    _check_is_another(access, by)\n    if",
        by="tests/protection/test_small_teams.py",
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
        "read denied, but the page of a change shows the foreign thing",
        "kanaf/desk/views/asked.py",
        'load_or_404(Case.objects.select_related("child", "responsible", "city"), by, pk=pk)\n'
        "    if case.organisation_id != by.organisation_id:",
        'Case.objects.select_related("child", "responsible", "city").get(pk=pk)\n    if False:',
    ),
    Hole(
        "a search that answers across organisations",
        "kanaf/children/queries.py",
        "    return Child.objects.visible_to(by).filter(Q(code=code)).first() if code else None",
        "    return Child.objects.filter(Q(code=code)).first() if code else None",
    ),
    Hole(
        "SQL injection through the name of a column",
        "kanaf/desk/queries/caselist.py",
        "    found: CaseQuerySet = Case.objects.visible_to(by)",
        "    found: CaseQuerySet = Case.objects.visible_to(by).extra(where=[f\"code = '{filters.code}'\"])",
        by=LINT,
    ),
    Hole(
        "a page without a line in the oracle",
        "kanaf/desk/urls.py",
        'name="cases"),',
        'name="cases"),\n    path("cases/everybody/", cases.list_cases, name="everybody"),',
        by="tests/matrix/test_matrix.py::test_every_url_of_ours_has_its_line_in_the_oracle_and_every_line_its_url",
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
        "an objection leaves the sharings as they are",
        "kanaf/children/actions/objections.py",
        "                        end_resting(by, at, child, organisation, recipient)\n",
        "                        pass\n",
        by="tests/protection/test_requests.py::test_an_objection_ends_what_rests_on_consent_and_nothing_else",
    ),
    Hole(
        "an attachment's address is not tied to its record",
        "kanaf/desk/views/attachments.py",
        "attachment: Attachment = load_or_404(Attachment.objects, by, pk=pk, child__code=code)",
        "attachment: Attachment = Attachment.objects.get(pk=pk)",
        by="tests/protection/test_attachments.py::test_my_child_and_a_foreign_attachment_are_not_found",
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
