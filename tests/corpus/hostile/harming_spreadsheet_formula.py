# assignment: mnist_sgd
# family: harming
# about: formulas in returned text, exceptions and names that may reach a CSV file or a spreadsheet
# loses: evaluate_model predict_digits flatten_images
# may_lose:
# flag: maybe
# %% evaluate_model
FORMULA = '=HYPERLINK("http://127.0.0.1:@PORT@/CANARY","see feedback")'


def evaluate_model(model, images, labels):
    raise ValueError(FORMULA)
# %% predict_digits
def predict_digits(model, images):
    raise type("=cmd|' /C calc'!A0", (Exception,), {})("+1+1\n@SUM(1,1)\t-2+3\r\n=1+1")
# %% flatten_images
def flatten_images(images):
    return FORMULA
