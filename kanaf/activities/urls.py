from django.urls import path

from kanaf.activities import views

app_name = "activities"
urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("plan/", views.plan, name="plan"),
    path("<uuid:id>/", views.session, name="session"),
    path("<uuid:id>/change/", views.change, name="change"),
    path("<uuid:id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:id>/roll/", views.roll_call, name="roll_call"),
    path("<uuid:id>/sheet/", views.sheet, name="sheet"),
    path("<uuid:id>/training/", views.training_list, name="training_list"),
]
