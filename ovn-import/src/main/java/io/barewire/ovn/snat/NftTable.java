package io.barewire.ovn.snat;

import io.barewire.wire.AddressFamily;
import java.util.List;
import java.util.stream.Collectors;

/// Our table of nftables: a chain for the default network, whose rules follow from the cluster's objects
/// alone, and one for all others, whose rules have addresses that only the northbound database tells.
///
/// @param masquerades what is wanted
/// @param whole that is all; else it is the default network's, and what an earlier run has put there for
///     others stays
record NftTable(List<Masquerade> masquerades, boolean whole) {
    static final String NAME = "barewire";
    private static final String DEFAULT_NETWORK = "outbound";
    private static final String NETWORKS = "networks";
    /// After the chains of those who have no other, and where OVN-Kubernetes has its own.
    private static final String HOOK = "{ type nat hook postrouting priority srcnat + 1; policy accept; }";

    NftTable {
        masquerades = List.copyOf(masquerades);
    }

    /// Commands of nft(8) that put it in place in one step. Nothing but addresses and prefixes that we have
    /// read as such gets into them, but for what nft itself has said.
    ///
    /// @param found the table as it was read when it was last in place; empty: never. What is not known of
    ///     others is put back from there
    String commands(String found) {
        StringBuilder commands = new StringBuilder("add table inet " + NAME + "\n");
        if (whole || !found.isEmpty()) {
            // Made before it is deleted, since it need not be there.
            commands.append("delete table inet " + NAME + "\n");
        }
        if (!whole) {
            commands.append(found);
            chain(DEFAULT_NETWORK, true, commands);
        } else if (!masquerades.isEmpty()) {
            commands.append("add table inet " + NAME + "\n");
            chain(NETWORKS, false, commands);
            chain(DEFAULT_NETWORK, true, commands);
        }
        return commands.toString();
    }

    private void chain(String name, boolean ofDefaultNetwork, StringBuilder commands) {
        String chain = " chain inet " + NAME + ' ' + name;
        commands.append("add").append(chain).append(' ').append(HOOK).append('\n');
        commands.append("flush").append(chain).append('\n');
        masquerades.stream()
                .filter(one -> one.network().equals(PodNetwork.DEFAULT) == ofDefaultNetwork)
                .forEach(one -> rules(one, "add rule inet " + NAME + ' ' + name + ' ', commands));
    }

    private static void rules(Masquerade one, String add, StringBuilder commands) {
        String ip = one.source().family() == AddressFamily.IPV4 ? "ip" : "ip6";
        String from = add + ip + " saddr " + SnatDecision.text(one.source()) + ' ';
        String to = ip + " daddr { "
                + one.destinations().stream().map(SnatDecision::text).collect(Collectors.joining(", ")) + " } ";
        boolean any = !one.destinations().isEmpty();
        switch (one.use()) {
            case EXEMPTED -> {
                if (any) {
                    commands.append(from).append(to).append("return\n");
                }
                commands.append(from).append("masquerade\n");
            }
            case ALLOWED -> {
                if (any) {
                    commands.append(from).append(to).append("masquerade\n");
                }
            }
        }
    }
}
