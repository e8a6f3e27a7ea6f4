"""Settings: which place wins, what is turned down and in which words, and that a key is never shown."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import DEFAULT_MODEL, Secret, Settings, default_home, describe, is_azure, is_loopback, load_settings
from bot.errors import ConfigError

KEY = "sk-planted-0123456789abcdef"


def loaded(tmp_path: Path, options: dict[str, Any] | None = None, environ: dict[str, str] | None = None) -> Settings:
    """Settings with a home folder and a current folder of the test's own."""
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    home.mkdir(exist_ok=True)
    cwd.mkdir(exist_ok=True)
    return load_settings(options, {"ONRECORD_HOME": str(home), **(environ or {})}, cwd)


def write(tmp_path: Path, where: str, text: str) -> None:
    (tmp_path / where).mkdir(exist_ok=True)
    (tmp_path / where / "onrecord.toml").write_text(text, "utf-8")


# --- which place wins ----------------------------------------------------------------------------------------


def test_options_win_over_environment_over_files_over_defaults(tmp_path: Path) -> None:
    write(tmp_path, "home", "retries = 1\nconcurrency = 1\nlanguage = 'de'\nmax_calls = 1\n")
    write(tmp_path, "cwd", "retries = 2\nconcurrency = 2\nlanguage = 'fr'\n")
    environ = {"ONRECORD_RETRIES": "3", "ONRECORD_CONCURRENCY": "4"}
    settings = loaded(tmp_path, {"retries": 5}, environ)
    assert (settings.retries, settings.concurrency, settings.language, settings.max_calls) == (5, 4, "fr", 1)
    assert settings.max_tokens == Settings().max_tokens
    assert dict(settings.origins) == {
        "retries": "option",
        "concurrency": "environment",
        "language": "file",
        "max_calls": "file",
        "home": "environment",
    }


def test_an_option_not_given_and_a_variable_left_empty_are_not_set(tmp_path: Path) -> None:
    settings = loaded(tmp_path, {"model": None}, {"ONRECORD_RETRIES": "", "OPENAI_API_KEY": "  "})
    assert (settings.model, settings.retries, settings.api_key) == (None, Settings().retries, None)


def test_every_setting_can_be_set_by_its_variable(tmp_path: Path) -> None:
    given = {
        "model": ("m", "m"),
        "base_url": ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
        "api_key": (KEY, Secret(KEY)),
        "api_version": ("2026-08-01", "2026-08-01"),
        "connect_timeout": ("1.5", 1.5),
        "first_token_timeout": ("2", 2.0),
        "idle_timeout": ("3", 3.0),
        "total_timeout": ("4", 4.0),
        "reasoning_effort": ("low", "low"),
        "retries": ("0", 0),
        "max_calls": ("7", 7),
        "max_tokens": ("1_000", 1000),
        "max_cost_usd": ("0.25", 0.25),
        "concurrency": ("9", 9),
        "context_tokens": ("4096", 4096),
        "home": (str(tmp_path / "other"), tmp_path / "other"),
        "prompts_dir": ("mine", tmp_path / "cwd" / "mine"),
        "language": ("de", "de"),
        "allow_loopback": ("yes", True),
        "max_source_bytes": ("5", 5),
        "source_timeout": ("6", 6.0),
        "store": ("sqlite:news.db", Secret(f"sqlite:{tmp_path / 'cwd' / 'news.db'}")),
        "embedding_model": ("e", "e"),
        "embedding_base_url": ("http://127.0.0.1:8081/v1", "http://127.0.0.1:8081/v1"),
        "embedding_api_key": (KEY, Secret(KEY)),
    }
    settings = loaded(tmp_path, environ={"ONRECORD_" + name.upper(): text for name, (text, _) in given.items()})
    assert {name: getattr(settings, name) for name in given} == {name: value for name, (_, value) in given.items()}
    assert set(given) == {row.setting for row in describe(settings)}, "doctor shows every setting"


def test_the_password_of_a_store_is_never_shown(tmp_path: Path) -> None:
    for address in (f"postgresql://mara:{KEY}@db.example:5433/news?sslmode=require", f"postgres://db.example/{KEY}["):
        try:
            settings = loaded(tmp_path, environ={"ONRECORD_STORE": address})
        except ConfigError as error:
            assert KEY not in str(error)
        else:
            assert settings.store == Secret(address)
            rows = {row.setting: row.value for row in describe(settings)}
            assert KEY not in repr(settings) + (rows["store"] if "@" in address else "")
    rows = {row.setting: row for row in describe(loaded(tmp_path, {"store": f"postgresql://m:{KEY}@db.example/news"}))}
    assert (rows["store"].value, rows["store"].origin) == ("postgresql://db.example/news", "option")


@pytest.mark.parametrize("address", ["news.db", "sqlite:", "sqlite:///x.db", "mysql://db/news", "postgresql:news"])
def test_what_is_no_store_is_said(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match=r"ONRECORD_STORE must be sqlite: and the path of a file, or postgresql://"):
        loaded(tmp_path, environ={"ONRECORD_STORE": address})


def test_a_file_in_the_current_folder_sends_nothing_to_a_server(tmp_path: Path) -> None:
    write(tmp_path, "cwd", "store = 'postgresql://elsewhere.example/all'")
    with pytest.raises(ConfigError, match="would send what you add to a server"):
        loaded(tmp_path)
    assert loaded(tmp_path, {"store": "sqlite:a.db"}).store == Secret(f"sqlite:{tmp_path / 'cwd' / 'a.db'}")
    write(tmp_path, "cwd", "store = 'sqlite:news.db'")
    assert loaded(tmp_path).store == Secret(f"sqlite:{tmp_path / 'cwd' / 'news.db'}")
    write(tmp_path, "cwd", "")
    write(tmp_path, "home", "store = 'postgresql://db.example/all'")
    assert loaded(tmp_path).store == Secret("postgresql://db.example/all")


def test_a_model_on_this_machine_may_think_as_long_as_a_call_may_take(tmp_path: Path) -> None:
    here = {"base_url": "http://localhost:8080/v1", "total_timeout": 900}
    assert loaded(tmp_path, here).first_token_timeout == 900
    assert loaded(tmp_path, {"model": "local:a.gguf"}).first_token_timeout == Settings().total_timeout
    assert loaded(tmp_path, {**here, "first_token_timeout": 5}).first_token_timeout == 5
    assert loaded(tmp_path, {**here, "base_url": "https://x.example/v1"}).first_token_timeout == 120


def test_paths_are_relative_to_where_they_are_written(tmp_path: Path) -> None:
    write(tmp_path, "home", "prompts_dir = 'prompts'")
    assert loaded(tmp_path).prompts_dir == tmp_path / "home" / "prompts"
    assert loaded(tmp_path, {"prompts_dir": "p"}).prompts_dir == tmp_path / "cwd" / "p"
    assert loaded(tmp_path, {"prompts_dir": Path("/p")}).prompts_dir == Path("/p")


def test_the_home_folder_is_the_platforms_own_unless_moved(tmp_path: Path) -> None:
    assert load_settings({}, {"ONRECORD_HOME": str(tmp_path)}, tmp_path).home == tmp_path
    assert Settings().home == default_home()
    assert default_home().name == "onrecord"


# --- which model ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "environ", "model"),
    [
        ({}, {}, None),
        ({}, {"OPENAI_API_KEY": KEY}, DEFAULT_MODEL),
        ({}, {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, DEFAULT_MODEL),
        ({}, {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com"}, DEFAULT_MODEL),
        ({"model": "m"}, {}, "m"),
        ({"model": "none"}, {"OPENAI_API_KEY": KEY}, None),
        ({"model": "local:a.gguf"}, {}, "local:a.gguf"),
    ],
)
def test_a_model_is_used_where_one_was_asked_for(
    tmp_path: Path, options: dict[str, Any], environ: dict[str, str], model: str | None
) -> None:
    assert loaded(tmp_path, options, environ).model == model


def test_only_openai_itself_needs_a_key(tmp_path: Path) -> None:
    assert loaded(tmp_path, {"model": "m"}).needs_key
    assert loaded(tmp_path, {"base_url": "https://api.openai.com/v1"}).needs_key
    assert not loaded(tmp_path, {"base_url": "http://127.0.0.1:8080/v1"}).needs_key
    assert not loaded(tmp_path, {"base_url": "https://models.example/v1"}).needs_key
    assert not loaded(tmp_path, {"model": "local:a.gguf"}).needs_key
    assert not loaded(tmp_path).needs_key


def test_azure_is_read_from_its_own_variables_or_the_address(tmp_path: Path) -> None:
    azure = {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/", "OPENAI_API_VERSION": "2026-08-01"}
    settings = loaded(tmp_path, {}, {**azure, "AZURE_OPENAI_API_KEY": "a", "OPENAI_API_KEY": "o"})
    assert (settings.base_url, settings.api_version) == ("https://r.openai.azure.com", "2026-08-01")
    assert settings.api_key == Secret("a")
    settings = loaded(tmp_path, {}, {**azure, "OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "AZURE_OPENAI_API_KEY": "a"})
    assert (settings.base_url, settings.api_version, settings.api_key) == ("http://127.0.0.1:1/v1", None, None)
    v1 = {"OPENAI_BASE_URL": "https://r.openai.azure.com/openai/v1", "AZURE_OPENAI_API_KEY": "a"}
    assert loaded(tmp_path, {}, v1).api_key == Secret("a")
    url = "https://r.openai.azure.com/openai?api-version=2026-09-01"
    settings = loaded(tmp_path, {"base_url": url})
    assert (settings.base_url, settings.api_version) == ("https://r.openai.azure.com/openai", "2026-09-01")
    assert settings.origins["api_version"] == "option"


# --- what is turned down -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"ONRECORD_RETRIES": "many"}, "ONRECORD_RETRIES must be a whole number of 0 or more, not 'many'"),
        ({"ONRECORD_RETRIES": "-1"}, "whole number of 0 or more"),
        ({"ONRECORD_CONCURRENCY": "0"}, "whole number of 1 or more"),
        ({"ONRECORD_MAX_COST_USD": "0"}, "a number above 0"),
        ({"ONRECORD_MAX_COST_USD": "inf"}, "a number above 0"),
        ({"ONRECORD_TOTAL_TIMEOUT": "nan"}, "a number above 0"),
        ({"ONRECORD_CONTEXT_TOKENS": "100"}, "whole number of 512 or more"),
        ({"ONRECORD_ALLOW_LOOPBACK": "maybe"}, "must be true or false, not 'maybe'"),
        ({"OPENAI_BASE_URL": "ftp://x/v1"}, "OPENAI_BASE_URL must be an http or https address"),
        ({"OPENAI_BASE_URL": "127.0.0.1:8080"}, "http or https address"),
        ({"OPENAI_BASE_URL": "http://x:port/v1"}, "must be an address"),
        ({"OPENAI_BASE_URL": "http://[::1/v1"}, "must be an address"),
        ({"OPENAI_BASE_URL": f"https://u:{KEY}@x/v1"}, "must not hold a user name or a password"),
        ({"OPENAI_BASE_URL": f"https://x/v1?key={KEY}"}, "must not hold anything after the path"),
        ({"OPENAI_API_KEY": f"{KEY}\n{KEY}"}, "OPENAI_API_KEY must be one word"),
        ({"OPENAI_API_KEY": f"{KEY}“"}, "OPENAI_API_KEY must be one word"),
        ({"ONRECORD_MODLE": "m"}, r"no setting ONRECORD_MODLE \(did you mean ONRECORD_MODEL\?\)"),
        ({"ONRECORD_MODEL": "a\x1b[31m"}, "ONRECORD_MODEL must be a line of text"),
    ],
)
def test_bad_variables(tmp_path: Path, environ: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        loaded(tmp_path, environ=environ)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    assert loaded(tmp_path, environ={"ONRECORD_PORT": "tcp://10.0.0.1:80", "ONRECORD_SERVICE_HOST": "x"}).model is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("modle = 'm'", r"no setting modle, which stands in .*onrecord.toml \(did you mean model\?\)"),
        ("[server]\nmodel = 'm'", "no setting server"),
        ("retries = '3 or so'", "retries in .*onrecord.toml must be a whole number"),
        ("retries = true", "must be a whole number"),
        ("retries = 1.5", "must be a whole number"),
        ("model = 7", "must be a line of text"),
        ("allow_loopback = 1", "must be true or false"),
        ("connect_timeout = 'soon'", "a number above 0"),
        ("retries = ", "onrecord.toml is not TOML"),
        ("home = '/elsewhere'", "set ONRECORD_HOME instead"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, words: str) -> None:
    for where in ("cwd", "home"):
        write(tmp_path, where, text)
        with pytest.raises(ConfigError, match=words):
            loaded(tmp_path)
        write(tmp_path, where, "")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "cwd").mkdir()
    (tmp_path / "cwd" / "onrecord.toml").write_bytes(b"model = '\xff'")
    with pytest.raises(ConfigError, match="not UTF-8"):
        loaded(tmp_path)


def test_bad_options(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--max-calls must be a whole number of 1 or more"):
        loaded(tmp_path, {"max_calls": 0})
    with pytest.raises(ConfigError, match=r"There is no setting max_call \(did you mean max_calls\?\)"):
        loaded(tmp_path, {"max_call": 1})


VARIABLES = ["ONRECORD_RETRIES", "ONRECORD_MODEL", "OPENAI_BASE_URL", "ONRECORD_HOME", "ONRECORD_MAX_COST_USD"]


@given(st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=30)), st.text(max_size=5))
def test_any_environment_gives_settings_or_one_clear_line(environ: dict[str, str], more: str) -> None:
    try:
        settings = load_settings({}, {**environ, "OPENAI_API_KEY": KEY + more}, Path("/nonexistent"))
    except ConfigError as error:
        assert str(error).isprintable()
        assert KEY not in str(error)
    else:
        assert settings.api_key is not None and settings.api_key.reveal().startswith(KEY)


# --- the key -------------------------------------------------------------------------------------------------


def test_a_file_in_the_current_folder_cannot_send_the_key_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, "cwd", "base_url = 'https://evil.example/v1'")
    with pytest.raises(ConfigError, match=r"would send your key to evil\.example; .* --base-url") as caught:
        loaded(tmp_path, environ={"OPENAI_API_KEY": KEY})
    assert KEY not in str(caught.value)
    assert loaded(tmp_path).api_key is None, "with no key there is nothing to send"
    write(tmp_path, "home", f"api_key = '{KEY}'")
    with pytest.raises(ConfigError, match="would send your key"):
        loaded(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "base_url = 'http://127.0.0.1:8080/v1'",
        "base_url = 'https://api.openai.com/v1'",
        "base_url = 'https://models.example/v1'\napi_key = 'its-own'",
    ],
)
def test_a_file_in_the_current_folder_may_name_harmless_servers(tmp_path: Path, text: str) -> None:
    write(tmp_path, "cwd", text)
    assert loaded(tmp_path, environ={} if "api_key" in text else {"OPENAI_API_KEY": KEY}).base_url


def test_a_server_named_by_the_user_or_in_the_home_folder_may_have_the_key(tmp_path: Path) -> None:
    write(tmp_path, "home", "base_url = 'https://models.example/v1'")
    assert loaded(tmp_path, environ={"OPENAI_API_KEY": KEY}).base_url == "https://models.example/v1"


def test_a_secret_is_shown_nowhere() -> None:
    secret = Secret(KEY)
    settings = Settings(model="m", api_key=secret)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", repr(settings), str(settings)]
    shown += [row.value for row in describe(settings)]
    assert all(KEY not in text for text in shown)
    assert secret.reveal() == KEY
    assert bool(secret) and not Secret("")
    assert secret == Secret(KEY) != Secret("x")
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_describe_says_what_is_in_force_and_where_it_comes_from(tmp_path: Path) -> None:
    write(tmp_path, "cwd", "max_calls = 9")
    rows = {r.setting: r for r in describe(loaded(tmp_path, {"model": "m"}, {"OPENAI_API_KEY": KEY}))}
    assert (rows["model"].value, rows["model"].origin) == ("m", "option")
    assert (rows["api_key"].value, rows["api_key"].origin) == ("set", "environment")
    assert (rows["max_calls"].value, rows["max_calls"].origin) == ("9", "file")
    assert (rows["base_url"].value, rows["base_url"].origin) == ("not set", "default")
    assert rows["max_cost_usd"].value == "5.0"


# --- hosts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.example", "10.0.0.1", "127.0.0.1.example", "0.0.0.0", "::"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_azure_hosts() -> None:
    assert is_azure("r.openai.azure.com") and is_azure("r.cognitiveservices.azure.com")
    assert not is_azure("openai.azure.com.example") and not is_azure("evil-openai.azure.com")
