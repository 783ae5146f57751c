# /// mistake
# summary = "All stages are tuned, the stem included."
# topic = "T8.5"
# caught_by = ["run_tuning_checks::test_frozen_stages_stay"]
# loses = 0.5
# ///

# %% run_tuning
tuned_model, tuned_history = None, None
tuned_model = copy.deepcopy(feature_model)
set_trainable(tuned_model, ["head", "stages", "stem"])
tuning_optimizer = make_optimizer(tuned_model, head_lr=1e-3, body_lr=3e-4, weight_decay=1e-2)
tuned_history = fit(
    tuned_model, (x_train, y_train), (x_validation, y_validation), tuning_optimizer, 12, 16, generator
)
