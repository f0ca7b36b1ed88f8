package io.barewire.daemon.show;

import io.barewire.rib.AttributeChange;
import io.barewire.rib.Community;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.ImportPolicy.DefaultRoute;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.rib.RoutePolicy.Then;
import io.barewire.speaker.PeerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What neighbors may send and are told, as FRR's prefix lists and route maps. A list has one family, so a rule becomes
/// an entry for each family that it lets pass.
final class RouteMaps {
    /// How rules are called that FRRConfigurations make.
    private static final String PREFIXES = "prefixes";

    private static final Pattern ATTRIBUTE = Pattern.compile("(local preference|community) (.*)");

    private enum Direction {
        IN("in", "inpl"),
        OUT("out", "allowed");

        private final String suffix;
        private final String list;

        Direction(String suffix, String list) {
            this.suffix = suffix;
            this.list = list;
        }
    }

    private final List<String> lists = new ArrayList<>();
    private final List<String> maps = new ArrayList<>();
    private final Set<Prefix> alwaysBlock;

    /// @param alwaysBlock networks that nothing is taken of
    RouteMaps(Set<Prefix> alwaysBlock) {
        this.alwaysBlock = alwaysBlock;
    }

    /// What frr-k8s calls a neighbor by.
    static String id(PeerConfig peer, String vrf) {
        return peer.endpoint().text() + (vrf.isEmpty() ? "" : "-" + vrf);
    }

    Stream<String> lines() {
        return Stream.concat(lists.stream(), maps.stream());
    }

    void add(PeerConfig peer, String vrf) {
        List<Rule> imports = new ArrayList<>();
        if (!alwaysBlock.isEmpty()) {
            imports.add(Rule.refuse(
                    "always-block",
                    PrefixFilter.of(alwaysBlock.stream()
                            .map(one -> new PrefixFilter.Rule(
                                    one, one.length(), one.family().bits()))
                            .toList())));
        }
        if (peer.policy().imports().defaultRoute() == DefaultRoute.ONLY_BY_NAME) {
            maps.add("! default routes only where a list names them");
        }
        imports.addAll(peer.policy().imports().rules().rules());
        map(peer, vrf, Direction.IN, imports);
        map(peer, vrf, Direction.OUT, peer.policy().exports().rules().rules());
    }

    private void map(PeerConfig peer, String vrf, Direction direction, List<Rule> rules) {
        String id = id(peer, vrf);
        List<Rule> all = new ArrayList<>(rules);
        if (rules.stream().noneMatch(rule -> rule.name().equals(PREFIXES))) {
            all.add(Rule.permit(PREFIXES, PrefixFilter.NONE));
        }
        int sequence = 0;
        for (Rule rule : all) {
            for (AddressFamily family : AddressFamily.values()) {
                List<String> permitted = permitted(rule.prefixes(), family);
                boolean said = !permitted.isEmpty() || rule.name().equals(PREFIXES);
                if (!peer.families().contains(family) || !said) {
                    continue;
                }
                String list = list(id, rule.name(), direction, family);
                prefixList(list, permitted, family);
                sequence++;
                maps.add("route-map " + id + "-" + direction.suffix
                        + (rule.then() == Then.REFUSE ? " deny " : " permit ") + sequence);
                maps.add(" match " + ip(family) + " address prefix-list " + list);
                rule.conditions().forEach(condition -> maps.add(" ! match " + PolicyView.text(condition)));
                rule.changes().forEach(change -> maps.addAll(lines(change)));
                if (direction == Direction.OUT
                        && rule.then() == Then.PERMIT
                        && peer.policy().exports().nextHop(family) instanceof ExportedNextHop.Address(var address)) {
                    maps.add(" set " + (family == AddressFamily.IPV4 ? "ip next-hop " : "ipv6 next-hop global ")
                            + address);
                }
                if (rule.then() == Then.NEXT) {
                    maps.add(" on-match next");
                }
                maps.add("exit");
                maps.add("!");
            }
        }
    }

    private static List<String> permitted(PrefixFilter filter, AddressFamily family) {
        return filter.permitsAll()
                ? List.of("any")
                : filter.rules().stream()
                        .filter(rule -> rule.prefix().family() == family)
                        .map(PrefixFilter.Rule::toString)
                        .toList();
    }

    private void prefixList(String name, List<String> permitted, AddressFamily family) {
        String begin = ip(family) + " prefix-list " + name + " seq ";
        if (permitted.isEmpty()) {
            lists.add(begin + "1 deny any");
        }
        for (int i = 0; i < permitted.size(); i++) {
            lists.add(begin + (i + 1) + " permit " + permitted.get(i));
        }
        lists.add("!");
    }

    /// As frr-k8s names it, where it has one like it.
    private static String list(String id, String rule, Direction direction, AddressFamily family) {
        if (rule.equals(PREFIXES)) {
            return id + "-" + direction.list + "-" + Wording.family(family);
        }
        Matcher attribute = ATTRIBUTE.matcher(rule);
        if (attribute.matches()) {
            return id + "-" + attribute.group(2) + "-" + ip(family)
                    + (attribute.group(1).equals("community") ? "-community-prefixes" : "-localpref-prefixes");
        }
        return id + "-" + direction.suffix + "-" + rule.replaceAll("[^A-Za-z0-9._-]+", "-") + "-"
                + Wording.family(family);
    }

    private static String ip(AddressFamily family) {
        return family == AddressFamily.IPV4 ? "ip" : "ipv6";
    }

    private static List<String> lines(AttributeChange change) {
        return switch (change) {
            case AttributeChange.SetLocalPref(long preference) -> List.of(" set local-preference " + preference);
            case AttributeChange.SetMed(long metric) -> List.of(" set metric " + metric);
            case AttributeChange.AddCommunities(List<Community> added) -> communities(added, " additive");
            case AttributeChange.ReplaceCommunities(List<Community> by) ->
                by.isEmpty() ? List.of(" set community none", " set large-community none") : communities(by, "");
            case AttributeChange.Prepend(long as, int times) ->
                List.of(" set as-path prepend " + String.join(" ", Collections.nCopies(times, Long.toString(as))));
            case AttributeChange.RemoveMed(), AttributeChange.RemoveCommunities _, AttributeChange.RemovePrivateAs() ->
                List.of(" ! set " + PolicyView.text(change));
        };
    }

    /// One line for each kind: a second one would take the place of the first.
    private static List<String> communities(List<Community> communities, String additive) {
        List<String> standard = new ArrayList<>();
        List<String> large = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Community community : communities) {
            switch (community) {
                case Community.Standard _ -> standard.add(community.toString());
                case Community.Large(var value) -> large.add(value.toString());
                case Community.Extended _ -> lines.add(" ! set " + community);
            }
        }
        if (!standard.isEmpty()) {
            lines.add(" set community " + String.join(" ", standard) + additive);
        }
        if (!large.isEmpty()) {
            lines.add(" set large-community " + String.join(" ", large) + additive);
        }
        return lines;
    }
}
