# assignment: mnist_adam
# family: stealing
# about: tries TCP, UDP, raw and netlink sockets towards a documentation address (TEST-NET-1)
# loses:
# may_lose:
# flag: maybe
# %% end
import fcntl
import socket
import struct
from pathlib import Path


def seen(what):
    print("CANARY:", what)
    try:
        Path("@CANARY_FILE@").write_text(f"CANARY:{what}")
    except OSError:
        pass


try:
    socket.create_connection(("192.0.2.1", 80), timeout=2).close()
    seen("connected")
except OSError:
    pass
try:
    # A datagram can only be sent when there is a route to send it by.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.sendto(b"CANARY", ("192.0.2.1", 53))
    seen("there is a route to the network")
except OSError:
    pass
try:
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as raw:
        outside = [name for _, name in socket.if_nameindex() if name != "lo"]
        for name in outside:
            address = fcntl.ioctl(raw, 0x8915, struct.pack("256s", name.encode()))[20:24]
            seen(f"interface {name} has {socket.inet_ntoa(address)}")
except (OSError, AttributeError):
    pass
