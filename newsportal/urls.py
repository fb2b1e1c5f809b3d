"""The addresses of the host: the desk, then the newsroom's own."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
]
if "debug_toolbar" in settings.INSTALLED_APPS:
    urlpatterns.insert(0, path("__debug__/", include("debug_toolbar.urls")))

handler400 = "articles.web.errors.pages.bad_request"
handler403 = "articles.web.errors.pages.forbidden"
handler404 = "articles.web.errors.pages.not_found"
handler500 = "articles.web.errors.pages.server_error"
