# /// mistake
# summary = "The mean runs over the columns only, and the first row stands for all."
# topic = "T5.14"
# caught_by = ["global_avg_pool2d_checks::test_mean_over_rows_and_columns"]
# loses = 0.75
# ///

# %% global_avg_pool2d
def global_avg_pool2d(x):
    return x.mean(axis=3)[:, :, 0]
