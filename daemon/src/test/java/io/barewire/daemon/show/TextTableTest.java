package io.barewire.daemon.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    void textIsAlignedLeftAndNumbersRight() {
        TextTable table = new TextTable("PEER", ">AS", "STATE");
        table.row("192.0.2.1", 64512, "Established");
        table.row("2001:db8::1", 1, "Idle");
        assertEquals("""
                PEER            AS  STATE
                192.0.2.1    64512  Established
                2001:db8::1      1  Idle
                """, table.render(TextTable.ANY_WIDTH));
    }

    @Test
    void theLastColumnContinuesBelowItselfWhenTheTerminalIsNarrow() {
        TextTable table = new TextTable("PEER", "LAST ERROR");
        table.row("192.0.2.1", "no connection: connection refused by the peer");
        assertEquals("""
                PEER       LAST ERROR
                192.0.2.1  no connection: connection
                           refused by the peer
                """, table.render(38));
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        TextTable table = new TextTable("MESSAGE");
        table.row("a\u001b[2Jb\nc");
        assertEquals("MESSAGE\na\uFFFD[2Jb\uFFFDc\n", table.render(TextTable.ANY_WIDTH));
    }
}
