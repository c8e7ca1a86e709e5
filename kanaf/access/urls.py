"""The doors of signing in. Those of django-allauth are named one by one: nobody changes their own address or organisation."""

from allauth.account import views as allauth
from allauth.socialaccount import views as directory
from django.urls import include, path, re_path

from kanaf.access.views import arrival, presence, rights

ours = [
    path("invitation/<str:token>/", arrival.accept_invitation, name="invitation"),
    path("second-factor/", arrival.choose_factor, name="factor"),
    path("conduct/", arrival.sign_conduct, name="conduct"),
    path("locked/", presence.show_locked, name="locked"),
    path("lock/", presence.lock, name="lock"),
    path("activity/", presence.note_activity, name="activity"),
    path("held/", presence.show_held, name="held"),
    path("confirm/", presence.confirm, name="confirm"),
    path("interview/", presence.interview, name="interview"),
    path("interview/start/", presence.start_interview, name="start_interview"),
    path("rights/", rights.show_rights, name="rights"),
    path("sessions/", presence.list_visits, name="visits"),
    path("sessions/<uuid:pk>/end/", presence.end_visit, name="end_visit"),
]
urlpatterns = [
    path("", include((ours, "access"))),
    path("signup/", allauth.signup, name="account_signup"),
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("directory/cancelled/", directory.login_cancelled, name="socialaccount_login_cancelled"),
    path("directory/error/", directory.login_error, name="socialaccount_login_error"),
]
