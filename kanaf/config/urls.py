"""The doors of each surface (decision 9). A process that serves one surface has no other's routes."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from kanaf.core import views as core
from kanaf.publication.public_urls import urlpatterns as public

case: list[URLPattern | URLResolver] = [
    path("account/", include("kanaf.access.urls")),
    path("work/", include("kanaf.desk.urls")),
    path("work/activities/", include("kanaf.activities.urls")),
    path("work/assistance/", include("kanaf.assistance.urls")),
    path("work/complaints/", include("kanaf.safeguarding.urls")),
    path("work/protection/", include("kanaf.protection.urls")),
    path("work/recommendations/", include("kanaf.coordination.urls")),
    path("work/figures/", include("kanaf.indicators.urls")),
    path("work/publications/", include("kanaf.publication.urls")),
    path("", include("kanaf.core.urls")),
]
# Anybody complains, in the language of the address; before the site, whose pages take every other address.
sender: list[URLPattern | URLResolver] = i18n_patterns(path("complaint/", include("kanaf.safeguarding.public_urls")))  # type: ignore[assignment]
cms: list[URLPattern | URLResolver] = [path("cms/", include("kanaf.publication.cms_urls"))]

urlpatterns = {
    "case": [*case, *sender],
    "cms": [*cms, path("account/", include("kanaf.access.urls"))],
    "public": public,
    "reply": sender,
    "all": [*case, *cms, *sender, *public],
}[settings.KANAF_SURFACE]

handler400 = core.bad_request
handler403 = core.forbidden
handler404 = core.not_found
handler500 = core.server_error
