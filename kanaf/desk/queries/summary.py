"""A child's file put into words for paper: what is registered, its cases, its story whole, what it decided."""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.casework.models import Case
from kanaf.children import tracing
from kanaf.children.models import Child, Registration
from kanaf.children.told import PLACES, Names
from kanaf.core import clock
from kanaf.core.dates import day_in_words, moment_in_words, weekday_in_words
from kanaf.core.documents import Line, Record, Section
from kanaf.core.pills import PILLS
from kanaf.desk import words
from kanaf.desk.queries import files
from kanaf.programme import queries as programme
from kanaf.protection.copies import composes_files

FIRST_STRONG, END = "\u2068", "\u2069"  # Unicode's isolates


@composes_files
def record_of(child: Child, by: Account, at: datetime, mark: str, names: Names | None = None) -> Record:
    """The file as one person may read it, in the language of who reads it. Where the child lives or can be found is never in it."""
    file = files.file_of(child, by)
    language = get_language() or "fr"
    sections = [_identity(names)] if names is not None else []
    sections += [
        _registration(file.registration, at),
        _cases(file.cases, at, language),
        _beside(child, by, at),
        _family(file, child, by, language),
        _consents(file.consents, language),
        _story(file, child, by, language),
    ]
    if names is not None:
        lead = _("With names: keep it locked away, and destroy it when it is no longer needed.")
    else:
        lead = _("Without names, yet to be locked away: what it tells can be enough to know the child again.")
    return Record(language=language, title=_("File %(code)s") % {"code": child.code}, lead=lead, mark=mark, sections=sections)


def _identity(names: Names) -> Section:
    told = [Line(str(label), getattr(names, name)) for name, label in words.NAMES if name not in PLACES and getattr(names, name)]
    return _section(_("Identity"), told, _("No name is known."))


def _registration(held: Registration, at: datetime) -> Section:
    declared = _("declared age: %(age)s") % {"age": held.declared_age} if held.declared_age is not None else ""
    facts = [
        Line(_("Age"), words.age(held, at.date()), str(words.PRECISIONS[Registration.Precision(held.birth_precision)])),
        Line(_("Birth"), words.birth(held), declared),
        Line(_("Sex"), str(words.SEXES.get(held.sex, held.sex))),
        Line(_("Nationality"), _listed("nationality", held.nationalities)),
        Line(_("Languages"), _listed("language", held.languages), _("interpreter needed") if held.needs_interpreter else ""),
        Line(_("Situation"), programme.label("protection_status", held.protection_status)),
        Line(_("Lives"), programme.label("care_arrangement", held.care_arrangement) if held.care_arrangement else ""),
        Line(_("Separation"), programme.label("separation_cause", held.separation_cause) if held.separation_cause else ""),
        Line(_("Urgent concerns"), _listed("protection_concern", held.concerns)),
        Line(_("Documents held"), _listed("document_type", held.documents)),
        Line(_("Registered in"), held.city.label, day_in_words(held.happened_on, get_language() or "fr")),
    ]
    return _section(_("Registration"), [fact for fact in facts if fact.said], "")


def _cases(cases: list[Case], at: datetime, language: str) -> Section:
    lines = []
    for case in cases:
        risk, state = str(PILLS["risk"][case.risk].word), str(PILLS["case"][case.status].word)
        due: list[str] = []
        if case.next_due_at is not None:
            moment = moment_in_words(case.next_due_at.astimezone(clock.CASABLANCA), language)
            late = f" ({PILLS['due']['late'].word})" if case.next_due_at < at else ""
            due = [str(words.STEPS.get(case.next_step, "")), f"{moment}{late}"]
        beneath = _joined(day_in_words(case.opened_on, language), case.responsible.initials, *due)
        lines.append(Line(case.organisation.name, _joined(state, risk), beneath))
    return _section(_("Cases"), lines, _("No case yet"))


def _beside(child: Child, by: Account, at: datetime) -> Section:
    found = files.beside(child, by, at.date())
    lines = [Line(one.link.get_kind_display(), one.child.code, one.who) for one in found]
    return _section(_("Children who belong with this one"), lines, _("No other child is linked with this one."))


def _family(file: files.ChildFile, child: Child, by: Account, language: str) -> Section:
    """Relatives and searches in codes: who a relative is, is never on paper."""
    lines = []
    for tie in tracing.kin_of(child, by, file.searches):
        life = str(tie.facts.get_life_display()) if tie.facts else ""
        lines.append(Line(programme.label("family_relation", tie.kinship.relation), life, str(tie.kinship.get_wish_display())))
    for search in file.searches:
        relation = programme.label("family_relation", search.relation)
        beneath = _joined(relation, day_in_words(search.asked_on, language))
        lines.append(Line(str(search.get_direction_display()), str(search.get_status_display()), beneath))
    return _section(_("Family and tracing"), lines, _("Nobody of the family is written down yet."))


def _consents(consents: list[files.Consent], language: str) -> Section:
    lines = []
    for consent in consents:
        recipient = consent.decision.recipient.name if consent.decision and consent.decision.recipient else ""
        day = day_in_words(consent.decision.happened_on, language) if consent.decision else ""
        state = str(PILLS["consent"][consent.state].word)
        lines.append(Line(programme.label("consent_purpose", consent.purpose), state, _joined(recipient, day)))
    return _section(_("Consents"), lines, "")


def _story(file: files.ChildFile, child: Child, by: Account, language: str) -> Section:
    events, initials = files.story(child, by, file.searches)
    lines = []
    for event in events:
        lines.append(Line(weekday_in_words(event.on, language), event.title, _joined(event.detail, initials.get(event.by, ""))))
    return Section(_("Story"), (_("Day"), _("What happened")), lines, _("Nothing has happened yet."))


def _section(title: str, lines: list[Line], empty: str) -> Section:
    return Section(title, (_("Fact"), _("What is said")), lines, empty)


def _listed(code_list: str, codes: list[str]) -> str:
    return _joined(*(programme.label(code_list, code) for code in codes))


def _joined(*parts: str) -> str:
    """What there is, each part in its own direction: initials keep their points in an Arabic line."""
    return " · ".join(f"{FIRST_STRONG}{part}{END}" for part in parts if part)
