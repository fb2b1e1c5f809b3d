// Comes before all other scripts of the desk. The editor and Django's admin write HTML as text, which
// the policy would forbid: it is let through here, since what runs in it is forbidden all the same.
// Texts that are scripts, or addresses of scripts, are no HTML, and stay forbidden.
globalThis.trustedTypes?.createPolicy("default", { createHTML: (html) => html });
