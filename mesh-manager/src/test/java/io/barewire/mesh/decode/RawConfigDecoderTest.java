package io.barewire.mesh.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawConfigDecoderTest {
    private static List<Problem> problems(String rawConfig) {
        ObjectNode tree =
                JsonNodeFactory.instance.objectNode().put("priority", 10).put("rawConfig", rawConfig);
        Faults faults = new Faults(Origin.NONE, "", _ -> 0);
        RawConfigDecoder.decode(Field.root(tree, faults));
        return faults.problems();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            this is a non valid configuration                           | line 1: "this is a non valid configuration" is not understood
            router bgp 64512; neighbor 192.0.2.1 allowas-in origin      | line 2: "neighbor 192.0.2.1 allowas-in origin" is not
            router bgp 64512; address-family ipv4 unicast; neighbor 192.0.2.1 allowas-in 3 | line 3: "neighbor
            router bgp 64512; address-family ipv4 unicast; neighbor a/b allowas-in origin  | line 3: "neighbor
            router bgp 64512; address-family ipv4 unicast; exit; exit; exit                | line 5: "exit" is not
            router bgp 64512; !; # x; address-family l2vpn evpn         | line 4: not supported yet: EVPN
            vrf red; vni 100; exit-vrf                                  | line 1: not supported yet: EVPN
            router bgp 64512; neighbor 192.0.2.1 password open sesame   | line 2: "neighbor 192.0.2.1 password <retracted>" is not
            address-family ipv4 unicast                                 | line 1: "address-family ipv4 unicast" is not
            router bgp 99999999999                                      | line 1: "router bgp 99999999999" is not
            """)
    void whatIsNotUnderstoodIsRefusedWithItsLine(String lines, String reported) {
        List<Problem> problems = problems(lines.replace("; ", "\n"));
        assertEquals(1, problems.size());
        String problem = problems.getFirst().toString();
        assertTrue(problem.contains("rawConfig: " + reported), problem);
        assertFalse(problem.contains("sesame"), problem);
    }

    /// Whatever stands there is understood, or an error that fits a line of a terminal.
    @Test
    void hostileTextIsNoMoreThanAnError() {
        List<String> words = List.of(
                "router",
                "bgp",
                "64512",
                "vrf",
                "exit",
                "address-family",
                "ipv4",
                "unicast",
                "neighbor",
                "\n",
                "\n",
                "192.0.2.1",
                "allowas-in",
                "origin",
                "\u0000",
                "\u001b[2J",
                "\u2028",
                "key".repeat(300_000),
                "!");
        Seeds.forSeeds(500, rng -> {
            String text = String.join(" ", rng.listOf(0, 30, one -> one.oneOf(words)));
            for (Problem problem : problems(text)) {
                assertTrue(problem.reason().length() < 200, problem.reason());
                assertTrue(problem.reason().chars().noneMatch(Character::isISOControl), problem.reason());
            }
        });
        assertEquals(1, problems("!".repeat(2_000_000)).size());
    }
}
