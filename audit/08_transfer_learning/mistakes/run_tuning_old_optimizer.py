# /// mistake
# summary = "The optimizer is still the one over the head."
# topic = "T8.5"
# caught_by = ["run_tuning_checks::test_last_stage_and_head_moved"]
# loses = 0.5
# ///

# %% run_tuning
tuned_model, tuned_history = None, None
tuned_model = copy.deepcopy(feature_model)
set_trainable(tuned_model, ["head", "stages.2"])
tuning_optimizer = torch.optim.AdamW(tuned_model.head.parameters(), lr=1e-3)
tuned_history = fit(
    tuned_model, (x_train, y_train), (x_validation, y_validation), tuning_optimizer, 12, 16, generator
)
