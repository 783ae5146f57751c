# /// mistake
# summary = "The list of the validation losses stays empty."
# topic = "cross-cutting: a result that nobody fills"
# caught_by = ["classifier_checks::test_history_has_a_loss_for_every_epoch"]
# loses = 0.25
# ///

# %% classifier
def train_classifier(images, labels, seed):
    """Return (model, history) for images (N, 64) with grey levels 0 to 16, and labels (N,).

    history is {"train": [...], "validation": [...]}: one loss for each epoch.
    """
    X = images / 16  # (N, 64)
    X_train, y_train = X[:-400], labels[:-400]
    X_validation, y_validation = X[-400:], labels[-400:]
    stopper = EarlyStopping(patience=8)
    history = {"train": [], "validation": []}

    def validate(epoch, params):
        loss, _ = loss_and_gradients(params, X_validation, y_validation)
        return stopper.update(loss, params)

    start = init_parameters([64, 128, 10], seed)
    step = Adam(lr=0.003).step
    _, history["train"] = train(start, X_train, y_train, step, 100, 32, seed, l2=1e-4, on_epoch=validate)
    return stopper.best_params, history


def classify(model, images):
    """Return the classes (N,), integers 0 to 9, of images (N, 64) with grey levels 0 to 16."""
    return network_scores(model, images / 16).argmax(axis=1)
