# assignment: mnist_sgd
# family: breaking
# about: the last cell forgets everything with %reset, so that no function stands after it
# loses: show_digits normalize_images flatten_images build_model train_with_sgd evaluate_model predict_digits test_accuracy
# may_lose:
# flag: maybe
# %% end
%reset -f
