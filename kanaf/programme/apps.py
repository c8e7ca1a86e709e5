from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "kanaf.programme"
    label = "programme"
