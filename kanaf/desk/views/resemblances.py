"""Files that look alike across organisations, for the coordination: the list, two side by side, and what was joined."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access import reading
from kanaf.access.models import Account
from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.children import actions, coordinating
from kanaf.children.coordinating import Side
from kanaf.children.models import PairDecision, Resemblance
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.core.paging import page_of
from kanaf.desk import words
from kanaf.desk.forms.resemblances import SeparateForm, VerdictForm
from kanaf.desk.views.asked import asker, typed
from kanaf.indicators.records import touched_by_joining, touched_by_separating
from kanaf.matching import Band, Field
from kanaf.programme import queries as programme

WAITING, UNSURE, JOINED = "waiting", PairDecision.Verdict.UNSURE.value, "joined"
SAID = {
    PairDecision.Verdict.SAME: gettext_lazy("They count as one child from now on. Whoever registered either is told so, and nothing else."),
    PairDecision.Verdict.DIFFERENT: gettext_lazy("They are two children: nobody is asked about them again."),
    PairDecision.Verdict.UNSURE: gettext_lazy("Left open: it comes back when one of the files says more."),
}


@dataclass(frozen=True)
class Shown:
    """A pair in the list: no name stands there."""

    line: coordinating.Line
    who: tuple[str, str]
    first_reason: words.Weighed | None
    bits: str
    is_late: bool


@dataclass(frozen=True)
class Row:
    """One thing that both files may say."""

    label: str | Promise
    one: str
    other: str
    agrees: bool | None


@require_safe
@needs(Permission.CHILD_MERGE)
def list_resemblances(request: HttpRequest) -> HttpResponse:
    """What waits, the likeliest first; what was left open; what was joined."""
    by, at = asker(request), clock.now()
    state = request.GET.get("state", WAITING)
    if state not in {WAITING, UNSURE, JOINED}:
        raise Http404
    pager = None if state == JOINED else page_of(coordinating.pairs_in(by, state), request, day="score", read=float)
    context = {
        "state": state,
        "counted": coordinating.counted(by),
        "pager": pager,
        "pairs": [_shown(line, at) for line in coordinating.lines_of(by, pager.rows)] if pager else [],
        "joined": coordinating.joined(by) if state == JOINED else [],
        "sweep": coordinating.newest_sweep(by),
    }
    return render(request, "desk/resemblances.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_MERGE)
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two files side by side, contradictions first, and the decision. Each opening is recorded for both children."""
    by, at = asker(request), clock.now()
    pair: Resemblance = load_or_404(Resemblance.objects, by, pk=pk)
    form = VerdictForm(typed(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.decide_pair(by=by, at=at, resemblance=pair, verdict=given["verdict"], note=given["note"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, str(SAID[given["verdict"]]))
            return redirect("desk:resemblances")
    if any(reading.stopped(by, child, at) for child in (pair.child_id, pair.other_id)):
        return render(request, "desk/reading_stopped.html", status=429)
    one, other = actions.open_resemblance(by=by, at=at, resemblance=pair)
    lines, score = words.weighed(pair.reasons)
    later, earlier = coordinating.later_and_earlier(by, pair)
    context = {
        "pair": pair,
        "band": words.BANDS.get(Band(pair.band), pair.band),
        "form": form,
        "sides": [(side, words.child(side.registration, at.date())) for side in (one, other)],
        "rows": _rows(one, other, lines),
        "lines": lines,
        "score": score,
        "touched": touched_by_joining(later.pk, earlier.pk) if later.pk != earlier.pk else [],
        "later": later,
        "earlier": earlier,
        "decisions": _with_names(coordinating.decisions(by, pair)),
        "is_decided": coordinating.is_decided(pair.child_id, pair.other_id),
    }
    return render(request, "desk/resemblance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CHILD_MERGE)
def separate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two registrations that count as one child: what separating them would change, and the act."""
    by, at = asker(request), clock.now()
    joined = coordinating.joined_pair(by, pk)
    if joined is None:
        raise Http404
    form = SeparateForm(typed(request))
    if form.is_valid():
        try:
            actions.separate_pair(by=by, at=at, same=joined.same, note=form.cleaned_data["note"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("They are two children again: every count and page is as before."))
            return redirect("desk:resemblances")
    touched = touched_by_separating(joined.child.pk, joined.survivor.pk, joined.same.decided_at)
    return render(request, "desk/joined.html", {"joined": joined, "form": form, "touched": touched})


def _shown(line: coordinating.Line, at: datetime) -> Shown:
    reasons, score = words.weighed(line.pair.reasons)
    who = tuple(words.child(side.registration, at.date()) for side in (line.one, line.other))
    return Shown(line, (who[0], who[1]), reasons[0] if reasons else None, score, line.due_at < at)


def _rows(one: Side, other: Side, lines: list[words.Weighed]) -> list[Row]:
    """What both files say, one thing a row: what contradicts first, then what agrees, then the rest."""
    worst: dict[str, bool | None] = {}
    for line in reversed(lines):  # the first line of a field is the one that counts most
        worst[line.field] = line.agrees
    rows = [
        Row(label, _said(one, name), _said(other, name), next((worst[field] for field in fields if worst.get(field) is not None), None))
        for name, label, fields in COMPARED
    ]
    order = {False: 0, True: 1, None: 2}
    return sorted((row for row in rows if row.one or row.other), key=lambda row: order[row.agrees])


COMPARED: tuple[tuple[str, str | Promise, tuple[Field, ...]], ...] = (
    ("latin", gettext_lazy("Name, Latin letters"), (Field.GIVEN, Field.FAMILY, Field.ORDER)),
    ("arabic", gettext_lazy("Name, Arabic letters"), (Field.GIVEN, Field.FAMILY, Field.ORDER)),
    ("nickname", gettext_lazy("Nickname"), (Field.NICKNAME,)),
    ("other_names", gettext_lazy("Other names or spellings"), (Field.OTHER_NAMES,)),
    ("mother", gettext_lazy("Name of the mother"), (Field.MOTHER,)),
    ("father", gettext_lazy("Name of the father"), (Field.FATHER,)),
    ("birth", gettext_lazy("Birth"), (Field.BORN,)),
    ("sex", gettext_lazy("Sex"), (Field.SEX,)),
    ("nationalities", gettext_lazy("Nationality"), (Field.NATIONALITIES,)),
    ("origin", gettext_lazy("Where the child comes from"), (Field.ORIGIN,)),
    ("languages", gettext_lazy("Languages"), (Field.LANGUAGES,)),
    ("separation", gettext_lazy("Separation"), ()),
    ("separation_place", gettext_lazy("Where they were separated"), ()),
)


def _said(side: Side, name: str) -> str:
    held = side.registration
    if name == "birth":
        return words.birth(held) if held.born_earliest else ""
    if name == "sex":
        return str(words.SEXES.get(held.sex, held.sex))
    if name in {"nationalities", "languages"}:
        lists = {"nationalities": "nationality", "languages": "language"}
        return " · ".join(programme.label(lists[name], code) for code in getattr(held, name))
    if name == "separation":
        cause = programme.label("separation_cause", held.separation_cause) if held.separation_cause else ""
        return " · ".join(part for part in (cause, words.partial_day(held.separated_on)) if part)
    return getattr(side.names, name) if side.names else ""


def _with_names(decisions: list[tuple[PairDecision, str]]) -> list[tuple[PairDecision, str, str]]:
    """With the initials of who decided."""
    people = Account.objects.in_bulk([decision.decided_by for decision, _note in decisions])
    return [(decision, note, people[decision.decided_by].initials) for decision, note in decisions]
