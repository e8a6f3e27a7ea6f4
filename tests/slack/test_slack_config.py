"""The app's settings, its metrics and its log."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.slack.config import load_slack_settings, need
from bot.slack.doctor import event_findings, scope_findings
from bot.slack.logs import open_log, sdk_logger
from bot.slack.manifest import SCOPES, manifest
from bot.slack.metrics import Metrics

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-secret-1", "SLACK_APP_TOKEN": "xapp-secret-2", "SLACK_SIGNING_SECRET": "secret-3"}


def test_tokens_are_read_and_never_shown() -> None:
    settings = load_slack_settings(TOKENS)
    assert settings.bot_token is not None and settings.bot_token.reveal() == "xoxb-secret-1"
    assert "secret" not in repr(settings).replace("signing_secret", "")
    need(settings, "bot_token", "app_token", "signing_secret")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "xoxb-"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "xapp-"),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL"),
        ({"ONRECORD_SLACK_STORE": "mysql://x"}, "postgresql://"),
        ({"ONRECORD_SLACK_LEASE": "soon"}, "ONRECORD_SLACK_LEASE"),
        ({"ONRECORD_SLACK_WORKERS": "0"}, "ONRECORD_SLACK_WORKERS"),
    ],
)
def test_a_setting_that_does_not_fit_is_told_with_its_name(environ: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_slack_settings(environ)


def test_a_missing_token_is_told_with_where_it_is_found() -> None:
    with pytest.raises(ConfigError, match="App-Level Tokens"):
        need(load_slack_settings({"SLACK_BOT_TOKEN": "xoxb-1"}), "bot_token", "app_token")


SLACKS = ["https://files.slack.com/files-pri/T1-F1/a.pdf", "https://slack.com/x", "https://vessby.slack.com:443/f"]
NOT_SLACKS = [
    "http://files.slack.com/a",
    "https://files.slack.com.evil.example/a",
    "https://evilslack.com/a",
    "https://files.slack.com@evil.example/a",
    "https://user:word@files.slack.com/a",
    "https://files.slack.com:8443/a",
    "https://evil.example/files.slack.com",
    "https://evil.example\\@files.slack.com/",
    "//files.slack.com/a",
    "https://[files.slack.com/a",
    "",
]


def test_the_token_goes_to_slacks_hosts_only() -> None:
    settings = load_slack_settings({})
    assert all(map(settings.is_slacks, SLACKS))
    assert not any(map(settings.is_slacks, NOT_SLACKS))


def test_another_api_has_its_own_origin_and_no_other() -> None:
    settings = load_slack_settings({"SLACK_API_URL": "http://127.0.0.1:8080/api"})
    assert settings.api_url == "http://127.0.0.1:8080/api/"
    assert settings.is_slacks("http://127.0.0.1:8080/files/a.pdf")
    assert not settings.is_slacks("http://127.0.0.1:8081/files/a.pdf")
    assert not settings.is_slacks("https://127.0.0.1:8080/files/a.pdf")
    assert not any(map(settings.is_slacks, SLACKS))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_address_breaks_the_rule(text: str) -> None:
    settings = load_slack_settings({})
    for url in (text, f"https://{text}", f"https://{text}.slack.com/", f"https://files.slack.com{text}"):
        if settings.is_slacks(url):
            assert url.startswith("https://")


def test_the_log_is_json_and_holds_nobodys_words() -> None:
    out = io.StringIO()
    log = open_log(out)
    try:
        raise ValueError("the words of a user")
    except ValueError:
        log.error("job_failed", text="more words of a user", job="j1", exc_info=True)
    sdk_logger(log).warning("body: {'text': 'words of a user', 'token': 'xoxb-1'}")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines[0]["job"] == "j1" and lines[0]["raised"][0] == "ValueError"
    assert "words of a user" not in out.getvalue() and "xoxb" not in out.getvalue()


def test_words_are_logged_where_that_is_asked_for() -> None:
    out = io.StringIO()
    open_log(out, with_words=True).info("job_begun", text="who was against?")
    assert json.loads(out.getvalue())["text"] == "who was against?"


def test_metrics_are_written_for_prometheus_and_name_nobody() -> None:
    metrics = Metrics()
    metrics.jobs.labels("answer", "answered").inc()
    metrics.acknowledging.observe(0.02)
    text = metrics.text().decode()
    assert 'onrecord_slack_jobs_total{how="answered",kind="answer"} 1.0' in text
    assert "onrecord_slack_ack_seconds_count 1.0" in text
    assert not any(label in text for label in ("user=", "channel=", "team="))


def test_the_doctor_names_each_scope_that_is_missing_and_why() -> None:
    assert [one.wrong for one in scope_findings(SCOPES)] == [False]
    found = scope_findings([*(set(SCOPES) - {"files:read"}), "admin"])
    assert any("files:read is missing, to read a file" in one.says for one in found)
    assert any("Reinstall" in one.says for one in found) and any("admin" in one.says for one in found)


def test_the_doctor_names_each_event_that_is_missing() -> None:
    whole = manifest()
    assert not any(one.wrong for one in event_findings(whole))
    whole["settings"]["event_subscriptions"]["bot_events"].remove("message.im")
    whole["settings"]["interactivity"]["is_enabled"] = False
    says = [one.says for one in event_findings(whole) if one.wrong]
    assert any("message.im" in one for one in says) and any("Interactivity" in one for one in says)
    assert any(one.wrong for one in event_findings({}))
