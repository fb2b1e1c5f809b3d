"""What `make test` leaves to `make long`, for the time that it takes; CI runs both.

Four kinds are long: whole portals that are started as processes, and killed, starved or cut off;
walks over every page, door or migration where one walk of the kind is part of `make test` already;
windows of a browser, where what is sent and answered is tested without one; and what has come out
the same on PostgreSQL each time because the database has little say in it.
Each line says what of its kind `make test` keeps.
"""

from __future__ import annotations

LONG = (
    # Whole portals. Kept: one that is set up from nothing and answers (test_up.py::test_it_works),
    # two hosts that tell each other (test_hosts.py::test_it_works), and all outages that a single
    # process can be shown (tests/delivery/test_outages.py, test_redis.py, test_unavailable.py).
    "tests/newsportal/test_faults.py",
    "tests/newsportal/test_sqlite_shared.py",
    "tests/newsportal/test_s3.py::test_a_store_that_hangs",
    "tests/newsportal/test_serve.py::test_slow_clients",
    "tests/newsportal/test_serve.py::test_what_nobody_asked_for",
    "tests/newsportal/test_sqlite_line.py::test_a_bulk_job",
    "tests/newsportal/test_up.py::test_a",
    "tests/newsportal/test_up.py::test_bad_settings",
    "tests/newsportal/test_up.py::test_for_developers",
    "tests/newsportal/test_up.py::test_it_answers_at_its_addresses",
    "tests/newsportal/test_up.py::test_new_code",
    "tests/newsportal/test_up.py::test_on_postgresql",
    "tests/delivery/test_frozen_database.py",
    "tests/delivery/test_hosts.py::test_a_host_that_was_down",
    "tests/delivery/test_hosts.py::test_another_process_takes_over",
    "tests/delivery/test_hosts.py::test_without_a_database",
    "tests/delivery/test_redis.py::test_real_hosts",
    # Killed in the middle. Kept: what is broken off by an error instead (tests/models/changes,
    # tests/backup/test_round_trip.py), and leases that run out (test_scheduler_races.py).
    "tests/backup/test_killed.py",
    "tests/models/test_killed_verbs.py",
    "tests/models/test_scheduler_races.py::test_what_a_killed_worker",
    "tests/models/test_scheduler_races.py::test_workers_and_editors",
    "tests/test_ticker.py::test_any_number_may_run",
    # A second time of the same: the other number, or the next size.
    "tests/lib/imaging/test_taking.py::test_a_hundred_megapixels",
    "tests/models/fronts/test_filling.py::test_sixty_places",
    "tests/test_ticker.py::test_it_runs_until_it_is_told_to_end[15]",
    "tests/test_pythons.py::test_it_works",
    # Walks. Kept: every door for those who have no account, and in the two states that come first
    # for a reporter whose story it is not; the binned story's for an editor; the verbs' own table
    # of roles, states and moves (models/test_submitting_rights.py) with two places of the form and
    # of the bulk jobs, one other door; a draft and a live story for every role at the preview;
    # one page of each template by day and night; the vectors one by one against the sanitiser
    # (tests/lib), the newest migrations beside the former release (tests/test_two_releases.py).
    "tests/doors/test_every_door.py::test_every_door_keeps_its_rule[all states",
    "tests/doors/test_fuzzed.py",
    "tests/web/test_every_page_browser.py::test_every_page_is_for_everyone[chromium-ar]",
    "tests/web/test_every_page_browser.py::test_every_page_is_for_everyone[chromium-en-gb others]",
    "tests/admin/access/test_gate.py::test_no_door_opens_before_the_login_is_whole[half a login]",
    "tests/admin/access/test_gate.py::test_no_door_opens_before_the_login_is_whole[no factor yet]",
    "tests/admin/test_submissions_access.py::test_many_at_once[returned",
    "tests/admin/test_submissions_access.py::test_many_at_once[scheduled",
    "tests/admin/test_submissions_access.py::test_many_at_once[withdrawn",
    "tests/admin/test_submissions_access.py::test_no_other_door_moves_anything[address]",
    "tests/admin/test_submissions_access.py::test_no_other_door_moves_anything[autosave/discard]",
    "tests/admin/test_submissions_access.py::test_no_other_door_moves_anything[presence]",
    *(
        f"tests/admin/test_submissions_access.py::test_the_form[{place}-"
        for place in (
            "draft",
            "in_review",
            "ready",
            "unchanged",
            "returned",
            "scheduled",
            "expired",
            "withdrawn",
        )
    ),
    "tests/delivery/test_exactness.py::test_every_page_that_is_kept_equals_a_fresh_one[a long",
    "tests/doors/test_binned.py::test_no_door_tells_of_it[colleague]",
    "tests/doors/test_locks.py::test_no_door_leads_elsewhere",
    "tests/lib/test_suggestions_merged.py::test_nothing_is_lost_or_doubled_by_chance[many]",
    *(
        f"tests/web/test_preview_roles.py::test_every_role_at_every_door[{state}]"
        for state in ("in_review", "ready", "scheduled", "expired", "withdrawn")
    ),
    "tests/web/test_styleguide.py::test_every_component_is_open_to_everyone[chromium-ar]",
    "tests/web/test_vectors_browser.py::test_none_of_a_thousand_runs",
    "tests/admin/test_fits_browser.py",
    "tests/test_migrations.py::test_all_can_be_taken_back",
    "tests/demo/test_demo.py::test_an_archive_is_made",
    # Windows. Kept: the main job from the first word to the reader (test_main_job.py), writing
    # (test_writing_browser.py), what is pasted, what is dragged in the calendar, every other page
    # at the desk that has one of its own, axe over every public page; and all that the server says
    # to the same requests (test_unsaved.py, test_uploads.py, test_address_line.py,
    # test_refusals.py, access/).
    "tests/admin/access/test_passkeys_browser.py::test_an_answer_to_another",
    "tests/admin/access/test_passkeys_browser.py::test_the_other_pages",
    "tests/admin/planning/test_planning_browser.py::test_nobody_is_shut_out",
    "tests/admin/translations/test_translations_browser.py",
    "tests/admin/test_webhooks_browser.py",
    "tests/admin/fronts/test_fronts_axe_browser.py",
    "tests/admin/fronts/test_thirty_browser.py",
    "tests/admin/test_before_saving_browser.py",
    "tests/admin/test_caret_browser.py",
    "tests/admin/test_paper_browser.py",
    "tests/admin/test_pictures_browser.py::test_everyone",
    "tests/admin/test_publishing_browser.py::test_everybody",
    "tests/admin/test_suggestions_browser.py::test_a_proposed_wording",
    "tests/admin/test_suggestions_browser.py::test_what_an_input_method",
    "tests/admin/test_typing_browser.py::test_blocks_are_moved",
    "tests/admin/test_suggestions_browser.py::test_nothing_is_lost",
    "tests/admin/test_unsaved_browser.py::test_another_browser",
    "tests/admin/test_unsaved_browser.py::test_what_only_this_browser",
    "tests/admin/test_unsaved_browser.py::test_who_saves_too_often",
    "tests/admin/test_upload_words_browser.py",
    "tests/web/test_demo_browser.py",
    # More of them. Kept: writing, being thrown out in the middle and two at one text
    # (test_writing_browser.py), the ways out to readers (two clicks, seven clicks, a correction, an
    # error), fronts laid out by mouse, keys and thumb, a page of the house, what Word and others
    # put on the clipboard; and what the server makes of the same requests (fronts/test_places.py,
    # placing/, test_bulk.py, test_library_desk.py, test_picture_page.py, test_topics.py,
    # test_story_form.py, test_asking.py, lib/test_embeds.py, web/test_unavailable.py).
    "tests/admin/fronts/test_mending_browser.py",
    "tests/admin/placing/test_placing_browser.py",
    "tests/admin/test_bulk.py::test_from_the_list_to_the_report[chromium-False]",
    "tests/admin/test_comments.py::test_a_login_during_a_request",
    "tests/admin/test_paste_browser.py::test_a_picture_copied",
    "tests/admin/test_paste_browser.py::test_a_table_is_shown",
    "tests/admin/test_paste_browser.py::test_footnotes",
    "tests/admin/test_paste_browser.py::test_markdown",
    "tests/admin/test_paste_browser.py::test_pictures_in_the_clipboard",
    "tests/admin/test_paste_browser.py::test_pictures_of_word",
    "tests/admin/test_picture_box.py::test_errors_are_said",
    "tests/admin/test_picture_box.py::test_no_connection",
    "tests/admin/test_picture_box.py::test_the_arrow_keys",
    "tests/admin/test_picture_box.py::test_without_a_script",
    "tests/admin/test_pictures_browser.py::test_a_gallery",
    "tests/admin/test_pictures_browser.py::test_a_lost_connection",
    "tests/admin/test_pictures_browser.py::test_many_files",
    "tests/admin/test_pictures_browser.py::test_the_keyboard_walks",
    "tests/admin/test_places_browser.py",
    "tests/admin/test_proposals.py::test_a_press_asks",
    "tests/admin/test_publishing_browser.py::test_a_correction_without_words",
    "tests/admin/test_publishing_browser.py::test_a_schedule",
    "tests/admin/test_publishing_browser.py::test_a_withdrawal",
    "tests/admin/test_publishing_browser.py::test_warnings_want",
    "tests/admin/test_publishing_browser.py::test_without_a_script",
    "tests/admin/test_set_aside_browser.py::test_a_player_gets",
    "tests/admin/test_set_aside_browser.py::test_taking_an_aside",
    "tests/admin/test_set_aside_browser.py::test_what_is_pasted",
    "tests/admin/test_shortcuts_browser.py::test_every_listed_key",
    "tests/admin/test_style_browser.py::test_marks_are_repaired",
    "tests/admin/test_tags_browser.py::test_a_list_that_is_pasted",
    "tests/admin/test_tags_browser.py::test_names_typed",
    "tests/admin/test_tags_browser.py::test_what_was_left",
    "tests/admin/test_time_fields_browser.py",
    "tests/admin/test_unsaved_browser.py::test_a_browser_that_may_keep_nothing",
    "tests/admin/test_unsaved_browser.py::test_a_story_that_is_moved_away",
    "tests/admin/test_unsaved_browser.py::test_two_tabs_of_one_browser[chromium-Object",
    "tests/admin/test_writing_browser.py::test_a_browser_without_room",
    "tests/admin/test_writing_browser.py::test_another_computer",
    "tests/admin/test_writing_browser.py::test_text_that_nobody_wants",
    "tests/admin/test_writing_browser.py::test_the_session_cookie_is_gone",
    "tests/admin/test_writing_browser.py::test_who_else_is_there",
    "tests/admin/test_writing_tools_browser.py::test_quotes",
    "tests/admin/translations/test_first_translation.py::test_blocks_are_proposed",
    "tests/web/test_embed_browser.py::test_no_other_host_is_asked_before_the_press[chromium-False]",
    "tests/web/test_offline_browser.py::test_nothing_old",
    "tests/web/test_pictures_browser.py::test_a_lead_picture",
    *(
        f"tests/web/test_styleguide.py::test_it_looks_as_it_did[chromium-{look}]"
        for look in (
            "front-375-dark-en",
            "story-1280-dark-ar",
            "section-375-light-en",
            "author-1280-light-ar",
            "search-375-light-en",
            "missing-1280-dark-en",
            "components-375-dark-en",
        )
    ),
)
#: Kept: the same on SQLite.
LONG_ON_POSTGRESQL = (
    "tests/admin/test_account_rights.py",
    "tests/admin/test_unsaved_browser.py",
    "tests/admin/test_writing_browser.py",
    "tests/backup/",
    "tests/delivery/test_exactness.py",
    "tests/demo/",
    "tests/models/fronts/test_sequences.py",
    "tests/models/test_nothing_lost.py",
    "tests/models/test_scheduler_races.py",
    "tests/models/test_topic_deleting.py::RandomCare",
    "tests/test_main_job.py",
    "tests/test_ticker.py",
    "tests/test_two_releases.py",
)


def is_long(test: str, *, on_postgresql: bool) -> bool:
    """Whether the test of this name, a file and a function, is left to `make long`."""
    return test.startswith(LONG) or (on_postgresql and test.startswith(LONG_ON_POSTGRESQL))
