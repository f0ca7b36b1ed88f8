/// `./dev bench peers`: BGP daemons side by side, each alone in a network namespace with one load generator at the
/// other end of a cable.
///
/// The generator, the orchestration and the checks are one thread of this process ([Loop]); a second one only looks at
/// memory. Start with [PeersBench], then a [Workload].
@NullMarked
package io.barewire.bench.peers;

import org.jspecify.annotations.NullMarked;
