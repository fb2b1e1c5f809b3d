"use strict";
// A form that was opened to add, change or delete one thing is done: say so to the page that
// opened it, be it from another window or in a frame of its own.
{
  const { action, value, obj, new_value: newValue } = JSON.parse(
    document.currentScript.dataset.popupResponse,
  );
  const host = window.opener ?? window.parent;
  if (action === "change") host.dismissChangeRelatedObjectPopup(window, value, obj, newValue);
  else if (action === "delete") host.dismissDeleteRelatedObjectPopup(window, value);
  else host.dismissAddRelatedObjectPopup(window, value, obj);
}
