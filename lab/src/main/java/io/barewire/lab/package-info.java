/// Load for a BGP speaker: many sessions from one process, each with an address and an identifier of its own, and what
/// they saw as a report. Sessions are the real ones ([io.barewire.speaker.transport.SessionPool]); there are no tables.
///
/// Start with [ScaleRun].
@NullMarked
package io.barewire.lab;

import org.jspecify.annotations.NullMarked;
