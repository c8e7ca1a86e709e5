from django.urls import path

from kanaf.assistance import views

app_name = "assistance"
urlpatterns = [
    path("distributions/", views.distributions, name="distributions"),
    path("distributions/record/", views.record, name="record_distribution"),
]
