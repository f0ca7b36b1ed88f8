package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.barewire.rib.ReceivedRoute.Reason;
import io.barewire.rib.ReceivedRoute.Verdict;
import io.barewire.wire.Prefix;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 7705 §3: we are AS 65000 and show AS 64999 to a peer in AS 65001. The paths are those that FRR makes of it.
class LocalAsTest {
    private static final String PEER = "10.0.0.11";
    private static final String OTHER = "10.0.0.12";
    private static final String NET = "10.244.1.0/24";

    private static SessionTerms showing(LocalAs localAs) {
        return SessionTerms.PLAIN.withLocalAs(Optional.of(localAs));
    }

    @ParameterizedTest(name = "no-prepend {0}, replace-as {1}")
    @CsvSource({
        "false, false, 65000 64999 65001 7, 64999 65000 65002 8",
        "true,  false, 65000 65001 7,       64999 65000 65002 8",
        "false, true,  65000 64999 65001 7, 64999 65002 8",
        "true,  true,  65000 65001 7,       64999 65002 8"
    })
    void whatOthersHearOfThePeerAndThePeerOfOthers(
            boolean noPrepend, boolean replaceAs, String heardByOther, String heardByPeer) {
        TestRib test = new TestRib();
        test.up(PEER, 65001, showing(new LocalAs(64999, noPrepend, replaceAs, false)));
        test.up(OTHER, 65002);
        test.announce(PEER, TestRib.path(65001, 7), NET);
        assertEquals(heardByOther, test.pathTold(OTHER, NET));
        test.announce(OTHER, TestRib.path(65002, 8), "10.244.2.0/24");
        assertEquals(heardByPeer, test.pathTold(PEER, "10.244.2.0/24"));
    }

    @Test
    void ourOwnPrefixesShowBothOrOne() {
        TestRib test = new TestRib();
        test.up(PEER, 65001, showing(LocalAs.of(64999)));
        test.up(OTHER, 65001, showing(LocalAs.inPlaceOfOurs(64999)));
        test.rib.originate(Prefix.parse(NET));
        assertEquals("64999 65000", test.pathTold(PEER, NET));
        assertEquals("64999", test.pathTold(OTHER, NET));
    }

    /// RFC 4271 §9.1.2: it is our AS as well.
    @Test
    void aPathThroughTheShownAsIsALoop() {
        for (boolean noPrepend : new boolean[] {false, true}) {
            TestRib test = new TestRib();
            test.up(PEER, 65001, showing(new LocalAs(64999, noPrepend, true, false)));
            test.announce(PEER, TestRib.path(65001, 64999), NET);
            test.announce(PEER, TestRib.path(65001), "10.244.2.0/24");
            assertEquals(new Verdict.Denied(Reason.AS_LOOP, Optional.empty()), test.verdict(PEER, NET));
            assertInstanceOf(Verdict.Accepted.class, test.verdict(PEER, "10.244.2.0/24"));
        }
    }

    /// A peer that is internal because it shares the shown AS hears no AS in front.
    @Test
    void withinTheShownAsNothingIsPrepended() {
        TestRib test = new TestRib();
        test.up(PEER, TestRib.AS, showing(LocalAs.of(64999)));
        test.up(OTHER, 65002);
        test.announce(OTHER, TestRib.path(65002), NET);
        assertEquals("65002", test.pathTold(PEER, NET));
    }
}
