package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.Map;

/// An `UplinkState` (k8s.ovn.org/v1alpha1): what one node has of an Uplink, a way out of it that networks may have for
/// themselves.
///
/// @param nextHop where peers are to send what comes in by it, behind a DPU
record UplinkState(String uplink, String node, NodeView.NextHop nextHop) {
    /// The identity stood in `status`, and the condition was called `Ready`, in the first versions of this kind.
    static UplinkState of(JsonNode tree) {
        JsonNode status = tree.path("status");
        JsonNode identity = tree.path("spec").has("uplinkName") ? tree.path("spec") : status;
        String uplink = identity.path("uplinkName").asText("");
        String node = identity.path("nodeName").asText("");
        boolean resolved = status.path("conditions").valueStream().anyMatch(UplinkState::isResolved);
        if (!resolved) {
            return new UplinkState(uplink, node, unknown(uplink));
        }
        Map<AddressFamily, IpAddress> addresses = new HashMap<>();
        status.path("ipAddresses")
                .forEach(cidr -> NodeView.address(cidr.asText(""))
                        .ifPresent(each -> addresses.putIfAbsent(each.family(), each)));
        return new UplinkState(
                uplink,
                node,
                addresses.isEmpty()
                        ? new NodeView.NextHop.Unknown(
                                Fault.configuration("its UplinkState of \"" + uplink + "\" has no address"))
                        : new NodeView.NextHop.Gateway(Map.copyOf(addresses)));
    }

    private static boolean isResolved(JsonNode condition) {
        String type = condition.path("type").asText("");
        return (type.equals("Resolved") || type.equals("Ready"))
                && condition.path("status").asText("").equals("True");
    }

    /// Also where there is none.
    static NodeView.NextHop unknown(String uplink) {
        return new NodeView.NextHop.Unknown(
                Fault.pending("it has no UplinkState of \"" + uplink + "\" that has been resolved"));
    }
}
