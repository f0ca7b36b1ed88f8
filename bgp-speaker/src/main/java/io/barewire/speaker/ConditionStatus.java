package io.barewire.speaker;

import java.time.Duration;

/// Whether conditional prefixes are announced now, and why.
///
/// @param announced the condition holds
/// @param why what was seen last
/// @param lasting for how long it has held, or has not
public record ConditionStatus(ConditionalPrefixes prefixes, boolean announced, String why, Duration lasting) {}
