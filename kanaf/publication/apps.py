from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "kanaf.publication"
    label = "publication"
