package io.barewire.bench;

import io.barewire.rib.PrefixFilter;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One prefix against the filter of a managed mesh: the check that every received route passes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PrefixFilterBenchmark {
    private final PrefixFilter filter =
            PrefixFilter.of(List.of(new PrefixFilter.Rule(Prefix.parse("10.128.0.0/14"), 23, 23)));

    @Benchmark
    public boolean permits() {
        return filter.permits(AddressFamily.IPV4, 0x0A82_0000_0000_0000L, 0, 23);
    }
}
