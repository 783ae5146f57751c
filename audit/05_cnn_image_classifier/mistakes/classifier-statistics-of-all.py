# /// mistake
# summary = "Mean and std are measured on all rows, those of validation too."
# topic = "T5.10"
# caught_by = ["classifier_checks::test_statistics_of_the_training_rows"]
# loses = 0.75
# ///

# %% classifier
def train_classifier(images, labels, seed):
    """Return {"model", "mean", "std", "history"} for images (N, H, W, 3) uint8 and labels (N,), classes 0 to 9."""
    torch.manual_seed(seed)
    rows, validation_rows = split_rows(labels, 0.15, seed)
    mean, std = channel_statistics(images)
    pictures, targets = prepare(images, mean, std), torch.as_tensor(labels)
    train_loader = make_loader(pictures[rows], targets[rows], 64, True)
    validation_loader = make_loader(pictures[validation_rows], targets[validation_rows], 256, False)
    model = residual_net(10).to(device)
    optimizer = make_optimizer(model, 0.01, 0.05)
    epochs = 10
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    history = fit(model, train_loader, validation_loader, optimizer, epochs, 5, scheduler)
    return {"model": model, "mean": mean, "std": std, "history": history}


def classify(classifier, images):
    """Return the classes (N,), integers 0 to 9, of images (N, H, W, 3) uint8."""
    model = classifier["model"]
    model.eval()
    with torch.no_grad():
        logits = model(prepare(images, classifier["mean"], classifier["std"]).to(place_of(model)))
    return logits.argmax(dim=1).cpu().numpy()
