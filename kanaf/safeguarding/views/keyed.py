"""Anybody at work writes down what somebody told them; afterwards they cannot read it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kanaf.access.policy import signed_in
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.safeguarding import actions, codes
from kanaf.safeguarding.choices import Channel
from kanaf.safeguarding.forms import KeyedForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def key_in(request: HttpRequest) -> HttpResponse:
    """A complaint by telephone, on paper or in person; one's own goes by the page that asks for no name."""
    by: Any = request.user
    form = KeyedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.receive_complaint(
                by=by,
                at=clock.now(),
                id=form.cleaned_data["form_id"],
                told=form.told(),
                channel=Channel(form.cleaned_data["channel"]),
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return render(request, "safeguarding/keyed.html", {"code": codes.code_of(form.cleaned_data["form_id"])})
    return render(request, "safeguarding/key_in.html", {"form": form})
