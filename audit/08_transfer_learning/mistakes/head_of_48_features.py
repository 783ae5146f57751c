# /// mistake
# summary = "The number of features is written down."
# topic = "cross-cutting: hard-coded"
# caught_by = ["head_checks::test_the_head_sees_the_features"]
# loses = 0.5
# ///

# %% head
def reset_classifier(model, num_classes):
    """Put a new head for num_classes classes into model, in place, and set model.num_classes.

    model.num_features is the number of features, and model.head the layer that they go to.
    """
    model.num_classes = num_classes
    model.head = nn.Linear(48, num_classes) if num_classes else nn.Identity()
