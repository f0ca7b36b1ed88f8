package io.barewire.fib;

import io.barewire.fib.FibEntry.State;
import io.barewire.rib.PrefixTable;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What a [FibBook] knows of each prefix, in columns instead of objects. A row is the number of its prefix in
/// a [PrefixTable], times two, plus one for IPv6; columns come in pages, so that a table that grows copies
/// nothing. Everything in a new row is 0 or false.
final class FibRows {
    static final int NONE = -1;

    // Marks: a bit of a row each.

    /// Found in the first reading, and not wanted since.
    static final int ADOPTED = 1;
    /// Waits for an operation.
    static final int QUEUED = 1 << 1;
    /// An operation is with the kernel.
    static final int UNDER_WAY = 1 << 2;

    static final int DELETE_REFUSED = 1 << 3;
    /// Someone else changed our route, and it was not put right yet.
    static final int DRIFTED = 1 << 4;

    static final int PROTECTED = 1 << 5;
    /// Our route was found in the reading at hand.
    static final int SEEN = 1 << 6;
    /// So was somebody else's in its place.
    static final int HOLDER_SEEN = 1 << 7;

    /// The state is above the marks, as its place in this list plus 1; 0: none.
    private static final int STATE_SHIFT = 8;

    private static final int MARKS = (1 << STATE_SHIFT) - 1;
    private static final List<State> STATES =
            List.of(State.INSTALLED, State.PENDING, State.REFUSED, State.PROTECTED, State.STALE);

    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;

    /// The columns of so many rows.
    private static final class Page {
        final int[] wanted = new int[PAGE];
        final int[] ours = new int[PAGE];
        final int[] since = new int[PAGE];
        /// Marks, and the state.
        final short[] marks = new short[PAGE];
        /// What few have: there from the first of them in the page on.
        int @Nullable [] errors;

        short @Nullable [] holders;
    }

    /// The rows of one family.
    private static final class Table {
        final PrefixTable prefixes;
        Page[] pages = new Page[0];

        Table(AddressFamily family) {
            prefixes = new PrefixTable(family);
        }
    }

    private final int[] inState = new int[STATES.size() + 1];
    private final Table ipv4 = new Table(AddressFamily.IPV4);
    private final Table ipv6 = new Table(AddressFamily.IPV6);

    private Table table(AddressFamily family) {
        return switch (family) {
            case IPV4 -> ipv4;
            case IPV6 -> ipv6;
        };
    }

    private Table tableOf(int row) {
        return (row & 1) == 0 ? ipv4 : ipv6;
    }

    private static int row(AddressFamily family, int number) {
        return number << 1 | (family == AddressFamily.IPV6 ? 1 : 0);
    }

    private Page page(int row) {
        return tableOf(row).pages[row >>> (PAGE_BITS + 1)];
    }

    private static int at(int row) {
        return (row >>> 1) & (PAGE - 1);
    }

    // ---- rows

    /// The row of a prefix, or [#NONE].
    int find(AddressFamily family, long high, long low, int length) {
        int number = table(family).prefixes.find(high, low, length);
        return number < 0 ? NONE : row(family, number);
    }

    /// A row for a prefix that has none.
    int add(AddressFamily family, long high, long low, int length) {
        Table table = table(family);
        int number = table.prefixes.findOrAdd(high, low, length);
        table.prefixes.hold(number);
        int page = number >>> PAGE_BITS;
        if (page >= table.pages.length) {
            table.pages = Arrays.copyOf(table.pages, page + 1 + page / 2);
        }
        if (table.pages[page] == null) {
            table.pages[page] = new Page();
        }
        return row(family, number);
    }

    void remove(int row) {
        setState(row, null, 0);
        setError(row, 0);
        setHolder(row, NONE);
        Page page = page(row);
        page.wanted[at(row)] = 0;
        page.ours[at(row)] = 0;
        page.marks[at(row)] = 0;
        Table table = tableOf(row);
        table.prefixes.release(row >>> 1);
        if (table.prefixes.size() == 0) {
            table.pages = new Page[0];
        }
    }

    /// Each row there is, which may be removed meanwhile.
    void forEach(IntConsumer use) {
        for (AddressFamily family : AddressFamily.values()) {
            Table table = table(family);
            for (int number = 0; number < table.prefixes.bound(); number++) {
                if (table.prefixes.isUsed(number)) {
                    use.accept(row(family, number));
                }
            }
        }
    }

    /// Each row with an error, which may be removed meanwhile.
    void forEachWithError(IntConsumer use) {
        for (AddressFamily family : AddressFamily.values()) {
            Table table = table(family);
            for (int number = 0; number < table.prefixes.bound(); number++) {
                int[] errors = table.pages[number >>> PAGE_BITS].errors;
                if (errors == null) {
                    number |= PAGE - 1;
                } else if (errors[number & (PAGE - 1)] != 0) {
                    use.accept(row(family, number));
                }
            }
        }
    }

    // ---- the prefix

    AddressFamily family(int row) {
        return tableOf(row).prefixes.family();
    }

    long high(int row) {
        return tableOf(row).prefixes.high(row >>> 1);
    }

    long low(int row) {
        return tableOf(row).prefixes.low(row >>> 1);
    }

    int length(int row) {
        return tableOf(row).prefixes.length(row >>> 1);
    }

    Prefix prefix(int row) {
        return tableOf(row).prefixes.prefix(row >>> 1);
    }

    // ---- columns

    /// A number of [HopSets]; 0: no route.
    int wanted(int row) {
        return page(row).wanted[at(row)];
    }

    void setWanted(int row, int set) {
        page(row).wanted[at(row)] = set;
    }

    /// A number of [Forwardings]: what our route in the kernel does; 0: we have none.
    int ours(int row) {
        return page(row).ours[at(row)];
    }

    void setOurs(int row, int forwarding) {
        page(row).ours[at(row)] = forwarding;
    }

    /// The protocol of somebody else's route in the place of ours, or [#NONE].
    int holder(int row) {
        short[] holders = page(row).holders;
        return holders == null ? NONE : holders[at(row)] - 1;
    }

    void setHolder(int row, int protocol) {
        Page page = page(row);
        short[] holders = page.holders;
        if (holders == null) {
            if (protocol == NONE) {
                return;
            }
            holders = new short[PAGE];
            page.holders = holders;
        }
        holders[at(row)] = (short) (protocol + 1);
    }

    /// A number of the book's texts, or 0.
    int error(int row) {
        int[] errors = page(row).errors;
        return errors == null ? 0 : errors[at(row)];
    }

    void setError(int row, int text) {
        Page page = page(row);
        int[] errors = page.errors;
        if (errors == null) {
            if (text == 0) {
                return;
            }
            errors = new int[PAGE];
            page.errors = errors;
        }
        errors[at(row)] = text;
    }

    boolean is(int row, int mark) {
        return (page(row).marks[at(row)] & mark) != 0;
    }

    void mark(int row, int mark, boolean on) {
        short[] marks = page(row).marks;
        int now = marks[at(row)];
        marks[at(row)] = (short) (on ? now | mark : now & ~mark);
    }

    /// Takes marks off all rows.
    void unmarkAll(int marks) {
        for (Table table : List.of(ipv4, ipv6)) {
            for (Page page : table.pages) {
                for (int at = 0; page != null && at < PAGE; at++) {
                    page.marks[at] &= (short) ~marks;
                }
            }
        }
    }

    /// Null: as if there were no row.
    @Nullable
    State state(int row) {
        int code = page(row).marks[at(row)] >>> STATE_SHIFT;
        return code == 0 ? null : STATES.get(code - 1);
    }

    /// @param since seconds of Unix time
    void setState(int row, @Nullable State state, int since) {
        Page page = page(row);
        int marks = page.marks[at(row)];
        int before = marks >>> STATE_SHIFT;
        int now = state == null ? 0 : STATES.indexOf(state) + 1;
        page.marks[at(row)] = (short) ((marks & MARKS) | (now << STATE_SHIFT));
        page.since[at(row)] = since;
        inState[before]--;
        inState[now]++;
    }

    /// Rows in that state.
    int count(State state) {
        return inState[STATES.indexOf(state) + 1];
    }

    /// When the state began, in seconds of Unix time.
    long since(int row) {
        return Integer.toUnsignedLong(page(row).since[at(row)]);
    }
}
