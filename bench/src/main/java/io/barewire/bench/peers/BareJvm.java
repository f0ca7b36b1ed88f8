package io.barewire.bench.peers;

/// No daemon, but a JVM with the agent's flags and [BareSpeaker] in it: what W4 takes at least.
///
/// @param like where and how it runs
record BareJvm(BarewireDaemon like) implements Daemon {
    @Override
    public String name() {
        return Comparison.FLOOR;
    }

    @Override
    public boolean hasKernelRoutes() {
        return false;
    }

    @Override
    public boolean reloads() {
        return false;
    }

    @Override
    public Home open(Leftovers leftovers) {
        return like.open(leftovers);
    }
}
