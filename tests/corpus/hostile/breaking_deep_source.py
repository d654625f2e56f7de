# assignment: mnist_sgd
# family: breaking
# about: source that overflows the compiler: brackets and operators nested thousands deep
# loses: flatten_images
# may_lose: *
# flag: maybe
# %% flatten_images
def flatten_images(images):
    return eval("(" * 5000 + "images" + ")" * 5000)


try:
    compile("not " * 100_000 + "x", "<deep>", "eval")
except (MemoryError, RecursionError, SyntaxError) as problem:
    print(type(problem).__name__)
