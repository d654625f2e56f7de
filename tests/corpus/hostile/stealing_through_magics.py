# assignment: mnist_adam
# family: stealing
# about: shell lines and magics instead of Python: cat, find, %load, %run, %sx, a login shell
# loses:
# may_lose:
# flag: maybe
# %% before normalize_images
!cat "@SECRET_FILE@" 2>/dev/null | sed "s/^/CANARY: /"
!cp "@SECRET_FILE@" "@CANARY_FILE@" 2>/dev/null
!bash -lc 'head -c 400 "@GRADEBOOK@" 2>/dev/null | strings | sed "s/^/CANARY: /"'
!(ss -ltn || netstat -ltn || cat /proc/net/tcp) 2>/dev/null | head -5
# %% end
%sx cat "@SECRET_FILE@"
%system cat "@OTHER_SUBMISSION@"
