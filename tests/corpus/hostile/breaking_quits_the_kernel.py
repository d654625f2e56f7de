# assignment: mnist_sgd
# family: breaking
# about: scratch cells ask the kernel to shut down with exit(), quit() and do_shutdown
# loses:
# may_lose: *
# flag: maybe
# %% after normalize_images
exit()
# %% after build_model
quit(keep_kernel=False)
# %% end
kernel = getattr(get_ipython(), "kernel", None)
if kernel is not None:
    kernel.do_shutdown(restart=False)
