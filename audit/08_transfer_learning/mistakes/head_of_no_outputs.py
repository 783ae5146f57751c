# /// mistake
# summary = "For 0 classes there is a layer without outputs instead of none."
# topic = "T8.11"
# caught_by = ["head_checks::test_no_classes"]
# loses = 0.25
# ///

# %% head
def reset_classifier(model, num_classes):
    """Put a new head for num_classes classes into model, in place, and set model.num_classes.

    model.num_features is the number of features, and model.head the layer that they go to.
    """
    model.num_classes = num_classes
    model.head = nn.Linear(model.num_features, num_classes)
