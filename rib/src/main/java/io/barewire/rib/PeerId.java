package io.barewire.rib;

/// Names a configured neighbor for as long as it is configured, sessions come and go: its address as text (with `@vrf`
/// behind it in a VRF), or its interface for an unnumbered one.
public record PeerId(String name) implements Comparable<PeerId> {
    @Override
    public int compareTo(PeerId other) {
        return name.compareTo(other.name);
    }

    // Written out because it is asked for each message, and what a record has by itself is ten times slower before C2.
    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
