"""The work of a server: what its processes computed, whatever else the machine does meanwhile."""

from psutil import Process


def worked(server: Process) -> float:
    """Return the seconds that a server's processes have spent computing."""
    spent = [process.cpu_times() for process in (server, *server.children())]
    return sum(times.user + times.system for times in spent)
