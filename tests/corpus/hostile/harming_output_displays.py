# assignment: mnist_sgd
# family: harming
# about: displays 20,000 rich outputs, among them large pictures and updates of a display
# loses: show_digits
# may_lose:
# flag: maybe
# %% show_digits
from IPython.display import HTML, display


def show_digits(images, labels):
    handle = display(HTML("<p>start</p>"), display_id=True)
    for number in range(20_000):
        display(HTML(f"<p>{number}</p>" * 100))
        if handle is not None:
            handle.update(HTML(f"<p>{number}</p>"))
    return None
