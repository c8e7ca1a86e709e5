from django.urls import path

from kanaf.protection.views import erasures, exports, incidents, overview, requests, retention

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
    path("requests/record/", requests.key_in, name="key_in_request"),
    path("requests/of/<str:code>/", requests.record, name="record_request"),
    path("requests/<uuid:pk>/", requests.show, name="request"),
    path("requests/<uuid:pk>/note/", requests.note, name="note_request"),
    path("requests/<uuid:pk>/answer/", requests.answer, name="answer_request"),
    path("incidents/", incidents.list_incidents, name="incidents"),
    path("incidents/report/", incidents.report, name="report_incident"),
    path("incidents/register/", incidents.register, name="incident_register"),
    path("incidents/<uuid:pk>/", incidents.show, name="incident"),
    path("incidents/<uuid:pk>/handle/", incidents.handle, name="handle_incident"),
    path("incidents/lessons/<uuid:pk>/done/", incidents.lesson_done, name="lesson_done"),
]
