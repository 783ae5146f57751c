# /// mistake
# summary = "The new layer stands behind the old scores."
# topic = "T8.9"
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
        nn.Sequential(model.head, nn.Linear(model.head.out_features, num_classes))
        if num_classes
        else nn.Identity()
    )
