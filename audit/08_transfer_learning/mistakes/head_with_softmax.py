# /// mistake
# summary = "The head gives probabilities, and the cross-entropy takes their softmax again."
# topic = "T3.5"
# caught_by = ["head_checks::test_the_head_sees_the_features"]
# loses = 1.75
# ///

# %% head
def reset_classifier(model, num_classes):
    """Put a new head for num_classes classes into model, in place, and set model.num_classes.

    model.num_features is the number of features, and model.head the layer that they go to.
    """
    model.num_classes = num_classes
    model.head = (
        nn.Sequential(nn.Linear(model.num_features, num_classes), nn.Softmax(dim=1))
        if num_classes
        else nn.Identity()
    )
