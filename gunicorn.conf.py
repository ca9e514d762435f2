"""How gunicorn serves the site; it reads this file from the folder where it starts."""

import os
from pathlib import Path

bind = os.environ.get("BIND") or f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # the code is loaded once, and shared by the workers
wsgi_app = "portal.wsgi:application"

limit_request_line = 8190  # the most that it takes; a longer address is answered by gunicorn itself, with 414
graceful_timeout = 20  # seconds that a request under way has to finish after SIGTERM
keepalive = 5
max_requests = 10_000  # a worker is renewed now and then, at uneven moments
max_requests_jitter = 1_000

loglevel = "warning"
errorlog = "-"
accesslog = None  # addresses of readers are personal data
control_socket_disable = True  # nothing else commands this server
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (heartbeats, where the disk is read-only)
