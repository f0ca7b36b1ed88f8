package io.barewire.ovn.snat;

import io.barewire.wire.AddressFamily;
import java.util.List;
import java.util.stream.Collectors;

/// Masquerades as commands of nft(8). Nothing but addresses and prefixes that we have read as such gets into them.
final class NftTable {
    static final String NAME = "barewire";

    private NftTable() {}

    /// Puts the table in place of whatever one has that name, in one step. None, when there is nothing to masquerade.
    ///
    /// Made before it is deleted, since it need not be there.
    static String replace(List<Masquerade> masquerades) {
        StringBuilder commands =
                new StringBuilder("add table inet ").append(NAME).append('\n');
        commands.append("delete table inet ").append(NAME).append('\n');
        if (masquerades.isEmpty()) {
            return commands.toString();
        }
        commands.append("table inet ").append(NAME).append(" {\n  chain outbound {\n");
        // After the chains of those who have no other, and where OVN-Kubernetes has its own.
        commands.append("    type nat hook postrouting priority srcnat + 1; policy accept;\n");
        masquerades.forEach(one -> rules(one, commands));
        return commands.append("  }\n}\n").toString();
    }

    private static void rules(Masquerade one, StringBuilder commands) {
        String ip = one.source().family() == AddressFamily.IPV4 ? "ip" : "ip6";
        String from = "    " + ip + " saddr " + SnatDecision.text(one.source()) + ' ';
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
