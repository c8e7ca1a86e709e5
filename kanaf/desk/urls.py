from django.urls import path

from kanaf.desk.views import cases, casework, child, consents, home, people, record, register, search, services

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("cases/", cases.list_cases, name="cases"),
    path("cases/<uuid:pk>/follow-up/", casework.record_follow_up, name="follow_up"),
    path("cases/<uuid:pk>/risk/", casework.assess_risk, name="assess_risk"),
    path("cases/<uuid:pk>/close/", casework.close_case, name="close_case"),
    path("cases/<uuid:pk>/reopen/", casework.reopen_case, name="reopen_case"),
    path("children/register/", register.register, name="register"),
    path("children/look-alikes/", register.show_look_alikes, name="look_alikes"),
    path("children/<str:code>/", child.show_child, name="child"),
    path("children/<str:code>/identity/", child.open_identity, name="identity"),
    path("children/<str:code>/open-case/", casework.open_case, name="open_case"),
    path("children/<str:code>/services/", services.record_service, name="record_service"),
    path("children/<str:code>/consents/", consents.record_consent, name="record_consent"),
    path("services/<uuid:pk>/", services.correct_service, name="correct_service"),
    path("record/", record.show_record, name="audit"),
    path("record/verify/", record.verify_record, name="verify"),
    path("people/", people.list_people, name="people"),
    path("people/<uuid:pk>/", people.show_person, name="person"),
    path("people/<uuid:pk>/suspend/", people.suspend, name="suspend"),
]
