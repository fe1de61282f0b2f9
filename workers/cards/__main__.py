"""`python -m workers.cards ORDERS`: the process of one card, as a fleet starts it; 2 when it cannot work so, 1 on an error."""

import logging
import os
import sys

from infra.logs import start_log
from infra.owner_only import use_private_umask
from infra.settings import load_settings, operators_settings
from infra.telemetry.startup import end_telemetry, start_telemetry
from models.errors import BadInput, LongtakeError
from providers.installation import install_of
from workers.cards.fleet import serve_cards
from workers.cards.process import CardOrders
from workers.engine import REFUSED


def main() -> int:
    """Serve until told to stop."""
    use_private_umask()
    try:
        orders = CardOrders.model_validate_json(sys.argv[1])
        settings = operators_settings() if orders.tenants else load_settings()
        start_log(settings.log_level)
        start_telemetry("longtake-worker", install_of)
        serve_cards(settings, orders)
    except LongtakeError as error:
        logging.getLogger("longtake.worker").critical("%s", error)
        return REFUSED if isinstance(error, BadInput) else 1
    return 0


if __name__ == "__main__":
    code = main()
    end_telemetry()
    sys.stdout.flush()
    sys.stderr.flush()
    # The SDK's runtime threads can abort a normal interpreter exit (temporalio/sdk-python#300).
    os._exit(code)
