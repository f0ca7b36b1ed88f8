package io.barewire.ovn.snat;

import java.util.List;
import java.util.Map;

/// All that is wanted.
///
/// @param rules in the northbound database
/// @param masquerades in the kernel
/// @param waiting by network, why not all of it can be wanted yet
record SnatPlan(List<NatRule> rules, List<Masquerade> masquerades, Map<String, String> waiting) {
    SnatPlan {
        rules = List.copyOf(rules);
        masquerades = List.copyOf(masquerades);
        waiting = Map.copyOf(waiting);
    }
}
