"""The doors of each surface (decision 9). A process that serves one surface has no other's routes."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kanaf.core import views as core
from kanaf.publication.public_urls import urlpatterns as public

case: list[URLPattern | URLResolver] = [
    path("account/", include("kanaf.access.urls")),
    path("work/", include("kanaf.desk.urls")),
    path("work/activities/", include("kanaf.activities.urls")),
    path("work/assistance/", include("kanaf.assistance.urls")),
    path("work/protection/", include("kanaf.protection.urls")),
    path("work/recommendations/", include("kanaf.coordination.urls")),
    path("work/figures/", include("kanaf.indicators.urls")),
    path("work/publications/", include("kanaf.publication.urls")),
    path("", include("kanaf.core.urls")),
]
cms: list[URLPattern | URLResolver] = [path("cms/", include("kanaf.publication.cms_urls"))]

urlpatterns = {
    "case": case,
    "cms": [*cms, path("account/", include("kanaf.access.urls"))],
    "public": public,
    "reply": [],
    "all": [*case, *cms, *public],
}[settings.KANAF_SURFACE]

handler400 = core.bad_request
handler403 = core.forbidden
handler404 = core.not_found
handler500 = core.server_error
