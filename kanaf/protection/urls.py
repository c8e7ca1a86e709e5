from django.urls import path

from kanaf.protection.views import erasures, overview

app_name = "protection"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("erasures/", erasures.ask, name="ask_erasure"),
    path("erasures/<uuid:pk>/", erasures.decide, name="erasure"),
]
