"""The communications officer's pages, among the pages of work."""

from django.urls import path

from kanaf.publication.views import desk

app_name = "publication"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("releases/<uuid:release>/release/", desk.release, name="release"),
    path("bulletins/new/", desk.write, name="write"),
    path("bulletins/<uuid:key>/", desk.bulletin, name="bulletin"),
    path("bulletins/<uuid:key>/publish/", desk.publish, name="publish"),
    path("bulletins/<uuid:key>/withdraw/", desk.withdraw, name="withdraw"),
    path("bulletins/<uuid:key>/<str:language>/", desk.preview, name="preview"),
]
