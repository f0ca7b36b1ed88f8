package io.barewire.speaker.transport;

import io.barewire.speaker.AoKey;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Secret;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;

/// From one protection of some hosts to the next, on a listening socket.
final class ListenerKeys {
    private ListenerKeys() {}

    /// The kernel wants no two kinds of keys for a host at a time, so the old kind goes first.
    static List<SocketOption> change(Prefix hosts, AddressFamily socketFamily, Protection before, Protection after) {
        List<SocketOption> options = new ArrayList<>();
        if (before instanceof Protection.Md5 && !(after instanceof Protection.Md5)) {
            options.add(TcpMd5.noKey(hosts, socketFamily));
        }
        options.addAll(TcpAo.listening(hosts, socketFamily, chain(before), chain(after)));
        if (after instanceof Protection.Md5(Secret key) && !after.equals(before)) {
            options.add(TcpMd5.key(hosts, socketFamily, key));
        }
        return options;
    }

    private static List<AoKey> chain(Protection protection) {
        return protection instanceof Protection.Ao(List<AoKey> keys) ? keys : List.of();
    }
}
