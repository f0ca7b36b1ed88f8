/// The agent's control socket: a unix domain socket, one JSON object per line each way (docs/adr/0006). What the
/// questions are is in [Question]; what the answers say is the business of `show`.
@NullMarked
package io.barewire.daemon.control;

import org.jspecify.annotations.NullMarked;
