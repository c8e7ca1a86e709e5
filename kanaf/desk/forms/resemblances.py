"""What the coordination says of two files that look alike."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kanaf.children.models import PairDecision
from kanaf.core.forms import KanafForm, with_hint
from kanaf.desk.forms.casework import note

Verdict = PairDecision.Verdict
SEALED = _("Sealed, and read by the coordination alone. Write what you heard and from whom, not what stands in the files.")


class VerdictForm(KanafForm):
    """The same, not the same, or not sure: none is chosen beforehand."""

    verdict = forms.ChoiceField(
        label=_("Is it one child?"),
        widget=forms.RadioSelect,
        choices=[
            (Verdict.SAME, with_hint(_("The same child"), _("Both files stay. The later one is counted as the earlier one from now on."))),
            (Verdict.DIFFERENT, with_hint(_("Two children"), _("Nobody is asked about these two again."))),
            (Verdict.UNSURE, with_hint(_("Not sure yet"), _("It comes back when one of the files says more."))),
        ],
    )
    note = note(_("Note"), SEALED)


class SeparateForm(KanafForm):
    """Two registrations are separated again."""

    note = note(_("Note"), SEALED)
