"""What is asked of a person about themselves: a passphrase, a code, a signature."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kanaf.access import guesses, passkeys
from kanaf.access.models import Account
from kanaf.access.rules import is_excepted, is_privileged, lacks_factor
from kanaf.core import clock
from kanaf.core.forms import KanafForm
from kanaf.matching.names import western_digits

TOO_MANY = _("Too many tries: wait a quarter of an hour, or use the device on which you usually sign in.")
USED = _("This code was used already: wait until your application shows the next one, half a minute at most.")


class ChoosePassphraseForm(KanafForm):
    """The passphrase of who was invited, twice."""

    passphrase = forms.CharField(
        label=_("New passphrase"),
        help_text=_("At least 12 characters: four or five words that only you would put together."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )
    again = forms.CharField(
        label=_("New passphrase, once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("passphrase"):
            raise ValidationError(_("The two passphrases differ."), code="differ")
        return str(self.cleaned_data["again"])


class SignConductForm(KanafForm):
    """One signs by saying so."""

    agreed = forms.BooleanField(label=_("I have read it, I understand it, and I will keep to it"))


class ItIsMeForm(KanafForm):
    """The passphrase, a code of the second factor, or a passkey: one of them shows that it is still the same person."""

    mark_optional = False
    passphrase = forms.CharField(
        label=_("Passphrase"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=200,
    )
    code = forms.CharField(label=_("Or a code of your application"), required=False, max_length=20)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
        self.is_too_late = False

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        account: Account = self.request.user  # type: ignore[assignment]
        passphrase, code, credential = answers.get("passphrase", ""), answers.get("code", ""), answers.get("credential")
        if not (passphrase or code or credential):
            raise ValidationError(_("Type your passphrase, or a code."), code="nothing")
        device = f"session:{self.request.session.session_key}"
        budget = {"subject": f"unlock:{account.pk}", "address": "", "device": device}
        if not guesses.may_guess(at=clock.now(), **budget):
            self.is_too_late = True
            raise ValidationError(TOO_MANY, code="too_many")
        is_key = bool(credential) and passkeys.is_answer_of(account, credential)
        if not (is_key or (passphrase and account.check_password(passphrase)) or (code and _is_code_of(account, code))):
            guesses.note_wrong(account, "lock")
            raise ValidationError(_("That is not it. Try again."), code="wrong")
        guesses.forget_last(**budget)
        return answers

    @property
    def has_passkey(self) -> bool:
        return passkeys.has_one(self.request.user)  # type: ignore[arg-type]


def _is_code_of(account: Account, code: str) -> bool:
    found = next(
        (one for one in Authenticator.objects.filter(user=account).exclude(type="webauthn") if one.wrap().validate_code(code)), None
    )
    return found is not None and _counts(account, found, code)


def _counts(account: Account, found: Authenticator, code: str) -> bool:
    """An application's code counts once. Printed ones are struck off by allauth, in the database; of these it knows in one process only."""
    return found.type != Authenticator.Type.TOTP or guesses.use(account, code, at=clock.now())


class _CountedCode:
    """A second factor's code is a guess too."""

    def clean_code(self) -> str:
        form: Any = self
        account: Account = form.user
        form.cleaned_data["code"] = western_digits(form.cleaned_data["code"])
        if is_privileged(account) and not is_excepted(account):
            typed = "".join(character for character in form.cleaned_data["code"] if character.isdigit())
            if Authenticator.objects.filter(user=account, type="webauthn").exists() and len(typed) == 6:
                raise ValidationError(_t("Your role asks for your passkey; a recovery code helps if you have lost it."), code="passkey")
        request = guesses.request_now()
        budget = {
            "subject": f"code:{account.pk}",
            "address": guesses.address_of(request),
            "device": guesses.device_of(request, account.pk),
        }
        if not guesses.may_guess(at=clock.now(), **budget):
            raise ValidationError(TOO_MANY, code="too_many")
        if guesses.was_used(account, form.cleaned_data["code"], at=clock.now()):
            guesses.note_wrong(account, "used_code")
            raise ValidationError(USED, code="used")
        try:
            code = str(super().clean_code())  # type: ignore[misc]
        except ValidationError:
            guesses.note_wrong(account, "code")
            raise
        if not _counts(account, form.authenticator, code):
            guesses.note_wrong(account, "used_code")
            raise ValidationError(USED, code="used")
        guesses.forget_last(**budget)
        return code


class PrintCodesForm(forms.Form):
    """A new sheet of codes, for the day a telephone is lost or for who has none. A role that asks for a passkey sets that up first."""

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        if is_privileged(self.user) and lacks_factor(self.user):
            raise ValidationError(_t("Your role asks for a passkey: set it up first."), code="passkey")
        return super().clean() or {}


class CodeForm(_CountedCode, AuthenticateForm):
    """Step 2 of signing in."""


class ReCodeForm(_CountedCode, ReauthenticateForm):
    """The same, to confirm."""
