from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "kanaf.places"
    label = "places"
