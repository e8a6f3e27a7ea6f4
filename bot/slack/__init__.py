"""On Record in Slack: a thin frontend over ``bot.session`` that many people use at once.

The way of a question: Slack's delivery -> ``events`` (a ``Job`` value) -> the store (once, before Slack is answered)
-> a ``worker`` claims it -> ``sources`` (documents the asker may see) -> ``answering`` (a session's run) ->
``voices`` (``streaming``, or for one pair of eyes) -> ``blocks`` (sources, buttons). Single sentences, files and what
follows an answer are ``posting``; what a worker that is killed leaves is ``takeover``. Whatever comes out of Slack, a
file, a page or a model is text to be shown, never markup, an address to follow, or an instruction.
"""
