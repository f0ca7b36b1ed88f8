package io.barewire.netlink;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;

/// An address of this machine.
///
/// @param linkIndex the [Link] that has it
/// @param onLink which neighbours are reached directly through that link: the address's own network, or the
///     peer's on a point-to-point link
public record LinkAddress(int linkIndex, IpAddress address, Prefix onLink) {}
