# assignment: mnist_sgd
# family: stealing
# about: magics that read and write files by themselves are pointed outside the sandbox
# loses:
# may_lose:
# flag: maybe
# %% before show_digits
%%writefile @CANARY_FILE@
CANARY:written by a magic
# %% before flatten_images
%%script bash
cat "@SECRET_FILE@" 2>/dev/null | sed "s/^/CANARY: /"
# %% end
%run @SOLUTION@
# %% end
%pycat @SECRET_FILE@
