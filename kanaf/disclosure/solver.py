"""The solver, set up the same way for every question."""

from highspy import Highs, HighsModelStatus

TOLERANCE = 1e-6
"""How far from a whole number an answer may lie and still be one."""


def new_solver() -> Highs:
    """A silent HiGHS that runs in one thread and stops at nothing less than the best answer."""
    solver = Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("mip_rel_gap", 0.0)
    return solver


def solve(solver: Highs) -> float | None:
    """The least cost; None where there is no solution, or no limit. Raises RuntimeError where the solver gave up."""
    solver.run()
    if solver.getModelStatus() == HighsModelStatus.kUnknown:
        # Started from the end of an unbounded ray it may lose its way; from the beginning it does not.
        solver.clearSolver()
        solver.run()
    status = solver.getModelStatus()
    if status in (HighsModelStatus.kOptimal, HighsModelStatus.kModelEmpty):
        return solver.getInfo().objective_function_value
    if status in (
        HighsModelStatus.kInfeasible,
        HighsModelStatus.kUnbounded,
        HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return None
    raise RuntimeError(f"The solver stopped without an answer: {solver.modelStatusToString(status)}.")
