// Telling this browser of notices while the desk is closed. It is a person's choice on each device, and ends
// with the login that it was made under; a page of the next login says it again.
import { post } from "../common/server.js";

const STORE = "desk-push";
const WORKER = "/admin/notices/worker.js";
const DEVICES = "/admin/notices/devices/";

const keyed = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const same = (buffer, key) => Boolean(buffer) && keyed(key).every((byte, place) => new Uint8Array(buffer)[place] === byte);
export const can = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function keep(value) {
  try {
    localStorage.setItem(STORE, value);
  } catch {
    // It holds for this login.
  }
}

const worker = async () => {
  const address = window.trustedTypes?.defaultPolicy?.createScriptURL(WORKER) ?? WORKER;
  await navigator.serviceWorker.register(address, { scope: "/admin/notices/" });
  return navigator.serviceWorker.getRegistration("/admin/notices/");
};

async function ready(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return;
  await new Promise((done) => coming.addEventListener("statechange", () => coming.state === "activated" && done()));
}

/** Have the browser subscribed by our key of today, and let the server know. */
async function told(key) {
  const registration = await worker();
  await ready(registration);
  let subscription = await registration.pushManager.getSubscription();
  if (subscription && !same(subscription.options.applicationServerKey, key)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyed(key) });
  const { endpoint, keys } = subscription.toJSON();
  return post(DEVICES, { endpoint: [endpoint], p256dh: [keys.p256dh], auth: [keys.auth] });
}

/** After another login: the same browser goes on being told, where it was. */
export async function renew(key) {
  if (!can() || Notification.permission !== "granted" || localStorage.getItem(STORE) !== "on") return;
  await told(key).catch(() => null);
}

export function setUp(box) {
  const [button, words] = [box.querySelector("button"), box.querySelector("[data-push-said]")];
  const { key, on: onWords, off, no, denied, failed } = box.dataset;
  if (!can()) {
    words.textContent = no;
    return;
  }
  const isOn = () => Notification.permission === "granted" && localStorage.getItem(STORE) === "on";
  const draw = (said = "") => {
    button.textContent = isOn() ? off : onWords;
    button.hidden = false;
    words.textContent = said;
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    let said = "";
    try {
      if (isOn()) {
        const registration = await navigator.serviceWorker.getRegistration("/admin/notices/");
        const subscription = await registration?.pushManager.getSubscription();
        keep("off");
        if (subscription) {
          await post(DEVICES, { endpoint: [subscription.endpoint], off: ["1"] });
          await subscription.unsubscribe();
        }
      } else if (await Notification.requestPermission() !== "granted") {
        said = denied;
      } else {
        const { kind, answer } = await told(key);
        if (kind === "ok") keep("on");
        else said = answer?.error ?? failed;
      }
    } catch {
      said = failed;
    }
    button.disabled = false;
    draw(said);
  });
  draw();
}

const box = document.querySelector("[data-push]");
if (box) setUp(box);
