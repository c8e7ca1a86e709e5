from django.urls import path

from kanaf.protection.views import erasures, exports, overview

app_name = "protection"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("erasures/", erasures.ask, name="ask_erasure"),
    path("erasures/<uuid:pk>/", erasures.decide, name="erasure"),
    path("exports/", exports.list_exports, name="exports"),
    path("exports/identities/", exports.ask_identities, name="ask_identities"),
    path("exports/of/<str:code>/", exports.ask_file, name="export_file"),
    path("exports/<uuid:pk>/", exports.show_export, name="export"),
    path("exports/<uuid:pk>/file/", exports.fetch_export, name="fetch_export"),
]
