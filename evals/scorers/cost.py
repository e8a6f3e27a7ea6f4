"""Cost: calls, tokens, money and time, as the result itself counts them, and whether the sample failed.

A failed sample is scored here and nowhere else: what it spent was spent.
"""

from __future__ import annotations

from evals.samples import EvalSample, Figure, Figures, Output

FIGURES = {
    "failed": Figure("samples that ended with an error", higher_is_better=False),
    "calls": Figure("calls to the model", False, "calls"),
    "prompt_tokens": Figure("tokens of prompts", False, "tokens"),
    "completion_tokens": Figure("tokens of completions", False, "tokens"),
    "cached": Figure("prompt tokens that the server had cached"),
    "cost_usd": Figure("cost, where the price is known", False, "USD"),
    "first_seconds": Figure("until the first statement is shown", False, "seconds"),
    "seconds": Figure("in all", False, "seconds"),
}


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; all but ``failed`` are None without a result, and tokens without any call."""
    found: Figures = dict.fromkeys(FIGURES)
    found["failed"] = float(output.error is not None)
    if output.result is None:
        return found
    usage = output.result.usage
    found |= {"calls": float(usage.calls), "seconds": usage.seconds, "first_seconds": output.first_seconds}
    if usage.calls:
        found |= {
            "prompt_tokens": float(usage.prompt_tokens),
            "completion_tokens": float(usage.completion_tokens),
            "cached": usage.cached_tokens / usage.prompt_tokens if usage.prompt_tokens else None,
            "cost_usd": usage.cost_usd,
        }
    return found
