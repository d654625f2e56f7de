# assignment: mnist_sgd
# family: breaking
# about: prints lone surrogates, NUL bytes and bytes that are not UTF-8; the work itself is right
# loses:
# may_lose:
# flag: maybe
# %% predict_digits
import os
import sys


def predict_digits(model, images):
    os.write(1, b"\xff\xfe\x00\x80 not UTF-8 \xc3\x28\r\x1b[31m")
    os.write(2, bytes(range(256)))
    for text in ("\udcff\ud800", "\x00\x01\x1a", "\u202e\u2066", "\r" * 500):
        try:
            print(text)
            print(text, file=sys.stderr)
        except UnicodeError:
            pass
    return np.argmax(model.predict(images, verbose=0), axis=1)
# %% end
print("\x00", "\ufffe", "e" + "\u0301" * 5000)
