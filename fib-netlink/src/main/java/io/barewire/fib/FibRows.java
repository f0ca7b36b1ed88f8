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

    /// The state is above the marks, as its ordinal plus 1; 0: none.
    private static final int STATE_SHIFT = 8;

    private static final int MARKS = (1 << STATE_SHIFT) - 1;
    private static final State[] STATES = State.values();

    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int LAST_OF_PAGE = (PAGE - 1) << 1;

    // What a row has side by side: rows are also visited in no order, and then each costs one line of a cache.
    private static final int WIDTH = 4;
    private static final int WANTED = 0;
    private static final int OURS = 1;
    private static final int SINCE = 2;
    /// The marks, and the state above them.
    private static final int MARKED = 3;

    /// So many rows.
    private static final class Page {
        final int[] cells = new int[PAGE * WIDTH];
        /// How many rows wait for an operation.
        int queued;
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

    /// The first row of each page with rows that wait, but for the page that is being drawn from.
    private final IntBag pagesQueued = new IntBag();

    /// Where the search for rows that wait goes on, downwards; [#NONE]: at another page.
    private int drawn = NONE;

    private final int[] inState = new int[STATES.length + 1];
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

    private static int cell(int row, int which) {
        return at(row) * WIDTH + which;
    }

    // ---- rows

    /// The row of a prefix, or [#NONE].
    int find(AddressFamily family, long high, long low, int length) {
        int number = table(family).prefixes.find(high, low, length);
        return number < 0 ? NONE : row(family, number);
    }

    /// The row of a prefix, a new one if it has none.
    int findOrAdd(AddressFamily family, long high, long low, int length) {
        Table table = table(family);
        int before = table.prefixes.size();
        int number = table.prefixes.findOrAdd(high, low, length);
        if (table.prefixes.size() == before) {
            return row(family, number);
        }
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
        int[] cells = page(row).cells;
        Arrays.fill(cells, cell(row, 0), cell(row, WIDTH), 0);
        Table table = tableOf(row);
        table.prefixes.release(row >>> 1);
        if (table.prefixes.size() == 0) {
            table.pages = new Page[0];
            drawn = drawn != NONE && tableOf(drawn) == table ? NONE : drawn;
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

    // ---- what waits for an operation

    boolean hasQueued() {
        return !pagesQueued.isEmpty() || (drawn != NONE && page(drawn).queued > 0);
    }

    /// A row that does not wait yet does so now.
    void enqueue(int row) {
        Page page = page(row);
        int[] cells = page.cells;
        cells[cell(row, MARKED)] |= QUEUED;
        if (page.queued++ == 0 && (drawn == NONE || page != page(drawn))) {
            pagesQueued.add(row & ~LAST_OF_PAGE);
        }
    }

    /// Any row that waits, which then waits no longer; [#NONE] if none does.
    ///
    /// Rows come from a page drawn at random, and from there downwards: the kernel's trie takes deletions in
    /// ascending order ten times slower than in any other, and rows that lie together are quicker for us.
    int dequeue() {
        while (drawn != NONE || !pagesQueued.isEmpty()) {
            if (drawn == NONE) {
                drawn = pagesQueued.draw() | LAST_OF_PAGE;
            }
            Page page = page(drawn);
            int first = drawn & ~LAST_OF_PAGE;
            for (int row = drawn; page.queued > 0 && row >= first; row -= 2) {
                int at = cell(row, MARKED);
                if ((page.cells[at] & QUEUED) != 0) {
                    page.cells[at] &= ~QUEUED;
                    page.queued--;
                    drawn = row;
                    return row;
                }
            }
            drawn = NONE;
            if (page.queued > 0) {
                pagesQueued.add(first);
            }
        }
        return NONE;
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
        return page(row).cells[cell(row, WANTED)];
    }

    void setWanted(int row, int set) {
        page(row).cells[cell(row, WANTED)] = set;
    }

    /// A number of [Forwardings]: what our route in the kernel does; 0: we have none.
    int ours(int row) {
        return page(row).cells[cell(row, OURS)];
    }

    void setOurs(int row, int forwarding) {
        page(row).cells[cell(row, OURS)] = forwarding;
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

    /// Nothing has been marked in it, nor has it had a state.
    boolean isNew(int row) {
        return page(row).cells[cell(row, MARKED)] == 0;
    }

    /// Whether a row has any of these marks.
    boolean is(int row, int marks) {
        return (page(row).cells[cell(row, MARKED)] & marks) != 0;
    }

    /// Not for [#QUEUED].
    void mark(int row, int mark, boolean on) {
        int[] cells = page(row).cells;
        int at = cell(row, MARKED);
        cells[at] = on ? cells[at] | mark : cells[at] & ~mark;
    }

    /// Takes marks off all rows.
    void unmarkAll(int marks) {
        for (Table table : List.of(ipv4, ipv6)) {
            for (Page page : table.pages) {
                for (int at = MARKED; page != null && at < page.cells.length; at += WIDTH) {
                    page.cells[at] &= ~marks;
                }
            }
        }
    }

    /// Null: as if there were no row.
    @Nullable
    State state(int row) {
        int code = page(row).cells[cell(row, MARKED)] >>> STATE_SHIFT;
        return code == 0 ? null : STATES[code - 1];
    }

    @SuppressWarnings("EnumOrdinal") // no state outlives the process
    private static int code(State state) {
        return state.ordinal() + 1;
    }

    /// @param since seconds of Unix time
    void setState(int row, @Nullable State state, int since) {
        int[] cells = page(row).cells;
        int at = cell(row, MARKED);
        int before = cells[at] >>> STATE_SHIFT;
        int now = state == null ? 0 : code(state);
        cells[at] = (cells[at] & MARKS) | (now << STATE_SHIFT);
        cells[cell(row, SINCE)] = since;
        inState[before]--;
        inState[now]++;
    }

    /// Rows in that state.
    int count(State state) {
        return inState[code(state)];
    }

    /// When the state began, in seconds of Unix time.
    long since(int row) {
        return Integer.toUnsignedLong(page(row).cells[cell(row, SINCE)]);
    }
}
