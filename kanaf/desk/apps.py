from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kanaf.desk"
    label = "desk"
