package io.barewire.mesh.decode;

import io.barewire.mesh.objects.FrrConfiguration.RawLine;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.speaker.Endpoint;
import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `spec.raw`, configuration in FRR's own words, as far as OVN-Kubernetes writes it:
///
/// ```
/// router bgp 64512 vrf blue
///  address-family ipv4 unicast
///   neighbor 192.0.2.1 allowas-in origin
///  exit-address-family
/// exit
/// ```
///
/// A line that is not understood is an error, as skipping it could leave a filter out. Those that are do not depend on
/// each other, so what the priority orders comes out the same in any order.
final class RawConfigDecoder {
    /// About what the API server takes of a whole object.
    private static final int MOST_CHARACTERS = 1 << 20;

    private static final int LONGEST_QUOTE = 80;

    private static final Pattern ROUTER = Pattern.compile("router bgp (\\d{1,10})(?: vrf (\\S+))?");
    private static final Pattern FAMILY = Pattern.compile("address-family (ipv4|ipv6) unicast");
    private static final Pattern ALLOW = Pattern.compile("neighbor (\\S+) allowas-in origin");
    private static final Pattern EVPN =
            Pattern.compile("address-family l2vpn evpn|vrf \\S+|vni \\d+|advertise.*|route-target .*");

    /// What comes after these may be a key.
    private static final Pattern SECRET = Pattern.compile("(?i)((?:password|secret|key|md5|auth)\\S*) .*");

    /// Where a line stands.
    private sealed interface Block {
        record Outside() implements Block {}

        record OfRouter(long asn, String vrf) implements Block {}

        record OfFamily(OfRouter router, AddressFamily family) implements Block {}
    }

    private final List<RawLine> understood = new ArrayList<>();
    private Block block = new Block.Outside();

    private RawConfigDecoder() {}

    /// Nothing when anything is wrong.
    static List<RawLine> decode(Field raw) {
        raw.expectOnly(List.of("priority", "rawConfig"));
        raw.member("priority").integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
        Field config = raw.member("rawConfig");
        String text = config.text().orElse("");
        if (text.length() > MOST_CHARACTERS) {
            config.error(text.length() + " characters", "at most " + MOST_CHARACTERS + " are allowed");
            return List.of();
        }
        RawConfigDecoder decoder = new RawConfigDecoder();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip().replaceAll("\\s+", " ");
            boolean comment = line.isEmpty() || line.startsWith("!") || line.startsWith("#");
            if (!comment && !decoder.understands(line, i + 1)) {
                refuse(config, line, i + 1);
                return List.of();
            }
        }
        return List.copyOf(decoder.understood);
    }

    /// A line of an outer block ends the inner one, as in FRR.
    private boolean understands(String line, int number) {
        Matcher router = ROUTER.matcher(line);
        if (router.matches()) {
            String vrf = Optional.ofNullable(router.group(2)).orElse(Router.DEFAULT_VRF);
            return goOn(new Block.OfRouter(Long.parseLong(router.group(1)), vrf));
        }
        return switch (block) {
            case Block.Outside() -> false;
            case Block.OfRouter around -> line.equals("exit") ? goOn(new Block.Outside()) : beginsFamily(line, around);
            case Block.OfFamily inside ->
                switch (line) {
                    case "exit", "exit-address-family" -> goOn(inside.router());
                    default -> allows(line, inside, number) || beginsFamily(line, inside.router());
                };
        };
    }

    private boolean goOn(Block next) {
        block = next;
        return true;
    }

    private boolean beginsFamily(String line, Block.OfRouter router) {
        Matcher family = FAMILY.matcher(line);
        return family.matches()
                && goOn(new Block.OfFamily(
                        router, family.group(1).equals("ipv4") ? AddressFamily.IPV4 : AddressFamily.IPV6));
    }

    private boolean allows(String line, Block.OfFamily inside, int number) {
        Matcher allow = ALLOW.matcher(line);
        if (!allow.matches()) {
            return false;
        }
        try {
            Endpoint neighbor = Endpoint.parse(allow.group(1));
            Block.OfRouter router = inside.router();
            return understood.add(new RawLine(number, router.vrf(), router.asn(), inside.family(), neighbor));
        } catch (IllegalArgumentException _) {
            return false; // neither address nor interface
        }
    }

    private static void refuse(Field config, String line, int number) {
        if (EVPN.matcher(line).matches()) {
            config.error("line " + number + ": not supported yet: EVPN", Unsupported.REFUSED);
        } else {
            config.error(
                    "line " + number + ": \"" + quotable(line) + "\" is not understood here",
                    "of FRR's words only neighbor PEER allowas-in origin, in an address-family of a router, is known:"
                            + " use the fields of the object, or a RoutingPolicy");
        }
    }

    private static String quotable(String line) {
        String shown = line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line;
        return SECRET.matcher(shown).replaceFirst("$1 <retracted>").replaceAll("\\p{Cntrl}", "?");
    }
}
