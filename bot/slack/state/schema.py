"""The tables, in steps; step n (from 1) brings version n - 1 to version n. Steps are never edited.

``{bytes}`` stands for the database's type of byte strings.
"""

from __future__ import annotations

from typing import Final

MIGRATIONS: Final = (
    """
    CREATE TABLE events (team TEXT NOT NULL, id TEXT NOT NULL, at DOUBLE PRECISION NOT NULL, PRIMARY KEY (team, id));
    CREATE INDEX events_at ON events (at);
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY, team TEXT NOT NULL, key TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT,
        user_id TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, turn BIGINT NOT NULL,
        channel_turn BIGINT NOT NULL, created DOUBLE PRECISION NOT NULL, not_before DOUBLE PRECISION NOT NULL,
        claimed_at DOUBLE PRECISION, worker TEXT, lease_until DOUBLE PRECISION, tries BIGINT NOT NULL,
        progress TEXT NOT NULL, outcome TEXT, finished_at DOUBLE PRECISION, UNIQUE (team, key));
    CREATE UNIQUE INDEX jobs_one_in_a_thread ON jobs (team, channel, thread) WHERE state = 'running';
    CREATE INDEX jobs_state ON jobs (state, created);
    CREATE INDEX jobs_user ON jobs (team, user_id, state);
    CREATE TABLE threads (
        team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, since TEXT NOT NULL,
        joined DOUBLE PRECISION NOT NULL, read_at DOUBLE PRECISION NOT NULL, PRIMARY KEY (team, channel, thread));
    CREATE TABLE messages (
        team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, ts TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (team, channel, ts));
    CREATE INDEX messages_thread ON messages (team, channel, thread, ts);
    CREATE TABLE documents (
        team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL,
        about TEXT NOT NULL, text {bytes} NOT NULL, added_by TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (team, channel, thread, source));
    CREATE TABLE answers (
        id TEXT PRIMARY KEY, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT, user_id TEXT NOT NULL,
        body TEXT NOT NULL, at DOUBLE PRECISION NOT NULL);
    CREATE INDEX answers_thread ON answers (team, channel, thread, at);
    CREATE TABLE feedback (
        answer TEXT NOT NULL, user_id TEXT NOT NULL, rating TEXT NOT NULL, comment TEXT,
        at DOUBLE PRECISION NOT NULL, PRIMARY KEY (answer, user_id));
    CREATE TABLE spent (
        team TEXT NOT NULL, month TEXT NOT NULL, user_id TEXT NOT NULL, channel TEXT NOT NULL,
        questions BIGINT NOT NULL, tokens BIGINT NOT NULL, cost_usd DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (team, month, user_id, channel));
    CREATE TABLE workspaces (team TEXT PRIMARY KEY, body TEXT NOT NULL)
    """,
)
