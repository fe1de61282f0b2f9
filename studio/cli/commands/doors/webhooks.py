"""`longtake webhooks`: hears what vendors tell of their jobs."""

import signal
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from studio.cli.flags.command_flags import HOST, PORT, PROXY
from studio.cli.interruption import hear as hear_ctrl_c
from studio.cli.printing.console import say, tell

if TYPE_CHECKING:
    from providers.registry import Registry

Host = Annotated[str, HOST.option()]
Port = Annotated[int, PORT.option(min=0, max=65535)]
Proxies = Annotated[list[str] | None, PROXY.option()]


def webhooks(*, host: Host = "127.0.0.1", port: Port = 8787, proxy: Proxies = None) -> int:
    """Hear what vendors tell of their jobs, until Ctrl-C: a film waits no longer than that, and a lost submit is found again.

    Vendors call POST /jobs/VENDOR, signed. Put it behind a proxy that speaks HTTPS, and set LONGTAKE_WEBHOOKS_URL to
    the proxy's address where the workers run.
    """
    from infra.settings import load_settings
    from workers.registry import build_registry

    return hear(build_registry(load_settings()), host, port, proxy or ())


def hear(registry: "Registry", host: str, port: int, proxies: Iterable[str] = ()) -> int:
    """Receive notices for the providers of a registry until SIGINT or SIGTERM; gives the exit code.

    Raises:
        BadInput: none of the vendors sends notices, or nobody can listen there.
        LongtakeError: the database cannot be used.

    """
    from infra.logs import start_log
    from infra.settings import load_settings
    from workers.webhooks import receiving

    settings = load_settings()
    start_log(settings.log_level)
    hear_ctrl_c()
    try:
        with receiving(settings, registry, host, port, proxies) as receiver:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            tell(receiver.address)
            for name in receiver.notices.vendors:
                say(f"  POST {receiver.address}/jobs/{name}")
            if not settings.webhooks_url:
                say("No vendor is told to call: set LONGTAKE_WEBHOOKS_URL, and start the workers anew.")
            say("Ctrl-C ends it; what vendors tell meanwhile, they tell again.")
            receiver.serve_forever()
    except KeyboardInterrupt:
        say("")
    return 0
