package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.speaker.AoKey;
import io.barewire.speaker.AoKey.Algorithm;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Secret;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The structures as `linux/tcp.h` lays them out for a little-endian machine, and the order of the calls.
class TcpAoTest {
    private static final Prefix PEER = Prefix.parse("192.0.2.1/32");
    private static final AoKey ONE = new AoKey(1, 101, Algorithm.HMAC_SHA_1_96, Secret.of("abc"));
    private static final AoKey TWO = new AoKey(2, 102, Algorithm.AES_128_CMAC_96, Secret.of("defg"));
    private static final AoKey OTHER_ONE = new AoKey(1, 101, Algorithm.HMAC_SHA_1_96, Secret.of("other"));
    private static final String ADDRESS = "02000000c0000201" + "00".repeat(120);

    @BeforeEach
    void expectedInLittleEndian() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the rows are of little-endian machines");
    }

    /// addr[128] alg_name[64] ifindex flags reserved2 prefix sndid rcvid maclen keyflags keylen key[80]
    @Test
    void aConnectingSocketGetsAllKeysAndUsesTheFirst() {
        List<SocketOption> options =
                TcpAo.connecting(PEER, AddressFamily.IPV4, (Protection.Ao) Protection.ao(ONE, TWO));
        assertEquals(List.of("TCP_AO_ADD_KEY", "TCP_AO_ADD_KEY"), names(options));
        assertEquals(
                ADDRESS + name("hmac(sha1)") + "00000000" + "03000000" + "0000" + "20" + "01" + "65" + "0c" + "00"
                        + "03" + "616263" + "00".repeat(77),
                options.getFirst().value().toHex());
        assertEquals(
                ADDRESS + name("cmac(aes128)") + "00000000" + "00000000" + "0000" + "20" + "02" + "66" + "0c" + "00"
                        + "04" + "64656667" + "00".repeat(76),
                options.getLast().value().toHex());
        assertEquals(38, options.getFirst().option());
        assertEquals(6, options.getFirst().level());
    }

    /// A mapped address keeps the prefix length of IPv4, as TCP_MD5SIG_EXT has it too.
    @Test
    void anIpv4PeerOfAnIpv6SocketIsMapped() {
        SocketOption option = TcpAo.listening(PEER, AddressFamily.IPV6, List.of(), List.of(ONE))
                .getFirst();
        assertTrue(option.value().toHex().startsWith("0a0000000000000000000000000000000000ffffc0000201"));
        assertEquals("20", option.value().toHex().substring(404, 406));
    }

    /// current_key and rnext of struct tcp_ao_info_opt; addr, prefix, sndid, rcvid, current_key and rnext of struct
    /// tcp_ao_del.
    @Test
    void aLivingConnectionGetsTheNewKeyUsesItAndDropsTheOld() {
        List<SocketOption> options = TcpAo.rollover(PEER, AddressFamily.IPV4, List.of(ONE), List.of(TWO, ONE));
        assertEquals(List.of("TCP_AO_ADD_KEY", "TCP_AO_INFO"), names(options));
        assertEquals(
                "03000000" + "0000" + "02" + "66" + "00".repeat(40),
                options.getLast().value().toHex());

        options = TcpAo.rollover(PEER, AddressFamily.IPV4, List.of(TWO, ONE), List.of(TWO));
        assertEquals(List.of("TCP_AO_DEL_KEY"), names(options));
        assertEquals(
                ADDRESS + "00000000" + "03000000" + "0000" + "20" + "01" + "65" + "02" + "66" + "00",
                options.getFirst().value().toHex());
        assertEquals(List.of(), TcpAo.rollover(PEER, AddressFamily.IPV4, List.of(TWO), List.of(TWO)));
    }

    /// The kernel wants one kind of key for a host, and one key for an identifier.
    @Test
    void aListeningSocketChangesFromAnyProtectionToAny() {
        Protection none = Protection.none();
        Protection md5 = Protection.md5("abc");
        Protection ao = Protection.ao(ONE);
        assertEquals(List.of(), change(none, none));
        assertEquals(List.of("TCP_MD5SIG"), change(none, md5));
        assertEquals(List.of("TCP_MD5SIG"), change(md5, Protection.md5("def")));
        assertEquals(List.of(), change(md5, md5));
        assertEquals(List.of("TCP_MD5SIG", "TCP_AO_ADD_KEY"), change(md5, ao));
        assertEquals(List.of("TCP_AO_DEL_KEY", "TCP_MD5SIG"), change(ao, md5));
        assertEquals(List.of("TCP_AO_DEL_KEY", "TCP_AO_ADD_KEY"), change(ao, Protection.ao(OTHER_ONE)));
        assertEquals(List.of("TCP_AO_ADD_KEY"), change(ao, Protection.ao(TWO, ONE)));
        assertEquals(List.of("TCP_AO_DEL_KEY"), change(ao, none));
    }

    @Test
    void aSessionGoesOnWhileAKeyStays() {
        Protection ao = Protection.ao(ONE);
        assertTrue(ao.rollsOverTo(Protection.ao(TWO, ONE)));
        assertFalse(ao.rollsOverTo(Protection.ao(TWO)));
        assertFalse(ao.rollsOverTo(Protection.ao(OTHER_ONE)));
        assertFalse(ao.rollsOverTo(Protection.none()));
        assertFalse(Protection.md5("a").rollsOverTo(Protection.md5("b")));
    }

    @Test
    void identifiersAreOneOctetAndNamedOnce() {
        assertThrows(
                IllegalArgumentException.class, () -> new AoKey(256, 0, Algorithm.HMAC_SHA_1_96, Secret.of("abc")));
        assertThrows(IllegalArgumentException.class, () -> Protection.ao(ONE, OTHER_ONE));
        assertThrows(IllegalArgumentException.class, Protection::ao);
    }

    @Test
    void aKernelWithoutItIsNamed() {
        SocketOption option = TcpAo.listening(PEER, AddressFamily.IPV4, List.of(), List.of(ONE))
                .getFirst();
        assertEquals(
                "TCP-AO is not in this kernel: it takes Linux 6.7 or newer, built with CONFIG_TCP_AO",
                option.cannotBeSet("Protocol not available"));
        assertEquals("TCP_AO_ADD_KEY cannot be set: Invalid argument", option.cannotBeSet("Invalid argument"));
    }

    private static List<String> change(Protection before, Protection after) {
        return names(ListenerKeys.change(PEER, AddressFamily.IPV4, before, after));
    }

    private static List<String> names(List<SocketOption> options) {
        return options.stream().map(SocketOption::name).toList();
    }

    private static String name(String algorithm) {
        StringBuilder hex = new StringBuilder();
        for (byte octet : algorithm.getBytes(StandardCharsets.US_ASCII)) {
            hex.append("%02x".formatted(octet));
        }
        return hex + "00".repeat(64 - algorithm.length());
    }
}
