package io.barewire.interop;

import static io.barewire.interop.DaemonKind.BIRD2;
import static io.barewire.interop.DaemonKind.BIRD3;
import static io.barewire.interop.DaemonKind.GOBGP;
import static io.barewire.interop.DaemonKind.OPENBGPD;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What sessions can do, a row of the matrix each: in which words, and which daemon lacks it or does it against the
/// RFC, and how. Such a daemon is not run, and its cell says so.
enum Feature {
    SESSION("Session: either side connects or both do; iBGP and eBGP; over IPv4 and IPv6 (RFC 4271)"),
    HOLD_TIME("Hold time: the smaller one, none at all (RFC 4271 §4.2)"),
    HOLD_TIMER("A frozen peer: NOTIFICATION 4/0, its routes go, it comes back (RFC 4271 §6.5)"),
    DUAL_STACK(
            "IPv4 and IPv6 on one session, whichever carries it (RFC 4760)",
            lacks(
                    GOBGP,
                    "on an IPv4 session it gives IPv6 routes the next hop ::ffff:a.b.c.d; on an IPv6 session it sends"
                            + " IPv4 routes with IPv6 next hops to a peer that did not offer that (against RFC 8950 §4)")),
    FAMILIES("A family that one side does not offer is not exchanged (RFC 4760 §8)"),
    FOUR_OCTET_AS("AS numbers above 65535 (RFC 6793)"),
    REFRESH_BY_US("We ask for its routes again (RFC 2918)"),
    REFRESH_BY_PEER(
            "It asks for our routes again (RFC 2918)",
            lacks(GOBGP, "keeps what it received and never sends a ROUTE-REFRESH")),
    ENHANCED_REFRESH(
            "Route refresh with its beginning and its end marked, both ways (RFC 7313)",
            lacks(GOBGP, "does not offer it")),
    EXTENDED_MESSAGES(
            "A route whose attributes exceed 4096 octets, both ways (RFC 8654)",
            lacks(GOBGP, "does not offer extended messages")),
    SEND_HOLD_TIMER("A frozen peer that takes nothing of what we say: NOTIFICATION 8/0, it comes back (RFC 9687)"),
    WITHDRAWAL("Withdrawals both ways; the rest stays (RFC 4271 §3.1)"),
    SHUTDOWN("Administrative shutdown both ways: Cease 6/2, routes go and come back (RFC 4486)"),
    SHUTDOWN_TEXT_BY_PEER("The words of its shutdown reach us (RFC 9003)"),
    SHUTDOWN_TEXT_BY_US("The words of our shutdown reach it (RFC 9003)"),
    ATTRIBUTES("AS_PATH, ORIGIN, communities, large and extended ones both ways; MED stays with us (RFC 4271 §5)"),
    THIRD_PARTY("It hears of another router on its network as next hop, or of us where we say so (RFC 4271 §5.1.3)"),
    NO_EXPORT("Its route marked NO_EXPORT stays with us (RFC 1997)"),
    MAXIMUM_PREFIXES("Too many prefixes end the session with Cease 6/1 (RFC 4486)"),
    WRONG_AS("A wrong AS is refused with 2/2, by us and by the peer (RFC 4271 §6.2)"),
    UNKNOWN_PEER("A peer that we do not know is refused, and nothing is kept of it"),
    NOT_REFLECTED("A route from inside the AS is not told to others inside it (RFC 4271 §9.2)"),
    REFLECTION_BY_US("We reflect between clients, both ways: ORIGINATOR_ID, CLUSTER_LIST (RFC 4456)"),
    REFLECTION_BY_PEER("It reflects between us and another client (RFC 4456)"),
    ADD_PATH_FROM_PEER("It sends several paths, and withdraws one of them (RFC 7911)"),
    ADD_PATH_TO_PEER("We send several paths, and withdraw one of them (RFC 7911)"),
    LOCAL_AS_BY_US("We show another AS, beside ours and in its place (RFC 7705)"),
    LOCAL_AS_BY_PEER("It shows another AS (RFC 7705)"),
    DYNAMIC_AS("A peer whose AS is not written down, internal or external"),
    OWN_AS_BY_US(
            "A route with our own AS in its path, which we tolerate",
            lacks(GOBGP, "tells nobody a route with the hearer's AS in its path")),
    OWN_AS_BY_PEER("A route with its own AS in its path, which it tolerates"),
    AS_OVERRIDE("Sites of one AS reach each other through us, who put our AS in the place of theirs"),
    EXPORT_POLICY("What our export rules change arrives so: communities of all kinds, MED, AS_PATH"),
    AGGREGATES(
            "Our aggregate arrives with ATOMIC_AGGREGATE and AGGREGATOR, in place of what lies in it, and goes with that"
                    + " (RFC 4271 §9.2.2.2)"),
    BFD(
            "BFD ends the session of a frozen peer with Cease 6/10, and its routes go (RFC 5880, RFC 5882)",
            lacks(GOBGP, "has no BFD"),
            lacks(OPENBGPD, "has no BFD")),
    BFD_PASSIVE(
            "BFD whose one end waits for the other (RFC 5880 §6.1)",
            lacks(GOBGP, "has no BFD"),
            lacks(OPENBGPD, "has no BFD")),
    BFD_MULTIHOP(
            "Multihop BFD ends the session of a frozen peer (RFC 5883)",
            lacks(GOBGP, "has no BFD"),
            lacks(OPENBGPD, "has no BFD")),
    TCP_MD5("TCP-MD5, whoever connects, over IPv4 and IPv6 (RFC 2385)"),
    TTL_SECURITY("TTL security, whoever connects, over IPv4 and IPv6 (RFC 5082)"),
    LISTEN_RANGE("A peer of a listen range comes with its connection and goes with it"),
    EXTENDED_NEXT_HOP("IPv4 routes with IPv6 next hops, both ways (RFC 8950)"),
    UNNUMBERED(
            "A session by the interface alone: router advertisements, link-local addresses, both families",
            lacks(GOBGP, "wants a link with two ends, and the one of these tests has more"),
            lacks(BIRD2, "answers a neighbor on a link, but finds none by its router advertisements"),
            lacks(BIRD3, "answers a neighbor on a link, but finds none by its router advertisements"),
            lacks(OPENBGPD, "has no peers by interface")),
    RESTART_OF_PEER(
            "Its routes outlive its restart; what it does not repeat goes (RFC 4724)",
            lacks(OPENBGPD, "helps others, but says Cease when it ends itself")),
    RESTART_OF_OURS("Our routes outlive our restart; what we do not repeat goes (RFC 4724)"),
    LONG_LIVED_OF_PEER(
            "Its routes outlive its restart time, as the last resort (RFC 9494)",
            lacks(OPENBGPD, "has no long-lived graceful restart")),
    LONG_LIVED_OF_OURS(
            "Our routes outlive our restart time, as the last resort (RFC 9494)",
            lacks(OPENBGPD, "has no long-lived graceful restart")),
    GRACEFUL_SHUTDOWN_BY_PEER("Its route marked GRACEFUL_SHUTDOWN is our last resort (RFC 8326)"),
    GRACEFUL_SHUTDOWN_BY_US("We mark our routes before we leave, and take it back (RFC 8326)"),
    ROLES(
            "Roles: its route is marked for customers only, two customers are refused with 2/11 (RFC 9234)",
            lacks(GOBGP, "has no roles")),
    WIRESHARK("Wireshark calls no message of ours malformed");

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // filled by the constructor and not changed again
    private final Map<DaemonKind, String> lacking = new EnumMap<>(DaemonKind.class);

    Feature(String label, Lack... lacks) {
        this.label = label;
        for (Lack lack : lacks) {
            lacking.put(lack.daemon, lack.reason);
        }
    }

    private record Lack(DaemonKind daemon, String reason) {}

    /// The daemon does not have the feature, or not as the RFC wants it, for this reason.
    private static Lack lacks(DaemonKind daemon, String reason) {
        return new Lack(daemon, reason);
    }

    String label() {
        return label;
    }

    Optional<String> lackOf(DaemonKind daemon) {
        return Optional.ofNullable(lacking.get(daemon));
    }
}
