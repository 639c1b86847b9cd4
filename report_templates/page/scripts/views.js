// What has to happen each time a view is shown: FILLERS.name = async (view, state) => { … }. `view` is its section,
// `state` what the address says. Views without an entry stand in the page as they are.

const FILLERS = {};
