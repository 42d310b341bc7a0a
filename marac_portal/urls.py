from django.urls import include, path

urlpatterns = [
    path("", include("meetings.urls")),
    path("", include("sharing.urls")),
]

handler400 = "marac_portal.errors.bad_request"
handler403 = "marac_portal.errors.permission_denied"
handler404 = "marac_portal.errors.not_found"
handler500 = "marac_portal.errors.failed"
