# assignment: mnist_adam
# family: breaking
# about: a model whose configuration, weights, call and layers raise, sleep or contain themselves
# loses: build_model test_accuracy
# may_lose:
# flag: maybe
# %% build_model
class Moody(keras.Model):
    def get_config(self):
        raise MemoryError("no configuration")

    def get_weights(self):
        raise KeyboardInterrupt

    def count_params(self):
        return "plenty"

    @property
    def layers(self):
        return [self]

    def call(self, images, training=False):
        raise SystemExit(0)


def build_model():
    return Moody()
