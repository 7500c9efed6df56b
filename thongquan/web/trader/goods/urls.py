"""The addresses of goods declarations: drafts and lists first, then one declaration after registration."""

from django.urls import URLPattern

app_name = "goods"

#: before registration: the list, drafts, lines, sheets, signing, many together
BEFORE: tuple[URLPattern, ...] = ()
#: after registration, below `<int:pk>/`: the page of one declaration (named `case`) and what is done there
AFTER: tuple[URLPattern, ...] = ()

urlpatterns = [*BEFORE, *AFTER]
