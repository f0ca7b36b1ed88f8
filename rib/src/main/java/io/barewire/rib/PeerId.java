package io.barewire.rib;

/// Names a configured neighbor for as long as it is configured, sessions come and go: its address as text (with `@vrf`
/// behind it in a VRF), or its interface for an unnumbered one.
public record PeerId(String name) implements Comparable<PeerId> {
    @Override
    public int compareTo(PeerId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
