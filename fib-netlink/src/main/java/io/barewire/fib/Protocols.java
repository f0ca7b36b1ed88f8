package io.barewire.fib;

/// Names of route protocols, as `/etc/iproute2/rt_protos` has them.
final class Protocols {
    private Protocols() {}

    static String name(int protocol) {
        return switch (protocol) {
            case 0 -> "unspec";
            case 1 -> "redirect";
            case 2 -> "kernel";
            case 3 -> "boot";
            case 4 -> "static";
            case 9 -> "ra";
            case 11 -> "zebra";
            case 12 -> "bird";
            case 16 -> "dhcp";
            case 18 -> "keepalived";
            case 85 -> "85 (OVN-Kubernetes)";
            case 186 -> "bgp";
            case 187 -> "isis";
            case 188 -> "ospf";
            case 189 -> "rip";
            case 192 -> "eigrp";
            case 196 -> "zstatic";
            default -> Integer.toString(protocol);
        };
    }
}
