/* Runs in the head, before the style: says that scripts work and which framework the reader
   wants, so that the first paint already shows the right panels and nothing moves afterwards.
   Old syntax and one try per risk, because an error here would leave the page half hidden. */
(function (root) {
  var known = /^[a-z0-9_-]{1,32}$/i, wanted = null;
  root.classList.add("js");
  /* The theme does this only at the end of the page, and its header would move then. */
  root.classList.remove("no-js");
  try {
    wanted = new URLSearchParams(location.search).get("framework");
  } catch (_error) { /* no URLSearchParams: the stored choice will do */ }
  try {
    if (!known.test(wanted || "")) wanted = localStorage.getItem("ninbook-framework");
  } catch (_error) { /* storage is denied: every page starts at its first framework */ }
  if (known.test(wanted || "")) root.setAttribute("data-framework", wanted.toLowerCase());
  /* Without the main script nothing could bring a hidden panel back, so show them all. */
  window.addEventListener("load", function () {
    if (!root.hasAttribute("data-tabs-ready")) root.classList.remove("js");
  });
})(document.documentElement);
