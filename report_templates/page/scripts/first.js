// Before anything is drawn: a script runs, and the reader's choice of light or dark.
"use strict";
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("exready-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // Some browsers give local files no storage; the page then follows the system.
}
