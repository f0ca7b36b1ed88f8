/// The `barewire` program: [Main] reads the command line, `Agent` is the wiring of one node's agent in one file. Around
/// them: `cli` (one class per subcommand), `control` (the agent's unix socket), `show` (what is said over it, as JSON
/// and
/// as tables), `http` (metrics and health), `log`, `demo`.
///
/// Everything here is an edge; decisions are made in the modules below.
@NullMarked
package io.barewire.daemon;

import org.jspecify.annotations.NullMarked;
