"""Every public address."""

from django.urls import path

from . import downloads, views

urlpatterns = [
    path("", views.first_page),
    path("stories/", views.stories),
    path("stories/<str:name>/", views.story),
    path("stories/<str:name>/<str:anchor>.csv", downloads.story_csv),
    path("measures/", views.measures),
    path("measures/<str:name>/", views.measure),
    path("measures/<str:name>/<str:anchor>.csv", downloads.measure_csv),
    path("sources/", views.sources),
    path("sources/<str:name>/", views.source),
    path("places/", views.places),
    path("places/<str:level>/<str:name>/", views.place),
    path("goals/", views.goals),
    path("goals/<str:name>/", views.goal),
    path("glossary/", views.glossary),
    path("method/", views.method),
    path("quality/", views.quality),
    path("why-hidden/", views.why_hidden),
    path("quality/quality.json", downloads.quality_json),
    path("register/", views.register),
    path("register/register.csv", downloads.register_csv),
    path("register/register.jsonld", downloads.register_jsonld),
    path("search/", views.search),
    path("accessibility/", views.accessibility),
    path("feed.xml", downloads.feed),
    path("404.html", views.not_found),
    path("assets/<str:name>", views.asset),
]
