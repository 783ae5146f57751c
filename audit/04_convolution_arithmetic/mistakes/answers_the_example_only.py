# /// mistake
# summary = "The numbers of the 5 x 5 example are written down as the answer."
# topic = "cross-cutting"
# caught_by = ["correlate2d_checks::test_any_image_and_kernel"]
# loses = 1.5
# ///

# %% correlate2d
def correlate2d(image, kernel):
    return np.array([[35.0, 40, 45], [60, 65, 70], [85, 90, 95]])
