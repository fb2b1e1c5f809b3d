"""The desk's doors. Rights are those of roles; a story has to be within reach besides."""

from __future__ import annotations

from articles.doors.rules import BOTH, GET, POST, Door, Shows, Who, door, of_model

DESK, NOBODY, REACH = Who.DESK, Who.NOBODY, Shows.REACH
VIEW, EDIT, ADD = "articles.view_article", "articles.change_article", "articles.add_article"
PUBLISH, DELETE = "articles.publish_article", "articles.delete_article"
WRITE = f"{EDIT} | {ADD}"
PICTURES, EDIT_PICTURE = "articles.view_picture", "articles.change_picture"
TOPICS, EDIT_TOPIC = "articles.view_topic", "articles.change_topic"
DELETE_TOPIC = "articles.delete_topic"
SETTINGS = "articles.change_paper"
TEMPLATES = "articles.manage_templates"
LAY_OUT = "articles.lay_out_fronts"
STYLE = "articles.view_stylerule"
#: What is asked of a row besides the right.
OWN_PICTURE = "one's own picture that readers do not have, or `delete_picture`"
THEIR_RIGHTS = "all rights that the account has"
OF_FRONT = "a front of one's own sections; all fronts with `edit_all_articles`"

STORIES: dict[str, Door] = {
    "admin:articles_article_changelist": door(VIEW, BOTH, REACH),
    "admin:articles_article_add": door(ADD, BOTH),
    "admin:articles_article_change": door(VIEW, BOTH, REACH, to_post=EDIT),
    "admin:articles_article_delete": door(DELETE, BOTH, Shows.DRAFTS),
    "admin:articles_article_duplicate": door(ADD, POST, REACH, besides="the right to see stories"),
    "admin:articles_article_template": door(
        TEMPLATES, BOTH, REACH, besides="the right to see stories"
    ),
    "admin:articles_article_translate": door(ADD, POST, REACH, besides="the right to see stories"),
    "admin:articles_article_versions": door(
        VIEW, BOTH, REACH, to_post=EDIT, besides="to link what is live, the right to publish both"
    ),
    "admin:articles_article_source": door(
        VIEW, BOTH, REACH, to_post=EDIT, besides="of a source out of reach, what readers see"
    ),
    "admin:articles_article_bin": door(VIEW, BOTH, Shows.BIN),
    "admin:articles_article_binned": door(VIEW, GET, Shows.BIN),
    "admin:articles_article_unbin": door(EDIT, POST, Shows.BIN),
    "admin:articles_article_remove": door(DELETE, BOTH, Shows.BIN),
    "admin:articles_article_history": door(VIEW, GET, REACH),
    "admin/articles/article/<path:object_id>/": door(DESK, GET),
    "admin:articles_article_compare": door(VIEW, GET, REACH),
    "admin:articles_article_bring_back": door(EDIT, POST, REACH),
    "admin:articles_article_conflict": door(EDIT, BOTH, REACH),
    "admin:articles_article_preview": door(VIEW, GET, REACH),
    "admin:articles_article_share": door(EDIT, POST, REACH),
    "admin:articles_article_revoke": door(EDIT, POST, REACH),
    "admin:articles_article_comments": door(VIEW, BOTH, REACH, to_post=EDIT),
    "admin:articles_article_comment": door(VIEW, BOTH, REACH, to_post=EDIT),
    "admin:articles_article_corrections": door(VIEW, GET, REACH),
    "admin:articles_article_correction": door(PUBLISH, POST, REACH),
    "admin:articles_article_fronts": door(
        VIEW,
        BOTH,
        REACH,
        to_post=f"{LAY_OUT} | {PUBLISH}",
        besides="to place it, a front that one may lay out",
    ),
    # What a form's script asks while somebody types.
    "admin:articles_article_address": door(WRITE, POST, REACH),
    "admin:articles_article_proposals": door(WRITE, POST, REACH),
    "admin:articles_proposal_ask": door(WRITE, POST, REACH),
    "admin:articles_proposal_translate": door(WRITE, POST, REACH),
    "admin:articles_proposal": door(WRITE, BOTH, Shows.OWN),
    "admin:articles_article_autosave": door(WRITE, POST, REACH),
    "admin:articles_article_presence": door(WRITE, POST, REACH),
    "admin:articles_article_discard": door(WRITE, POST, Shows.OWN),
    "admin:articles_article_unsaved": door(WRITE, GET, Shows.OWN),
    "admin:articles_article_unsaved_list": door(WRITE, GET, Shows.OWN),
    "admin:articles_paste": door(DESK, POST),
    "admin:articles_article_style": door(
        WRITE, GET, Shows.NUMBERS, besides="to name a story, one within reach"
    ),
    "admin:articles_article_spelling": door(WRITE, POST),
    "admin:articles_article_own_word": door("articles.add_ownword", POST),
    "admin:articles_article_ignore_mark": door(EDIT, POST, Shows.NUMBERS, besides="within reach"),
    "admin:articles_article_linkable": door(DESK, GET, REACH, besides="what readers see, to all"),
    # Many at once.
    "admin:articles_bulkjob_start": door(DESK, BOTH, REACH, besides="the right that the verb asks"),
    "admin:articles_bulkjob": door(DESK, GET, Shows.OWN),
    "admin:articles_bulkjob_state": door(DESK, GET, Shows.OWN),
}

#: Stories in the list beside the page, and in its places, are those that readers have, too.
FRONTS: dict[str, Door] = {
    "admin:fronts": door(LAY_OUT, GET, REACH, besides=OF_FRONT),
    "admin:front-make": door(LAY_OUT, POST, besides="`edit_all_articles`"),
    **{
        f"admin:{name}": door(LAY_OUT, GET, REACH, besides=OF_FRONT)
        for name in (
            "front",
            "front-canvas",
            "front-state",
            "front-preview",
            "front-page",
            "front-stories",
            "front-changes",
            "front-history",
        )
    },
    **{
        f"admin:front-{name}": door(LAY_OUT, POST, REACH, besides=OF_FRONT)
        for name in ("write", "discard", "presence", "publish", "cancel", "back", "bring-back")
    },
}

PLAN = "articles.plan_coverage"
#: Who sees something of planning.
PLANNING_SEEN = f"{VIEW} | {PLAN}"
#: What is asked of a plan besides.
OF_PLAN = "a plan of one's own, of one's sections, or that one is asked to cover"

PLANNING: dict[str, Door] = {
    "admin:planning": door(PLANNING_SEEN, GET, REACH, besides=OF_PLAN),
    "admin:planning-budget": door(PLANNING_SEEN, GET, REACH, besides=OF_PLAN),
    "admin:planning-line": door(
        PLANNING_SEEN, POST, REACH, besides="the right that the form of the story or plan asks"
    ),
    "admin:planning-board": door(PLANNING_SEEN, GET, REACH, besides=OF_PLAN),
    "admin:planning-board-move": door(
        PLANNING_SEEN, BOTH, REACH, besides="the right that the step asks"
    ),
    "admin:planning-filters": door(PLANNING_SEEN, GET),
    "admin:planning-filter-keep": door(PLANNING_SEEN, POST),
    "admin:planning-filter": door(
        PLANNING_SEEN, POST, besides="a filter of one's own, or a shared one"
    ),
    "admin:planning-feed-page": door(PLANNING_SEEN, BOTH),
    "admin:planning-plans": door(PLANNING_SEEN, GET, besides=OF_PLAN),
    "admin:planning-add": door(PLAN, BOTH, besides="a section of theirs"),
    "admin:planning-plan": door(PLANNING_SEEN, BOTH, REACH, to_post=PLAN, besides=OF_PLAN),
    "admin:planning-start": door(
        PLANNING_SEEN, POST, REACH, besides="to plan it, or to be its writer; and `add_article`"
    ),
    "admin:planning-reply": door(PLANNING_SEEN, POST, besides="what one is asked oneself"),
    **{
        f"admin:planning-{verb}": door(PLAN, POST, besides=OF_PLAN)
        for verb in ("ask", "unask", "archive", "restore")
    },
    "admin:planning-move": door(
        PLANNING_SEEN,
        BOTH,
        REACH,
        besides="the right that the form of the story, front or plan asks",
    ),
}

NEWSROOM: dict[str, Door] = {
    **of_model(
        "articles_author",
        "articles.view_author",
        add="articles.add_author",
        change="articles.change_author",
        delete="articles.delete_author",
    ),
    **of_model(
        "articles_category",
        "articles.view_category",
        add="articles.add_category",
        change="articles.change_category",
    ),
    "admin:articles_category_delete": door(
        "articles.delete_category", BOTH, besides="a section without stories"
    ),
    **of_model(
        "articles_topic",
        TOPICS,
        add="articles.add_topic",
        change=EDIT_TOPIC,
        delete=DELETE_TOPIC,
    ),
    "admin:articles_topic_rename": door(EDIT_TOPIC, BOTH, REACH),
    "admin:articles_topic_merge": door(EDIT_TOPIC, BOTH, REACH),
    "admin:articles_topic_delete": door(DELETE_TOPIC, BOTH, REACH),
    "admin:articles_topic_changes": door(f"{EDIT_TOPIC} | {DELETE_TOPIC}", GET),
    "admin:articles_topic_undo": door(f"{EDIT_TOPIC} | {DELETE_TOPIC}", POST),
    "admin:articles_topic_alike": door(TOPICS, GET),
    **of_model(
        "articles_picture",
        PICTURES,
        add="articles.add_picture",
        change=EDIT_PICTURE,
        delete="articles.delete_picture",
        shows=REACH,
    ),
    **of_model("articles_storytemplate", TEMPLATES, add=TEMPLATES, change=TEMPLATES),
    "admin:articles_storytemplate_begin": door(
        ADD,
        POST,
        besides="a template of no section, or of one in which they write",
    ),
    "admin:articles_picture_choose": door(PICTURES, GET),
    "admin:articles_picture_card": door(PICTURES, GET),
    "admin:articles_picture_save_card": door(EDIT_PICTURE, POST),
    "admin:articles_picture_upload": door("articles.add_picture", POST),
    "admin:articles_picture_edit_many": door(EDIT_PICTURE, BOTH),
    "admin:articles_picture_replace": door(EDIT_PICTURE, BOTH, REACH, besides=OWN_PICTURE),
    "admin:articles_picture_bring_back": door(EDIT_PICTURE, BOTH, besides=OWN_PICTURE),
    "admin:articles_picture_bring_back_words": door(EDIT_PICTURE, BOTH),
    "admin:articles_picture_make": door(EDIT_PICTURE, BOTH),
    **of_model(
        "articles_page",
        "articles.view_page",
        add="articles.add_page",
        change="articles.change_page",
        delete="articles.delete_page",
    ),
    "admin:articles_page_bring_back": door("articles.change_page", POST),
    **of_model(
        "articles_stylerule",
        STYLE,
        add="articles.add_stylerule",
        change="articles.change_stylerule",
        delete="articles.delete_stylerule",
    ),
    "admin:articles_stylerule_try": door(
        "articles.change_stylerule | articles.add_stylerule",
        POST,
        besides="of stories, those that readers have",
    ),
    "admin:articles_stylerule_export": door(STYLE, GET),
    "admin:articles_stylerule_import": door(
        "articles.add_stylerule", BOTH, besides="`change_stylerule`"
    ),
    "admin:articles_stylerule_start": door("articles.add_stylerule", POST),
    **of_model(
        "articles_ownword",
        "articles.view_ownword",
        add="articles.add_ownword",
        change="articles.change_ownword",
        delete="articles.delete_ownword",
    ),
    **of_model("articles_chathook", SETTINGS, add=SETTINGS, change=SETTINGS, delete=SETTINGS),
    "admin:articles_chathook_test": door(SETTINGS, POST),
    **of_model("articles_redirect", SETTINGS, add=SETTINGS, change=SETTINGS, delete=SETTINGS),
    "admin:articles_redirect_table": door(SETTINGS, BOTH),
    **of_model("articles_webhook", SETTINGS, add=SETTINGS, change=SETTINGS, delete=SETTINGS),
    "admin:articles_webhook_test": door(SETTINGS, POST),
    "admin:articles_webhook_secret": door(SETTINGS, POST),
    **of_model("articles_partnerfeed", SETTINGS, add=SETTINGS, change=SETTINGS, delete=SETTINGS),
    "admin:articles_partnerfeed_token": door(SETTINGS, POST),
    "admin:articles_partnerfeed_revoke": door(SETTINGS, POST),
    **of_model("articles_webhookdelivery", SETTINGS, to_list=SETTINGS),
    "admin:articles_webhookdelivery_again": door(SETTINGS, POST),
    **of_model("articles_paper", "articles.view_paper", change=SETTINGS),
    "admin:articles_paper_changelist": door(DESK, GET),
    "admin:articles_paper_colours": door(f"articles.view_paper | {SETTINGS}", GET),
    "admin:articles_paper_put_back": door(SETTINGS, POST),
    "admin:articles_paper_policies": door(SETTINGS, BOTH),
    "admin:articles_paper_policies_back": door(SETTINGS, POST),
}

#: What is asked besides: the right to publish, and a section of theirs.
BREAK, THEIR_SECTION = "articles.break_news", "publishing in the banner’s section"

HOUSE: dict[str, Door] = {
    "admin:index": door(DESK, GET, REACH),
    "admin:breaking": door(BREAK, BOTH, REACH, besides=THEIR_SECTION),
    **{
        f"admin:breaking_{verb}": door(BREAK, POST, besides=THEIR_SECTION)
        for verb in ("extend", "end", "undo", "up", "link", "reword")
    },
    # Notices are one's own.
    "admin:notices": door(DESK, GET, REACH),
    "admin:notices-state": door(DESK, GET),
    "admin:notices-read": door(DESK, POST),
    "admin:notices-ways": door(DESK, BOTH),
    "admin:notices-worker": door(DESK, GET),
    "admin:notices-devices": door(DESK, POST),
    "admin:notice": door(DESK, GET, REACH),
    "admin:app_list": door(DESK, GET),
    "admin:autocomplete": door(DESK, GET, REACH, besides="the right to see what is looked for"),
    "admin:jsi18n": door(DESK, GET),
    "admin:view_on_site": door(DESK, GET, REACH),
    # Everything else below /admin/: nothing is there.
    "admin/(?P<url>.*)$": door(DESK, GET),
    # Read in lists, and changed by nobody.
    **of_model("articles_entry", "articles.view_entry", form=NOBODY, shows=Shows.NUMBERS),
    "admin:articles_entry_download": door("articles.view_entry", GET, Shows.NUMBERS),
    **of_model(
        "articles_appointment",
        f"articles.view_appointment | {PUBLISH}",
        form=NOBODY,
        shows=Shows.NUMBERS,
        to_list=PUBLISH,
    ),
    **of_model("django_tasks_database_dbtaskresult", Who.SUPERUSER),
    **of_model(
        "auth_user",
        "auth.view_user | auth.change_user",
        add="auth.add_user",
        change="auth.change_user",
    ),
    "admin:auth_user_password_change": door("auth.change_user", BOTH, besides=THEIR_RIGHTS),
    "admin:auth_user_close": door("auth.change_user", BOTH),
    "admin:auth_user_activate": door("auth.change_user", POST, besides=THEIR_RIGHTS),
    "admin:auth_user_personal": door("auth.change_user", BOTH, besides=THEIR_RIGHTS),
    "admin:auth_user_export": door(
        "auth.change_user", POST, REACH, besides=f"{THEIR_RIGHTS}, and `edit_all_articles`"
    ),
    "admin:auth_user_invite": door("auth.change_user", POST, besides=THEIR_RIGHTS),
    "admin:auth_user_uninvite": door("auth.change_user", POST, besides=THEIR_RIGHTS),
    "admin:auth_user_sessions": door("auth.change_user", BOTH, besides=THEIR_RIGHTS),
    "admin:auth_user_factors": door("auth.change_user", POST, besides=THEIR_RIGHTS),
    **of_model(
        "auth_group",
        "auth.view_group",
        add=Who.SUPERUSER,
        change=Who.SUPERUSER,
        delete=Who.SUPERUSER,
    ),
}
