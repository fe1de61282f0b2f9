"""Why TLS came to nothing: which certificate of whom, and what mends it."""

import re

from temporalio.envconfig import ClientConnectConfig
from temporalio.service import TLSConfig

from infra.connection.certificates import MINUTES, shown
from infra.connection.names import giver_of, profile_of

_ENDED = (
    "AlertReceived",
    "fatal alert",
    "UnexpectedEof",
    "ConnectionReset",
    "BrokenPipe",
    "ConnectionAborted",
    "connection closed",
)
"""What the SDK says where a server hung up on us once it had shown who it is."""
_NOT_OURS = ("ProtocolVersion", "NoApplicationProtocol")
"""What has nothing to do with who we are."""


def tls_fault(config: ClientConnectConfig, said: str) -> str:
    """Why no connection came of TLS with a server that speaks it; `said` is what the SDK said."""
    address, tls = config.get("target_host") or "", config.get("tls")
    if "UnknownIssuer" in said:
        trusted = isinstance(tls, TLSConfig) and tls.server_root_ca_cert is not None
        others = "none of the authorities there" if trusted else "no authority that this machine trusts"
        return (
            f"The certificate of the server at {address} is signed by {others}: give the file of its authority "
            f"with {giver_of('SERVER_CA_CERT', profile_of(config))}."
        )
    if "NotValidForName" in said:
        asked, names = _names(said)
        return (
            f"The certificate of the server at {address} is for {names}, and not for {asked}: set "
            "TEMPORAL_TLS_SERVER_NAME, or `server_name` of the profile, to a name that it has."
        )
    if "Expired" in said and "InvalidCertificate" in said:
        return f"The certificate of the server at {address} has ended: its operator has to renew it."
    if "NotValidYet" in said:
        return f"The certificate of the server at {address} does not hold yet: mend the clock of this machine, or its."
    if any(sign in said for sign in _ENDED) and not any(sign in said for sign in _NOT_OURS):
        return _hung_up(address, config)
    return (
        f"The server at {address} speaks TLS, and no connection came of it: mend the certificates and the server "
        "name that the profile or TEMPORAL_TLS_SERVER_CA_CERT_PATH, TEMPORAL_TLS_CLIENT_CERT_PATH, "
        "TEMPORAL_TLS_CLIENT_KEY_PATH and TEMPORAL_TLS_SERVER_NAME give."
    )


def _hung_up(address: str, config: ClientConnectConfig) -> str:
    ours = shown(config)
    if ours is None:
        return (
            f"The server at {address} ended the connection, as one does that wants a client's certificate: give "
            f"{giver_of('CLIENT_CERT', profile_of(config))} and {giver_of('CLIENT_KEY', profile_of(config))}."
        )
    return (
        f"The server at {address} ended the connection, as one does that does not accept the client's certificate of "
        f"{ours.subject} (signed by {ours.issuer}, until {ours.ends:{MINUTES}}): mend {giver_of('CLIENT_CERT', profile_of(config))}, or have "
        "the server trust it."
    )


def _names(said: str) -> tuple[str, str]:
    """The name that was looked for, and those that the certificate has."""
    asked = re.search(r'expected: \w+\("([^"]+)"', said)
    has = re.findall(r'(?:DnsName|IpAddress)\(\\?"?([^"\\)]+)', said.partition("presented:")[2])
    return asked[1] if asked else "the one that was asked", ", ".join(has) or "other names"
