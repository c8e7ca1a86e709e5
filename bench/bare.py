"""The bare page of Django: 25 cases of one's organisation in a plain table, for somebody signed in, and nothing else."""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from kanaf.core import rows

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare_settings"
application = get_wsgi_application()

from kanaf.casework.models import Case  # noqa: E402 - Django first

PAGE = """<!doctype html><title>Cases</title><table>{% for case in cases %}<tr><td>{{ case.child.code }}</td><td>{{ case.risk }}</td>
<td>{{ case.next_step }}</td><td>{{ case.next_due_at }}</td>
<td>{{ case.responsible.name }}</td><td>{{ case.city }}</td></tr>{% endfor %}</table>"""


def cases(request: HttpRequest) -> HttpResponse:
    with rows.as_owner():
        found = Case.objects.filter(organisation=request.user.organisation_id, status="open")  # type: ignore[union-attr]
        found = found.select_related("child", "responsible", "city").order_by("next_due_at", "id")[:25]
        return HttpResponse(engines["django"].from_string(PAGE).render({"cases": found}, request))


urlpatterns = [path("", cases)]
