"""A paper is added to a child's file, and handed out to who may read the child's identity."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanaf.access import reading
from kanaf.access.policy import load_or_404, needs
from kanaf.access.roles import Permission
from kanaf.core import clock
from kanaf.core.errors import Refused
from kanaf.desk.forms.attachments import AttachmentForm
from kanaf.desk.views.asked import act_page, asker, child_of, to_file, visible_child
from kanaf.protection import actions
from kanaf.protection.models import Attachment


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ATTACHMENT_ADD)
def add_attachment(request: HttpRequest, code: str) -> HttpResponse:
    """Add a photograph or a PDF; a clean copy of it is sealed with the child's identity."""
    by, at, child = asker(request), clock.now(), child_of(request, code)
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else AttachmentForm()
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.attach(by=by, at=at, child=child, document=given["document"], content=given["file"].read(), id=given["form_id"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("The attachment is added. Position, author and comments were taken out of it."))
            return to_file(child)
    lead = _("A photograph of a paper, or a PDF, of at most 20 MB. It is sealed with the child’s identity; opening it is recorded.")
    return act_page(request, child, form, title=_("Add an attachment"), lead=lead, submit=_("Add the attachment"))


@require_safe
@needs(Permission.IDENTITY_READ)
def open_attachment(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """The file itself, to be saved and never shown inside a page of ours. Child and attachment are checked in one gesture."""
    by, at = asker(request), clock.now()
    attachment: Attachment = load_or_404(Attachment.objects, by, pk=pk, child__code=code)
    if reading.stopped(by, attachment.child_id, at):
        return render(request, "desk/reading_stopped.html", status=429)
    try:
        opened = actions.open_attachment(by=by, at=at, attachment=attachment)
    except Refused as refused:
        messages.error(request, str(refused))
        return to_file(visible_child(request, code))
    response = HttpResponse(opened.content, content_type=opened.content_type)
    response["Content-Disposition"] = f'attachment; filename="{code}-{opened.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
