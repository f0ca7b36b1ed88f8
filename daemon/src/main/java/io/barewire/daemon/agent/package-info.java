/// The agent of one node. [Agent] is the wiring and nothing else; [PlanApplier] carries what the manifests say to the
/// speaker and the kernel; the other classes each turn one kind of state into one kind of text.
@NullMarked
package io.barewire.daemon.agent;

import org.jspecify.annotations.NullMarked;
