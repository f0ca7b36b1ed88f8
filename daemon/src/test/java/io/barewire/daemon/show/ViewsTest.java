package io.barewire.daemon.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.metrics.InstanceSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every document and table, letter by letter, against the files beside this class. `-Dgolden=write` writes them anew;
/// then read the difference.
final class ViewsTest {
    private static final int WIDE = TextTable.ANY_WIDTH;
    private static final Path GOLDEN = Path.of("src/test/resources/io/barewire/daemon/show");

    private final ObjectMapper mapper = new ObjectMapper();

    @TestFactory
    List<DynamicTest> whatIsShownIsWhatWasAgreed() {
        return outputs().entrySet().stream()
                .map(output ->
                        DynamicTest.dynamicTest(output.getKey(), () -> compare(output.getKey(), output.getValue())))
                .toList();
    }

    @Test
    void everyFieldOfADocumentIsDocumented() throws IOException {
        Set<String> words = Pattern.compile("\\w+")
                .matcher(Files.readString(Path.of("../docs/cli.md")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        outputs().forEach((file, text) -> {
            if (file.endsWith(".json")) {
                Pattern.compile("\"(\\w+)\" :").matcher(text).results().forEach(name -> missing.add(name.group(1)));
            }
        });
        missing.removeAll(words);
        assertEquals(Set.of(), missing);
    }

    private static final InstanceSample DEFAULT = new InstanceSample(
            "default", Optional.of(Examples.SPEAKER), Optional.of(Examples.TOTALS), Optional.empty());

    private Map<String, String> outputs() {
        Map<String, String> outputs = new TreeMap<>();
        ObjectNode summary = SummaryView.document(
                "worker-9",
                "1.2.3",
                Examples.NOW.minusSeconds(4000),
                Examples.NOW,
                List.of("routes refused by the kernel: 1"),
                List.of("session with 2001:db8::2 is not Established"),
                Examples.PROBLEMS,
                DEFAULT,
                List.of(DEFAULT));
        both("summary", summary, SummaryView.text(summary, WIDE), outputs);
        ObjectNode bare = SummaryView.document(
                "worker-9",
                "1.2.3",
                Examples.NOW,
                Examples.NOW,
                List.of("the manifests have not been read yet"),
                List.of(),
                List.of(),
                new InstanceSample("default", Optional.empty(), Optional.empty(), Optional.empty()),
                List.of());
        InstanceSample red = new InstanceSample(
                "red", Optional.of(Examples.SPEAKER), Optional.empty(), Optional.of("there is no VRF device red"));
        ObjectNode vrf = SummaryView.document(
                "worker-9",
                "1.2.3",
                Examples.NOW,
                Examples.NOW,
                List.of("VRF red: there is no VRF device red"),
                List.of(),
                List.of(),
                red,
                List.of(DEFAULT, red));
        both("summary-of-a-vrf", vrf, SummaryView.text(vrf, WIDE), outputs);
        both("summary-before-configuration", bare, SummaryView.text(bare, WIDE), outputs);
        ObjectNode neighbors = NeighborsView.document(Examples.SPEAKER.peers(), Examples.NOW);
        both("neighbors", neighbors, NeighborsView.text(neighbors, false, WIDE), outputs);
        outputs.put("neighbors-narrow.txt", NeighborsView.text(neighbors, false, 80));
        outputs.put(
                "neighbor-up.txt",
                NeighborsView.text(NeighborsView.document(List.of(Examples.UP), Examples.NOW), true, WIDE));
        outputs.put(
                "neighbor-down.txt",
                NeighborsView.text(NeighborsView.document(List.of(Examples.DOWN), Examples.NOW), true, 100));
        ObjectNode kept = NeighborsView.document(List.of(Examples.UNTIL_CLEARED, Examples.UNTIL_LATER), Examples.NOW);
        both("neighbors-kept-down", kept, NeighborsView.text(kept, false, WIDE), outputs);
        outputs.put(
                "neighbor-kept-down.txt",
                NeighborsView.text(NeighborsView.document(List.of(Examples.UNTIL_LATER), Examples.NOW), true, WIDE));
        outputs.put(
                "neighbor-watched.txt",
                NeighborsView.text(NeighborsView.document(List.of(Examples.WATCHED), Examples.NOW), true, WIDE));
        ObjectNode bfd = BfdView.document(Examples.BFD);
        both("bfd", bfd, BfdView.text(bfd, WIDE), outputs);
        ObjectNode best = RoutesView.best(Examples.BEST, 3);
        both("routes", best, RoutesView.bestText(best, WIDE), outputs);
        ObjectNode received = RoutesView.received("192.0.2.1", Examples.RECEIVED, 1000);
        both("routes-received", received, RoutesView.receivedText(received, WIDE), outputs);
        ObjectNode advertised = RoutesView.advertised("192.0.2.1", Examples.ADVERTISED, 1000);
        both("routes-advertised", advertised, RoutesView.advertisedText(advertised, WIDE), outputs);
        ObjectNode withheld = RoutesView.withheld("192.0.2.1", Examples.WITHHELD, 1000);
        both("routes-withheld", withheld, RoutesView.withheldText(withheld, WIDE), outputs);
        ObjectNode fib = FibView.document(Examples.FIB, Optional.empty(), Optional.empty(), 1000, Examples.NOW);
        both("fib", fib, FibView.text(fib, WIDE), outputs);
        ObjectNode ovn = OvnView.document(
                Examples.OVN_STATUS, Optional.of(Examples.FIB), Optional.empty(), Optional.empty(), 1000);
        OvnView.with(ovn, Examples.SNAT);
        both("ovn", ovn, OvnView.text(ovn, WIDE), outputs);
        ObjectNode away =
                OvnView.document(Examples.OVN_AWAY, Optional.empty(), Optional.empty(), Optional.empty(), 1000);
        both("ovn-away", away, OvnView.text(away, WIDE), outputs);
        ObjectNode nextHops = NextHopsView.document(Examples.NEXT_HOPS);
        both("nexthops", nextHops, NextHopsView.text(nextHops, WIDE), outputs);
        ObjectNode conditions = ConditionsView.document(Examples.CONDITIONS);
        both("conditions", conditions, ConditionsView.text(conditions, WIDE), outputs);
        ObjectNode problems = ProblemsView.document(Examples.PROBLEMS);
        both("problems", problems, ProblemsView.text(problems), outputs);
        ObjectNode config = ConfigView.document(Examples.CONFIG);
        both("config", config, ConfigView.text(config, WIDE), outputs);
        return outputs;
    }

    private void both(String name, ObjectNode document, String text, Map<String, String> into) {
        into.put(name + ".txt", text);
        try {
            into.put(name + ".json", mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void compare(String file, String shown) throws IOException {
        Path golden = GOLDEN.resolve(file);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, shown);
        }
        assertEquals(Files.readString(golden, StandardCharsets.UTF_8), shown);
    }
}
