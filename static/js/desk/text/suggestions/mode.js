/** Where this tab remembers that one suggests in this story. */
export const MODE = (form) => `newsportal:suggesting:${form.dataset.pk || "new"}`;
