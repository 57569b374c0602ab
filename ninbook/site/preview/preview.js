/* Loads the page again when it was built again. */
new EventSource("/_reload").onmessage = (event) => {
  if (event.data === "reload") location.reload();
};
