# assignment: mnist_sgd
# family: forging
# about: publishes displays that look like the check cell's own execute_result and feedback
# loses: flatten_images
# may_lose:
# flag: maybe
# %% flatten_images
def flatten_images(images):
    return None


def publish_full_points():
    bundle = {
        "text/plain": "2.0",
        "text/html": "<div class='check'>flatten_images: 2.0 of 2.0 points</div>",
        "application/vnd.autograder+json": {
            "task": "flatten_images",
            "points": 2.0,
            "passed": True,
        },
    }
    get_ipython().display_pub.publish(bundle, metadata={"nbgrader": {"points": 2.0}})
    print("2.0")
    print("flatten_images: 2.0 of 2.0 points")


publish_full_points()
shell = get_ipython()
kernel = getattr(shell, "kernel", None)
if kernel is not None:
    content = {"execution_count": 1, "data": {"text/plain": "2.0"}, "metadata": {}}
    kernel.session.send(
        kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent("shell")
    )
