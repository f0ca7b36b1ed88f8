package io.barewire.speaker.transport;

import io.barewire.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A socket option as `setsockopt(2)` takes it; names and numbers are the kernel's.
///
/// @param needed a socket without it must not be used
record SocketOption(String name, int level, int option, Octets value, boolean needed) {
    /// `strerror(ENOPROTOOPT)`.
    private static final String NOT_AVAILABLE = "Protocol not available";

    static final int SOL_SOCKET = 1;
    static final int IPPROTO_IP = 0;
    static final int IPPROTO_TCP = 6;
    static final int IPPROTO_IPV6 = 41;

    static SocketOption ofInt(String name, int level, int option, int value, boolean needed) {
        byte[] octets = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        return new SocketOption(name, level, option, Octets.of(octets), needed);
    }

    static SocketOption bindToDevice(String device) {
        return new SocketOption(
                "SO_BINDTODEVICE", SOL_SOCKET, 25, Octets.of(device.getBytes(StandardCharsets.UTF_8)), true);
    }

    /// What to tell when the system refuses it.
    String cannotBeSet(String systemsReason) {
        boolean missing =
                option == TcpAo.TCP_AO_ADD_KEY && level == IPPROTO_TCP && systemsReason.contains(NOT_AVAILABLE);
        return missing
                ? "TCP-AO is not in this kernel: it takes Linux 6.7 or newer, built with CONFIG_TCP_AO"
                : name + " cannot be set: " + systemsReason;
    }

    /// Without the value, which may be a key.
    @Override
    public String toString() {
        return name;
    }
}
