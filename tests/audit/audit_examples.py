"""Audits for the tests of what people see: a good one, a bad one, an empty one, and a large one."""

from __future__ import annotations

import random
from dataclasses import replace

from autograder.audit.model import (
    AlternativeFate,
    Audit,
    Ending,
    Failure,
    Histogram,
    Label,
    Measure,
    MistakeFate,
    Mutant,
    MutantFate,
    Redundancy,
    Steadiness,
    ThresholdAdvice,
)
from autograder.authoring.findings import Finding, Status, Topic

CHECKS = {
    "linear_checks::test_forward": 0.5,
    "linear_checks::test_input_gradient": 0.5,
    "linear_checks::test_weight_gradient": 0.5,
    "softmax_checks::test_every_row_is_a_distribution": 0.5,
    "softmax_checks::test_loss": 0.5,
    "softmax_checks::test_large_scores": 1.0,
    "adam_checks::test_first_step": 0.5,
    "adam_checks::test_steps": 1.25,
    "adam_checks::test_tiny_gradients": 0.5,
    "classifier_checks::test_accuracy": 2.0,
}
DIFF = (
    "  def softmax(scores):\n"
    "-     shifted = scores - scores.max(axis=1, keepdims=True)\n"
    "+     shifted = scores - scores.max()"
)
COUNTEREXAMPLE = (
    "def test_a_row_far_below_the_others():\n"
    "    scores = np.array([[1000.0, 0.0], [0.0, 0.0]])\n"
    "    assert_close(softmax(scores), [[1.0, 0.0], [0.5, 0.5]])"
)


def mutant(
    number: int, function: str = "softmax", cell: str = "softmax", base: str = "reference", diff: str = DIFF
) -> Mutant:
    return Mutant(
        f"{number:016x}", base, "backprop", cell, function, "keyword drop", f"# mutant {number}", diff
    )


def mistake(name: str, check: str, due: float, **more: object) -> MistakeFate:
    whole = MistakeFate(
        name, f"The summary of {name}.", due, due, (check,), (check,), "Look at the shapes.", check
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def accuracy(rng: random.Random, **more: object) -> ThresholdAdvice:
    right = tuple(round(0.974 + rng.gauss(0, 0.0045), 5) for _ in range(100))
    wrong = {
        "adam_eps_inside_the_root": tuple(round(0.93 + rng.gauss(0, 0.006), 5) for _ in range(20)),
        "no_bias": tuple(round(0.902 + rng.gauss(0, 0.008), 5) for _ in range(20)),
        "one_epoch": tuple(round(0.86 + rng.gauss(0, 0.01), 5) for _ in range(20)),
    }
    advice = ThresholdAdvice(
        "classifier_checks::test_accuracy",
        "accuracy",
        Histogram(right, wrong),
        (0.9, 0.95),
        0.0,
        0.03,
        0.0,
        0.94,
        0.951,
        "adam_eps_inside_the_root",
        0.0,
        "0.95 fails fewer than one right solution in ten thousand, and no mistake reaches it.",
    )
    return replace(advice, **more)  # type: ignore[arg-type]


def good_audit() -> Audit:
    """All targets met, with one argued exception."""
    checks = tuple(CHECKS)
    killed = tuple(
        MutantFate(mutant(i), Ending.ASSERTION, ("softmax_checks::test_loss", checks[5])) for i in range(30)
    )
    raised = tuple(
        MutantFate(mutant(i, "Adam.step", "adam"), Ending.EXCEPTION, ("adam_checks::test_steps",))
        for i in range(40, 48)
    )
    settled = MutantFate(
        mutant(99, base="in_one_line"),
        Ending.SURVIVED,
        label=Label.EQUIVALENT,
        why="Both shifts cancel in the quotient.",
    )
    return Audit(
        assignment="02_backpropagation",
        checks=CHECKS,
        measures=(
            Measure("mistakes lose their points, through their check", "all", "7 of 7", True),
            Measure("right solutions earn all points", "0 failures", "0 of 299 runs, under 1.0 %", True),
            Measure(
                "mutants noticed by an assertion",
                "at least 95 %",
                "94.9 % (37 of 39)",
                True,
                ("Adam.step: eight end in an exception, since numpy refuses their shapes first.",),
            ),
            Measure("kills confirmed three times", "all", "38 of 38", True),
            Measure("reference over seeds, threads and orders", "0 failures of 64", "0 of 640", True),
            Measure("first hint belongs to the mistake", "at least 95 %", "7 of 7", True),
        ),
        mistakes=tuple(
            mistake(name, check, CHECKS[check])
            for name, check in zip(
                (
                    "bias_forgotten",
                    "gradient_transposed",
                    "weights_summed",
                    "rows_as_columns",
                    "log_of_zero",
                    "no_shift",
                    "adam_betas_fixed",
                ),
                checks,
                strict=False,
            )
        ),
        alternatives=(
            AlternativeFate("in_one_line", "Softmax in one line.", 150),
            AlternativeFate("with_einsum", "All products by einsum.", 149),
        ),
        mutants=(*killed, *raised, settled),
        steadiness=tuple(Steadiness(check, 64) for check in checks),
        thresholds=(accuracy(random.Random(1)),),
        redundancy=Redundancy(without_unique=(checks[3],), twins=((checks[0], checks[1]),)),
        boundary=(Finding(Topic.VALUES, Status.OK, "no check rests on a value that a student controls"),),
        seconds={"mutants": 171.2, "steadiness": 64.0, "alternatives": 30.5, "mistakes": 8.9},
        executed=745,
        cached=220,
    )


def bad_audit() -> Audit:
    """Something wrong of every kind."""
    good = good_audit()
    checks = tuple(CHECKS)
    return replace(
        good,
        measures=(
            Measure("mistakes lose their points, through their check", "all", "3 of 7", False),
            Measure("right solutions earn all points", "0 failures", "2 of 299 runs, up to 2.1 %", False),
            Measure("mutants noticed by an assertion", "at least 95 %", "61 % (22 of 36)", False),
            Measure("kills confirmed three times", "all", "37 of 38", False),
            Measure("reference over seeds, threads and orders", "0 failures of 64", "3 of 640", False),
            Measure("first hint belongs to the mistake", "at least 95 %", "6 of 7", True),
        ),
        mistakes=(
            *good.mistakes[:3],
            mistake(
                "rows_as_columns",
                checks[3],
                0.5,
                lost=0.0,
                failed=(),
                hint="",
                hinted_by="",
                problems=(
                    "It loses nothing: softmax_checks::test_every_row_is_a_distribution lets it pass.",
                ),
            ),
            mistake(
                "log_of_zero",
                checks[4],
                0.5,
                lost=2.25,
                failed=(checks[4], checks[7], checks[8]),
                hinted_by=checks[7],
                hint="Your optimiser counts parameters, not steps.",
                problems=("It loses 2.25 points and should lose 0.5.",),
            ),
            mistake(
                "no_shift",
                checks[5],
                1.0,
                failed=(checks[4],),
                problems=("It is caught by softmax_checks::test_loss, not by test_large_scores.",),
            ),
            mistake(
                "adam_betas_fixed",
                checks[7],
                1.25,
                lost=0.0,
                failed=(),
                problems=("It loses nothing.",),
                argued="Its check comes next term.",
            ),
        ),
        alternatives=(
            AlternativeFate(
                "in_one_line",
                "Softmax in one line.",
                150,
                (
                    Failure(17, 1, ("classifier_checks::test_accuracy",), "accuracy 0.948 is below 0.95"),
                    Failure(90, 2, ("classifier_checks::test_accuracy",), "accuracy 0.947 is below 0.95"),
                ),
            ),
            AlternativeFate("with_einsum", "All products by einsum.", 149),
        ),
        mutants=(
            *good.mutants[:20],
            replace(good.mutants[20], confirmed=False),
            replace(good.mutants[30], is_own=False),
            *(
                MutantFate(
                    mutant(200 + i), Ending.SURVIVED, counterexample=COUNTEREXAMPLE if i % 2 == 0 else ""
                )
                for i in range(14)
            ),
            MutantFate(
                mutant(300), Ending.SURVIVED, label=Label.MISSING, why="Rows of other sizes are not tried."
            ),
            MutantFate(mutant(301, "Adam.step", "adam"), Ending.TIMEOUT, (checks[6],)),
            good.mutants[-1],
        ),
        steadiness=(
            *good.steadiness[:-1],
            Steadiness(
                checks[-1],
                64,
                (Failure(3, 2, (checks[-1],), "accuracy 0.9486"), Failure(40, 1, (checks[-1],))),
            ),
        ),
        thresholds=(
            accuracy(
                random.Random(2),
                thresholds=(0.965,),
                false_fail=0.031,
                false_fail_limit=0.071,
                best_of_three=3e-5,
                closest_passes=0.0,
                advice="0.965 fails 3 of 100 right solutions; 0.951 fails one in ten thousand.",
                is_sound=False,
            ),
            accuracy(
                random.Random(3),
                metric="recall",
                values=Histogram((0.9, 0.91, 0.92)),
                thresholds=(0.8,),
                false_fail=float("nan"),
                false_fail_limit=float("nan"),
                best_of_three=float("nan"),
                zero=None,
                full=float("nan"),
                closest="",
                advice="Three runs say nothing of a chance of one in ten thousand: thirty are the least.",
            ),
        ),
        redundancy=Redundancy(
            checks[:2], ((checks[0], checks[1]), (checks[6], checks[7], checks[8])), (("essay", 4.0),)
        ),
        boundary=(
            Finding(
                Topic.VALUES,
                Status.WRONG,
                "the check believes `history`, which the student's cell fills",
                "backprop: train_checks",
                "A student can write any history.",
                "Train on the host from the same start, and compare the weights.",
            ),
            Finding(Topic.LEAKS, Status.WARNING, "the cell runs in the guest", "backprop: patch_checks"),
        ),
        notes=("The alternative slow_one was left out: it took longer than the limit.",),
    )


def empty_audit() -> Audit:
    """Of an assignment about which nothing is known."""
    return Audit("00_nothing", {})


def large_audit() -> Audit:
    """90 checks, 60 mistakes, 900 mutants of 30 functions, 60 of them not noticed."""
    rng = random.Random(4)
    checks = {f"question_{i // 6}_checks::test_of_some_property_{i}": 0.5 for i in range(90)}
    names = tuple(checks)
    mistakes = tuple(
        mistake(
            f"a_mistake_that_students_make_{i}",
            names[i],
            0.5,
            failed=(names[i], *rng.sample(names[i : i + 12], rng.randint(0, 4))) if i % 11 else (),
            problems=() if i % 11 else ("It loses nothing.",),
        )
        for i in range(60)
    )
    mutants = tuple(
        MutantFate(
            mutant(i, f"function_{i // 30}", f"question_{i // 60}"),
            rng.choice((Ending.ASSERTION, Ending.ASSERTION, Ending.EXCEPTION)) if i % 15 else Ending.SURVIVED,
            tuple(rng.sample(names[i // 60 * 6 : i // 60 * 6 + 6], 2)) if i % 15 else (),
        )
        for i in range(900)
    )
    bad = bad_audit()
    return replace(
        bad,
        checks=checks,
        mistakes=mistakes,
        mutants=mutants,
        steadiness=tuple(Steadiness(check, 64) for check in names),
        redundancy=Redundancy(names[:25], tuple((names[i], names[i + 1]) for i in range(0, 30, 2))),
    )


def hostile_audit(payload: str) -> Audit:
    """``payload`` wherever a file's name, code or a message may stand."""
    bad = bad_audit()
    check = f"{payload}::{payload}"
    advice = accuracy(
        random.Random(5),
        check=check,
        metric=payload,
        values=Histogram((0.1, 0.2), {payload: (0.1,)}),
        closest=payload,
        advice=payload,
    )
    failure = Failure(1, 1, (check,), payload)
    return replace(
        bad,
        assignment=payload,
        checks={check: 1.0},
        measures=(Measure(payload, payload, payload, False, (payload,)),),
        mistakes=(
            MistakeFate(
                payload,
                payload,
                1,
                0,
                (check,),
                (check,),
                payload,
                payload,
                False,
                payload,
                (payload,),
                payload,
            ),
        ),
        alternatives=(AlternativeFate(payload, payload, 3, (failure,)),),
        mutants=tuple(
            MutantFate(
                Mutant(payload, payload, payload, payload, payload, payload, payload, payload),
                ending,
                (check,) if ending is not Ending.SURVIVED else (),
                confirmed=False,
                label=label,
                why=payload,
                counterexample=payload,
            )
            for ending in (Ending.SURVIVED, Ending.ASSERTION)
            for label in (None, *Label)
        ),
        steadiness=(Steadiness(check, 3, (failure,)),),
        thresholds=(advice,),
        redundancy=Redundancy((check,), ((check, check),), ((payload, 1.0),)),
        boundary=(Finding(Topic.LEAKS, Status.WRONG, payload, payload, payload, payload, payload),),
        notes=(payload,),
        seconds={payload: 1.0},
    )
