package io.barewire.bench.peers;

/// No daemon, but a JVM with the agent's flags and [BareSpeaker] or [BareRoutes] in it: what W4, W5 and W6 take at
/// least.
///
/// @param like where and how it runs
record BareJvm(BarewireDaemon like) implements Daemon {
    @Override
    public String name() {
        return Comparison.FLOOR;
    }

    @Override
    public boolean hasKernelRoutes() {
        return true;
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
