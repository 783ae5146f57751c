# /// mistake
# summary = "The scores of the head are stored."
# topic = "T8.9"
# caught_by = ["features_checks::test_what_the_head_sees"]
# loses = 3.25
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
            maps = model.forward_features(batch)  # (n, 48, h, w)
            features.append(model.forward_head(maps))  # (n, 48)
    return torch.cat(features)
