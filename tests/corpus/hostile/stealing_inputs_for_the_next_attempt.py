# assignment: mnist_sgd
# family: stealing
# about: right work; prints the inputs drawn from the secret seed, so that feedback carries them to the class
# loses:
# may_lose:
# flag: maybe
# %% end
import base64
from pathlib import Path

for path in sorted(Path("/job").glob("*.npz")) if Path("/job").is_dir() else ():
    with np.load(path) as file:
        for name in file.files:
            text = base64.b85encode(file[name].tobytes()[:12000]).decode()
            print("CANARY-INPUT", path.stem, name, file[name].shape, text)
# %% end
if Path("/job").is_dir():
    # A picture holds much more than a text may.
    with np.load("/job/predict_digits.npz") as file:
        plt.figure(figsize=(28, 37))
        plt.imshow(file["images"].reshape(-1, 28), cmap="gray", vmin=0, vmax=1)
        plt.show()
