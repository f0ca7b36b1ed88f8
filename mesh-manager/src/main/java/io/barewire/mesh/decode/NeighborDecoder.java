package io.barewire.mesh.decode;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.NamedBfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.RemoteAs;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads one neighbor of a router.
final class NeighborDecoder {
    private static final List<String> KNOWN = List.of(
            "asn",
            "dynamicASN",
            "sourceaddress",
            "address",
            "interface",
            "port",
            "password",
            "passwordSecret",
            "holdTime",
            "keepaliveTime",
            "connectTime",
            "ebgpMultiHop",
            "bfdProfile",
            "enableGracefulRestart",
            "toAdvertise",
            "toReceive",
            "disableMP",
            "dualStackAddressFamily",
            "localASN",
            "addressFamilies");

    private static final List<String> DYNAMIC = List.of("internal", "external");
    private static final List<String> MODES = List.of("all", "filtered");
    private static final int LONGEST_SECONDS = 65_535;

    private final Field neighbor;
    private final long routerAsn;
    private final Set<Prefix> routerPrefixes;
    private final Map<String, BfdProfile> bfdProfiles;
    private final String name;

    NeighborDecoder(Field neighbor, long routerAsn, Set<Prefix> routerPrefixes, Map<String, BfdProfile> bfdProfiles) {
        this.neighbor = neighbor;
        this.routerAsn = routerAsn;
        this.routerPrefixes = routerPrefixes;
        this.bfdProfiles = bfdProfiles;
        this.name = nameOf(neighbor);
    }

    /// `ASN@ADDRESS`, from whatever stands there.
    private static String nameOf(Field neighbor) {
        String dynamic = neighbor.member("dynamicASN").text().orElse("");
        String asn = dynamic.isEmpty()
                ? Long.toString(neighbor.member("asn").integer(0, 0xFFFFFFFFL).orElse(0L))
                : dynamic;
        String place = neighbor.member("address")
                .text()
                .or(() -> neighbor.member("interface").text())
                .orElse("");
        return asn + "@" + place;
    }

    Optional<Neighbor> decode() {
        neighbor.expectOnly(KNOWN);
        Unsupported.inNeighbor(neighbor);
        checkAsn();
        Optional<Long> localAsn = localAsn();
        Optional<IpAddress> address = address();
        Optional<NamedBfdProfile> bfdProfile = bfdProfile();
        checkPasswords();
        checkAddressFamilies();
        Optional<Duration> hold = duration("holdTime");
        Optional<Duration> keepalive = duration("keepaliveTime");
        checkTimers(hold, keepalive);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        boolean dualStack = neighbor.member("dualStackAddressFamily").flag().orElse(false);
        Set<AddressFamily> families = dualStack
                ? EnumSet.allOf(AddressFamily.class)
                : EnumSet.of(address.get().family());
        Optional<Integer> port = neighbor.member("port").integer(1, 65_535).map(Math::toIntExact);
        Optional<IpAddress> source = sourceAddress(address.get().family());
        Optional<Duration> connect = connectTime();
        boolean multihop = neighbor.member("ebgpMultiHop").flag().orElse(false);
        Set<Prefix> toAdvertise = toAdvertise(families);
        PrefixFilter toReceive = toReceive();
        if (neighbor.anyError()) {
            return Optional.empty();
        }
        return Optional.of(new Neighbor(
                neighbor.path().toString(),
                address.get(),
                remoteAs(),
                port,
                source,
                hold.map(NeighborDecoder::wholeSeconds),
                keepalive.map(NeighborDecoder::wholeSeconds),
                connect,
                multihop,
                dualStack,
                bfdProfile,
                localAsn,
                neighbor.member("enableGracefulRestart").flag().orElse(false),
                toAdvertise,
                toReceive));
    }

    private void checkAsn() {
        boolean dynamic = neighbor.member("dynamicASN").presentAndNotEmpty();
        Field asn = neighbor.member("asn");
        boolean given = asn.integer(0, 0xFFFFFFFFL).orElse(asn.present() ? 1L : 0L) != 0; // what is wrong was said
        Optional<String> kind = neighbor.member("dynamicASN").text().filter(text -> !text.isEmpty());
        if (kind.isPresent() && !DYNAMIC.contains(kind.get())) {
            fault(
                    neighbor.member("dynamicASN"),
                    "neighbor " + name + " has invalid DynamicASN " + kind.get()
                            + " specified, must be one of internal,external",
                    "internal or external is needed");
        }
        if (dynamic && given) {
            fault(neighbor, "neighbor " + name + " has both ASN and DynamicASN specified", "keep one of them");
        } else if (!dynamic && !given) {
            fault(
                    neighbor.member("asn"),
                    "neighbor " + name + " has no ASN or DynamicASN specified",
                    "the peer's AS number is needed");
        }
    }

    /// As [#checkAsn] found it to be right.
    private RemoteAs remoteAs() {
        return switch (neighbor.member("dynamicASN").text().orElse("")) {
            case "internal" -> RemoteAs.Relation.INTERNAL;
            case "external" -> RemoteAs.Relation.EXTERNAL;
            default ->
                RemoteAs.of(neighbor.member("asn").integer(1, 0xFFFFFFFFL).orElseThrow());
        };
    }

    private Optional<Long> localAsn() {
        Optional<Long> local =
                neighbor.member("localASN").integer(0, 0xFFFFFFFFL).filter(asn -> asn != 0);
        if (local.isPresent() && neighbor.member("asn").integer(0, 0xFFFFFFFFL).equals(Optional.of(routerAsn))) {
            fault(
                    neighbor.member("localASN"),
                    "neighbor " + name + ": localASN is not supported for iBGP sessions (neighbor ASN " + routerAsn
                            + " equals router ASN)",
                    "leave it out");
        }
        return local;
    }

    private Optional<IpAddress> address() {
        Field field = neighbor.member("address");
        Optional<String> text = field.text().filter(given -> !given.isEmpty());
        boolean unnumbered = neighbor.member("interface").presentAndNotEmpty();
        if (text.isPresent() && unnumbered) {
            fault(neighbor, "neighbor " + name + " has both Address and Interface specified", "keep one of them");
        }
        if (text.isEmpty()) {
            if (!unnumbered) {
                fault(
                        field,
                        "neighbor with ASN " + name.substring(0, name.indexOf('@'))
                                + " has no address and no interface",
                        "the peer's IP address is needed");
            }
            return Optional.empty();
        }
        try {
            IpAddress address = IpAddress.parse(text.get());
            if (address.isUnspecified() || address.isMulticast()) {
                field.error(address + " cannot be a peer's address", "a unicast address is needed");
                return Optional.empty();
            }
            return Optional.of(address);
        } catch (IllegalArgumentException bad) {
            fault(
                    field,
                    "failed to find ipfamily for neighbor " + name + ", err: failed to find ipfamily for " + text.get()
                            + ", not an IP address",
                    "an IPv4 or IPv6 address is needed, without a zone");
            return Optional.empty();
        }
    }

    private Optional<IpAddress> sourceAddress(AddressFamily family) {
        Field field = neighbor.member("sourceaddress");
        Optional<String> text = field.text().filter(given -> !given.isEmpty());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            IpAddress source = IpAddress.parse(text.get());
            if (source.family() != family || source.isUnspecified() || source.isMulticast()) {
                field.error(
                        source + " cannot be the source of a session with " + name.substring(name.indexOf('@') + 1),
                        "a unicast address of the same family is needed");
            }
            return Optional.of(source);
        } catch (IllegalArgumentException _) {
            Unsupported.refuse(field, "an interface as the source of a session");
            return Optional.empty();
        }
    }

    private Optional<NamedBfdProfile> bfdProfile() {
        Field field = neighbor.member("bfdProfile");
        String profile = field.text().orElse("");
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        BfdProfile defined = bfdProfiles.get(profile);
        if (defined == null) {
            fault(
                    field,
                    "neighbor " + name + " referencing non existing BFDProfile " + profile,
                    "define it under bgp.bfdProfiles of the same object");
            return Optional.empty();
        }
        return Optional.of(new NamedBfdProfile(profile, defined));
    }

    private void checkPasswords() {
        if (neighbor.member("password").presentAndNotEmpty()
                && neighbor.member("passwordSecret").presentAndNotEmpty()) {
            fault(
                    neighbor,
                    "neighbor " + name + " specifies both cleartext password and secret ref",
                    "keep the Secret");
        }
    }

    private void checkAddressFamilies() {
        List<Field> families = neighbor.member("addressFamilies").elements();
        for (Field family : families) {
            if (family.oneOf(List.of("unicast", "evpn")).orElse("").equals("evpn")) {
                Unsupported.refuse(family, "EVPN");
            }
        }
    }

    private Optional<Duration> duration(String member) {
        Field field = neighbor.member(member);
        return field.text().flatMap(text -> {
            Optional<Duration> duration = GoDuration.parse(text);
            if (duration.isEmpty()) {
                field.error("\"" + text + "\" is not a duration", "write 90s or 1m30s");
            }
            return duration;
        });
    }

    private static Duration wholeSeconds(Duration duration) {
        return Duration.ofSeconds(duration.toSeconds());
    }

    private void checkTimers(Optional<Duration> hold, Optional<Duration> keepalive) {
        Field holdField = neighbor.member("holdTime");
        Field keepaliveField = neighbor.member("keepaliveTime");
        if (holdField.present() != keepaliveField.present()) {
            fault(
                    holdField.present() ? holdField : keepaliveField,
                    timers("one of KeepaliveTime/HoldTime specified, both must be set or none"),
                    "set " + (holdField.present() ? "keepaliveTime" : "holdTime") + ", too");
            return;
        }
        if (hold.isEmpty() || keepalive.isEmpty()) {
            return;
        }
        long seconds = hold.get().toSeconds();
        if (seconds > LONGEST_SECONDS) {
            fault(holdField, timers("hold time is longer than " + LONGEST_SECONDS + " s"), "180s is usual");
        } else if (seconds < 3 && !hold.get().isZero()) {
            fault(
                    holdField,
                    timers("invalid hold time \"" + GoDuration.format(hold.get()) + "\": must be 0 or >=3s"),
                    "180s is usual");
        } else if (keepalive.get().compareTo(hold.get()) > 0) {
            fault(
                    keepaliveField,
                    timers("invalid keepaliveTime \"" + GoDuration.format(keepalive.get())
                            + "\", must be lower than holdTime \"" + GoDuration.format(hold.get()) + "\""),
                    "a third of holdTime is usual");
        }
    }

    private String timers(String reason) {
        return "invalid timers for neighbor " + name + ", err: " + reason;
    }

    private Optional<Duration> connectTime() {
        Field field = neighbor.member("connectTime");
        Optional<Duration> time = duration("connectTime");
        if (time.isPresent()) {
            if (time.get().toSeconds() < 1 || time.get().toSeconds() > LONGEST_SECONDS) {
                field.error("connect time should be between 1 seconds to 65535", "30s is usual");
                return Optional.empty();
            }
            if (time.get().toNanosPart() != 0) {
                field.error("connect time should contain a whole number of seconds", "30s is usual");
            }
        }
        return time;
    }

    private Set<Prefix> toAdvertise(Set<AddressFamily> families) {
        Field toAdvertise = neighbor.member("toAdvertise");
        toAdvertise.expectOnly(List.of("allowed", "nextHop", "withLocalPref", "withCommunity"));
        Unsupported.inToAdvertise(toAdvertise);
        Field allowed = toAdvertise.member("allowed");
        allowed.expectOnly(List.of("mode", "prefixes"));
        if (allowed.member("mode").oneOf(MODES).orElse("filtered").equals("all")) {
            return routerPrefixes.stream()
                    .filter(prefix -> families.contains(prefix.family()))
                    .collect(Collectors.toSet());
        }
        Set<Prefix> prefixes = new HashSet<>();
        for (Field element : allowed.member("prefixes").elements()) {
            element.prefix().ifPresent(prefix -> {
                checkAdvertised(element, prefix, families);
                prefixes.add(prefix);
            });
        }
        return prefixes;
    }

    private void checkAdvertised(Field element, Prefix prefix, Set<AddressFamily> families) {
        if (!routerPrefixes.contains(prefix)) {
            fault(
                    element,
                    "trying to advertise non configured prefix " + prefix + " to neighbor " + name + ", vrf ",
                    "list it under the router's prefixes, too");
        } else if (!families.contains(prefix.family())) {
            String family = families.contains(AddressFamily.IPV4) ? "ipv4" : "ipv6";
            fault(
                    element,
                    "invalid allowed prefixes [" + prefix + "] for neighbor " + name + ", err: prefix " + prefix
                            + " is not compatible with the ipfamily " + family,
                    "leave it out, or set dualStackAddressFamily");
        }
    }

    private PrefixFilter toReceive() {
        Field toReceive = neighbor.member("toReceive");
        toReceive.expectOnly(List.of("allowed"));
        Field allowed = toReceive.member("allowed");
        allowed.expectOnly(List.of("mode", "prefixes"));
        if (allowed.member("mode").oneOf(MODES).orElse("filtered").equals("all")) {
            return PrefixFilter.ALL;
        }
        Set<PrefixFilter.Rule> rules = new HashSet<>();
        for (Field selector : allowed.member("prefixes").elements()) {
            rule(selector).ifPresent(rules::add);
        }
        return PrefixFilter.of(List.copyOf(rules));
    }

    private Optional<PrefixFilter.Rule> rule(Field selector) {
        selector.expectOnly(List.of("prefix", "le", "ge"));
        Field field = selector.member("prefix");
        Optional<String> text = field.text();
        int ge = Math.toIntExact(selector.member("ge").integer(0, 128).orElse(0L));
        int le = Math.toIntExact(selector.member("le").integer(0, 128).orElse(0L));
        Prefix prefix;
        try {
            prefix = Prefix.parse(text.orElse(""));
        } catch (IllegalArgumentException bad) {
            fault(
                    field,
                    "failed to parse prefix " + text.orElse("") + ": " + bad.getMessage(),
                    "ADDRESS/LENGTH is needed, as 10.244.0.0/16");
            return Optional.empty();
        }
        Optional<String> wrong = wrongLengths(prefix, ge, le);
        if (wrong.isPresent()) {
            fault(
                    selector,
                    wrong.get(),
                    "mask <= ge <= le <= " + prefix.family().bits() + " is needed");
            return Optional.empty();
        }
        int shortest = ge == 0 ? prefix.length() : ge;
        int longest = le != 0 ? le : ge == 0 ? prefix.length() : prefix.family().bits();
        return Optional.of(new PrefixFilter.Rule(prefix, shortest, longest));
    }

    /// Zero is a length that is not given.
    private static Optional<String> wrongLengths(Prefix prefix, int ge, int le) {
        String invalid = "invalid selector lengths: ";
        int bits = prefix.family().bits();
        if (ge != 0 && le != 0 && ge > le) {
            return Optional.of(invalid + "ge " + ge + " is bigger than le " + le);
        }
        if (le != 0 && prefix.length() > le) {
            return Optional.of(invalid + "cidr mask " + prefix.length() + " is bigger than le " + le);
        }
        if (ge != 0 && prefix.length() > ge) {
            return Optional.of(invalid + "cidr mask " + prefix.length() + " is bigger than ge " + ge);
        }
        if (Math.max(ge, le) > bits) {
            return Optional.of(invalid + Math.max(ge, le) + " is more than the " + bits + " bits of an address");
        }
        return Optional.empty();
    }

    /// An error, in the words that frr-k8s has for it.
    private void fault(Field field, String reason, String remedy) {
        field.error("failed to process neighbor " + name + " for router " + routerAsn + "-: " + reason, remedy);
    }
}
