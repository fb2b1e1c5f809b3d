# Varnish 7 in front of Newsportal. Needs the module xkey (Debian: varnish-modules).
#
#   varnishd -a :6081 -f /srv/newsportal/deploy/varnish.vcl -s malloc,1G
#
# and for the portal PURGE_BACKENDS=varnish, PURGE_VARNISH_URLS=http://127.0.0.1:6081.
# What has to fit your house: where the portal is, and who may purge. docs/operators.md tells
# how to see that it works; tests/delivery/test_varnish.py runs this very file.

vcl 4.1;

import std;
import xkey;

# --- Your house ---------------------------------------------------------------------

backend portal {
    .host = "127.0.0.1";
    .port = "8000";
    .host_header = "localhost";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 10s;
    .probe = {
        .url = "/healthz";
        .interval = 1s;
        .timeout = 2s;
        .window = 4;
        .threshold = 3;
        .initial = 3;
    }
}

# Machines that run the portal. Nobody else may purge.
acl purgers {
    "127.0.0.1";
    "::1";
}

# --- What is asked ------------------------------------------------------------------

sub vcl_recv {
    if (req.restarts > 0) {
        # On its second way round: all of this was looked at before.
        return (hash);
    }
    unset req.http.X-Portal-Stale;
    unset req.http.X-Portal-Answer;

    if (req.method == "PURGE" || req.method == "SOFTPURGE") {
        call purge_by_key;
    }
    if (req.method !~ "^(GET|HEAD|POST|OPTIONS)$") {
        return (synth(405));
    }

    # Of what a proxy in front says, only what we know how to read.
    unset req.http.X-Forwarded-Host;
    if (req.http.X-Forwarded-Proto != "https") {
        set req.http.X-Forwarded-Proto = "http";
    }
    set req.http.Host = std.tolower(req.http.Host);

    if (req.method !~ "^(GET|HEAD)$" || req.http.Authorization) {
        return (pass);
    }
    if (req.url ~ "^/static/") {
        # The same for everybody, and named by what is in it. Pictures are that too, but those at
        # the desk see what was taken away from readers.
        unset req.http.Cookie;
        return (hash);
    }
    if (req.url ~ "^/(admin|preview)/" || req.http.Cookie ~ "(^|; ?)(__Host-)?sessionid=") {
        # The desk, and those who are logged in: each page is made for them.
        return (pass);
    }
    unset req.http.Cookie;
    call forget_trackers;
    return (hash);
}

# PURGE drops every page with one of the keys in the header `xkey`; SOFTPURGE calls it stale.
sub purge_by_key {
    # A purge comes from the portal itself. One that came through a proxy would have the proxy's
    # address, so it is refused, whoever sent it.
    if (client.ip !~ purgers || req.http.X-Forwarded-For !~ "^[^,]*$") {
        return (synth(403));
    }
    if (!req.http.xkey) {
        return (synth(400, "Name the keys in the header xkey"));
    }
    if (req.method == "SOFTPURGE") {
        set req.http.X-Portal-Answer = xkey.softpurge(req.http.xkey);
    } else {
        set req.http.X-Portal-Answer = xkey.purge(req.http.xkey);
    }
    return (synth(200, "Purged " + req.http.X-Portal-Answer));
}

# How somebody came here changes nothing on the page: one copy for all of them.
sub forget_trackers {
    if (req.url ~ "\?") {
        set req.url = regsuball(req.url,
            "(?i)(?<=[?&])(?:utm_[^=&]*|at_[^=&]*|mc_[ce]id|_ga|_gl|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|igshid|msclkid|ttclid|twclid|yclid|li_fat_id|xtor)(?:=[^&]*)?(?:&|$)",
            "");
        set req.url = regsub(req.url, "[?&]+$", "");
        set req.url = std.querysort(req.url);
    }
}

sub vcl_hash {
    # A page names its own address: one with https is not one with http. Host and path are
    # added by what Varnish does after this.
    hash_data(req.http.X-Forwarded-Proto);
}

# --- What is here -------------------------------------------------------------------

sub vcl_hit {
    if (obj.ttl > 0s) {
        set req.http.X-Portal-Answer = "hit";
        return (deliver);
    }
    # Stale. Whoever is delivered a stale page has a new one fetched in the background, once.
    if (obj.ttl + std.duration(obj.http.X-Portal-While-Revalidate, 0s) > 0s
        || req.http.X-Portal-Stale == "rather than nothing"
        || !std.healthy(req.backend_hint)) {
        set req.http.X-Portal-Answer = "stale";
        return (deliver);
    }
    # Too old to be shown while the portal is well: the reader waits for a new one.
    set req.http.X-Portal-Stale = "at hand";
    set req.grace = 0s;
    return (restart);
}

sub vcl_miss {
    if (req.http.X-Portal-Stale == "rather than nothing") {
        return (synth(503));
    }
    set req.http.X-Portal-Answer = "miss";
}

sub vcl_pass {
    set req.http.X-Portal-Answer = "pass";
}

# --- What the portal answers --------------------------------------------------------

sub vcl_backend_fetch {
    unset bereq.http.X-Portal-Answer;
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch || bereq.http.X-Portal-Stale) {
            # The last good page stays.
            return (abandon);
        }
        call keep_nothing;
        return (deliver);
    }
    # For us alone, where it says so; else what it says to everybody.
    if (beresp.http.Surrogate-Control) {
        set beresp.http.X-Portal-Policy = beresp.http.Surrogate-Control;
    } else {
        set beresp.http.X-Portal-Policy = beresp.http.Cache-Control;
    }
    if (bereq.uncacheable || beresp.http.Set-Cookie || beresp.http.Vary == "*"
        || beresp.http.Cache-Control ~ "(?i)\b(private|no-store)\b"
        || beresp.http.X-Portal-Policy ~ "(?i)\b(private|no-store|no-cache)\b"
        || beresp.http.X-Portal-Policy !~ "(?i)\b(s-maxage|max-age) ?="
        || "" + beresp.status !~ "^(200|203|301|302|307|308|404|410)$") {
        call keep_nothing;
        return (deliver);
    }
    call keep_for_so_long;
    return (deliver);
}

sub keep_nothing {
    # Remembered for a while, so that those who ask for it do not wait for each other.
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    if (!bereq.uncacheable && beresp.status < 500) {
        set beresp.ttl = 60s;
        set beresp.uncacheable = true;
    }
    unset beresp.http.X-Portal-Policy;
}

sub keep_for_so_long {
    if (beresp.http.X-Portal-Policy ~ "(?i)\bs-maxage ?=") {
        set beresp.ttl = std.duration(
            regsub(beresp.http.X-Portal-Policy, "(?i)^.*\bs-maxage ?= ?\x22?(\d+).*$", "\1s"), 0s);
    } else {
        set beresp.ttl = std.duration(
            regsub(beresp.http.X-Portal-Policy, "(?i)^.*\bmax-age ?= ?\x22?(\d+).*$", "\1s"), 0s);
    }
    set beresp.ttl = beresp.ttl - beresp.age;
    if (beresp.ttl <= 0s) {
        # What begins at zero is not kept at all, not even for when the portal is down.
        set beresp.ttl = 1ms;
    }
    # How long a stale page may be shown while a new one is fetched …
    set beresp.http.X-Portal-While-Revalidate = "0s";
    if (beresp.http.X-Portal-Policy ~ "(?i)\bstale-while-revalidate ?=") {
        set beresp.http.X-Portal-While-Revalidate = regsub(beresp.http.X-Portal-Policy,
            "(?i)^.*\bstale-while-revalidate ?= ?\x22?(\d+).*$", "\1s");
    }
    # … and how long it is kept at hand, in case the portal is down.
    set beresp.grace = std.duration(beresp.http.X-Portal-While-Revalidate, 0s);
    if (beresp.http.X-Portal-Policy ~ "(?i)\bstale-if-error ?=") {
        set beresp.grace = std.duration(regsub(beresp.http.X-Portal-Policy,
            "(?i)^.*\bstale-if-error ?= ?\x22?(\d+).*$", "\1s"), 0s);
    }
    # Conditional requests to the portal are not worth a copy that nobody may be shown.
    set beresp.keep = 0s;
    unset beresp.http.X-Portal-Policy;
}

# What each answer of the portal says, for those that are made here; with HSTS_SUBDOMAINS or
# HSTS_PRELOAD of the portal the same has to stand here, and in vcl_synth.
sub say_with_each {
    set beresp.http.X-Content-Type-Options = "nosniff";
    set beresp.http.Referrer-Policy = "strict-origin-when-cross-origin";
    set beresp.http.Cross-Origin-Opener-Policy = "same-origin";
    set beresp.http.Cross-Origin-Resource-Policy = "same-origin";
    set beresp.http.X-Frame-Options = "SAMEORIGIN";
    if (bereq.http.X-Forwarded-Proto == "https") {
        set beresp.http.Strict-Transport-Security = "max-age=31536000";
    }
}

sub vcl_backend_error {
    if (bereq.is_bgfetch || bereq.http.X-Portal-Stale) {
        return (abandon);
    }
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "10";
    set beresp.http.Content-Security-Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-NAap8vP96NPIvFyBLXFgiywzGUGeF98moBcli+qiSVQ='";
    call say_with_each;
    set beresp.body = {"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Back in a moment</title><style>body{font:1.125rem/1.5 Georgia,serif;max-width:36rem;margin:20vh auto;padding:0 1rem}</style><h1>Back in a moment</h1><p>We cannot be reached just now. Please try again in a minute.</p></html>
"};
    return (deliver);
}

# --- What goes out ------------------------------------------------------------------

sub vcl_deliver {
    if (resp.http.Surrogate-Control) {
        # How long it lay here is not how long it has lain at a browser.
        unset resp.http.Age;
    }
    unset resp.http.Surrogate-Control;
    unset resp.http.Surrogate-Key;
    unset resp.http.xkey;
    unset resp.http.Cache-Tag;
    unset resp.http.X-Portal-While-Revalidate;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    set resp.http.X-Cache = req.http.X-Portal-Answer;
    return (deliver);
}

sub vcl_synth {
    if (resp.status == 503 && req.http.X-Portal-Stale == "at hand") {
        # The portal did not answer, and there is the last good page.
        set req.http.X-Portal-Stale = "rather than nothing";
        set req.grace = 3650d;
        return (restart);
    }
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.http.Cache-Control = "no-store";
    set resp.http.X-Content-Type-Options = "nosniff";
    set resp.http.Content-Security-Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    set resp.http.Referrer-Policy = "strict-origin-when-cross-origin";
    set resp.http.Cross-Origin-Opener-Policy = "same-origin";
    set resp.http.Cross-Origin-Resource-Policy = "same-origin";
    set resp.http.X-Frame-Options = "SAMEORIGIN";
    if (req.http.X-Forwarded-Proto == "https") {
        set resp.http.Strict-Transport-Security = "max-age=31536000";
    }
    if (resp.status == 405) {
        set resp.http.Allow = "GET, HEAD, POST, OPTIONS";
    } elsif (resp.status == 503) {
        set resp.http.Retry-After = "10";
    }
    synthetic(resp.reason + {"
"});
    return (deliver);
}
