# /// mistake
# summary = "The two parts are asked for with two seeds, so they overlap."
# topic = "T5.15"
# caught_by = ["folder_checks::test_every_file_in_one_part"]
# loses = 1.0
# ///

# %% folder
def load_folder(folder, size, batch_size, share, seed):
    """Return (train, validation, class_names): two tf.data datasets of batches, and a list of names.

    Pictures get the size (size, size); `share` of the files go to validation, chosen by the seed.
    """
    settings = {"image_size": (size, size), "batch_size": batch_size, "validation_split": share, "verbose": False}
    read = keras.utils.image_dataset_from_directory
    train = read(folder, subset="training", seed=seed, **settings)
    validation = read(folder, subset="validation", seed=seed + 1, **settings)
    return train, validation, train.class_names
