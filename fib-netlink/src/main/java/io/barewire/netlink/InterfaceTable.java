package io.barewire.netlink;

import io.barewire.netlink.NetlinkMessage.AddressChanged;
import io.barewire.netlink.NetlinkMessage.LinkChanged;
import io.barewire.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Links and addresses, kept up to date from notifications. One entry per link and per address, however many
/// notifications come.
public final class InterfaceTable {
    private final Map<Integer, Link> links = new LinkedHashMap<>();
    private final Map<Key, LinkAddress> addresses = new LinkedHashMap<>();

    private record Key(int linkIndex, IpAddress address) {}

    /// Forgets what was known and reads everything.
    public void read(RouteSocket socket) throws NetlinkException {
        List<Link> foundLinks = socket.links();
        List<LinkAddress> foundAddresses = socket.addresses();
        links.clear();
        addresses.clear();
        foundLinks.forEach(link -> links.put(link.index(), link));
        foundAddresses.forEach(address -> addresses.put(key(address), address));
    }

    /// @return whether anything is different now
    public boolean apply(LinkChanged change) {
        Link link = change.link();
        if (!change.removed()) {
            return !link.equals(links.put(link.index(), link));
        }
        // The kernel tells of each address that goes before the link; an overrun may have eaten that.
        boolean lost = addresses.keySet().removeIf(key -> key.linkIndex == link.index());
        return links.remove(link.index()) != null || lost;
    }

    /// @return whether anything is different now
    public boolean apply(AddressChanged change) {
        LinkAddress address = change.address();
        return change.removed()
                ? addresses.remove(key(address)) != null
                : !address.equals(addresses.put(key(address), address));
    }

    public boolean hasAddress(int linkIndex) {
        return addresses.keySet().stream().anyMatch(key -> key.linkIndex == linkIndex);
    }

    public Interfaces snapshot() {
        return new Interfaces(List.copyOf(links.values()), List.copyOf(addresses.values()));
    }

    private static Key key(LinkAddress address) {
        return new Key(address.linkIndex(), address.address());
    }
}
