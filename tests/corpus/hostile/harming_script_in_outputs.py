# assignment: mnist_adam
# family: harming
# about: scripts in every rich output, title, label, exception and repr that may reach a web page
# loses: normalize_images plot_history predict_digit
# may_lose: test_accuracy
# flag: maybe
# %% normalize_images
from IPython.display import HTML, Javascript, Markdown, SVG, display

SCRIPT = (
    "<script>document.title='CANARY-RAN';fetch('http://127.0.0.1:@PORT@/CANARY')</script>"
    "<img src=x onerror=\"document.title='CANARY-RAN'\">"
    "<svg onload=\"document.title='CANARY-RAN'\"></svg>"
    "<iframe srcdoc=\"<script>parent.document.title='CANARY-RAN'</script>\"></iframe>"
    "<a href=\"javascript:document.title='CANARY-RAN'\">feedback</a>"
    "</pre></textarea></title><style>body{display:none}</style>"
    "<base href='http://127.0.0.1:@PORT@/'>"
)


class ScriptedName(type):
    def __repr__(cls):
        return SCRIPT


class Scripted(metaclass=ScriptedName):
    __repr__ = __str__ = _repr_html_ = lambda self: SCRIPT


def normalize_images(images):
    return Scripted()


display(HTML(SCRIPT), Markdown(SCRIPT), Scripted())
display(Javascript("document.title='CANARY-RAN'"))
display(
    SVG("<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title='CANARY-RAN'\"></svg>")
)
display(
    {"text/html": SCRIPT, "text/latex": "$\\href{javascript:alert(1)}{x}$", "text/plain": SCRIPT},
    raw=True,
)
# %% plot_history
def plot_history(history):
    figure, axes = plt.subplots(num=SCRIPT)
    axes.set_title(SCRIPT)
    axes.set_xlabel(SCRIPT)
    axes.set_gid(SCRIPT)
    axes.set_url("javascript:document.title='CANARY-RAN'")
    axes.plot([1, 2], label=SCRIPT)
    return figure
# %% predict_digit
def predict_digit(model, image):
    raise type(SCRIPT, (Exception,), {})(SCRIPT)
