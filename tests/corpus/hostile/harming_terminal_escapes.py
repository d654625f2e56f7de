# assignment: mnist_adam
# family: harming
# about: terminal escapes: titles, clipboard, cursor jumps that paint over the grader's own lines
# loses: evaluate_accuracy predict_digit
# may_lose:
# flag: maybe
# %% evaluate_accuracy
ESCAPES = (
    "\x1b]0;CANARY-TITLE\x07"
    "\x1b]52;c;Q0FOQVJZ\x07"
    "\x1b]8;;http://127.0.0.1:@PORT@/\x1b\\link\x1b]8;;\x1b\\"
    "\x1b[2J\x1b[H\x1b[1A\x1b[2K mallory  20.0 / 20.0\r\n"
    "\x9b31m\x90tmux;\x1b\\\x07\x08\x08\u202e\u2066\u200b"
)


def evaluate_accuracy(model, images, labels):
    print(ESCAPES)
    raise ValueError(ESCAPES)
# %% predict_digit
def predict_digit(model, image):
    return ESCAPES, ESCAPES
