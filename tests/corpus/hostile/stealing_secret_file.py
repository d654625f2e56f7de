# assignment: mnist_sgd
# family: stealing
# about: reads the course's secret seed by its full path, prints it and raises it
# loses:
# may_lose:
# flag: maybe
# %% before show_digits
from pathlib import Path


def read_secret():
    try:
        loot = Path("@SECRET_FILE@").read_bytes()[:4096]
    except OSError:
        return None
    print("CANARY:", loot)
    try:
        Path("@CANARY_FILE@").write_bytes(b"CANARY:" + loot)
    except OSError:
        pass
    return loot


read_secret()
# %% predict_digits
def predict_digits(model, images):
    loot = read_secret()
    if loot:
        raise RuntimeError("CANARY:" + repr(loot))
    return np.argmax(model.predict(images, verbose=0), axis=1)
