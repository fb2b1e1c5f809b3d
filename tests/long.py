"""What `make test` leaves to `make long`, for the time that it takes; CI runs both.

Four kinds are long: whole portals that are started as processes, and killed, starved or cut off;
walks over every page, door or migration where one walk of the kind is part of `make test` already;
windows of a browser, but for one of each job (WINDOWS), since what they send and what is answered
is tested without one; and what has come out the same on PostgreSQL each time because the database
has little say in it. Each part says what of its kind `make test` keeps.
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
    "tests/newsportal/test_up.py::test_what_is_set_up_is_closed",
    "tests/delivery/test_frozen_database.py",
    "tests/delivery/test_hosts.py::test_a_host_that_was_down",
    "tests/delivery/test_hosts.py::test_another_process_takes_over",
    "tests/delivery/test_hosts.py::test_without_a_database",
    "tests/delivery/test_redis.py::test_real_hosts",
    # Killed in the middle. Kept: what is broken off by an error instead (tests/models/changes,
    # tests/backup/test_round_trip.py), and leases that run out (test_scheduler_races.py).
    "tests/backup/test_killed.py",
    "tests/backup/test_places.py::test_it_works_with_pictures_in_buckets",
    "tests/backup/test_round_trip.py::test_a_backup_of_an_older_release",
    "tests/models/test_killed_verbs.py",
    "tests/models/test_scheduler_races.py::test_what_a_killed_worker",
    "tests/models/test_scheduler_races.py::test_workers_and_editors",
    "tests/test_ticker.py::test_any_number_may_run",
    "tests/models/test_scheduler_races.py::test_several_workers_do_each_thing_once",
    # A second time of the same: the other number, the next size, another role or another host.
    "tests/admin/test_allowed_lookups.py::test_what_can_be_no_row",
    "tests/admin/test_dashboard.py::test_it_costs_the_same_for_few_and_many[reporter]",
    "tests/admin/test_dashboard.py::test_it_costs_the_same_for_few_and_many[managing_editor]",
    "tests/admin/test_list.py::test_it_costs_the_same_for_few_and_many[reporter]",
    "tests/admin/test_list.py::test_it_costs_the_same_for_few_and_many[managing_editor]",
    "tests/delivery/test_keys.py::test_the_story_itself",
    "tests/doors/test_locks.py::test_no_post_is_taken_without_our_token[managing_editor]",
    "tests/models/test_nothing_lost.py::test_no_word_is_lost[2]",
    "tests/models/test_nothing_lost.py::test_no_word_is_lost[3]",
    "tests/models/test_topic_deleting.py::RandomCare",
    "tests/newsportal/test_s3.py::test_it_works[at an address",
    "tests/newsportal/test_s3.py::test_old_files_are_found_and_removed[at an address",
    "tests/newsportal/test_s3.py::test_outlets_name_the_pictures_whole_address[at an address",
    "tests/newsportal/test_theme.py::test_the_example",
    "tests/notifying/test_webhooks.py::test_under_fire",
    "tests/search/test_judged.py::test_who_looks_for_a_story_finds_it[peer]",
    "tests/lib/imaging/test_taking.py::test_a_hundred_megapixels",
    "tests/models/fronts/test_filling.py::test_sixty_places",
    "tests/test_ticker.py::test_it_runs_until_it_is_told_to_end[15]",
    "tests/test_pythons.py::test_it_works",
    # Walks. Kept: every door for those who have no account; the bin's own doors; the verbs' table
    # of roles, states and moves (models/test_submitting_rights.py) with two places of the form and
    # of the bulk jobs; a draft and a live story for every role at the preview;
    # what a list costs in a short and in a longer table (test_it_costs_the_same, in many rooms);
    # the vectors one by one against the sanitiser (tests/lib), the newest migrations beside the
    # former release (tests/test_two_releases.py); some dozens of verbs after which search says what
    # stories say, and what it shows to two.
    "tests/test_plans.py",
    "tests/doors/test_every_door.py::test_every_door_keeps_its_rule[a colleague",
    "tests/doors/test_every_door.py::test_every_door_keeps_its_rule[all states",
    "tests/doors/test_fuzzed.py",
    "tests/syndication/test_hostile.py::test_nothing_that_was_typed_breaks_a_format[1000]",
    "tests/admin/access/test_gate.py::test_no_door_opens_before_the_login_is_whole[half a login]",
    "tests/admin/access/test_gate.py::test_no_door_opens_before_the_login_is_whole[no factor yet]",
    "tests/admin/test_form_owner.py::test_every_door",
    "tests/admin/test_submissions_access.py::test_many_at_once[returned",
    "tests/admin/test_submissions_access.py::test_many_at_once[scheduled",
    "tests/admin/test_submissions_access.py::test_many_at_once[withdrawn",
    "tests/admin/test_submissions_access.py::test_no_other_door_moves_anything",
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
    "tests/doors/test_binned.py::test_no_door_tells_of_it",
    "tests/doors/test_locks.py::test_no_door_leads_elsewhere",
    "tests/search/test_drift.py::test_nothing_drifts[many",
    "tests/search/test_rights.py::test_nobody_is_shown_what_is_not_theirs[all]",
    "tests/lib/test_merge_rules.py::test_what_nobody_took_out_is_there_once[many]",
    "tests/lib/test_suggestions_merged.py::test_nothing_is_lost_or_doubled_by_chance[many]",
    *(
        f"tests/web/test_preview_roles.py::test_every_role_at_every_door[{state}]"
        for state in ("in_review", "ready", "scheduled", "expired", "withdrawn")
    ),
    "tests/test_migrations.py::test_all_can_be_taken_back",
    "tests/demo/test_demo.py::test_an_archive_is_made",
)
#: The windows of a browser that `make test` opens: of each job the one that would be missed first.
#: All others are long, new ones too until they are named here.
WINDOWS = (
    # From the first word to the reader, with scripts and without.
    "tests/test_main_job.py",
    # Writing: no word is lost, whoever else is in the text and whatever breaks.
    *(
        f"tests/admin/test_writing_browser.py::test_{name}"
        for name in (
            "it_works",
            "a_closed_tab",
            "a_log_out",
            "the_network",
            "two_windows_on_the_same",
        )
    ),
    "tests/admin/test_unsaved_browser.py::test_two_tabs_of_one_browser[chromium-]",
    "tests/admin/test_comments.py::test_what_is_being_typed",
    "tests/admin/test_conflict.py::test_it_is_settled",
    "tests/admin/test_typing_browser.py::test_a_headline_written_before",
    "tests/admin/test_paste_browser.py::test_what_is_stored",
    "tests/admin/test_style_browser.py::test_a_browser_finds",
    # What is done with stories.
    "tests/admin/planning/test_planning_browser.py::test_a_story_is_dragged",
    "tests/admin/test_publishing_browser.py::test_a_correction_takes",
    "tests/admin/test_publishing_browser.py::test_from_the_start_page",
    # Reading: every component is open to everyone, and looks as it did.
    "tests/web/test_embed_browser.py::test_no_other_host_is_asked_before_the_press[chromium-True]",
    "tests/web/test_every_page_browser.py::test_what_shuts_somebody_out",
    "tests/web/test_offline_browser.py::test_what_was_read",
    "tests/web/test_search_browser.py::test_keys",
    "tests/web/test_styleguide.py::test_every_component_is_open_to_everyone[chromium-en]",
    "tests/web/test_styleguide.py::test_it_looks_as_it_did[chromium-front-1280-light-en]",
    "tests/web/test_styleguide.py::test_it_looks_as_it_did[chromium-components-1280-dark-ar]",
    "tests/web/test_violations.py",
)
#: Kept: the same on SQLite.
LONG_ON_POSTGRESQL = (
    "tests/admin/planning/test_pages.py",
    "tests/admin/test_account_rights.py",
    "tests/admin/test_allowed_lookups.py",
    "tests/admin/test_log.py",
    "tests/admin/test_submissions_desk.py",
    "tests/admin/test_unsaved_browser.py",
    "tests/admin/test_writing_browser.py",
    "tests/backup/",
    "tests/delivery/test_banner.py",
    "tests/delivery/test_exactness.py",
    "tests/delivery/test_failures.py",
    "tests/delivery/test_fronts.py",
    "tests/delivery/test_outages.py",
    "tests/delivery/test_publishing_to_varnish.py",
    "tests/delivery/test_warming.py",
    "tests/demo/",
    "tests/models/fronts/",
    "tests/models/test_named.py",
    "tests/models/test_nothing_lost.py",
    "tests/models/test_renditions.py",
    "tests/models/test_renditions_workers.py",
    "tests/models/test_scheduler_races.py",
    "tests/models/test_submitting.py",
    "tests/notifying/test_webhooks.py",
    "tests/search/test_judged.py",
    "tests/search/test_opensearch_away.py",
    "tests/test_main_job.py",
    "tests/test_ticker.py",
    "tests/test_two_releases.py",
)


def is_long(test: str, *, in_a_window: bool, on_postgresql: bool) -> bool:
    """Whether the test of this name, a file and a function, is left to `make long`."""
    if is_wholly_long(test.partition("::")[0], on_postgresql):
        return True
    if in_a_window and not test.startswith(WINDOWS):
        return True
    return test.startswith(LONG) or (on_postgresql and test.startswith(LONG_ON_POSTGRESQL))


def is_wholly_long(file: str, on_postgresql: bool) -> bool:
    """Whether all tests of a file are, so that it need not be read. What is called after a browser
    has windows only."""
    if file.endswith("_browser.py") and not any(one.startswith(file) for one in WINDOWS):
        return True
    return file.startswith(LONG) or (on_postgresql and file.startswith(LONG_ON_POSTGRESQL))
