package io.barewire.bfd;

import java.util.List;
import java.util.Map;

/// All of BFD as it is now.
///
/// @param scheduling how the BFD thread is scheduled, and what that means when it is not as it should be
/// @param dropped received packets that were dropped, by reason; reasons that never occurred are left out
public record BfdStatus(String scheduling, List<BfdSessionStatus> sessions, Map<Verdict, Long> dropped) {
    /// No session was ever asked for.
    public static final BfdStatus NONE = new BfdStatus("no BFD thread is running", List.of(), Map.of());
}
