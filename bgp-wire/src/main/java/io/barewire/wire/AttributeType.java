package io.barewire.wire;

import static io.barewire.wire.AttributeType.From.ANYONE;
import static io.barewire.wire.AttributeType.From.INTERNAL_PEER;
import static io.barewire.wire.AttributeType.From.TWO_OCTET_PEER;
import static io.barewire.wire.AttributeType.WhenMalformed.DISCARD;
import static io.barewire.wire.AttributeType.WhenMalformed.RESET;
import static io.barewire.wire.AttributeType.WhenMalformed.WITHDRAW;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every attribute we understand: code, flags, who may send it, what RFC 7606 §7 does when it is malformed, and
/// what "malformed" means for its value. The table is copied from the RFCs row by row; nothing in it is inferred
/// from flags.
enum AttributeType {
    ORIGIN(AttributeCode.ORIGIN, 0x40, ANYONE, WITHDRAW, AttributeValues::originFlaw), // §7.1
    AS_PATH(AttributeCode.AS_PATH, 0x40, ANYONE, WITHDRAW, AttributeValues::asPathFlaw), // §7.2
    NEXT_HOP(AttributeCode.NEXT_HOP, 0x40, ANYONE, WITHDRAW, AttributeValues::nextHopFlaw), // §7.3
    MULTI_EXIT_DISC(AttributeCode.MULTI_EXIT_DISC, 0x80, ANYONE, WITHDRAW, AttributeValues::fourOctetsFlaw), // §7.4
    LOCAL_PREF(AttributeCode.LOCAL_PREF, 0x40, INTERNAL_PEER, WITHDRAW, AttributeValues::fourOctetsFlaw), // §7.5
    ATOMIC_AGGREGATE(AttributeCode.ATOMIC_AGGREGATE, 0x40, ANYONE, DISCARD, AttributeValues::emptyFlaw), // §7.6
    AGGREGATOR(AttributeCode.AGGREGATOR, 0xC0, ANYONE, DISCARD, AttributeValues::aggregatorFlaw), // §7.7
    COMMUNITIES(AttributeCode.COMMUNITIES, 0xC0, ANYONE, WITHDRAW, AttributeValues::multipleOfFourFlaw), // §7.8
    ORIGINATOR_ID(AttributeCode.ORIGINATOR_ID, 0x80, INTERNAL_PEER, WITHDRAW, AttributeValues::fourOctetsFlaw), // §7.9
    CLUSTER_LIST(
            AttributeCode.CLUSTER_LIST, 0x80, INTERNAL_PEER, WITHDRAW, AttributeValues::multipleOfFourFlaw), // §7.10
    MP_REACH_NLRI(AttributeCode.MP_REACH_NLRI, 0x80, ANYONE, RESET, MultiprotocolReach::flaw), // §7.11
    MP_UNREACH_NLRI(AttributeCode.MP_UNREACH_NLRI, 0x80, ANYONE, RESET, MultiprotocolUnreach::flaw), // §7.12
    EXTENDED_COMMUNITIES(
            AttributeCode.EXTENDED_COMMUNITIES, 0xC0, ANYONE, WITHDRAW, AttributeValues::multipleOfEightFlaw), // §7.14
    AS4_PATH(AttributeCode.AS4_PATH, 0xC0, TWO_OCTET_PEER, DISCARD, AttributeValues::as4PathFlaw), // RFC 6793 §6
    AS4_AGGREGATOR(
            AttributeCode.AS4_AGGREGATOR,
            0xC0,
            TWO_OCTET_PEER,
            DISCARD,
            AttributeValues::as4AggregatorFlaw), // RFC 6793 §6
    LARGE_COMMUNITIES(
            AttributeCode.LARGE_COMMUNITIES,
            0xC0,
            ANYONE,
            WITHDRAW,
            AttributeValues::multipleOfTwelveFlaw), // RFC 8092 §6
    ONLY_TO_CUSTOMER(
            AttributeCode.ONLY_TO_CUSTOMER, 0xC0, ANYONE, WITHDRAW, AttributeValues::fourOctetsFlaw); // RFC 9234 §5

    static final int OPTIONAL = 0x80;
    static final int TRANSITIVE = 0x40;
    static final int PARTIAL = 0x20;
    static final int EXTENDED_LENGTH = 0x10;

    /// The approaches of RFC 7606 §2, milder ones first.
    enum WhenMalformed {
        DISCARD,
        WITHDRAW,
        RESET
    }

    /// Whose attribute of this type is read; from everybody else it is discarded unread.
    enum From {
        ANYONE,
        /// RFC 7606 §7.5, §7.9, §7.10.
        INTERNAL_PEER,
        /// RFC 6793 §4.1: between four-octet speakers the AS4 attributes mean nothing.
        TWO_OCTET_PEER
    }

    /// Says what is wrong with the octets `from` to `to` as the value of an attribute, if anything is.
    @FunctionalInterface
    interface Check {
        Optional<String> flaw(byte[] octets, int from, int to, MessageFormat format);
    }

    private static final @Nullable AttributeType[] BY_CODE = new AttributeType[256];

    private static final Map<Class<? extends PathAttribute>, AttributeType> BY_KIND = Map.ofEntries(
            Map.entry(PathAttribute.Origin.class, ORIGIN),
            Map.entry(PathAttribute.AsPath.class, AS_PATH),
            Map.entry(PathAttribute.MultiExitDisc.class, MULTI_EXIT_DISC),
            Map.entry(PathAttribute.LocalPref.class, LOCAL_PREF),
            Map.entry(PathAttribute.AtomicAggregate.class, ATOMIC_AGGREGATE),
            Map.entry(PathAttribute.Aggregator.class, AGGREGATOR),
            Map.entry(PathAttribute.Communities.class, COMMUNITIES),
            Map.entry(PathAttribute.OriginatorId.class, ORIGINATOR_ID),
            Map.entry(PathAttribute.ClusterList.class, CLUSTER_LIST),
            Map.entry(PathAttribute.ExtendedCommunities.class, EXTENDED_COMMUNITIES),
            Map.entry(PathAttribute.LargeCommunities.class, LARGE_COMMUNITIES),
            Map.entry(PathAttribute.OnlyToCustomer.class, ONLY_TO_CUSTOMER));

    static {
        for (AttributeType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    final int code;

    /// The optional and transitive bits that the attribute must have.
    final int flags;

    final From from;
    final WhenMalformed whenMalformed;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a static method: nothing to mutate
    final Check check;

    AttributeType(int code, int flags, From from, WhenMalformed whenMalformed, Check check) {
        this.code = code;
        this.flags = flags;
        this.from = from;
        this.whenMalformed = whenMalformed;
        this.check = check;
    }

    static boolean isKnown(int code) {
        return BY_CODE[code] != null;
    }

    static Optional<AttributeType> of(int code) {
        return Optional.ofNullable(known(code));
    }

    /// The same, without an object for each attribute.
    static @Nullable AttributeType known(int code) {
        return BY_CODE[code];
    }

    /// The type whose value `kind` is; empty for [PathAttribute.Unknown] and for [PathAttribute] itself.
    static Optional<AttributeType> of(Class<? extends PathAttribute> kind) {
        return Optional.ofNullable(known(kind));
    }

    /// The same, without an object for each question.
    static @Nullable AttributeType known(Class<? extends PathAttribute> kind) {
        return BY_KIND.get(kind);
    }

    boolean readFrom(MessageFormat format) {
        return switch (from) {
            case ANYONE -> true;
            case INTERNAL_PEER -> !format.external();
            case TWO_OCTET_PEER -> !format.fourOctetAs();
        };
    }
}
