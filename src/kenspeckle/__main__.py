"""`python -m kenspeckle` is `ken`."""

from kenspeckle.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
