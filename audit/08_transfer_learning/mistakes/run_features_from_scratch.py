# /// mistake
# summary = "The network is a new one, with random weights."
# topic = "T8.13"
# caught_by = ["run_features_checks::test_only_the_head_was_trained"]
# loses = 4.5
# ///

# %% run_features
x_train, x_validation = None, None  # (60, 3, 16, 16), (120, 3, 16, 16)
y_train = torch.from_numpy(labels).to(device)  # (60,)
y_validation = torch.from_numpy(validation_labels).to(device)  # (120,)
feature_model, feature_history = None, None
torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
x_train = preprocess(images, config["mean"], config["std"]).to(device)
x_validation = preprocess(validation_images, config["mean"], config["std"]).to(device)
feature_model = LetterNet()
reset_classifier(feature_model, 6)
feature_model.to(device)
set_trainable(feature_model, ["head"])
train_set = extract_features(feature_model, x_train), y_train  # (60, 48), (60,)
validation_set = extract_features(feature_model, x_validation), y_validation
head_optimizer = make_optimizer(feature_model, head_lr=1e-2, body_lr=0.0, weight_decay=1e-2)
feature_history = fit(feature_model.head, train_set, validation_set, head_optimizer, 40, 16, generator)
