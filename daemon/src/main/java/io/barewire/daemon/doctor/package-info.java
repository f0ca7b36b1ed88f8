/// `barewire doctor`: what this node and its cluster look like, and what in it stands in the way of routing without an
/// overlay. [NodeFacts] is what was seen, [Diagnosis] says what that means and looks at nothing else; [Collector] sees.
@NullMarked
package io.barewire.daemon.doctor;

import org.jspecify.annotations.NullMarked;
