package io.barewire.rib;

/// A peer comes near a limit of its prefixes, or is over it.
public record PrefixWarning(int received, int limit) {}
