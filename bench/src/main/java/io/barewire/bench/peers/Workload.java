package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import java.io.IOException;
import java.util.List;

/// Something to measure daemons by.
interface Workload {
    /// As on the command line: `W1`.
    String name();

    /// What happens in it, in a line.
    String title();

    List<Column> columns();

    /// Whether a daemon has what it takes.
    boolean suits(Daemon daemon);

    /// One run.
    ///
    /// @throws BenchFailure when it came to nothing
    Result run(Daemon daemon, Leftovers leftovers, Progress progress) throws IOException;
}
