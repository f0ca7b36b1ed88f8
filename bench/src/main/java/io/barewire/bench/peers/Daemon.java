package io.barewire.bench.peers;

import java.util.Set;

/// A kind of BGP daemon that can be measured.
interface Daemon {
    /// As on the command line.
    String name();

    /// Whether it can put routes into this kernel by itself.
    boolean hasKernelRoutes();

    /// Whether a running one takes another configuration without a restart.
    boolean reloads();

    /// Makes the network namespace that it will run in; nothing in it runs yet.
    Home open(Leftovers leftovers);

    /// The namespace of one daemon, and the daemon once it is started.
    interface Home extends AutoCloseable {
        /// A process in the namespace, from the beginning on.
        long holder();

        /// Whether the holder only holds the namespace and is no part of the daemon.
        boolean isPlaceholder();

        /// Starts the daemon; returns before it listens.
        ///
        /// @return when it was executed, as nanoTime
        long start(DaemonConfig config);

        /// Makes another configuration ready, for a daemon that reloads.
        ///
        /// @param processes the daemon's
        /// @return what puts it in force
        Runnable prepare(DaemonConfig config, Set<Long> processes);

        /// The end of what it wrote, for messages about failures.
        String lastWords();

        /// Ends the daemon without a word, and the namespace with it.
        @Override
        void close();
    }
}
