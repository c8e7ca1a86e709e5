from django.urls import path

from kanaf.coordination import views

app_name = "coordination"
urlpatterns = [
    path("", views.recommendations, name="recommendations"),
    path("campaigns/", views.campaigns, name="campaigns"),
    path("campaigns/<slug:code>/", views.campaign, name="campaign"),
    path("<slug:code>/", views.recommendation, name="recommendation"),
    path("<slug:code>/owners/", views.propose, name="propose"),
    path("<slug:code>/owners/<uuid:id>/", views.confirm, name="confirm"),
    path("<slug:code>/follow-up/", views.follow_up, name="follow_up"),
]
