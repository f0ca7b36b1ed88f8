package io.barewire.ovn.ovsdb;

import java.util.Arrays;

/// Cuts a stream into JSON documents, which follow each other without delimiter or length (RFC 7047 §4): one ends where
/// its braces outside strings are balanced. What is between them is for a JSON parser to judge.
final class JsonFraming {
    /// Takes a document; its octets are valid during the call.
    interface Sink {
        void document(byte[] octets, int offset, int length) throws ProtocolFault;
    }

    /// Deeper than anything that OVSDB has (§5.1), and nothing that costs a parser its stack.
    static final int MAXIMUM_DEPTH = 64;

    /// What is kept between documents of ordinary size; a large one's memory is given back.
    private static final int ORDINARY = 1 << 16;

    private final int maximum;
    private byte[] begun = new byte[1024];
    private int length;
    private int depth;
    private boolean inString;
    private boolean escaped;

    /// @param maximum octets of a document
    JsonFraming(int maximum) {
        this.maximum = maximum;
    }

    /// @throws ProtocolFault when it cannot be a document, or is too long or too deep; nothing may follow then
    void feed(byte[] octets, int from, int to, Sink sink) throws ProtocolFault {
        int start = from;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (inString) {
                if (escaped) {
                    escaped = false;
                } else if (octet == '\\') {
                    escaped = true;
                } else if (octet == '"') {
                    inString = false;
                }
                continue;
            }
            switch (octet) {
                case '{', '[' -> {
                    if (depth == 0) {
                        if (octet == '[') {
                            throw new ProtocolFault("what arrives is not JSON-RPC: an array where an object begins");
                        }
                        start = i;
                    }
                    if (++depth > MAXIMUM_DEPTH) {
                        throw new ProtocolFault("what arrives is nested deeper than " + MAXIMUM_DEPTH);
                    }
                }
                case '}', ']' -> {
                    if (--depth == 0) {
                        complete(octets, start, i + 1, sink);
                        start = i + 1;
                    } else if (depth < 0) {
                        throw strange(octet);
                    }
                }
                case '"' -> {
                    if (depth == 0) {
                        throw strange(octet);
                    }
                    inString = true;
                }
                case ' ', '\t', '\r', '\n' -> {}
                default -> {
                    if (depth == 0) {
                        throw strange(octet);
                    }
                }
            }
        }
        if (depth > 0) {
            keep(octets, start, to);
        }
    }

    private static ProtocolFault strange(byte octet) {
        return new ProtocolFault("what arrives is not JSON-RPC: octet 0x%02x between documents".formatted(octet));
    }

    private void complete(byte[] octets, int from, int to, Sink sink) throws ProtocolFault {
        if (length == 0) {
            if (to - from > maximum) {
                throw tooLong();
            }
            sink.document(octets, from, to - from);
            return;
        }
        keep(octets, from, to);
        int whole = length;
        length = 0;
        sink.document(begun, 0, whole);
        if (begun.length > ORDINARY) {
            begun = new byte[1024];
        }
    }

    private void keep(byte[] octets, int from, int to) throws ProtocolFault {
        int more = to - from;
        if (more > maximum - length) {
            throw tooLong();
        }
        if (length + more > begun.length) {
            int doubled = (int) Math.min(maximum, 2L * begun.length);
            begun = Arrays.copyOf(begun, Math.max(length + more, doubled));
        }
        System.arraycopy(octets, from, begun, length, more);
        length += more;
    }

    private ProtocolFault tooLong() {
        return new ProtocolFault("a document is longer than the " + maximum + " octets allowed");
    }
}
