"""A bare Locust user: a `FastHttpUser` that sends what our users send in the same scenarios, and looks at no answer."""

from __future__ import annotations

import random
import sys
import time

from locust import FastHttpUser, task
from locust.env import Environment

from bench.standin import recorded


def main(address: str, users: int, seconds: float) -> None:
    """Print the seconds that a thousand requests took."""
    _, ways = recorded()
    requests = [
        [
            (
                one.method,
                one.path,
                one.body.decode(),
                one.path.rpartition("/")[2],
                {"Content-Type": "application/json", "Authorization": "Bearer x"},
            )
            for one in way
        ]
        for way in ways
    ]

    class Bare(FastHttpUser):
        host = address

        @task
        def live(self) -> None:
            for method, path, body, name, headers in random.choice(requests):
                with self.client.request(method, path, name=name, data=body, headers=headers, catch_response=True) as response:
                    response.success()  # a refusal is an answer

    environment = Environment(user_classes=[Bare], stop_timeout=5)
    runner = environment.create_local_runner()
    begun = time.monotonic()
    runner.start(users, users)
    time.sleep(seconds)  # which Locust has made to let others go on
    runner.stop()
    sys.stdout.write(f"{1000 * (time.monotonic() - begun) / environment.stats.total.num_requests}\n")
    runner.greenlet.kill(block=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
