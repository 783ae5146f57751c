# /// mistake
# summary = "What should train from scratch starts from the pretrained body."
# topic = "T8.13"
# caught_by = ["compare_checks::test_pretrained_features_are_ahead"]
# loses = 0.5
# ///

# %% compare
sizes = [2, 5, 10]
feature_accuracies, scratch_accuracies = [], []
for n in sizes:
    rows = few_per_class(labels, n, seed=n)
    head = nn.Linear(feature_model.num_features, 6).to(device)
    optimizer = torch.optim.AdamW(head.parameters(), lr=1e-2)
    few_features = train_set[0][rows], y_train[rows]
    feature_accuracies.append(max(fit(head, few_features, validation_set, optimizer, 30, 16, generator)))
    scratch = copy.deepcopy(tuned_model)
    optimizer = torch.optim.AdamW(scratch.parameters(), lr=3e-3)
    few_pictures = x_train[rows], y_train[rows]
    history = fit(scratch, few_pictures, (x_validation, y_validation), optimizer, 15, 16, generator, False)
    scratch_accuracies.append(max(history))
