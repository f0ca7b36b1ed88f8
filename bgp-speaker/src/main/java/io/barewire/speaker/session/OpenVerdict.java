package io.barewire.speaker.session;

import static io.barewire.wire.Notification.OPEN_MESSAGE_ERROR;

import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.SessionOptions;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.BgpRole;
import io.barewire.wire.Capability;
import io.barewire.wire.Capability.EnhancedRouteRefresh;
import io.barewire.wire.Capability.ExtendedMessage;
import io.barewire.wire.Capability.FourOctetAs;
import io.barewire.wire.Capability.Multiprotocol;
import io.barewire.wire.Capability.RouteRefresh;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Whether the peer's OPEN will do (RFC 4271 §6.2), and what follows from both OPENs if so.
public sealed interface OpenVerdict {
    /// RFC 9234 §4.2.
    int ROLE_MISMATCH = 11;

    record Agreed(Negotiated negotiated) implements OpenVerdict {}

    record Refused(Notification reply, String why) implements OpenVerdict {}

    /// Checks in the order of the RFC: version, AS, identifier, hold time, capabilities.
    static OpenVerdict of(Open received, SessionConfig config) {
        if (received.version() != 4) {
            // The data is the version that we do speak.
            return refused(1, Octets.of((byte) 0, (byte) 4), "peer speaks BGP version " + received.version());
        }
        if (!config.remoteAs().permits(received.myAs(), config.shownAs())) {
            return refused(2, "peer is in AS " + received.myAs() + ", but " + wanted(config));
        }
        boolean external = received.myAs() != config.shownAs();
        IpAddress identifier = received.bgpIdentifier();
        if (identifier.isUnspecified()) {
            return refused(3, "peer's BGP identifier is 0.0.0.0");
        }
        if (!external && identifier.equals(config.bgpIdentifier())) {
            // RFC 6286 §2.2: unique within an AS only, so an external peer may have ours.
            return refused(3, "peer in our AS has our BGP identifier " + identifier);
        }
        Optional<String> mismatch = external ? roleMismatch(received, config.options()) : Optional.empty();
        if (mismatch.isPresent()) {
            return refused(ROLE_MISMATCH, mismatch.get());
        }
        int hold = received.holdTimeSeconds();
        if (hold == 1 || hold == 2) {
            return refused(6, "peer asks for a hold time of " + hold + " s");
        }
        Set<AddressFamily> families = commonFamilies(received, config);
        if (families.isEmpty()) {
            return refused(7, multiprotocolCapabilities(config), "peer offers none of " + config.families());
        }
        return new Agreed(negotiate(config.open(), received, families, config));
    }

    /// RFC 9234 §4.2: a peer may say nothing, unless we insist; what it says must go with what we are.
    private static Optional<String> roleMismatch(Open received, SessionOptions options) {
        if (options.role().isEmpty()) {
            return Optional.empty();
        }
        BgpRole ours = options.role().get();
        List<Integer> theirs = received.capabilities(Capability.Role.class).stream()
                .map(Capability.Role::value)
                .distinct()
                .toList();
        if (theirs.isEmpty()) {
            return options.strictRole() ? Optional.of("peer does not say its role") : Optional.empty();
        }
        return theirs.equals(List.of(ours.counterpart().code()))
                ? Optional.empty()
                : Optional.of("peer's role " + theirs + " does not go with ours, " + ours);
    }

    private static String wanted(SessionConfig config) {
        return switch (config.remoteAs()) {
            case RemoteAs.Exactly(long as) -> "AS " + as + " is configured";
            case RemoteAs.Relation.INTERNAL -> "it is to be in AS " + config.shownAs() + ", as we are";
            case RemoteAs.Relation.EXTERNAL -> "it is not to be in the same AS as we are";
            case RemoteAs.Relation.ANY -> "any is configured";
        };
    }

    private static Negotiated negotiate(Open sent, Open received, Set<AddressFamily> families, SessionConfig config) {
        boolean refresh = received.capability(RouteRefresh.class).isPresent();
        boolean enhanced = received.capability(EnhancedRouteRefresh.class).isPresent();
        MessageFormat format = new MessageFormat(
                received.myAs() != sent.myAs(),
                received.capability(FourOctetAs.class).isPresent(),
                sent.capability(ExtendedMessage.class).isPresent()
                        && received.capability(ExtendedMessage.class).isPresent(),
                families,
                addPath(received, families, config.addPath().receive(), Capability.AddPath.Direction::send),
                addPath(received, families, config.addPath().send(), Capability.AddPath.Direction::receive),
                config.agreesOnExtendedNextHop(received),
                enhanced);
        Duration hold = Duration.ofSeconds(Math.min(sent.holdTimeSeconds(), received.holdTimeSeconds()));
        return new Negotiated(
                sent, received, hold, keepaliveTime(hold, config.timers().keepalive()), format, refresh, enhanced);
    }

    /// What was asked for if it fits three times into the hold time, else a third of that (RFC 4271 §10).
    private static Duration keepaliveTime(Duration hold, Duration wanted) {
        Duration third = Duration.ofNanos(hold.toNanos() / 3);
        return wanted.isZero() || wanted.compareTo(third) > 0 ? third : wanted;
    }

    /// A peer without any multiprotocol capability speaks IPv4 unicast (RFC 4760 §8).
    private static Set<AddressFamily> commonFamilies(Open received, SessionConfig config) {
        Set<AddressFamily> theirs = EnumSet.noneOf(AddressFamily.class);
        boolean any = false;
        for (Capability capability : received.capabilities()) {
            if (capability instanceof Multiprotocol(int afi, int safi)) {
                any = true;
                AddressFamily.of(afi, safi).ifPresent(theirs::add);
            }
        }
        if (!any) {
            theirs.add(AddressFamily.IPV4);
        }
        theirs.retainAll(config.families());
        return theirs;
    }

    /// RFC 7911 §4: the families of the session of which we offer one direction and the peer the other. Of several
    /// entries for one family the first one counts.
    private static Set<AddressFamily> addPath(
            Open received,
            Set<AddressFamily> families,
            Set<AddressFamily> offered,
            Predicate<Capability.AddPath.Direction> other) {
        Set<AddressFamily> agreed = EnumSet.noneOf(AddressFamily.class);
        Set<AddressFamily> seen = EnumSet.noneOf(AddressFamily.class);
        for (Capability.AddPath capability : received.capabilities(Capability.AddPath.class)) {
            for (Capability.AddPath.Direction entry : capability.entries()) {
                Optional<AddressFamily> family = AddressFamily.of(entry.afi(), entry.safi());
                if (family.isPresent() && seen.add(family.get()) && other.test(entry)) {
                    agreed.add(family.get());
                }
            }
        }
        agreed.retainAll(families);
        agreed.retainAll(offered);
        return agreed;
    }

    /// The data of 2/7 lists the capabilities that were missed, as they travel in an OPEN (RFC 5492 §5).
    private static Octets multiprotocolCapabilities(SessionConfig config) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (AddressFamily family : AddressFamily.values()) {
            if (config.families().contains(family)) {
                out.writeBytes(new byte[] {1, 4, 0, (byte) family.afi(), 0, AddressFamily.UNICAST});
            }
        }
        return Octets.of(out.toByteArray());
    }

    private static Refused refused(int subcode, String why) {
        return refused(subcode, Octets.NONE, why);
    }

    private static Refused refused(int subcode, Octets data, String why) {
        return new Refused(new Notification(OPEN_MESSAGE_ERROR, subcode, data), why);
    }
}
