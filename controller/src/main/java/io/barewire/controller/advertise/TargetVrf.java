package io.barewire.controller.advertise;

/// `spec.targetVRF`: whose routers say what is advertised.
public sealed interface TargetVrf {
    /// `auto`: each network's own VRF says what is in that network; nothing is leaked.
    enum Auto implements TargetVrf {
        AUTO
    }

    /// One VRF says everything, and routes are leaked between it and those of the networks.
    ///
    /// @param vrf as a router names it: empty for the default one
    record Named(String vrf) implements TargetVrf {}

    /// Compared literally, as in OVN-Kubernetes: `default` means a router that is called so, of which there is none.
    static TargetVrf parse(String text) {
        return text.equals("auto") ? Auto.AUTO : new Named(text);
    }
}
