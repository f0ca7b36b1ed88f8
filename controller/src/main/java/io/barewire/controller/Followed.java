package io.barewire.controller;

import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Selection;
import java.util.HashMap;
import java.util.Map;

/// What the leader's functions look at beside Nodes and FRRConfigurations: each selection is followed once, however
/// many look at it, and not at all when nobody does. The cluster need not know the kinds.
public final class Followed {
    private final Map<Selection, Mirror> mirrors = new HashMap<>();

    /// Before [#follow].
    ///
    /// @param changed as [Mirror#tell] has it
    public Mirror.Listener tell(Selection selection, Mirror.Target target, Runnable changed) {
        return mirrors.computeIfAbsent(
                        selection, each -> Mirror.optional(each.resource().kind() + "s"))
                .tell(target, changed);
    }

    /// Ends with the API.
    public void follow(ApiServer api) {
        mirrors.forEach(api::follow);
    }
}
