# /// mistake
# summary = "The pictures are prepared with their own mean and deviation."
# topic = "T8.7"
# caught_by = ["run_features_checks::test_pictures_are_prepared_as_for_the_source"]
# loses = 0.5
# ///

# %% run_features
x_train, x_validation = None, None  # (60, 3, 16, 16), (120, 3, 16, 16)
y_train = torch.from_numpy(labels).to(device)  # (60,)
y_validation = torch.from_numpy(validation_labels).to(device)  # (120,)
feature_model, feature_history = None, None
torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
x_train = preprocess(
    images, (images / 255).mean(axis=(0, 1, 2)).tolist(), (images / 255).std(axis=(0, 1, 2)).tolist()
).to(device)
x_validation = preprocess(validation_images, config["mean"], config["std"]).to(device)
feature_model = load_pretrained("letternet.safetensors")
reset_classifier(feature_model, 6)
feature_model.to(device)
set_trainable(feature_model, ["head"])
train_set = extract_features(feature_model, x_train), y_train  # (60, 48), (60,)
validation_set = extract_features(feature_model, x_validation), y_validation
head_optimizer = make_optimizer(feature_model, head_lr=1e-2, body_lr=0.0, weight_decay=1e-2)
feature_history = fit(feature_model.head, train_set, validation_set, head_optimizer, 40, 16, generator)
