// Loaded before the program: a signal that it does not handle ends it with the same code, but not before node has
// written the profile.
'use strict';
for (const [name, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]]) {
  process.on(name, () => {
    if (process.listenerCount(name) === 1) process.exit(128 + number);
  });
}
