"""A process of a load. Its orders come on standard input; what it waits for is patched before anything that could wait is imported."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

from conformance.load.roles import main  # noqa: E402  # not before

if __name__ == "__main__":
    main()
