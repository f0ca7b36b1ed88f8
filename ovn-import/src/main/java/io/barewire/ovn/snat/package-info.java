/// As whom pods are seen outside: source NAT of pod networks without an overlay, in the northbound database and, where
/// the kernel forwards, in nftables.
///
/// [io.barewire.ovn.snat.SnatDecision] says what is wanted, [io.barewire.ovn.snat.SnatDiff] what is still to do; both
/// are pure. Start with [io.barewire.ovn.snat.OutboundSnat], which does it.
@NullMarked
package io.barewire.ovn.snat;

import org.jspecify.annotations.NullMarked;
