package io.barewire.mesh.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighborEditTest {
    private static final String HEAD = """
            # of no meaning
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: a, namespace: b}
            spec:
              bgp:
                routers:
                - asn: 64512
                  neighbors:
            """;
    private static final String TAIL = """
                  prefixes: [10.1.0.0/24]
                - asn: 64513
                  vrf: red
                  neighbors:
                  - address: 192.0.2.1
                    asn: 1
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: n}
            """;

    private static String neighbor(int number, String more) {
        return "      - address: 10.0.%d.%d\n        asn: 65001\n%s".formatted(number / 200, number % 200 + 1, more);
    }

    private static String list(int size) {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < size; i++) {
            text.append(neighbor(i, "        toReceive: {allowed: {mode: all}}\n"));
        }
        return text + TAIL;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ManifestVersion version(String text) {
        return ManifestVersion.of(octets(text), ManifestText.read("a.yaml", octets(text)));
    }

    private static Optional<ManifestVersion> edit(String before, String after) {
        Optional<ManifestVersion> edited = NeighborEdit.after(version(before), "a.yaml", octets(after));
        edited.ifPresent(version -> assertEquals(ManifestText.decode("a.yaml", octets(after)), version.part()));
        return edited;
    }

    private static List<Neighbor> neighbors(ManifestVersion version) {
        Decoded.Good good = (Decoded.Good) version.part().objects().getFirst();
        return ((FrrConfiguration) good.value()).routers().getFirst().neighbors();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        the first           | 10.0.0.1\\n        asn: 65001   | 10.0.0.1\\n        asn: 65002   | true
        one in the middle   | 10.0.0.80\\n        asn: 65001  | 10.0.0.80\\n        asn: 65002  | true
        the last            | 10.0.0.100\\n        asn: 65001 | 10.0.0.100\\n        asn: 65002 | true
        a line more         | 10.0.0.80\\n                    | 10.0.0.80\\n        port: 1790\\n | true
        another address     | 10.0.0.80\\n                    | 10.0.3.80\\n                     | true
        a flaw              | 10.0.0.80\\n                    | 10.0.0.x\\n                      | false
        a quote without end | 10.0.0.80\\n                    | "10.0.0.80\\n                    | false
        an anchor           | 10.0.0.80\\n                    | &a 10.0.0.80\\n                  | false
        before the list     | asn: 64512                      | asn: 64511                       | false
        behind the list     | 10.1.0.0/24                     | 10.2.0.0/24                      | false
        """)
    void whatChangedIsReadByItself(String what, String before, String after, boolean byItself) {
        String text = list(100);
        String now = text.replace(before.replace("\\n", "\n"), after.replace("\\n", "\n"));
        assertEquals(byItself, edit(text, now).isPresent());
    }

    @Test
    void neighborsThatStayAreTheSameObjects() {
        String text = list(100);
        ManifestVersion before = version(text);
        byte[] octets = octets(text.replace(neighbor(50, "        toReceive: {allowed: {mode: all}}\n"), ""));
        List<Neighbor> now =
                neighbors(NeighborEdit.after(before, "a.yaml", octets).orElseThrow());
        assertEquals(99, now.size());
        assertSame(neighbors(before).get(3), now.get(3));
        assertSame(neighbors(before).get(90).toAdvertise(), now.get(89).toAdvertise());
    }

    /// Neighbors behind the change become text of a password, up to one whose text was not to be parsed again; what is
    /// parsed instead ends as well as that.
    @Test
    void aQuoteThatEndsInAnotherNeighborIsSeen() {
        String all = "        toReceive: {allowed: {mode: all}}\n";
        String text = list(40).replace(neighbor(35, all), neighbor(35, "        password: a\n"))
                .replace(neighbor(36, all), neighbor(36, ""))
                .replace(neighbor(37, all), neighbor(37, "        # it'\n"))
                .replace(neighbor(39, all), neighbor(39, "        # it'\n"));
        String now = text.replace("password: a", "password: 'a");
        assertEquals(38, neighbors(version(now)).size());
        assertTrue(edit(text, now).isEmpty());
    }

    /// A list's own `spec` means nothing, whatever is in it.
    @Test
    void neighborsOfAListOfObjectsAreNobodys() {
        String list = """
                kind: List
                apiVersion: v1
                items:
                - apiVersion: frrk8s.metallb.io/v1beta1
                  kind: FRRConfiguration
                  metadata: {name: a, namespace: b}
                  spec: {bgp: {}}
                """ + HEAD.substring(HEAD.indexOf("spec:"))
                + list(40).substring(HEAD.length()).replace(TAIL, "");
        assertTrue(version(list).part().problems().isEmpty());
        assertTrue(edit(list, list.replace("10.0.0.20", "10.0.1.20")).isEmpty());
    }

    /// Whatever becomes of a text, its objects are those of somebody who never saw the text before.
    @Test
    void editsNeverChangeTheMeaning() {
        int[] edited = new int[1];
        Seeds.forSeeds(60, rng -> {
            String text = text(rng);
            ManifestVersion version = version(text);
            for (int i = 0; i < 8; i++) {
                text = changed(rng, text);
                Optional<ManifestVersion> edit = NeighborEdit.after(version, "a.yaml", octets(text));
                edited[0] += edit.isPresent() ? 1 : 0;
                version = version.next("a.yaml", octets(text));
                assertEquals(ManifestText.decode("a.yaml", octets(text)), version.part(), text);
                if (version.lists().isEmpty()) {
                    text = text(rng);
                    version = version(text);
                }
            }
        });
        assertTrue(edited[0] > 60, () -> edited[0] + " edits were read by themselves");
    }

    private static String text(Rng rng) {
        String inset = rng.oneOf("      ", "        ");
        String dash = rng.oneOf("- ", "-   ", "-\n" + inset + "  ");
        String within = inset + (dash.startsWith("-\n") ? "  " : " ".repeat(dash.length()));
        String newline = rng.oneOf("\n", "\n", "\r\n");
        StringBuilder list = new StringBuilder();
        int size = rng.between(34, 45);
        for (int i = 0; i < size; i++) {
            List<String> lines = new ArrayList<>(List.of("asn: " + rng.oneOf("65001", "65002")));
            lines.add(rng.oneOf(
                    "toReceive: {allowed: {mode: all}}",
                    "toReceive:\n" + within + "  allowed:\n" + within + "    mode: filtered\n" + within
                            + "    prefixes:\n" + within + "    - prefix: 10.0.0.0/8\n" + within + "      le: 32",
                    "password: |+\n" + within + "  secret\n\n",
                    "password: 'a\n" + within + "  - b'",
                    "password: a\n" + within + "  long one",
                    "toReceive: {allowed: {mode: filtered,\n" + within + "  prefixes: [\n" + within
                            + "  {prefix: 10.0.0.0/8}]}}",
                    "password: it\n" + within + "# it'",
                    "# it'",
                    "port: 1790"));
            lines = new ArrayList<>(rng.shuffled(lines));
            lines.add(rng.between(0, lines.size()), "address: 10.0.0." + (i + 1));
            list.append(inset)
                    .append(dash)
                    .append(String.join("\n" + within, lines))
                    .append('\n');
        }
        return (HEAD + list + rng.oneOf("", TAIL)).replace("\n", newline);
    }

    private static String changed(Rng rng, String text) {
        int at = rng.between(0, text.length());
        int line = text.lastIndexOf('\n', at - 1) + 1;
        int next = Math.max(line, text.indexOf('\n', at) + 1);
        return switch (rng.between(0, 6)) {
            case 4 -> {
                int from = text.indexOf("password: ", at);
                yield from < 0 ? text : text.substring(0, from + 10) + "'" + text.substring(from + 10);
            }
            case 0 -> text.substring(0, line) + text.substring(next); // without a line
            case 1 -> text.substring(0, next) + text.substring(line); // a line twice
            case 2 -> {
                String nasty = rng.oneOf(
                        "'", "\"", "[", "]", "{", "}", "#", ": ", "- ", "\n", "\n- ", "|", ">", "&a ", "*a", "!x ", "%",
                        "---\n", "...\n", "?", " ", "\t", "é", "\r");
                yield text.substring(0, at) + nasty + text.substring(at);
            }
            case 3 -> {
                int end = Math.min(text.length(), at + rng.between(1, 4));
                yield text.substring(0, at) + text.substring(end);
            }
            default -> {
                int from = text.indexOf("10.0.0.", at);
                yield from < 0
                        ? text
                        : text.substring(0, from) + "10.0." + rng.between(1, 9) + "." + text.substring(from + 7);
            }
        };
    }
}
