package io.barewire.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessStatTest {
    @Test
    void aNameMayHoldBracketsAndBlanks() {
        String line = "4242 (a ) b (c) S 1 4242 4242 0 -1 4194560 1000 0 0 0 120 34 7 8 20 0 1 0 100 0 0";
        assertEquals(new ProcessStat("a ) b (c", false, 154), ProcessStat.parse(line));
    }

    @Test
    void kernelThreadsAreToldByTheirFlag() {
        String line = "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 1 2 0 0 20 0 1 0 3 0 0";
        assertEquals(new ProcessStat("kthreadd", true, 3), ProcessStat.parse(line));
    }

    @Test
    void theMachineIsBusyByWhatProcessesUsed() {
        assertEquals(List.of(60L, 8L), ProcessStat.machine("cpu  10 20 30 400 50 6 7 8 0 0"));
    }

    @Test
    void memoryIsReadInKib() {
        String status = "Name:\tbird\nVmHWM:\t  152000 kB\nVmRSS:\t   148000 kB\n";
        assertEquals(OptionalLong.of(148_000), Machine.field(status, "VmRSS:"));
        assertEquals(OptionalLong.empty(), Machine.field(status, "VmSwap:"));
    }

    @Test
    void theKernelsRoutesAreThoseOfItsMainTable() {
        String triestat = """
                Basic info: size of leaf: 48 bytes, size of tnode: 40 bytes.
                Main:
                \tAver depth:     2.50
                \tLeaves:         9
                \tPrefixes:       12
                Local:
                \tPrefixes:       5
                """;
        assertEquals(12, KernelRoutes.parse(triestat));
    }
}
