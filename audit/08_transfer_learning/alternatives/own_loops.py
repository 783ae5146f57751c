# /// alternative
# summary = "Training written out where it happens: SGD for the head, cosine learning rates, Keras through a loop of train_on_batch."
# ///

# %% trainable
def set_trainable(model, names):
    everything = [name for name, _ in model.named_parameters()]
    chosen = set()
    for name in names:
        these = {p for p in everything if (p + ".").startswith(name + ".")}
        if not these:
            raise ValueError(name)
        chosen |= these
    model.requires_grad_(False)
    for parameter, value in model.named_parameters():
        if parameter in chosen:
            value.requires_grad_(True)


# %% fit
def fit(model, train, validation, optimizer, epochs, batch_size, generator, keep_statistics=True):
    import io

    history, top, saved = [], -1.0, None
    for _ in range(epochs):
        train_epoch(model, train[0], train[1], optimizer, batch_size, generator, keep_statistics)
        history.append(evaluate(model, *validation))
        if history[-1] > top:
            top, saved = history[-1], io.BytesIO()
            torch.save(model.state_dict(), saved)
    if saved is not None:
        saved.seek(0)
        model.load_state_dict(torch.load(saved))
    return history


# %% run_features
y_train = torch.from_numpy(labels).to(device)
y_validation = torch.from_numpy(validation_labels).to(device)
torch.manual_seed(3)
generator = torch.Generator().manual_seed(3)
x_train, x_validation = (
    preprocess(pictures, config["mean"], config["std"]).to(device) for pictures in (images, validation_images)
)
feature_model = load_pretrained("letternet.safetensors")
reset_classifier(feature_model, 6)
feature_model = feature_model.to(device)
set_trainable(feature_model, ["head"])
train_set = (extract_features(feature_model, x_train), y_train)
validation_set = (extract_features(feature_model, x_validation), y_validation)
sgd = torch.optim.SGD(feature_model.head.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-3)
feature_history = fit(feature_model.head, train_set, validation_set, sgd, 60, 30, generator)

# %% run_tuning
tuned_model = load_pretrained("letternet.safetensors")
reset_classifier(tuned_model, 6)
tuned_model.to(device)
tuned_model.load_state_dict(feature_model.state_dict())
set_trainable(tuned_model, ["stages.2", "head"])
optimizer = make_optimizer(tuned_model, 5e-4, 5e-4, 0.05)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
tuned_history, best = [], None
for _ in range(10):
    train_epoch(tuned_model, x_train, y_train, optimizer, 20, generator)
    schedule.step()
    tuned_history.append(evaluate(tuned_model, x_validation, y_validation))
    if best is None or tuned_history[-1] >= max(tuned_history):
        best = {name: value.clone() for name, value in tuned_model.state_dict().items()}
tuned_model.load_state_dict(best)

# %% run_keras
keras.utils.set_random_seed(5)
body = keras_body("letternet.safetensors")
keras_model = build_keras(body, (16, 16, 3), 6, config["mean"], config["std"])
compile_keras(keras_model, 1e-2)
prepared = keras_model.layers[1](images.astype("float32"))
stored = np.asarray(body(prepared, training=False))
head = keras.Sequential([keras.Input((48,)), keras.layers.Dense(6)])
compile_keras(head, 3e-2)
head.fit(stored, labels, batch_size=60, epochs=40, verbose=0)
keras_model.layers[-1].set_weights(head.layers[0].get_weights())
unfreeze_keras(keras_model, body, "stage2_first_padding", 1e-4)
order = np.random.default_rng(0)
for _ in range(5):
    rows = order.permutation(60)
    for start in range(0, 60, 30):
        keras_model.train_on_batch(
            images[rows[start : start + 30]].astype("float32"), labels[rows[start : start + 30]]
        )
