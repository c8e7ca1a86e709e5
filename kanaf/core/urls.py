from django.urls import path

from kanaf.core import views

urlpatterns = [
    path("design/", views.design, name="design"),
    path("language/", views.set_language, name="set_language"),
]
