package io.barewire.wire;

import io.barewire.wire.DecodeOutcome.Accepted;
import java.util.HexFormat;
import java.util.Set;

/// Messages from hex digits, and the formats that the rows of the tables are written for.
final class Hex {
    static final Set<AddressFamily> BOTH = Set.of(AddressFamily.values());
    static final MessageFormat EXTERNAL = format(true, true);
    static final MessageFormat INTERNAL = format(false, true);
    static final MessageFormat EXTERNAL_TWO_OCTET = format(true, false);

    private Hex() {}

    static MessageFormat format(boolean external, boolean fourOctetAs) {
        return new MessageFormat(external, fourOctetAs, false, BOTH, Set.of(), Set.of(), false);
    }

    /// White space and colons between the digits are ignored.
    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("[\\s:]", ""));
    }

    /// A message of a type with marker and length put in front of its body.
    static byte[] message(int type, String body) {
        byte[] octets = octets(body);
        WireWriter out = new WireWriter(64);
        out.u64(-1).u64(-1).u16(Framing.HEADER_LENGTH + octets.length).u8(type).octets(octets);
        return out.toArray();
    }

    /// An UPDATE from the hex digits of its three fields.
    static byte[] update(String withdrawn, String attributes, String nlri) {
        byte[] withdrawnOctets = octets(withdrawn);
        byte[] attributeOctets = octets(attributes);
        return message(
                2,
                "%04x%s%04x%s%s"
                        .formatted(withdrawnOctets.length, withdrawn, attributeOctets.length, attributes, nlri));
    }

    static DecodeOutcome decode(byte[] message, MessageFormat format) {
        return new MessageDecoder(format).decode(message);
    }

    /// `accepted`, `discard` (accepted with something left out), `ignored`, `withdraw` or `reset CODE/SUBCODE`.
    static String verdict(DecodeOutcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> accepted.discarded().isEmpty() ? "accepted" : "discard";
            case DecodeOutcome.Ignored _ -> "ignored";
            case DecodeOutcome.TreatAsWithdraw _ -> "withdraw";
            case DecodeOutcome.SessionReset reset ->
                "reset " + reset.notification().code() + "/"
                        + reset.notification().subcode();
        };
    }
}
