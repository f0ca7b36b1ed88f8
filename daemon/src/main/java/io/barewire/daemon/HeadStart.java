package io.barewire.daemon;

import io.barewire.mesh.manifests.ManifestFolder;
import io.barewire.netlink.InterfaceMonitor;
import io.barewire.netlink.NetlinkException;
import io.barewire.speaker.BgpSpeaker;

/// What every agent does for the first time before its first OPEN, done beforehand on a thread of its own while the
/// command line is read: half of what is slow about it is that the JVM has never run it. Nothing depends on it.
final class HeadStart {
    private HeadStart() {}

    static void begin() {
        Thread.ofPlatform().daemon().name("head-start").start(HeadStart::run);
    }

    private static void run() {
        try {
            InterfaceMonitor.read();
        } catch (NetlinkException _) {
            // Where it matters it will happen again, and be told.
        }
        ManifestFolder.prepare();
        BgpSpeaker.prepare();
    }
}
