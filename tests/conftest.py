"""What all tests share: one process may hold a browser and the records."""

import os

# A browser driven by Playwright keeps an event loop running in its process. The records' synchronous calls are made
# from the same thread and never from that loop, so Django's guard against it would only stop honest tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
