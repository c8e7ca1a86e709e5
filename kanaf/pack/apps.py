from django.apps import AppConfig


class PackConfig(AppConfig):
    name = "kanaf.pack"
    label = "pack"
