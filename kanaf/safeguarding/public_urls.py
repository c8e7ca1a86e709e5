"""The sender's pages, under the prefix of each language: no account, no name asked for."""

from django.urls import path

from kanaf.safeguarding.views import sender

app_name = "complaint"
urlpatterns = [
    path("", sender.complain, name="complain"),
    path("follow/", sender.follow, name="follow"),
    path("conduct/", sender.conduct, name="conduct"),
]
