package io.barewire.rib;

/// Another AS number that we show to one peer in place of our own, as networks need that change theirs (RFC 7705 §3.1).
///
/// @param as 1 to 4294967295
/// @param noPrepend what comes from the peer does not get it put in front of its AS_PATH
/// @param replaceAs what goes to the peer has it in front in place of our own AS, not before it
/// @param dualAs a peer that refuses it is shown our own AS instead, and so on in turn
public record LocalAs(long as, boolean noPrepend, boolean replaceAs, boolean dualAs) {
    public LocalAs {
        if (as < 1 || as > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("local AS " + as + " is not within 1 to 4294967295");
        }
    }

    /// Visible both ways, beside our own.
    public static LocalAs of(long as) {
        return new LocalAs(as, false, false, false);
    }

    /// As if our own did not exist: neither way does the other one leave a trace.
    public static LocalAs inPlaceOfOurs(long as) {
        return new LocalAs(as, true, true, false);
    }

    public LocalAs withDualAs() {
        return new LocalAs(as, noPrepend, replaceAs, true);
    }
}
