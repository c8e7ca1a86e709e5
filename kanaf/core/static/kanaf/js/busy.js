/* While htmx fetches a part, its indicator shows (the sheet does it); when the server does not answer, the page says so.

<input name="name" hx-get="/work/children/look-alikes/" hx-trigger="input changed delay:400ms" hx-target="#matches"
       hx-indicator="#matches-busy">
<span class="htmx-indicator" id="matches-busy" role="status">Comparing…</span>
<div class="flash flash-bad" id="lost" role="alert" hidden>…</div>
*/

const lost = document.getElementById("lost");

function say(isLost) {
  if (lost) lost.hidden = !isLost;
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, () => say(true));
document.addEventListener("htmx:afterOnLoad", () => say(false));
document.addEventListener("htmx:beforeRequest", (event) => event.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.target.removeAttribute("aria-busy"));
