/// The tables of RFC 4271 §3.2 and the decision process of §9.1, with the policy between them: what was learned
/// (Adj-RIB-In), what was chosen (Loc-RIB), what is told to others (Adj-RIB-Out).
///
/// Confined to one thread, which the caller brings; no I/O, clock or logger. Start with [Rib].
@NullMarked
package io.barewire.rib;

import org.jspecify.annotations.NullMarked;
