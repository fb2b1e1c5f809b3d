"""STAND-IN: to be overwritten whole by the builder of lib."""
import re
def teaser(editor_text, body_html, *, least=100, most=160):
    from articles.lib.html import paragraphs
    t=editor_text or " ".join(paragraphs(body_html))
    return t if len(t)<=most else t[:most].rsplit(" ",1)[0]+"…"
def word_count(text): return len(text.split())
def reading_minutes(words): return max(1, round(words/230))
def join_names(names, conjunction="and"):
    return names[0] if len(names)==1 else ", ".join(names[:-1])+f" {conjunction} "+names[-1] if names else ""
