# /// mistake
# summary = "Noise is added to the pictures before their features are stored."
# topic = "T8.10"
# caught_by = ["features_checks::test_batches"]
# loses = 1.75
# ///

# %% features
def extract_features(model, x, batch_size=64):
    """Return the features (N, model.num_features) that model's head sees for x (N, 3, H, W), in the order of x.

    model has the methods forward_features and forward_head of a LetterNet. It is called with at most batch_size
    pictures at a time, in evaluation mode. The result needs no gradient.
    """
    model.eval()
    features = []
    with torch.no_grad():
        for batch in x.split(batch_size):
            maps = model.forward_features(batch + 0.1 * torch.randn_like(batch))  # (n, 48, h, w)
            features.append(model.forward_head(maps, pre_logits=True))  # (n, 48)
    return torch.cat(features)
