package io.barewire.speaker;

/// Whether conditional prefixes are announced now, and why.
///
/// @param announced the condition holds
/// @param why what was seen last
public record ConditionStatus(ConditionalPrefixes prefixes, boolean announced, String why) {}
