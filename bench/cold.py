"""One process that begins cold: a page of somebody else to load the code, then requests each seen for the first time.

    python -m bench.cold LOADING_USER USER HEADERS_AS_JSON PATH...

Prints as JSON the milliseconds of each request, and how many of them this process was at work itself. Exits with 1
when one is not answered by 200.
"""

import json
import sys
import time


def main() -> int:
    """The exit code."""
    import django

    django.setup()
    from django.test import Client

    from accounts.models import User

    loading, user, headers, *paths = sys.argv[1:]
    told = []
    for pk, asked in ((loading, paths[:1]), (user, paths)):
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.get(pk=pk))
        for path in asked:
            began, worked = time.perf_counter(), time.process_time()
            response = client.get(path, headers=json.loads(headers))
            told.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)))
            if response.status_code != 200:
                print(f"{path} answered {response.status_code}", file=sys.stderr)
                return 1
    print(json.dumps(told[1:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
