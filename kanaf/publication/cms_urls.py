"""Wagtail's editor on its own surface, for people who write bulletins and for nobody else (decision 9).

Each of its views is behind our own door: permission, second factor, and our page for signing in.
"""

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtail_admin
from wagtail.utils.urlpatterns import decorate_urlpatterns

from kanaf.access.policy import needs
from kanaf.access.roles import Permission
from kanaf.publication.views import cms

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", cms.to_home),
    path("password_reset/", cms.to_home),
    path("password_reset/<path:path>", cms.to_home),
    path("account/", cms.to_account),
    path("", include(decorate_urlpatterns(wagtail_admin.urlpatterns, needs(Permission.BULLETIN_WRITE)))),
]
