package io.barewire.mesh.decode;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.NamedBfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Password;
import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.Secret;
import io.barewire.speaker.Source;
import io.barewire.wire.IpAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

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
    static final List<String> MODES = List.of("all", "filtered");
    private static final int LONGEST_SECONDS = 65_535;

    private final Field neighbor;
    private final RouterContext router;
    private final String name;

    NeighborDecoder(Field neighbor, RouterContext router) {
        this.neighbor = neighbor;
        this.router = router;
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
        warnOfDisableMp();
        checkAsn();
        Optional<Long> localAsn = localAsn();
        Optional<Endpoint> endpoint = endpoint();
        Optional<NamedBfdProfile> bfdProfile = bfdProfile();
        Optional<Password> password = password();
        checkAddressFamilies();
        Optional<Duration> hold = neighbor.member("holdTime").duration();
        Optional<Duration> keepalive = neighbor.member("keepaliveTime").duration();
        checkTimers(hold, keepalive);
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        boolean dualStack = neighbor.member("dualStackAddressFamily").flag().orElse(false);
        Optional<Integer> port = neighbor.member("port").integer(1, 65_535).map(Math::toIntExact);
        Source source = source(endpoint.get());
        Optional<Duration> connect = connectTime();
        boolean multihop = neighbor.member("ebgpMultiHop").flag().orElse(false);
        ToAdvertise toAdvertise = new ToAdvertiseDecoder(
                        neighbor.member("toAdvertise"), router, name, Neighbor.families(endpoint.get(), dualStack))
                .decode();
        PrefixFilter toReceive = toReceive();
        if (neighbor.anyError()) {
            return Optional.empty();
        }
        return Optional.of(new Neighbor(
                neighbor.path().toString(),
                endpoint.get(),
                remoteAs(),
                port,
                source,
                password,
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

    private void warnOfDisableMp() {
        if (neighbor.member("disableMP").flag().orElse(false)) {
            neighbor.member("disableMP")
                    .warning(
                            "disableMP is deprecated, is ignored and will be removed in a future release",
                            "leave it out");
        }
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
        if (local.isPresent() && neighbor.member("asn").integer(0, 0xFFFFFFFFL).equals(Optional.of(router.asn()))) {
            fault(
                    neighbor.member("localASN"),
                    "neighbor " + name + ": localASN is not supported for iBGP sessions (neighbor ASN " + router.asn()
                            + " equals router ASN)",
                    "leave it out");
        }
        return local;
    }

    private Optional<Endpoint> endpoint() {
        Field address = neighbor.member("address");
        Field unnumbered = neighbor.member("interface");
        Optional<String> text = address.text().filter(given -> !given.isEmpty());
        Optional<String> link = unnumbered.text().filter(given -> !given.isEmpty());
        if (text.isPresent() && link.isPresent()) {
            fault(neighbor, "neighbor " + name + " has both Address and Interface specified", "keep one of them");
            return Optional.empty();
        }
        if (link.isPresent()) {
            return named(unnumbered, () -> new Endpoint.Interface(link.get()));
        }
        if (text.isEmpty()) {
            fault(
                    address,
                    "neighbor with ASN " + name.substring(0, name.indexOf('@')) + " has no address and no interface",
                    "the peer's IP address is needed, or the interface that it is on");
            return Optional.empty();
        }
        try {
            IpAddress at = IpAddress.parse(text.get());
            return named(address, () -> new Endpoint.Address(at));
        } catch (IllegalArgumentException bad) {
            fault(
                    address,
                    "failed to find ipfamily for neighbor " + name + ", err: failed to find ipfamily for " + text.get()
                            + ", not an IP address",
                    "an IPv4 or IPv6 address is needed, without a zone");
            return Optional.empty();
        }
    }

    /// What an address or a name makes, unless there is none that it could be.
    private static <T> Optional<T> named(Field field, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException wrong) {
            field.error(
                    String.valueOf(wrong.getMessage()),
                    "a unicast address, or the name of an interface (1 to 15 characters), is needed");
            return Optional.empty();
        }
    }

    private Source source(Endpoint peer) {
        Field field = neighbor.member("sourceaddress");
        Optional<String> text = field.text().filter(given -> !given.isEmpty());
        if (text.isEmpty()) {
            return Source.any();
        }
        try {
            IpAddress source = IpAddress.parse(text.get());
            if (source.family() != peer.family() || source.isUnspecified() || source.isMulticast()) {
                field.error(
                        source + " cannot be the source of a session with " + peer.text(),
                        "a unicast address of the same family is needed");
            }
            return new Source.Address(source);
        } catch (IllegalArgumentException _) {
            return named(field, () -> (Source) new Source.Interface(text.get())).orElse(Source.any());
        }
    }

    private Optional<NamedBfdProfile> bfdProfile() {
        Field field = neighbor.member("bfdProfile");
        String profile = field.text().orElse("");
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        BfdProfile defined = router.bfdProfiles().get(profile);
        if (defined == null) {
            fault(
                    field,
                    "neighbor " + name + " referencing non existing BFDProfile " + profile,
                    "define it under bgp.bfdProfiles of the same object");
            return Optional.empty();
        }
        return Optional.of(new NamedBfdProfile(profile, defined));
    }

    /// No fault repeats the value.
    private Optional<Password> password() {
        Field clear = neighbor.member("password");
        Field reference = neighbor.member("passwordSecret");
        reference.expectOnly(List.of("name", "namespace"));
        Optional<String> key = clear.text().filter(text -> !text.isEmpty());
        Optional<String> secret = reference.member("name").text().filter(text -> !text.isEmpty());
        if (key.isPresent() && secret.isPresent()) {
            fault(
                    neighbor,
                    "neighbor " + name + " specifies both cleartext password and secret ref",
                    "keep the Secret");
            return Optional.empty();
        }
        if (secret.isEmpty() && reference.presentAndNotEmpty()) {
            reference.member("name").error("missing", "the name of a Secret is needed");
        }
        warnOfOtherNamespace(reference.member("namespace"));
        if (!clear.present() && neighbor.names().contains("password")) {
            clear.warning("is empty: the session is not protected", "a key that begins with # or ! needs quotes");
        }
        return secret.<Password>map(Password.InSecret::new).or(() -> key.flatMap(text -> known(clear, text)));
    }

    /// frr-k8s does not look at it, and knows Secrets of one namespace only.
    private void warnOfOtherNamespace(Field namespace) {
        namespace
                .text()
                .filter(text -> !text.isEmpty() && !text.equals(router.namespace()))
                .ifPresent(_ -> namespace.warning(
                        "is not looked at: the Secret is looked for in the object's own namespace, "
                                + router.namespace(),
                        "leave it out, and put the Secret there"));
    }

    private static Optional<Password> known(Field field, String text) {
        try {
            return Optional.of(new Password.Known(Secret.of(text)));
        } catch (IllegalArgumentException tooLong) {
            field.error("longer than " + Secret.LONGEST + " octets", "no kernel takes a longer key");
            return Optional.empty();
        }
    }

    private void checkAddressFamilies() {
        List<Field> families = neighbor.member("addressFamilies").elements();
        for (Field family : families) {
            if (family.oneOf(List.of("unicast", "evpn")).orElse("").equals("evpn")) {
                Unsupported.evpn(family);
            }
        }
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
        Optional<Duration> time = field.duration();
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
            selector.expectOnly(List.of("prefix", "le", "ge"));
            PrefixSelector.decode(selector, this::fault).ifPresent(rules::add);
        }
        return PrefixFilter.of(List.copyOf(rules));
    }

    /// An error, in the words that frr-k8s has for it.
    private void fault(Field field, String reason, String remedy) {
        router.fault(field, name, reason, remedy);
    }
}
