"""`agent`: the command line; an interrupt while its parts are still being read is told as any other."""

import signal
import sys


def main() -> int:
    """The exit code of the command line that this process was started with."""
    try:
        from agent.cli import main as command
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from agent.cli import interrupted

        return interrupted(as_json="--json" in sys.argv)
    return command()


if __name__ == "__main__":
    sys.exit(main())
