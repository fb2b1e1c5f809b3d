"""The settings of the language model that people at the desk may ask; none is asked until then."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from newsportal import environment as env

#: Where it answers, in OpenAI's form: a server of one's own (Ollama, llama.cpp, vLLM) or another's.
LANGUAGE_MODEL_URL = env.address("LANGUAGE_MODEL_URL")
LANGUAGE_MODEL_KEY = env.text("LANGUAGE_MODEL_KEY")
LANGUAGE_MODEL = env.text("LANGUAGE_MODEL")
#: Seconds that an answer may take.
LANGUAGE_MODEL_TIMEOUT = env.integer("LANGUAGE_MODEL_TIMEOUT", 60, least=1, most=600)
#: Of all people together, asked and answered.
LANGUAGE_MODEL_TOKENS_A_DAY = env.integer(
    "LANGUAGE_MODEL_TOKENS_A_DAY", 500_000, least=1_000, most=10**9
)
LANGUAGE_MODEL_ASKS_AN_HOUR = env.integer("LANGUAGE_MODEL_ASKS_AN_HOUR", 60, least=1, most=10_000)
#: Whether it is sent the picture that an alt text is asked for, and not its words alone.
LANGUAGE_MODEL_TAKES_PICTURES = env.boolean("LANGUAGE_MODEL_TAKES_PICTURES", False)
#: Whether the log keeps what was proposed, too.
LANGUAGE_MODEL_LOGS_TEXTS = env.boolean("LANGUAGE_MODEL_LOGS_TEXTS", False)
if LANGUAGE_MODEL_URL and not LANGUAGE_MODEL:
    raise ImproperlyConfigured(
        "LANGUAGE_MODEL_URL is set, but LANGUAGE_MODEL is not: set it to the model's name there, "
        "such as llama3.1 or gpt-4o-mini."
    )
if any(ord(sign) < 33 or ord(sign) > 126 for sign in LANGUAGE_MODEL_KEY):
    raise ImproperlyConfigured(
        "LANGUAGE_MODEL_KEY holds blanks or letters that no key has. Copy it again."
    )
