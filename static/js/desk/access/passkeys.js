// Passkeys: asks the server what to ask, the browser for the key, and posts what it answers.

const words = document.querySelector("script[data-refused]").dataset;

const toBytes = (text) => {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (one) => one.charCodeAt(0));
};
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** What the server says, as the browser takes it: some of its texts stand for bytes. */
const read = ({ publicKey }) => {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (publicKey[list]) options[list] = publicKey[list].map((one) => ({ ...one, id: toBytes(one.id) }));
  }
  return { publicKey: options };
};

/** What the browser says, as the server takes it. */
const written = (credential) => {
  const { response } = credential;
  const said = { clientDataJSON: toText(response.clientDataJSON) };
  if (response.attestationObject) said.attestationObject = toText(response.attestationObject);
  if (response.authenticatorData) {
    said.authenticatorData = toText(response.authenticatorData);
    said.signature = toText(response.signature);
    if (response.userHandle) said.userHandle = toText(response.userHandle);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: said,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

class PasskeyForm {
  constructor(form) {
    this.form = form;
    this.error = form.querySelector("[data-passkey-error]");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.use().catch(() => this.say(words.refused));
    });
  }

  async use() {
    this.error.hidden = true;
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const answer = await fetch(this.form.dataset.options, { method: "POST", headers }).catch(() => null);
    const options = await answer?.json().catch(() => null);
    if (!options?.publicKey) {
      this.say(options?.error ?? words.away);
      return;
    }
    const credential = await navigator.credentials[this.form.dataset.passkey](read(options));
    this.form.elements.credential.value = JSON.stringify(written(credential));
    this.form.submit();
  }

  say(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) new PasskeyForm(form);
  for (const note of document.querySelectorAll("[data-passkey-none]")) note.hidden = true;
}
