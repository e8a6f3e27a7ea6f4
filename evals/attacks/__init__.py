"""Attacks on the product, each with a command: a hostile model, hidden instructions beside a plain prompt, a fuzzer."""
