package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.speaker.Secret;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `struct tcp_md5sig` as `linux/tcp.h` has it: 128 octets of address, flags, prefix length, key length, interface,
/// 80 octets of key.
class TcpMd5Test {
    @ParameterizedTest(name = "{0} on an {1} socket")
    @CsvSource(textBlock = """
        192.0.2.1/32,   IPV4, 14, 02000000c0000201,                                         00, 00
        192.0.2.1/32,   IPV6, 14, 0a0000000000000000000000000000000000ffffc0000201,         00, 00
        192.0.2.0/24,   IPV6, 32, 0a0000000000000000000000000000000000ffffc0000200,         01, 18
        2001:db8::1/128,IPV6, 14, 0a0000000000000020010db8000000000000000000000001,         00, 00
        2001:db8::/64,  IPV6, 32, 0a0000000000000020010db8000000000000000000000000,         01, 40
        """)
    void theStructIsTheKernels(
            String hosts, AddressFamily socket, int option, String address, String flags, String prefixLength) {
        SocketOption key = TcpMd5.key(Prefix.parse(hosts), socket, Secret.of("abc"));
        assertEquals(6, key.level());
        assertEquals(option, key.option());
        String expected = (address.length() < 56 ? address + "00".repeat(28 - address.length() / 2) : address)
                + "00".repeat(100) + flags + prefixLength + nativeShort(3) + "00000000" + "616263" + "00".repeat(77);
        assertEquals(nativeFamily(expected), key.value().toHex());
    }

    @Test
    void noKeyHasLengthZero() {
        SocketOption none = TcpMd5.noKey(Prefix.parse("192.0.2.1/32"), AddressFamily.IPV4);
        assertEquals(216, none.value().length());
        assertEquals("0000", none.value().toHex().substring(260, 264));
    }

    @Test
    void aSecretIsNeverShown() {
        assertEquals("(secret)", Secret.of("abc").toString());
        assertEquals(
                "TCP_MD5SIG",
                TcpMd5.key(Prefix.parse("192.0.2.1/32"), AddressFamily.IPV4, Secret.of("abc"))
                        .toString());
    }

    private static String nativeShort(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                ? "%02x%02x".formatted(value & 0xFF, value >> 8)
                : "%04x".formatted(value);
    }

    private static String nativeFamily(String expected) {
        return nativeShort(Integer.parseInt(expected.substring(0, 2), 16)) + expected.substring(4);
    }
}
