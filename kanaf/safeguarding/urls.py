from django.urls import path

from kanaf.safeguarding.views import handling, keyed, suspensions

app_name = "safeguarding"
urlpatterns = [
    path("", handling.complaints, name="complaints"),
    path("numbers/", handling.numbers, name="numbers"),
    path("write/", keyed.key_in, name="key_in"),
    path("suspensions/", suspensions.list_suspensions, name="suspensions"),
    path("suspensions/<uuid:pk>/ask/", suspensions.ask, name="ask_to_lift"),
    path("suspensions/<uuid:pk>/lift/", suspensions.lift, name="lift"),
    path("<uuid:pk>/", handling.show, name="complaint"),
    path("<uuid:pk>/step/", handling.take_step, name="step"),
    path("<uuid:pk>/answer/", handling.answer, name="answer"),
    path("<uuid:pk>/assign/", handling.assign, name="assign"),
    path("<uuid:pk>/concerned/", handling.name_concerned, name="concerned"),
    path("<uuid:pk>/suspend/<uuid:account>/", suspensions.suspend, name="suspend"),
]
