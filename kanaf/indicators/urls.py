from django.urls import path

from kanaf.indicators.views import acts, figures, periods, records, submissions

app_name = "indicators"
urlpatterns = [
    path("", figures.figures, name="figures"),
    path("submissions/", submissions.submissions, name="submissions"),
    path("submissions/send/<str:period>/<slug:city>/", submissions.send, name="send"),
    path("submissions/<uuid:submission>/", submissions.submission, name="submission"),
    path("submissions/<uuid:submission>/accept/", submissions.accept, name="accept"),
    path("submissions/<uuid:submission>/return/", submissions.send_back, name="return"),
    path("periods/", periods.periods, name="periods"),
    path("periods/<str:code>/", periods.period, name="period"),
    path("periods/<str:code>/close/", periods.close, name="close_period"),
    path("live/", records.live, name="live"),
    path("frozen/<uuid:figure>/", figures.frozen, name="frozen"),
    path("frozen/<uuid:figure>/ask/", acts.ask_release, name="ask_release"),
    path("releases/<uuid:release>/approve/", acts.approve_release, name="approve_release"),
    path("releases/<uuid:release>/decline/", acts.decline_release, name="decline_release"),
    path("indicator/<slug:code>/", figures.definition, name="definition"),
    path("indicator/<slug:code>/freeze/", acts.freeze, name="freeze"),
    path("indicator/<slug:code>/<str:window>/", figures.figure, name="figure"),
    path("indicator/<slug:code>/<str:window>/records/", records.members, name="members"),
    path("indicator/<slug:code>/<str:window>/tables.csv", figures.download, name="download"),
]
