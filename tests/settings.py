"""The settings of the tests: the real ones, with what only slows a test or needs a server left out."""

import os
from pathlib import Path

STATE = Path(__file__).resolve().parents[1] / ".test-state"
os.environ["THONGQUAN_HOME"] = str(STATE)
os.environ["THONGQUAN_REALM"] = "demo"
os.environ.pop("DATABASE_URL", None)
os.environ.pop("THONGQUAN_APP_DSN", None)
# playwright keeps an event loop in the test's own thread, which Django would take for asynchronous code
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from tests.live import *  # noqa: E402 - what stands above must be known before
from thongquan.config.texts import compile_texts  # noqa: E402 - as above

compile_texts()  # before any is read

REALM = "production"
SECRET_KEY = "a key for tests, known to everybody and used nowhere else"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder, and warnings are errors
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
