/* Nobody there for a while: the page locks before the server would refuse, and keeps what was typed.

<div class="lock" id="lock" data-idle="900" data-lock="…" data-activity="…" hidden><form method="post">…</form></div>

Keys, clicks and typing are activity; the server is told at most once a minute. What happens in one tab holds for the others.
Without this file the server locks at the next request and keeps the form that came too late.
*/

const lock = document.getElementById("lock");
const form = lock?.querySelector("form");
const SEEN = "kanaf-seen";
const OPENED = "kanaf-opened";
const EVERY = 60_000;
const EARLY = 20_000;
let seen = Date.now();
let told = Date.now();

function send(url, body = new FormData()) {
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
}

function close() {
  if (!lock.hidden) return;
  document.body.classList.add("is-locked");
  lock.hidden = false;
  form.elements.passphrase.focus();
  document.dispatchEvent(new Event("kanaf-closed"));
}

function open() {
  document.body.classList.remove("is-locked");
  lock.hidden = true;
  form.elements.passphrase.value = form.elements.code.value = "";
  say("");
  seen = told = Date.now();
}

function say(sentence) {
  const line = lock.querySelector("[data-lock-error]");
  line.hidden = !sentence;
  line.querySelector("span").textContent = sentence;
}

function isHere() {
  if (!lock.hidden) return;
  seen = Date.now();
  localStorage.setItem(SEEN, String(seen));
}

async function look() {
  const last = Math.max(seen, Number(localStorage.getItem(SEEN)) || 0);
  if (!lock.hidden) return;
  if (Date.now() - last >= Number(lock.dataset.idle) * 1000 - EARLY) {
    close();
    send(lock.dataset.lock).catch(() => {});
  } else if (seen > told && Date.now() - told >= EVERY) {
    told = Date.now();
    const answer = await send(lock.dataset.activity).catch(() => null);
    if (answer?.ok && !answer.redirected && (await answer.json()).open === false) close();
  }
}

async function reopen(event) {
  event.preventDefault();
  const answer = await send(form.action, new FormData(form)).catch(() => null);
  const said = answer?.ok && !answer.redirected ? await answer.json() : { over: Boolean(answer) };
  if (said.open) {
    open();
    localStorage.setItem(OPENED, String(Date.now()));
  } else {
    say(said.sentence ?? "");
    lock.querySelector("[data-lock-over]").hidden = !said.over;
  }
}

if (form) {
  for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, isHere, { passive: true, capture: true });
  form.addEventListener("submit", reopen);
  document.addEventListener("kanaf-locked", close);
  window.addEventListener("storage", (event) => event.key === OPENED && !lock.hidden && open());
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5_000);
}
