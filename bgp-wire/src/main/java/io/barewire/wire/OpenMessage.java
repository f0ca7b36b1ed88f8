package io.barewire.wire;

import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.DecodeOutcome.SessionReset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads and writes OPEN (RFC 4271 §4.2) with its optional parameters, of which capabilities are the only one in
/// use (RFC 5492), in the classic and in the extended form (RFC 9072).
///
/// What the octets alone show to be wrong is refused here: version, hold time, an AS number or identifier of
/// zero. What only the configuration shows is the FSM's to refuse: a peer AS that was not expected, an identifier
/// equal to ours (RFC 6286 §2.2), a capability that we insist on.
final class OpenMessage {
    private static final int UNSPECIFIC = 0;
    private static final int UNSUPPORTED_VERSION_NUMBER = 1;
    private static final int BAD_PEER_AS = 2;
    private static final int BAD_BGP_IDENTIFIER = 3;
    private static final int UNSUPPORTED_OPTIONAL_PARAMETER = 4;
    private static final int UNACCEPTABLE_HOLD_TIME = 6;

    private static final int VERSION = 4;
    private static final int CAPABILITIES_PARAMETER = 2;
    private static final int EXTENDED = 255;

    private OpenMessage() {}

    /// Reads a frame of at least 29 octets.
    static DecodeOutcome read(byte[] frame) {
        int version = NetworkOrder.u8(frame, 19);
        if (version != VERSION) {
            return reset(UNSUPPORTED_VERSION_NUMBER, Octets.of((byte) 0, (byte) VERSION), "version " + version);
        }
        int shortAs = NetworkOrder.u16(frame, 20);
        int holdTime = NetworkOrder.u16(frame, 22);
        if (holdTime == 1 || holdTime == 2) {
            return reset(UNACCEPTABLE_HOLD_TIME, Octets.NONE, "hold time of " + holdTime + " s");
        }
        IpAddress identifier = IpAddress.ofOctets(frame, 24, AddressFamily.IPV4);
        if (identifier.isUnspecified()) {
            return reset(BAD_BGP_IDENTIFIER, Octets.NONE, "BGP identifier 0.0.0.0"); // RFC 6286 §2.2
        }
        List<Capability> capabilities = new ArrayList<>();
        Optional<SessionReset> refused = readParameters(frame, capabilities);
        if (refused.isPresent()) {
            return refused.get();
        }
        long as = shortAs;
        for (Capability capability : capabilities.reversed()) { // of several the first one counts
            if (capability instanceof Capability.FourOctetAs(long fourOctets)) {
                as = fourOctets;
            }
        }
        if (shortAs == 0 || as == 0) {
            return reset(BAD_PEER_AS, Octets.NONE, "AS number 0"); // RFC 7607 §2
        }
        return new Accepted(new Open(version, as, holdTime, identifier, capabilities), List.of());
    }

    private static Optional<SessionReset> readParameters(byte[] frame, List<Capability> capabilities) {
        int total = NetworkOrder.u8(frame, 28);
        int from = 29;
        // RFC 9072 §2: the first parameter's type tells; the classic length must only not be zero.
        boolean extended = total != 0 && frame.length > 29 && NetworkOrder.u8(frame, 29) == EXTENDED;
        if (extended) {
            if (frame.length < 32) {
                return malformed("extended optional parameters without a length");
            }
            total = NetworkOrder.u16(frame, 30);
            from = 32;
        }
        if (from + total != frame.length) {
            return malformed("optional parameters of " + total + " octets in a message with " + (frame.length - from));
        }
        int headerLength = extended ? 3 : 2;
        for (int at = from; at < frame.length; ) {
            if (frame.length - at < headerLength) {
                return malformed("optional parameter without a length");
            }
            int type = NetworkOrder.u8(frame, at);
            int length = extended ? NetworkOrder.u16(frame, at + 1) : NetworkOrder.u8(frame, at + 1);
            at += headerLength;
            if (frame.length - at < length) {
                return malformed("optional parameter of length " + length + " overruns the message");
            }
            if (type != CAPABILITIES_PARAMETER) {
                return Optional.of(
                        reset(UNSUPPORTED_OPTIONAL_PARAMETER, Octets.NONE, "optional parameter of type " + type));
            }
            Optional<String> flaw = Capabilities.read(frame, at, at + length, capabilities);
            if (flaw.isPresent()) {
                return malformed(flaw.get());
            }
            at += length;
        }
        return Optional.empty();
    }

    private static Optional<SessionReset> malformed(String why) {
        return Optional.of(reset(UNSPECIFIC, Octets.NONE, why));
    }

    private static SessionReset reset(int subcode, Octets data, String why) {
        return new SessionReset(new Notification(Notification.OPEN_MESSAGE_ERROR, subcode, data), why);
    }

    /// Appends what follows the header. All capabilities share one parameter; the extended form is used only
    /// where the classic one cannot hold them.
    static void write(Open open, WireWriter out) {
        boolean says = open.myAs() <= 0xFFFF
                || open.capability(Capability.FourOctetAs.class).isPresent();
        if (!says) {
            throw new IllegalArgumentException("AS " + open.myAs() + " needs the four-octet AS number capability");
        }
        WireWriter capabilities = new WireWriter(128);
        for (Capability capability : open.capabilities()) {
            Capabilities.write(capability, capabilities);
        }
        out.u8(open.version())
                .u16(TwoOctetSpeaker.fold(open.myAs()))
                .u16(open.holdTimeSeconds())
                .address(open.bgpIdentifier());
        int length = capabilities.length();
        if (length == 0) {
            out.u8(0);
        } else if (length + 2 <= 255) {
            out.u8(length + 2).u8(CAPABILITIES_PARAMETER).u8(length);
        } else {
            out.u8(EXTENDED)
                    .u8(EXTENDED)
                    .u16(length + 3)
                    .u8(CAPABILITIES_PARAMETER)
                    .u16(length);
        }
        capabilities.appendTo(out);
    }
}
