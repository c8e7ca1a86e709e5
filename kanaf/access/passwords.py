"""Argon2id at 46 MiB (OWASP's first choice for it): the default takes 100 MiB a login."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    memory_cost = 47104
    time_cost = 1
    parallelism = 1
