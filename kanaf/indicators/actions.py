"""Partners submit, periods close, figures are frozen, made safe, approved and released."""

import hashlib
import json
from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.actions import check_works_in
from kanaf.core import audit
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.disclosure import RULES, CannotBeProtected, Proposal, protect_together
from kanaf.indicators import queries, rules, tables
from kanaf.indicators.board import own_cities
from kanaf.indicators.counting import Counted, Window, count
from kanaf.indicators.members import keep_members
from kanaf.indicators.models import (
    Definition,
    FigureCell,
    FigureMember,
    FrozenFigure,
    Indicator,
    Period,
    PlannedTable,
    ProtectedCell,
    Release,
    Submission,
)
from kanaf.places.models import City


@action
def submit(*, by: Account, at: datetime, city: City, period: Period) -> Submission:
    """Say that one's organisation's records of a city and period are complete. The counts shown with it are computed."""
    check_holds(by, Permission.SUBMISSION_SEND)
    check_works_in(by, city)
    if city not in own_cities(by):
        raise NotPermitted(f"city {city.code}")
    rules.check_is_open(period)
    rules.check_is_over(period, at.date())
    children, services = queries.own_counts(by, city, period, at)
    submission = Submission(
        organisation_id=by.organisation_id,
        city=city,
        period=period,
        status=Submission.Status.SUBMITTED,
        children=children,
        services=services,
        submitted_by=by,
        submitted_at=at,
    )
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("This city was submitted for this period already."), code="already_submitted") from error
    audit.record("submission.sent", by=by, target=submission, at=at, city=city.code, period=period.code)
    return submission


@action
def accept_submission(*, by: Account, at: datetime, submission: Submission) -> None:
    """Take a partner's records into the period's figures. Sender and acceptor are two people."""
    _decide(by, submission)
    submission.status, submission.decided_by, submission.decided_at = Submission.Status.ACCEPTED, by, at
    submission.save(update_fields=["status", "decided_by", "decided_at"])
    audit.record("submission.accepted", by=by, target=submission, at=at)


@action
def return_submission(*, by: Account, at: datetime, submission: Submission, remark: str) -> None:
    """Send a submission back with what is to be completed."""
    _decide(by, submission)
    if not remark.strip():
        raise Refused(_("Say what the partner should complete."), field="remark", code="no_remark")
    submission.status, submission.decided_by, submission.decided_at = Submission.Status.RETURNED, by, at
    submission.remark = remark.strip()[:300]
    submission.save(update_fields=["status", "decided_by", "decided_at", "remark"])
    audit.record("submission.returned", by=by, target=submission, at=at)


def _decide(by: Account, submission: Submission) -> None:
    check_holds(by, Permission.SUBMISSION_ACCEPT)
    rules.check_is_open(submission.period)
    if submission.status != Submission.Status.SUBMITTED:
        raise Refused(_("This submission was answered already."), code="already_answered")
    rules.check_other_person(by, submission.submitted_by)


@action
def close_period(*, by: Account, at: datetime, period: Period) -> None:
    """Close a period that is over and whose submissions are all answered. From here on its figures may be frozen."""
    check_holds(by, Permission.PERIOD_CLOSE)
    rules.check_is_open(period)
    rules.check_is_over(period, at.date())
    rules.check_nothing_waits(period)
    period.closed_at, period.closed_by = at, by.pk
    period.save(update_fields=["closed_at", "closed_by"])
    audit.record("period.closed", by=by, target=period, at=at)


@action
def freeze_figure(*, by: Account, at: datetime, indicator: Indicator, period: Period | None = None, campaign: str = "") -> FrozenFigure:
    """Count an indicator as of now and keep definition, window, cells, ids and digest for ever.

    Freezing again makes a new version with its difference; refused where nothing changed.
    """
    check_holds(by, Permission.FIGURE_FREEZE)
    starts_on, ends_on = queries.window_of(period, campaign)
    if period is not None:
        rules.check_is_closed(period)
    elif ends_on >= at.date():
        raise Refused(_("This campaign is not over yet."), code="campaign_runs")
    definition = indicator.definition
    counted = count(definition.counts, Window(starts_on, ends_on, at, campaign))
    if not counted.is_reported:
        raise Refused(_("No partner's submission was accepted for this period: there is nothing to freeze."), code="not_reported")
    before = queries.newest(indicator, period=period, campaign=campaign)
    figure = FrozenFigure(
        definition=definition,
        period=period,
        campaign=campaign,
        starts_on=starts_on,
        ends_on=ends_on,
        version=before.version + 1 if before else 1,
        replaces=before,
        as_of=at,
        total=counted.total,
        frozen_by=by,
        is_synthetic=settings.KANAF_DEMO,
    )
    cells = _cells(figure, counted)
    if before is not None:
        figure.difference = difference(before, counted, cells)
        if not figure.difference["added"] and not figure.difference["removed"] and not figure.difference["cells"]:
            raise Refused(_("Nothing changed since version %(version)s.") % {"version": before.version}, code="nothing_changed")
    figure.digest = digest(figure, cells, counted)
    figure.save()
    FigureCell.objects.bulk_create(cells)
    keep_members(figure, counted.subjects)
    audit.record("figure.frozen", by=by, target=figure, at=at, indicator=indicator.code, window=figure.window_code, version=figure.version)
    return figure


def _cells(figure: FrozenFigure, counted: Counted) -> list[FigureCell]:
    return [
        FigureCell(figure=figure, cut=plan.code, coordinates=list(place), value=value)
        for plan in tables.planned(figure)
        for place, value in tables.cells_of(counted, plan.cuts).items()
    ]


def difference(before: FrozenFigure, counted: Counted, cells: list[FigureCell]) -> dict[str, object]:
    """What a new version changes: the number of records added and removed, and each cell's old and new value."""
    held = set(FigureMember.objects.filter(figure=before).values_list("subject", flat=True))
    now: set[UUID] = {subject.id for subject in counted.subjects}
    old = {(cell.cut, tuple(cell.coordinates)): cell.value for cell in FigureCell.objects.filter(figure=before)}
    changed = [
        {"table": cell.cut, "cell": cell.coordinates, "before": old.get((cell.cut, tuple(cell.coordinates))), "after": cell.value}
        for cell in cells
        if old.get((cell.cut, tuple(cell.coordinates))) != cell.value
    ]
    return {"added": len(now - held), "removed": len(held - now), "total": [before.total, counted.total], "cells": changed}


def digest(figure: FrozenFigure, cells: list[FigureCell], counted: Counted) -> str:
    """SHA-256 over all that makes the figure what it is, in a fixed order."""
    content = {
        "definition": figure.definition.digest,
        "window": [figure.starts_on.isoformat(), figure.ends_on.isoformat(), figure.campaign],
        "as_of": figure.as_of.astimezone(UTC).isoformat(timespec="microseconds"),  # the database gives the moment back in UTC
        "version": figure.version,
        "total": figure.total,
        "cells": sorted([cell.cut, list(cell.coordinates), cell.value] for cell in cells),
        "members": sorted(str(subject.id) for subject in counted.subjects),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@action
def open_records(*, by: Account, at: datetime, figure: FrozenFigure) -> None:
    """Record that somebody followed a figure to what it counted, before anything of it is shown."""
    if not by.holds(Permission.CASE_READ_ORGANISATION):
        check_holds(by, Permission.FIGURE_FREEZE)
    audit.record("figure.records_opened", by=by, target=figure, at=at)


@action
def count_live(*, by: Account, at: datetime, indicator: Indicator, starts_on: date, ends_on: date, campaign: str = "") -> queries.Shown:
    """The unprotected count of this moment, in all and by city. Each is recorded: it is not for readers."""
    if not by.holds(Permission.FIGURE_FREEZE):
        check_holds(by, Permission.FIGURE_READ_LIVE)
    shown = queries.live(indicator, starts_on=starts_on, ends_on=ends_on, as_of=at, campaign=campaign, by_city=True)
    audit.record("figure.counted_live", by=by, target=indicator, at=at, starts_on=starts_on, ends_on=ends_on, campaign=campaign)
    return shown


@action
def ask_release(*, by: Account, at: datetime, figure: FrozenFigure) -> Release:
    """Make a frozen figure safe beside everything released before, and ask another person to approve it.

    Refused where no choice of hidden cells is safe, with the reason.
    """
    check_holds(by, Permission.RELEASE_ASK)
    if FrozenFigure.objects.filter(replaces=figure).exists():
        raise Refused(_("A newer version of this figure is frozen: release that one."), code="newer_version")
    if Release.objects.filter(figure=figure).exclude(status=Release.Status.DECLINED).exists():
        raise Refused(_("A release of this figure is under way or done."), code="already_asked")
    plans = tables.planned(figure)
    if not plans:
        raise Refused(_("The publication plan has no table for this figure: nothing may be released."), code="not_planned")
    protected = _protect(figure, plans)
    release = Release.objects.create(figure=figure, status=Release.Status.ASKED, asked_by=by, asked_at=at)
    ProtectedCell.objects.bulk_create(
        ProtectedCell(
            release=release,
            cut=plan.code,
            coordinates=list(cell.coordinates),
            value=cell.value,
            status=cell.status.value,
            reason=cell.reason.value if cell.reason else "",
        )
        for plan, table in zip(plans, protected, strict=True)
        for cell in table.cells
        if plan.cuts or cell.coordinates != ("all",)
    )
    audit.record("release.asked", by=by, target=release, at=at, figure=figure.pk)
    return release


def _protect(figure: FrozenFigure, plans: list[PlannedTable]) -> list:  # type: ignore[type-arg]
    released = [entry for entry in tables.released_tables(figure.definition.indicator_id) if entry[0].pk != figure.pk]
    proposals = [Proposal(tables.table_of(figure, plan), RULES[figure.definition.rule], tables.exempt(figure, plan)) for plan in plans]
    relations = tables.nesting(figure, [proposal.table for proposal in proposals], released)
    try:
        return protect_together(proposals, released=[table for _figure, _plan, table in released], relations=relations)
    except CannotBeProtected as error:
        raise Refused(
            _("These tables cannot be made safe beside what was released before. Choose fewer categories, or a longer period."),
            code="cannot_be_protected",
        ) from error


@action
def approve_release(*, by: Account, at: datetime, release: Release, weighed: bool = False) -> None:
    """Approve what another person asked for, having seen the protected tables.

    A corrected version that differs from a released one by few is approved only as `weighed`: whoever holds both may read one
    child's correction from them, and only a person can judge whether that matters.
    """
    check_holds(by, Permission.RELEASE_APPROVE)
    _hold(release)
    rules.check_waits_for_approval(release)
    rules.check_other_person(by, release.asked_by)
    few = tables.small_corrections(release)
    if few and not weighed:
        raise Refused(
            _("This version differs from one already released by very few: say that you have weighed what that tells."),
            field="weighed",
            code="not_weighed",
        )
    release.status, release.decided_by, release.decided_at = Release.Status.APPROVED, by, at
    release.save(update_fields=["status", "decided_by", "decided_at"])
    audit.record("release.approved", by=by, target=release, at=at, small_corrections=len(few))


@action
def decline_release(*, by: Account, at: datetime, release: Release) -> None:
    """Say no: the figure stays frozen and may be asked for again."""
    check_holds(by, Permission.RELEASE_APPROVE)
    _hold(release)
    rules.check_waits_for_approval(release)
    rules.check_other_person(by, release.asked_by)
    release.status, release.decided_by, release.decided_at = Release.Status.DECLINED, by, at
    release.save(update_fields=["status", "decided_by", "decided_at"])
    audit.record("release.declined", by=by, target=release, at=at)


@action
def mark_released(*, by: Account, at: datetime, release: Release) -> None:
    """The figure goes out. Called by publication, which keeps its own copy of the protected cells."""
    check_holds(by, Permission.RELEASE_ASK if by.holds(Permission.RELEASE_ASK) else Permission.RELEASE_APPROVE)
    _hold(release)
    rules.check_is_approved(release)
    release.status, release.released_by, release.released_at = Release.Status.RELEASED, by, at
    release.save(update_fields=["status", "released_by", "released_at"])
    audit.record("release.released", by=by, target=release, at=at)


def _hold(release: Release) -> None:
    """What is decided is decided on the row as it is now: another person may have decided since the page was shown."""
    release.refresh_from_db(from_queryset=Release.objects.select_for_update())


@action
def save_definition(*, by: Account, at: datetime, indicator: Indicator, version: int, values: dict) -> Definition:  # type: ignore[type-arg]
    """Keep a version of what an indicator counts. The same version with other content is refused: change its number."""
    check_holds(by, Permission.PACK_LOAD)
    content = hashlib.sha256(json.dumps({"indicator": indicator.code, "version": version, **values}, sort_keys=True).encode()).hexdigest()
    held = Definition.objects.filter(indicator=indicator, version=version).first()
    if held is None:
        held = Definition.objects.create(indicator=indicator, version=version, digest=content, **values)
        audit.record("definition.created", by=by, target=held, at=at, indicator=indicator.code, version=version)
    elif held.digest != content:
        raise Refused(
            _("The definition %(code)s, version %(version)s, has changed: give it a new version number.")
            % {"code": indicator.code, "version": version},
            code="definition_changed",
        )
    return held


@action
def open_period(*, by: Account, at: datetime, kind: str, code: str, starts_on: date, ends_on: date) -> Period:
    """Make a quarter or year known, so that partners can report on it; making it again changes nothing."""
    period, made = Period.objects.get_or_create(code=code, defaults={"kind": kind, "starts_on": starts_on, "ends_on": ends_on})
    if made:
        audit.record("period.opened", by=by, target=period, at=at)
    return period
