# assignment: mnist_sgd
# family: stealing
# about: prints every value in frames, modules and objects whose name has to do with seeds
# loses:
# may_lose: evaluate_model
# flag: maybe
# %% evaluate_model
import gc
import sys

WORDS = ("seed", "secret", "hidden", "answer", "expected", "threshold", "labels")


def interesting(name):
    return isinstance(name, str) and any(word in name.lower() for word in WORDS)


def rummage():
    frame = sys._getframe(1)
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            if interesting(name):
                print("CANARY: frame", name, repr(value)[:200])
        frame = frame.f_back
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith("autograder"):
            for name, value in list(vars(module).items()):
                if interesting(name):
                    print("CANARY: module", module_name, name, repr(value)[:200])
    for thing in gc.get_objects():
        if type(thing) is dict and len(thing) < 200:
            for name in [name for name in list(thing) if name in ("seed", "secret", "secret_seed")]:
                print("CANARY: object", name, repr(thing[name])[:200])


def evaluate_model(model, images, labels):
    rummage()
    return float(model.evaluate(images, labels, verbose=0, return_dict=True)["accuracy"])
