package io.barewire.wire;

import io.barewire.wire.AttributeField.Slice;
import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.DecodeOutcome.SessionReset;
import io.barewire.wire.DecodeOutcome.TreatAsWithdraw;
import io.barewire.wire.Update.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads UPDATE (RFC 4271 §4.3) and decides what its faults lead to (RFC 7606).
///
/// The order is that of RFC 7606 §3 (j): first the places where prefixes are, because whatever the attributes
/// turn out to be, it must be known what to withdraw. A place whose prefixes cannot be read ends the session;
/// disabling the one address family, which §2 also allows, is not done. Then the attributes, then what is
/// missing, and last the strongest action of all faults found (§3 h).
final class UpdateDecoder {
    private static final int MALFORMED_ATTRIBUTE_LIST = 1;
    private static final int OPTIONAL_ATTRIBUTE_ERROR = 9;
    private static final int INVALID_NETWORK_FIELD = 10;

    private final MessageFormat format;
    private final PlainUpdate plain;
    private final AttributeBlockCache blocks;
    private final AttributeField field = new AttributeField();

    UpdateDecoder(MessageFormat format) {
        this.format = format;
        this.plain = new PlainUpdate(format);
        this.blocks = new AttributeBlockCache(format);
    }

    /// Reads a frame of at least 23 octets.
    DecodeOutcome decode(byte[] frame) {
        Update update = plain.read(frame);
        return update == null ? decodeAny(frame) : new Accepted(update, List.of());
    }

    /// The same without [PlainUpdate].
    DecodeOutcome decodeAny(byte[] frame) {
        int withdrawnFrom = Framing.HEADER_LENGTH + 2;
        int withdrawnTo = withdrawnFrom + NetworkOrder.u16(frame, Framing.HEADER_LENGTH);
        if (withdrawnTo + 2 > frame.length) {
            return reset(MALFORMED_ATTRIBUTE_LIST, Octets.NONE, "withdrawn routes overrun the message");
        }
        int attributesFrom = withdrawnTo + 2;
        int attributesTo = attributesFrom + NetworkOrder.u16(frame, withdrawnTo);
        if (attributesTo > frame.length) {
            return reset(MALFORMED_ATTRIBUTE_LIST, Octets.NONE, "path attributes overrun the message");
        }
        field.cut(frame, attributesFrom, attributesTo);
        if (field.repeatedMultiprotocol().isPresent()) {
            return reset(
                    MALFORMED_ATTRIBUTE_LIST,
                    Octets.NONE,
                    field.repeatedMultiprotocol().get() + " appears twice");
        }
        Reading reading = new Reading(frame);
        reading.prefixes(withdrawnFrom, withdrawnTo, attributesTo);
        if (reading.reset == null) {
            reading.attributes();
        }
        return reading.outcome();
    }

    private static SessionReset reset(int subcode, Octets data, String why) {
        return new SessionReset(new Notification(Notification.UPDATE_MESSAGE_ERROR, subcode, data), why);
    }

    /// What is known of one message so far.
    private final class Reading {
        private final byte[] frame;
        private final List<Nlri> withdrawn = new ArrayList<>(2);
        private final List<Reach> announced = new ArrayList<>(2);
        private final List<String> discarded = new ArrayList<>(0);
        private final List<String> flaws = new ArrayList<>(0);

        /// Whether some reachable NLRI was encoded, even of a family that is not in use.
        private boolean reachable;

        private PathAttributes attributes = PathAttributes.NONE;

        @Nullable
        private SessionReset reset;

        Reading(byte[] frame) {
            this.frame = frame;
        }

        void prefixes(int withdrawnFrom, int withdrawnTo, int nlriFrom) {
            if (frame.length == 23 || withdrawnFrom < withdrawnTo) {
                ipv4(withdrawnFrom, withdrawnTo).ifPresent(withdrawn::add);
            }
            field.mpUnreach().ifPresent(this::mpUnreach);
            field.mpReach().ifPresent(this::mpReach);
            if (nlriFrom < frame.length) {
                reachable = true;
                ipv4(nlriFrom, frame.length).ifPresent(this::announcedByNextHop);
            }
        }

        /// The withdrawn routes or the NLRI field. Syntax errors: RFC 4271 §6.3 as RFC 7606 §3 (i), (j) leave it.
        private Optional<Nlri> ipv4(int from, int to) {
            return prefixes(AddressFamily.IPV4, from, to, INVALID_NETWORK_FIELD, Octets.NONE);
        }

        private Optional<Nlri> prefixes(AddressFamily family, int from, int to, int subcode, Octets data) {
            if (!format.families().contains(family)) {
                discarded.add("routes of " + family + ", which is not in use on the session");
                return Optional.empty();
            }
            return switch (Nlri.scan(family, format.addPathReceive().contains(family), frame, from, to)) {
                case Nlri.Scan.Good(Nlri nlri) -> Optional.of(nlri);
                case Nlri.Scan.Bad(String why) -> {
                    fail(subcode, data, why);
                    yield Optional.empty();
                }
            };
        }

        private void mpUnreach(Slice slice) {
            if (isSound(AttributeType.MP_UNREACH_NLRI, slice)) {
                // With no prefixes it is the End-of-RIB marker, but only when it stands alone (RFC 4724 §2).
                boolean alone = field.count() == 1 && frame.length == slice.to() && withdrawn.isEmpty();
                multiprotocol(slice, slice.from() + 3)
                        .filter(nlri -> alone || !nlri.isEmpty())
                        .ifPresent(withdrawn::add);
            }
        }

        private void mpReach(Slice slice) {
            if (isSound(AttributeType.MP_REACH_NLRI, slice)) {
                int nlriFrom = MultiprotocolReach.nlriFrom(frame, slice.from());
                reachable |= nlriFrom < slice.to();
                multiprotocol(slice, nlriFrom).ifPresent(nlri -> announce(slice, nlri));
            }
        }

        private void announce(Slice slice, Nlri nlri) {
            NextHop nextHop = MultiprotocolReach.nextHop(frame, slice.from());
            Optional<String> flaw = AttributeValues.hostFlaw(nextHop.address());
            if (flaw.isPresent()) {
                flaws.add("MP_REACH_NLRI: " + flaw.get());
                withdrawn.add(nlri);
            } else if (!nlri.isEmpty()) {
                announced.add(new Reach(nextHop, nlri));
            }
        }

        /// The first reason to end the session is the one that is told.
        private void fail(int subcode, Octets data, String why) {
            if (reset == null) {
                reset = UpdateDecoder.reset(subcode, data, why);
            }
        }

        private Optional<Nlri> multiprotocol(Slice slice, int nlriFrom) {
            Optional<AddressFamily> family = MultiprotocolReach.family(frame, slice.from());
            if (family.isEmpty()) {
                discarded.add("routes of AFI " + NetworkOrder.u16(frame, slice.from()) + " SAFI "
                        + NetworkOrder.u8(frame, slice.from() + 2) + ", which is not in use on the session");
                return Optional.empty();
            }
            return prefixes(family.get(), nlriFrom, slice.to(), OPTIONAL_ATTRIBUTE_ERROR, octets(slice));
        }

        /// RFC 7606 §5.3, §7.11, §7.12. The subcode is the one of RFC 4760 §7.
        private boolean isSound(AttributeType type, Slice slice) {
            Optional<String> flaw = AttributeValues.flagsFlaw(type, slice.flags())
                    .or(() -> type.check.flaw(frame, slice.from(), slice.to(), format));
            flaw.ifPresent(why -> fail(OPTIONAL_ATTRIBUTE_ERROR, octets(slice), type + ": " + why));
            return flaw.isEmpty();
        }

        private Octets octets(Slice slice) {
            return Octets.of(frame, slice.start(), slice.to());
        }

        /// NEXT_HOP belongs to the NLRI field: without that field it is ignored (RFC 4760 §3).
        private void announcedByNextHop(Nlri nlri) {
            Optional<Slice> slice = field.nextHop();
            Optional<String> flaw = slice.isEmpty() ? Optional.of("no NEXT_HOP") : nextHopFlaw(slice.get());
            if (flaw.isPresent()) {
                flaws.add(flaw.get());
                withdrawn.add(nlri);
            } else {
                IpAddress address =
                        IpAddress.ofOctets(frame, slice.orElseThrow().from(), AddressFamily.IPV4);
                announced.add(new Reach(NextHop.of(address), nlri));
            }
        }

        private Optional<String> nextHopFlaw(Slice slice) {
            AttributeType type = AttributeType.NEXT_HOP;
            return AttributeValues.flagsFlaw(type, slice.flags())
                    .or(() -> type.check.flaw(frame, slice.from(), slice.to(), format))
                    .map(why -> type + ": " + why);
        }

        void attributes() {
            AttributeBlock block = blocks.read(field.others(), field.othersLength());
            attributes = block.attributes();
            discarded.addAll(field.repeated());
            discarded.addAll(block.discarded());
            field.overrun().ifPresent(flaws::add);
            block.flaw().ifPresent(flaws::add);
            if (!announced.isEmpty()) {
                block.missing().ifPresent(flaws::add);
            }
            block.reset().ifPresent(unrecognized -> reset = unrecognized);
        }

        DecodeOutcome outcome() {
            if (reset != null) {
                return reset;
            }
            if (flaws.isEmpty()) {
                return new Accepted(
                        new Update(withdrawn, announced, announced.isEmpty() ? PathAttributes.NONE : attributes),
                        discarded);
            }
            String why = String.join("; ", flaws);
            if (!reachable) {
                // RFC 7606 §5.2: attributes with a fault and no routes to go with them may have swallowed the routes.
                return UpdateDecoder.reset(
                        MALFORMED_ATTRIBUTE_LIST, Octets.NONE, why + "; and no reachable routes to withdraw for it");
            }
            announced.forEach(reach -> withdrawn.add(reach.nlri()));
            return new TreatAsWithdraw(new Update(withdrawn, List.of(), PathAttributes.NONE), why);
        }
    }
}
