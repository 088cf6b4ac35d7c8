"""`python -m hub` is `shequ`."""

from hub.cli import main

if __name__ == "__main__":
    main()
