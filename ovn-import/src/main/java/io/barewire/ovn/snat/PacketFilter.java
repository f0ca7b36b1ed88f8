package io.barewire.ovn.snat;

import java.io.IOException;

/// The kernel's nftables. Calls may take a second; none waits for ever.
public interface PacketFilter {
    /// Carries out commands of nft(8): all of them at once, or none.
    ///
    /// @throws IOException when they could not be carried out, with what to do about it
    void run(String commands) throws IOException;

    /// A table of family `inet` as it is now, in a form that is the same as long as nobody changes it; empty text
    /// when there is none.
    ///
    /// @throws IOException when that could not be read
    String table(String name) throws IOException;
}
