// Tells of notices while the desk is closed. What it is told is shown and nothing more; it keeps nothing and
// stands between no page and the server.
addEventListener("install", () => skipWaiting());
addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // What is no message of ours is shown by its name alone, as browsers ask for something to be shown.
  }
  const { title = "{{ title|escapejs }}", body = "", open = "/admin/notices/", tag = "", lang = "" } = said;
  event.waitUntil(registration.showNotification(title, { body, tag, lang, dir: "auto", data: { open }, icon: "{{ icon }}" }));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { pathname } = new URL(event.notification.data.open, location.origin);
  event.waitUntil((async () => {
    const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find(({ url }) => new URL(url).pathname === pathname);
    await (there ? there.focus() : clients.openWindow(pathname));
  })());
});
