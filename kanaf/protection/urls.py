from django.urls import path

from kanaf.protection.views import erasures, exports, overview, retention

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
    path("retention/", retention.show_retention, name="retention"),
    path("retention/make/", retention.make_list, name="make_retention_list"),
    path("retention/<uuid:pk>/", retention.decide, name="retention_list"),
    path("holds/new/", retention.hold, name="hold_child"),
    path("holds/<uuid:pk>/end/", retention.end, name="end_hold"),
]
