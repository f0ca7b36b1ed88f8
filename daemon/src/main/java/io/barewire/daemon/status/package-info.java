/// What this node tells the API server of itself: an FRRNodeState, a BGPSessionState for each session, and Events. What
/// should be there is computed, compared with what is, and the difference written. Nothing else waits for it.
/// Start with [StatusWriter].
@NullMarked
package io.barewire.daemon.status;

import org.jspecify.annotations.NullMarked;
